// Package config turns the command line, the TOML file and the environment into
// plain values: which GitLab hosts are shown, where their tokens come from and
// how the screen behaves.
//
// It knows the schema of the file and refuses everything else, all problems at
// once, each with its line. It does not know what a filter, an action, a theme, a
// link's template or a glob is: those are checked by whoever owns them, and
// [File.Problem] adds the line.
// Nothing here talks to a network, and nothing is ever written.
package config

import "time"

// Bounds of a profile's refresh interval. Below the least a handful of
// colleagues would use up a server's rate limit; above the most the screen
// would never be fresh enough to decide on.
const (
	MinRefresh     = 2 * time.Second
	MaxRefresh     = time.Hour
	DefaultRefresh = 10 * time.Second
)

// Bounds of what the file may list.
const (
	// MaxLinks is how many [[links]] there may be: more cannot be picked from.
	MaxLinks = 20
	// MaxRiskName is how many characters the name of a risk may have: it stands
	// on one line with what it was found in.
	MaxRiskName = 32
)

// Config is the whole configuration file as values. The zero value is not
// useful; start from [Default].
type Config struct {
	// ProfilesShown names the profiles whose hosts stand side by side in one
	// view; those of one GitLab are one [Source] there. Absent: every profile of
	// the file.
	ProfilesShown []string
	// Profiles are the [profiles.NAME] tables in the order of the file.
	Profiles []Profile
	// Views are the tabs in order, from [[views]]. Absent: the built-in tabs.
	Views []View
	// UI is the [ui] table: how the screen looks.
	UI UI
	// Approve holds one policy for each tier, from [approve.TIER]; a tier that
	// the file does not name keeps the default. Every tier is present.
	Approve map[Tier]Policy
	// Keys are the [keys] of the file: an action's name and the keys that now
	// trigger it. Names and conflicts are not checked here.
	Keys map[string][]string
	// Notify is the [notify] table: how something new makes itself heard.
	Notify Notify
	// Links are the pages of one's own that a deployment leads to, from [[links]],
	// in the order of the file, at most [MaxLinks].
	Links []Link
	// Risks are the [risks] in the order of the file. A risk that the file does
	// not name keeps its built-in globs.
	Risks []Risk
}

// Notify is the [notify] table.
type Notify struct {
	// Bell rings the terminal's bell.
	Bell bool
	// Desktop asks the terminal for a notification, which works over SSH too.
	Desktop bool
}

// Profile is one GitLab host and what is shown of it: a [profiles.NAME] table.
type Profile struct {
	// Name is the NAME in [profiles.NAME].
	Name string
	// Host is the instance's address, such as https://gitlab.acme.dev or
	// https://acme.dev/gitlab; a trailing /api/v4 is allowed. Required. Plain
	// http is for loopback addresses only, because a token travels along.
	Host string
	// Token says where the token comes from; never the token itself.
	Token TokenSource
	// Projects are full paths or numeric ids.
	Projects []string
	// Groups are full paths or numeric ids; their subgroups are included.
	Groups []string
	// Refresh is the time between two readings of the list: at least
	// [MinRefresh], at most [MaxRefresh], [DefaultRefresh] when absent.
	Refresh time.Duration
	// CAFile is a PEM file with certificates to trust beside the system's. In
	// the file it may begin with ~/ or be relative to the file's folder; after
	// [Load] it is a full path.
	CAFile string
}

// TokenSource is where a profile's token comes from: `token = { env = "NAME" }`
// or `token = { command = ["program", "argument"] }`. When both are empty the
// profile names none, and the variables of [TokenVariables] are looked at.
type TokenSource struct {
	// Env is the name of an environment variable.
	Env string
	// Command is a program and its arguments, run without a shell.
	Command []string
}

// Named tells whether the profile names a source of its own.
func (t TokenSource) Named() bool { return t.Env != "" || len(t.Command) > 0 }

// View is one tab: a [[views]] entry.
type View struct {
	// Name is the tab's title. Required, and unique.
	Name string
	// Filter is an expression of the filter language; empty shows everything.
	Filter string
}

// Link is one page of one's own: a [[links]] entry. Whether its template and its
// filter can be read is not checked here.
type Link struct {
	// Name is what the page is called. Required, and unique.
	Name string
	// URL is the template of the page's address. Required; empty only in a file
	// with that problem.
	URL string
	// Filter is an expression of the filter language: the page is offered for what
	// it matches; empty for everything.
	Filter string
}

// Risk is one kind of files whose change deserves a second look: a line of
// [risks]. Whether its globs can be read is not checked here.
type Risk struct {
	// Name is the key of the line: at most [MaxRiskName] characters.
	Name string
	// Globs are the patterns of the paths; an empty list switches the risk off.
	Globs []string
}

// UI is the [ui] table.
type UI struct {
	// Theme is "auto", the name of a built-in theme or a path to a theme file.
	Theme string
	// Symbols is the set of glyphs used for states.
	Symbols Symbols
	// Mouse tells whether the mouse is listened to.
	Mouse bool
}

// Policy is how careful an approval in one tier has to be.
type Policy struct {
	// Confirm is what has to be done to confirm.
	Confirm Confirm
	// Comment tells whether a comment must be given.
	Comment Comment
	// ReadOnly refuses every write to environments of the tier.
	ReadOnly bool
}

// Default returns the configuration that an empty file stands for.
func Default() Config {
	approve := make(map[Tier]Policy, len(Tiers()))
	for _, tier := range Tiers() {
		approve[tier] = Policy{Confirm: ConfirmEnter, Comment: CommentOptional}
	}
	return Config{
		UI:      UI{Theme: "auto", Symbols: SymbolsUnicode, Mouse: true},
		Approve: approve,
		Keys:    map[string][]string{},
		Notify:  Notify{Bell: true, Desktop: true},
	}
}

// Profile finds a profile by its name.
func (c Config) Profile(name string) (Profile, bool) {
	for _, p := range c.Profiles {
		if p.Name == name {
			return p, true
		}
	}
	return Profile{}, false
}

func (c Config) profileNames() []string {
	names := make([]string, 0, len(c.Profiles))
	for _, p := range c.Profiles {
		names = append(names, p.Name)
	}
	return names
}
