// Package keys is the table of everything a key can do: its name in the
// configuration, its default keys, its word in the footer and its sentence in the
// help. Matching, footers, the help, the README and the conflict check all read
// this one table.
//
// Two keys are outside it: ctrl+c always quits, and enter, esc, tab and the arrows
// inside a card belong to the card.
package keys

import "fmt"

// Action is one thing a key does.
type Action uint8

// The actions.
const (
	// None is no action: the zero value, bound to nothing.
	None Action = iota
	Up
	Down
	Top
	Bottom
	HalfDown
	HalfUp
	PageDown
	PageUp
	NextView
	PreviousView
	NextTab
	PreviousTab
	// View1 to View9 are the view tabs; View1+n is the tab of index n.
	View1
	View2
	View3
	View4
	View5
	View6
	View7
	View8
	View9
	Zoom
	Back
	Approve
	Reject
	Run
	Retry
	Cancel
	Status
	Delete
	Changes
	MergeRequests
	Log
	Open
	Copy
	Watch
	Mark
	MarkAll
	Filter
	Query
	Palette
	Outdated
	Record
	Journal
	Refresh
	Messages
	Help
	Redraw
	Suspend
	Quit

	actionCount
)

// String is the name of the action in the configuration, "half-down".
func (a Action) String() string {
	if a == None || a >= actionCount {
		return fmt.Sprintf("Action(%d)", uint8(a))
	}
	return table[a-1].Name
}

// Group is a heading of the help.
type Group uint8

// The groups, in the order of the help.
const (
	ThisDeployment Group = iota
	Many
	Move
	Find
	TheRest
)

// String is the heading.
func (g Group) String() string {
	switch g {
	case ThisDeployment:
		return "This deployment"
	case Many:
		return "Many at once"
	case Move:
		return "Move"
	case Find:
		return "Find"
	case TheRest:
		return "The rest"
	default:
		return "Group(?)"
	}
}

// Info is one line of the table.
type Info struct {
	Action Action
	// Name is the action's name in the configuration.
	Name string
	// Keys are the default keys as tea.KeyPressMsg.String writes them; the first is
	// the one that is shown.
	Keys []string
	// Verb is the word in a footer, Help the line in the help.
	Verb, Help string
	Group      Group
}

var table = [...]Info{
	{Up, "up", []string{"k", "up"}, "up", "up", Move},
	{Down, "down", []string{"j", "down"}, "down", "down", Move},
	{Top, "top", []string{"g", "home"}, "first", "first row", Move},
	{Bottom, "bottom", []string{"G", "end"}, "last", "last row", Move},
	{HalfDown, "half-down", []string{"ctrl+d"}, "half down", "half a page down", Move},
	{HalfUp, "half-up", []string{"ctrl+u"}, "half up", "half a page up", Move},
	{PageDown, "page-down", []string{"pgdown"}, "page down", "a page down", Move},
	{PageUp, "page-up", []string{"pgup"}, "page up", "a page up", Move},
	{NextView, "next-view", []string{"tab"}, "next view", "next view", Move},
	{PreviousView, "previous-view", []string{"shift+tab"}, "previous view", "previous view", Move},
	{NextTab, "next-tab", []string{"l", "right"}, "next tab", "next tab of the detail", Move},
	{PreviousTab, "previous-tab", []string{"h", "left"}, "previous tab", "previous tab of the detail", Move},
	{View1, "view-1", []string{"1"}, "view 1", "first view", Move},
	{View2, "view-2", []string{"2"}, "view 2", "second view", Move},
	{View3, "view-3", []string{"3"}, "view 3", "third view", Move},
	{View4, "view-4", []string{"4"}, "view 4", "fourth view", Move},
	{View5, "view-5", []string{"5"}, "view 5", "fifth view", Move},
	{View6, "view-6", []string{"6"}, "view 6", "sixth view", Move},
	{View7, "view-7", []string{"7"}, "view 7", "seventh view", Move},
	{View8, "view-8", []string{"8"}, "view 8", "eighth view", Move},
	{View9, "view-9", []string{"9"}, "view 9", "ninth view", Move},
	{Zoom, "zoom", []string{"enter"}, "zoom", "zoom the detail", ThisDeployment},
	{Back, "back", []string{"esc"}, "back", "back, never quits", Move},
	{Approve, "approve", []string{"a"}, "approve", "approve", ThisDeployment},
	{Reject, "reject", []string{"X"}, "reject", "reject", ThisDeployment},
	{Run, "run", []string{"p"}, "run", "run the job", ThisDeployment},
	{Retry, "retry", []string{"R"}, "retry", "retry the job", ThisDeployment},
	{Cancel, "cancel", []string{"C"}, "cancel", "cancel the job", ThisDeployment},
	{Status, "status", []string{"s"}, "status", "update status", ThisDeployment},
	{Delete, "delete", []string{"D"}, "delete", "delete the record", ThisDeployment},
	{Changes, "changes", []string{"d"}, "changes", "changes against live", ThisDeployment},
	{MergeRequests, "merge-requests", []string{"m"}, "merge requests", "merge requests", ThisDeployment},
	{Log, "log", []string{"L"}, "log", "log of the job", ThisDeployment},
	{Open, "open", []string{"o"}, "open", "open in the browser", ThisDeployment},
	{Copy, "copy", []string{"y"}, "copy", "copy", ThisDeployment},
	{Watch, "watch", []string{"w"}, "watch", "watch to the end", ThisDeployment},
	{Mark, "mark", []string{"space"}, "mark", "mark", Many},
	{MarkAll, "mark-all", []string{"A"}, "mark all", "mark all shown", Many},
	{Filter, "filter", []string{"/"}, "filter", "filter as you type", Find},
	{Query, "query", []string{"f"}, "ask GitLab", "ask GitLab: filter, sort", Find},
	{Palette, "palette", []string{":"}, "commands", "commands", Find},
	{Outdated, "reject-outdated", []string{"Z"}, "reject outdated", "reject all outdated here", Many},
	{Record, "record", []string{"n"}, "record", "record a deployment", TheRest},
	{Journal, "journal", []string{"H"}, "journal", "journal and shift handover", TheRest},
	{Refresh, "refresh", []string{"r"}, "refresh", "refresh now", TheRest},
	{Messages, "messages", []string{"!"}, "messages", "messages and failed projects", TheRest},
	{Help, "help", []string{"?"}, "help", "this help", TheRest},
	{Redraw, "redraw", []string{"ctrl+l"}, "redraw", "redraw the screen", TheRest},
	{Suspend, "suspend", []string{"ctrl+z"}, "suspend", "suspend to the shell", TheRest},
	{Quit, "quit", []string{"q"}, "quit", "quit (ctrl+c always does)", TheRest},
}

// Table returns the action table, in the order of the actions.
func Table() []Info {
	all := make([]Info, len(table))
	for i, info := range table {
		info.Keys = append([]string(nil), info.Keys...)
		all[i] = info
	}
	return all
}

// Of returns the table's line of an action; false for None and what is no action.
func Of(a Action) (Info, bool) {
	if a == None || a >= actionCount {
		return Info{}, false
	}
	return table[a-1], true
}

// Hint is one entry of a footer: the keys in bold, what they do behind.
type Hint struct{ Keys, Verb string }
