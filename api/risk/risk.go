// Package risk says which files of a change deserve a look before it goes to
// production: migrations, secrets, who may do what, the pipeline itself and so
// on. It is a table of names and globs, nothing is guessed from what is in a file,
// and "no finding" only means that no glob fits.
//
// A glob is matched against the whole path from the root of the repository, with
// "/" between the parts and regard to case: "*" stops at a "/", "**" as a whole
// part stands for any number of folders, "{a,b}" for either. "Dockerfile" is the
// one at the root, "**/Dockerfile" any of them, "deploy/" all below a folder.
package risk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"greenlight/api/text"
)

// What a rule may take up. A glob is tried on every file of a change, braces in
// braces are tried in all combinations, and a name goes on a line of the screen.
const (
	maxRules  = 64
	maxGlobs  = 200
	maxGlob   = 200
	maxBraces = 6
	maxName   = 32
)

// Rule names a kind of files. Without globs it fits none, which is how a user
// switches a built-in one off.
type Rule struct {
	// Name is the kind as it is shown, "migration": at most 32 characters, on one line.
	Name string
	// Globs are at most 200, each at most 200 bytes with at most 6 "{".
	Globs []string
}

// Set is rules in the order in which they are tried. The zero Set has none. It
// never changes and may be used from several goroutines.
type Set struct{ rules []rule }

// New returns a set of rules, tried in the given order. The error is one sentence
// that names the rule and, where it is at fault, the glob.
func New(rules []Rule) (Set, error) {
	if len(rules) > maxRules {
		return Set{}, fmt.Errorf("there are %d risk rules, %d are allowed", len(rules), maxRules)
	}
	s := Set{rules: make([]rule, 0, len(rules))}
	for _, r := range rules {
		if s.index(r.Name) >= 0 {
			return Set{}, fmt.Errorf("the risk rule %q is there twice; put the globs into one", text.Line(r.Name))
		}
		c, err := compile(r)
		if err != nil {
			return Set{}, err
		}
		s.rules = append(s.rules, c)
	}
	return s, nil
}

// Merge returns the set with a user's rules: one that has the name of a rule of
// the set, in any case of letters, takes its place, and switches it off when it
// has no globs; all others come first, in their order. A rule without globs that
// names none of the set's is an error, for it is a slip of the pen that would
// leave a rule on which somebody thinks is off.
func (s Set) Merge(user []Rule) (Set, error) {
	own, err := New(user)
	if err != nil {
		return Set{}, err
	}
	kept := slices.Clone(s.rules)
	var front []rule
	for _, r := range own.rules {
		i := s.index(r.name)
		switch {
		case i >= 0:
			kept[i] = r
		case len(r.globs) == 0:
			return Set{}, fmt.Errorf("the risk rule %q has no globs and no built-in rule has that name; the built-in ones are %s", r.name, s.names())
		default:
			front = append(front, r)
		}
	}
	return Set{rules: append(front, kept...)}, nil
}

// index finds a rule by its name; -1 when there is none.
func (s Set) index(name string) int {
	name = strings.TrimSpace(name)
	return slices.IndexFunc(s.rules, func(r rule) bool { return strings.EqualFold(r.name, name) })
}

func (s Set) names() string {
	var out []string
	for _, r := range s.rules {
		out = append(out, r.name)
	}
	return strings.Join(out, ", ")
}

// Of returns the name of the first rule that fits a path, which is one from the
// root of the repository as GitLab has it. A path is only compared, never opened.
func (s Set) Of(path string) (string, bool) {
	if i := s.first(path); i >= 0 {
		return s.rules[i].name, true
	}
	return "", false
}

// first is the place of the first rule that fits; -1 for none.
func (s Set) first(path string) int {
	if path == "" {
		return -1
	}
	p := split(path)
	return slices.IndexFunc(s.rules, func(r rule) bool { return r.fits(p) })
}

// rule is a Rule that was looked over.
type rule struct {
	name  string
	globs []glob
}

func (r rule) fits(p parts) bool {
	return slices.ContainsFunc(r.globs, func(g glob) bool { return g.fits(p) })
}

func compile(r Rule) (rule, error) {
	name := strings.TrimSpace(r.Name)
	switch {
	case name == "":
		return rule{}, errors.New("a risk rule has no name; give it one, as in \"migration\"")
	case text.Line(name) != name || utf8.RuneCountInString(name) > maxName:
		return rule{}, fmt.Errorf("the name of the risk rule %q must be one line of at most %d characters", text.Line(name), maxName)
	case len(r.Globs) > maxGlobs:
		return rule{}, fmt.Errorf("the risk rule %q has %d globs, %d are allowed", name, len(r.Globs), maxGlobs)
	}
	out := rule{name: name, globs: make([]glob, 0, len(r.Globs))}
	for _, pattern := range r.Globs {
		g, err := parse(pattern)
		if err != nil {
			return rule{}, fmt.Errorf("the risk rule %q has a glob that is no good, %q: %w", name, text.Line(pattern), err)
		}
		out.globs = append(out.globs, g)
	}
	return out, nil
}
