package api

import (
	"slices"
	"strings"
)

// Relation is how a deployment's commit stands to the one that is live.
type Relation uint8

// The relations.
const (
	// RelationUnread: it was not compared.
	RelationUnread Relation = iota
	// RelationFirst: nothing is live.
	RelationFirst
	// RelationSame: the same commit is live.
	RelationSame
	// RelationAhead: it brings commits, and live has none besides.
	RelationAhead
	// RelationOlder: live has commits besides and it brings none: a rollback.
	RelationOlder
	// RelationDiverged: each has commits that the other has not.
	RelationDiverged
	// RelationUnrelated: the two share no history at all.
	RelationUnrelated
	// RelationUnknown: it was compared, and what live has besides is not known.
	RelationUnknown
)

// String is the relation as a word.
func (r Relation) String() string {
	switch r {
	case RelationUnread:
		return "unread"
	case RelationFirst:
		return "first"
	case RelationSame:
		return "same"
	case RelationAhead:
		return "ahead"
	case RelationOlder:
		return "older"
	case RelationDiverged:
		return "diverged"
	case RelationUnrelated:
		return "unrelated"
	case RelationUnknown:
		return "unknown"
	}
	return "?"
}

// Ships is what a deployment would change, in numbers.
type Ships struct {
	Relation Relation
	// Ahead are the commits that it brings, Behind those that live has and it has not.
	Ahead, Behind int
	// Files, Added and Removed count what differs; Cut says that GitLab gave no more.
	Files, Added, Removed int
	Cut                   bool
}

// NewShips weighs a comparison of a deployment's commit with the live one, nil for
// none: ahead are the commits that it brings, behind those that live has besides. cut
// says that GitLab gave only some of the files, behindKnown that behind was read.
func NewShips(live, d *Deployment, ahead, behind []Commit, files []FileChange, cut, behindKnown bool) Ships {
	s := Ships{Ahead: len(ahead), Behind: len(behind), Files: len(files), Cut: cut}
	for _, f := range files {
		added, removed := f.Lines()
		s.Added, s.Removed = s.Added+added, s.Removed+removed
	}
	switch {
	case live == nil:
		s.Relation = RelationFirst
	case live.SHA == d.SHA:
		s.Relation = RelationSame
	case !behindKnown:
		s.Relation = RelationUnknown
	case s.Ahead > 0 && s.Behind > 0 && whole(ahead) && whole(behind):
		s.Relation = RelationUnrelated
	case s.Ahead > 0 && s.Behind > 0:
		s.Relation = RelationDiverged
	case s.Ahead > 0:
		s.Relation = RelationAhead
	case s.Behind > 0:
		s.Relation = RelationOlder
	default:
		s.Relation = RelationUnknown
	}
	return s
}

// whole reports whether commits are a history of their own: each parent is among them,
// so none is shared with the other side. A first commit among them does not say that: a
// merge may have brought it beside what is shared.
func whole(commits []Commit) bool {
	known := map[string]bool{}
	for _, c := range commits {
		known[c.ID] = true
	}
	return !slices.ContainsFunc(commits, func(c Commit) bool {
		return c.ParentIDs == nil || slices.ContainsFunc(c.ParentIDs, func(p string) bool { return !known[p] })
	})
}

// Lines counts the lines that the change adds and removes, as far as GitLab sent its
// text. What stands before the first hunk is no line of the file.
func (f FileChange) Lines() (added, removed int) {
	hunk := false
	for l := range strings.SplitSeq(f.Diff, "\n") {
		switch {
		case strings.HasPrefix(l, "@@"):
			hunk = true
		case hunk && strings.HasPrefix(l, "+"):
			added++
		case hunk && strings.HasPrefix(l, "-"):
			removed++
		}
	}
	return added, removed
}
