package ui

import (
	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/journal"
	"greenlight/api/trace"
)

// The results of commands. Each carries what it is about, on success and on
// failure alike, and only App sees them.
type (
	// discoveredMsg is the end of a discovery.
	discoveredMsg struct {
		host  string
		found fleet.Discovery
		err   error
		// partly is that only names were asked for that had not been answered.
		partly bool
	}
	// projectLoadedMsg is the end of reading one project.
	projectLoadedMsg struct {
		ref      api.ProjectRef
		snapshot fleet.Snapshot
		err      error
	}
	// tiersLoadedMsg is the end of reading a project's environments; changed where the rows
	// are judged otherwise now.
	tiersLoadedMsg struct {
		ref      api.ProjectRef
		snapshot fleet.Snapshot
		changed  bool
		err      error
	}
	// pulsedMsg is the answer of GraphQL about many projects.
	pulsedMsg struct {
		host  string
		pulse fleet.Pulse
		err   error
	}
	// restoredMsg is a piece of what an earlier run has saved, savedMsg the end of saving.
	restoredMsg struct {
		host     string
		restored fleet.Restored
		err      error
	}
	savedMsg struct{ err error }
	// wokenMsg says that what a sleep has broken off is dropped.
	wokenMsg struct{}
	// rowLoadedMsg is the end of a single read.
	rowLoadedMsg struct {
		reading
		row fleet.Row
		err error
	}
	// factMsg is the end of reading one fact, ahead of its need or not; the visit is the
	// bench's.
	factMsg struct {
		visit uint64
		ahead bool
		ref   api.Ref
		fact  fleet.Fact
		row   fleet.Row
		err   error
	}
	// lookedAgainMsg is the end of a read that a card asked for.
	lookedAgainMsg struct {
		op  uint64
		ref api.Ref
		row fleet.Row
		err error
	}
	// begunMsg says that the write of a request begins.
	begunMsg struct{ op uint64 }
	// decidedMsg is the end of a write, with the target as it was read back.
	decidedMsg struct {
		result decide.Result
		row    *fleet.Row
	}
	// changesMsg, pipelineMsg, historyMsg and logMsg are the ends of reading a tab. The
	// visit tells an answer of an earlier look at the same deployment.
	changesMsg struct {
		visit   uint64
		ref     api.Ref
		changes fleet.Changes
		err     error
	}
	pipelineMsg struct {
		visit    uint64
		ref      api.Ref
		pipeline fleet.Pipeline
		err      error
	}
	historyMsg struct {
		visit uint64
		ref   api.Ref
		page  int
		found fleet.Page
		err   error
	}
	logMsg struct {
		visit uint64
		ref   api.Ref
		// spool holds the log; it is there even where the reading failed, but for a
		// failure to make the file.
		spool *trace.Spool
		job   api.Job
		bytes int64
		err   error
	}
	// windowMsg is a part of a log, to be drawn.
	windowMsg struct {
		visit  uint64
		ref    api.Ref
		window trace.Window
		err    error
	}
	// askedMsg is a page of the answer to a query, olderMsg one of a project's older
	// deployments.
	askedMsg struct {
		op    uint64
		query fleet.Query
		page  fleet.Page
		err   error
	}
	olderMsg struct {
		query fleet.Query
		page  fleet.Page
		err   error
	}
	// placesMsg and commitMsg answer the card that records.
	placesMsg struct {
		project api.ProjectRef
		places  fleet.Places
		err     error
	}
	commitMsg struct {
		project api.ProjectRef
		name    string
		commit  api.Commit
		err     error
	}
	// recordedMsg is the end of a new record, with its row.
	recordedMsg struct {
		recorded decide.Recorded
		row      *fleet.Row
	}
	// mergesMsg is a page of a deployment's merge requests.
	mergesMsg struct {
		ref    api.Ref
		filter api.MergeRequestFilter
		page   api.Page[api.MergeRequest]
		err    error
	}
	// foundMsg is the deployment that a link names.
	foundMsg struct {
		row fleet.Row
		err error
	}
	// browsedMsg and copiedMsg are the ends of what the machine was asked for.
	browsedMsg struct {
		url string
		err error
	}
	copiedMsg struct {
		what string
		// local says that this machine's clipboard has it.
		local bool
	}
	// journalMsg is what was decided from this machine, handedMsg where a handover of it
	// was written to.
	journalMsg struct {
		page journal.Page
		err  error
	}
	handedMsg struct {
		path string
		err  error
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
	// gatheredMsg says that facts which have come have waited long enough to be shown.
	gatheredMsg struct{}
	// armMsg asks whether the card of an operation may take confirming keys yet.
	armMsg struct{ op uint64 }
)
