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
	Status
	Filter
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
	Move
	Find
	TheRest
)

// String is the heading.
func (g Group) String() string {
	switch g {
	case ThisDeployment:
		return "This deployment"
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

// Scope says where an action works. Both scopes are live at the same time, so that
// a key belongs to one action whatever its scope.
type Scope uint8

// The scopes.
const (
	// Global works everywhere outside cards and text fields.
	Global Scope = iota
	// List works on the list and its detail, and needs a row in it.
	List
)

// String names the scope.
func (s Scope) String() string {
	switch s {
	case Global:
		return "global"
	case List:
		return "list"
	default:
		return "Scope(?)"
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
	Scope      Scope
}

var table = [...]Info{
	{Up, "up", []string{"k", "up"}, "up", "up", Move, List},
	{Down, "down", []string{"j", "down"}, "down", "down", Move, List},
	{Top, "top", []string{"g", "home"}, "first", "first row", Move, List},
	{Bottom, "bottom", []string{"G", "end"}, "last", "last row", Move, List},
	{HalfDown, "half-down", []string{"ctrl+d"}, "half down", "half a page down", Move, List},
	{HalfUp, "half-up", []string{"ctrl+u"}, "half up", "half a page up", Move, List},
	{PageDown, "page-down", []string{"pgdown"}, "page down", "a page down", Move, List},
	{PageUp, "page-up", []string{"pgup"}, "page up", "a page up", Move, List},
	{NextView, "next-view", []string{"tab"}, "next view", "next view", Move, Global},
	{PreviousView, "previous-view", []string{"shift+tab"}, "previous view", "previous view", Move, Global},
	{View1, "view-1", []string{"1"}, "view 1", "first view", Move, Global},
	{View2, "view-2", []string{"2"}, "view 2", "second view", Move, Global},
	{View3, "view-3", []string{"3"}, "view 3", "third view", Move, Global},
	{View4, "view-4", []string{"4"}, "view 4", "fourth view", Move, Global},
	{View5, "view-5", []string{"5"}, "view 5", "fifth view", Move, Global},
	{View6, "view-6", []string{"6"}, "view 6", "sixth view", Move, Global},
	{View7, "view-7", []string{"7"}, "view 7", "seventh view", Move, Global},
	{View8, "view-8", []string{"8"}, "view 8", "eighth view", Move, Global},
	{View9, "view-9", []string{"9"}, "view 9", "ninth view", Move, Global},
	{Zoom, "zoom", []string{"enter"}, "zoom", "zoom the detail", ThisDeployment, List},
	{Back, "back", []string{"esc"}, "back", "back, never quits", Move, Global},
	{Approve, "approve", []string{"a"}, "approve", "approve", ThisDeployment, List},
	{Reject, "reject", []string{"X"}, "reject", "reject", ThisDeployment, List},
	{Run, "run", []string{"p"}, "run", "run the job", ThisDeployment, List},
	{Status, "status", []string{"s"}, "status", "update status", ThisDeployment, List},
	{Filter, "filter", []string{"/"}, "filter", "filter as you type", Find, Global},
	{Refresh, "refresh", []string{"r"}, "refresh", "refresh now", TheRest, Global},
	{Messages, "messages", []string{"!"}, "messages", "messages and failed projects", TheRest, Global},
	{Help, "help", []string{"?"}, "help", "this help", TheRest, Global},
	{Redraw, "redraw", []string{"ctrl+l"}, "redraw", "redraw the screen", TheRest, Global},
	{Suspend, "suspend", []string{"ctrl+z"}, "suspend", "suspend to the shell", TheRest, Global},
	{Quit, "quit", []string{"q"}, "quit", "quit (ctrl+c always does)", TheRest, Global},
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
