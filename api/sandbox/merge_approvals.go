package sandbox

// lonely tells whether a merge request was merged by its own author: then nobody had
// approved it, for no rule asked for more.
func (w *world) lonely(m mergeRequest) bool { return w.mergerOf(m) == m.fact.author }

// approvers is who approved a merge request: nobody a lonely one, else its merger, and
// for one of two somebody more; never its author.
func (w *world) approvers(m mergeRequest) []*user {
	if w.lonely(m) {
		return nil
	}
	found := []*user{w.mergerOf(m)}
	want := 1 + m.iid/3%2
	for i := int(found[0].id); len(found) < want; i++ {
		if u := w.users[i%len(authors)]; u != m.fact.author {
			found = append(found, u)
		}
	}
	return found
}

// mergerOf is who reviewed and merged it.
func (w *world) mergerOf(m mergeRequest) *user { return w.users[pick(8, w.seed, int64(m.iid), 'M')] }
