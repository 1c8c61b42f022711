package ui

import (
	"fmt"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/risk"
	"greenlight/ui/filter"
	"greenlight/ui/form"
	"greenlight/ui/keys"
	"greenlight/ui/links"
	"greenlight/ui/theme"
)

// Options are what the screen is made of. main fills them in from the
// configuration; the zero value of a field that says so means a default.
type Options struct {
	Fleet Fleet
	// Hosts are the instances in the order they are shown in.
	Hosts []string
	// Now is the local clock. Drawn is when the last write to the terminal that got
	// through was begun, Typed when the terminal last brought anything; nil for now.
	Now   func() time.Time
	Drawn func() time.Time
	Typed func() time.Time
	// Themes are for a dark and a light background.
	Themes theme.Pair
	// Profile is how many colours the terminal has, as far as is known at the start.
	Profile colorprofile.Profile
	// ASCII draws every sign in ASCII.
	ASCII bool
	// Mouse listens to the mouse; text is then selected with shift.
	Mouse bool
	// Views are the tabs; none means the built-in ones.
	Views []View
	// Links are offered where pages are opened.
	Links []Link
	// Risks finds the files of a change that deserve a look; nil finds none.
	Risks func([]api.FileChange) []risk.Finding
	// Diary is what was decided from this machine; nil where nothing is kept.
	Diary Diary
	// Keys are the user's keys by action name.
	Keys map[string][]string
	// Policies say how a decision is confirmed on each tier; a missing tier asks
	// for enter.
	Policies map[api.Tier]form.Policy
	// ReadOnly refuses every write. Demo marks the embedded GitLab.
	ReadOnly, Demo bool
	// Refresh says how often each instance's projects are read; DefaultRefresh where
	// it says nothing.
	Refresh map[string]time.Duration
	// TokenHints say where each instance's token is read from, for the card that
	// asks for a new one.
	TokenHints map[string]TokenHint
	// Notices are shown once at the start.
	Notices []string
	// Open is the page to open on; nil for none.
	Open *Opening
	// Browse shows a page in the browser, Clip fills the clipboard of the machine
	// that the program runs on. They block.
	Browse, Clip func(string) error
	// Bell and Desktop say how something new makes itself heard: by the terminal's
	// bell, and by a notification that the terminal shows.
	Bell, Desktop bool
}

// Opening is a page that the program was started with.
type Opening struct {
	// Host is the instance as in Options.Hosts.
	Host string
	Link api.Link
}

// TokenHint says where a token is read from.
type TokenHint struct {
	// Place ends the sentence "Put it …".
	Place string
	// Restart is true where a new one is seen only after a new start.
	Restart bool
}

// View is one tab.
type View struct {
	Name string
	// Filter is in the filter language; empty shows all.
	Filter string
}

// Link is an address of the user's own.
type Link struct {
	// Name is what it is called, URL its template, Filter in the filter language where
	// it is offered; empty offers it everywhere.
	Name, URL, Filter string
}

// DefaultRefresh is how often a project is read where nothing else is configured.
const DefaultRefresh = 10 * time.Second

// Problem is something in the options that only the screen can judge.
type Problem struct {
	// Path is the key in the configuration, "views[1].filter" or "keys.approve".
	Path    string
	Message string
}

// Validate reports all problems of the views and the keys.
func Validate(o Options) []Problem {
	var problems []Problem
	for i, v := range o.Views {
		_, wrong := filter.Parse(v.Filter)
		for _, p := range wrong {
			problems = append(problems, Problem{Path: fmt.Sprintf("views[%d].filter", i), Message: p.Message})
		}
	}
	for i, l := range o.Links {
		for _, p := range links.Check(l.URL, l.Filter) {
			problems = append(problems, Problem{Path: fmt.Sprintf("links[%d].%s", i, p.Key), Message: p.Message})
		}
	}
	_, wrong := keys.New(o.Keys)
	for _, p := range wrong {
		problems = append(problems, Problem{Path: "keys." + p.Name, Message: p.Message})
	}
	return problems
}
