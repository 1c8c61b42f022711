package sandbox

// lonely tells whether a merge request was merged by its own author before anybody
// had approved it: one of eight was, where no rule asked for more.
func (m mergeRequest) lonely() bool { return m.iid%24 == 3 }

// approvers is who approved a merge request: nobody a lonely one, else its merger
// or the one behind in the cast, and for one of two somebody more; never its author.
func (w *world) approvers(m mergeRequest) []*user {
	if m.lonely() {
		return nil
	}
	var found []*user
	want := 1 + m.iid/3%2
	for i := 0; len(found) < want; i++ {
		u := w.users[(int(w.mergerOf(m).id)-1+i)%len(authors)]
		if u != m.fact.author {
			found = append(found, u)
		}
	}
	return found
}

// mergerOf is who reviewed and merged it.
func (w *world) mergerOf(m mergeRequest) *user {
	if m.lonely() {
		return m.fact.author
	}
	return w.users[pick(8, w.seed, int64(m.iid), 'M')]
}
