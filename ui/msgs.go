package ui

import (
	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
)

// The results of commands. Each carries what it is about, on success and on
// failure alike, and only App sees them.
type (
	// discoveredMsg is the end of a discovery.
	discoveredMsg struct {
		host  string
		found fleet.Discovery
		err   error
	}
	// projectLoadedMsg is the end of reading one project.
	projectLoadedMsg struct {
		ref      api.ProjectRef
		snapshot fleet.Snapshot
		err      error
	}
	// rowLoadedMsg is the end of a single read.
	rowLoadedMsg struct {
		ref  api.Ref
		row  fleet.Row
		full bool
		err  error
	}
	// lookedAgainMsg is the end of a read that a card asked for.
	lookedAgainMsg struct {
		op  uint64
		ref api.Ref
		row fleet.Row
		err error
	}
	// decidedMsg is the end of a write, with the target as it was read back.
	decidedMsg struct {
		result decide.Result
		row    *fleet.Row
	}
	// tokenReadMsg is the end of reading a token anew.
	tokenReadMsg struct {
		host string
		err  error
	}
)

// The ticks.
type (
	// beatMsg comes once a second: polling, ages and countdowns hang on it.
	beatMsg struct{}
	// pulseMsg moves the one moving dot while something is waited for.
	pulseMsg struct{}
	// restedMsg says that the selection has rested since the given move.
	restedMsg struct {
		move uint64
		// late says that the detail is drawn now, read or not.
		late bool
	}
	// paceMsg says that the next frame of a held movement is due.
	paceMsg struct{}
	// armMsg asks whether the card of an operation may take confirming keys yet.
	armMsg struct{ op uint64 }
)
