package journal

import "time"

// Office is a journal with the folder that its handovers go to.
type Office struct {
	*Journal
	// Folder is made when the first handover is written.
	Folder string
	// Now is the local clock; its zone is that of the handovers.
	Now func() time.Time
}

// HandOver writes a shift handover of entries between two moments into the folder and
// returns where it is.
func (o Office) HandOver(entries []Entry, from, to time.Time) (path string, err error) {
	now := o.Now()
	return WriteHandover(o.Folder, Handover(entries, from, to, now.Location()), now)
}
