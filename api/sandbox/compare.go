package sandbox

// trunk is the newest commit of main that a commit stands on.
func (p *project) trunk(c commitID) int {
	if c.branch == 0 {
		return c.n
	}
	return p.branches[c.branch-1].fork
}

// mergeBase is the newest commit that both have.
func (p *project) mergeBase(a, b commitID) commitID {
	if a.branch != 0 && a.branch == b.branch {
		return commitID{branch: a.branch, n: min(a.n, b.n)}
	}
	return commitID{n: min(p.trunk(a), p.trunk(b))}
}

// between is the commits that to has and from has not, the oldest first.
func (p *project) between(from, to commitID) []commitID {
	base := p.mergeBase(from, to)
	var found []commitID
	if base.branch == 0 {
		for n := base.n + 1; n <= p.trunk(to); n++ {
			found = append(found, commitID{n: n})
		}
	}
	if to.branch == 0 {
		return found
	}
	first := 1
	if base.branch == to.branch {
		first = base.n + 1
	}
	for n := first; n <= to.n; n++ {
		found = append(found, commitID{branch: to.branch, n: n})
	}
	return found
}

// Bounds of a comparison. A real GitLab cuts by files, lines and seconds; here
// the number of commits stands for all three.
// gitlab: lib/gitlab/git/diff_collection.rb
const (
	compareCommits = 250 // beyond it GitLab gives up
	compareFiles   = 40  // and answers this many files
)

// comparison is what compare finds out.
type comparison struct {
	from, to commitID
	commits  []commitID
	files    []*fileEdit
	timeout  bool
}

// compare looks at what to has and from has not. The files are those that differ
// from the merge base, or, straight, from from itself: then those that only from
// has changed are in it, backwards.
func (w *world) compare(p *project, from, to commitID, straight bool) comparison {
	c := comparison{from: from, to: to, commits: p.between(from, to)}
	edits := newEdits()
	for _, at := range c.commits {
		w.editsOf(p, at, false, edits)
	}
	if straight {
		for _, at := range p.between(to, from) {
			w.editsOf(p, at, true, edits)
		}
	}
	c.files = edits.sorted()
	if len(c.commits) > compareCommits || len(c.files) > 3*compareCommits {
		c.timeout = true
		c.files = c.files[:min(len(c.files), compareFiles)]
	}
	return c
}
