package risk

import (
	"cmp"
	"slices"

	"greenlight/api"
)

// Finding is a file that a rule fits.
type Finding struct {
	// Name is the rule's.
	Name string
	File api.FileChange
	// Added and Removed are lines; both are 0 where GitLab left the text out, which
	// File says, and of a file that is not text.
	Added, Removed int
}

// Files returns the files that deserve a look, one finding each, in the order of
// the rules and within a rule by path. A renamed file counts by whichever of its
// names comes first in the rules: moved out of a folder it still matters.
func (s Set) Files(changes []api.FileChange) []Finding {
	type ranked struct {
		Finding
		rule int
	}
	var found []ranked
	for _, c := range changes {
		i := s.ofChange(c)
		if i < 0 {
			continue
		}
		f := Finding{Name: s.rules[i].name, File: c}
		f.Added, f.Removed = c.Lines()
		found = append(found, ranked{Finding: f, rule: i})
	}
	slices.SortStableFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(name(a.File), name(b.File)), cmp.Compare(a.File.OldPath, b.File.OldPath))
	})
	out := make([]Finding, 0, len(found))
	for _, f := range found {
		out = append(out, f.Finding)
	}
	return out
}

func (s Set) ofChange(c api.FileChange) int {
	now := s.first(c.NewPath)
	if c.OldPath == c.NewPath {
		return now
	}
	before := s.first(c.OldPath)
	if now < 0 || before >= 0 && before < now {
		return before
	}
	return now
}

// name is what a file is called now, or was before it went.
func name(c api.FileChange) string { return cmp.Or(c.NewPath, c.OldPath) }
