// Package intent holds what the parts of the screen ask of the program: plain values
// that a key handler returns and that the root acts on in the same Update.
//
// They are values and not commands because the message of a command arrives after
// the keys that follow, which would then be handled in the mode before it. A nil
// Intent asks for nothing.
package intent

import (
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/journal"
	"greenlight/ui/keys"
)

// Intent is one wish. The types of this package are all there are.
type Intent interface{ intent() }

// Close takes the top card away.
type Close struct{}

// Submit sends one write; the card stays and waits for its result.
type Submit struct{ Request decide.Request }

// TakeBack gives up a request whose write has not begun; one that has begun goes on.
type TakeBack struct{ Op uint64 }

// LookAgain reads a deployment anew and opens its card once more.
type LookAgain struct{ Ref api.Ref }

// Do acts as if the key of an action had been pressed.
type Do struct{ Action keys.Action }

// Record sends a new record; the card stays and waits for its result.
type Record struct{ Record decide.Record }

// Look asks which environments, branches and tags a project has.
type Look struct{ Project api.ProjectRef }

// CheckCommit asks whether a project has a commit, by sha or by the name of a branch
// or tag.
type CheckCommit struct {
	Project api.ProjectRef
	Name    string
}

// Ask puts what GitLab answers to a query into the list.
type Ask struct{ Query fleet.Query }

// Unask puts the usual list back.
type Unask struct{}

// MergeRequests asks for a page of a deployment's merge requests.
type MergeRequests struct {
	Ref    api.Ref
	Filter api.MergeRequestFilter
}

// OpenURL shows a page in the browser. The address may come from outside.
type OpenURL struct{ URL string }

// Copy puts text into the clipboard; What names it in a sentence, "The sha".
type Copy struct{ What, Text string }

// Show shows another part of the screen in the place of the card: a view by its
// index, or the list filtered by a text of the filter language.
type Show struct {
	// View is the index of the view, -1 to leave it.
	View int
	// Filter replaces the filter where it is not empty.
	Filter string
}

// ShowTab shows a tab of the detail in the place of the card.
type ShowTab struct{ Tab Tab }

// Tab is one of the detail's tabs.
type Tab uint8

// The tabs, in their order on the screen.
const (
	TabSummary Tab = iota
	TabChanges
	TabPipeline
	TabLog
	TabHistory
)

// Tabs are all tabs, in their order on the screen.
var Tabs = []Tab{TabSummary, TabChanges, TabPipeline, TabLog, TabHistory}

// String is the name on the tab.
func (t Tab) String() string {
	switch t {
	case TabSummary:
		return "Summary"
	case TabChanges:
		return "Changes"
	case TabPipeline:
		return "Pipeline"
	case TabLog:
		return "Log"
	case TabHistory:
		return "History"
	}
	return "?"
}

// ToggleMouse leaves the mouse to the terminal, which then selects text without shift,
// or listens to it again.
type ToggleMouse struct{}

// Refused puts a sentence into the footer: why a key did nothing.
type Refused struct {
	Sentence string
	// Reading is what the card was still reading, where that was why: the sentence goes
	// when it has come. Empty where only a key mends it.
	Reading string
	// Op is the request that was under way, where that was why: the sentence goes with it.
	Op uint64
}

func (Close) intent()         {}
func (Submit) intent()        {}
func (TakeBack) intent()      {}
func (LookAgain) intent()     {}
func (Do) intent()            {}
func (Record) intent()        {}
func (Look) intent()          {}
func (CheckCommit) intent()   {}
func (Ask) intent()           {}
func (Unask) intent()         {}
func (MergeRequests) intent() {}
func (ReadJournal) intent()   {}
func (Handover) intent()      {}
func (OpenURL) intent()       {}
func (Copy) intent()          {}
func (Show) intent()          {}
func (ShowTab) intent()       {}
func (ToggleMouse) intent()   {}
func (Refused) intent()       {}

// ReadJournal asks for what was decided from this machine since a moment.
type ReadJournal struct{ Since time.Time }

// Handover asks for a shift handover of what was decided between two moments.
type Handover struct {
	Entries  []journal.Entry
	From, To time.Time
}
