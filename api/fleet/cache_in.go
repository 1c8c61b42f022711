package fleet

import (
	"context"
	"time"

	"greenlight/api/snapshot"
)

// lastSave is how long the saving at the end may take: nobody waits longer for a program
// that they have quit.
const lastSave = 2 * time.Second

// CacheIn keeps the last state in a folder, "" for nowhere, and begins to read what is
// there: the screen asks for it a moment later, when the terminal is its own. Call it last
// before anything is read, and save once more at the end: where that fails, the next start
// is slower, and that is all.
func (f *Fleet) CacheIn(folder string) (save func()) {
	if folder == "" {
		return func() {}
	}
	f.Cache(snapshot.New(folder))
	for _, h := range f.hosts {
		h.early = f.early(context.Background(), h)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), lastSave)
		defer cancel()
		_, _ = f.Save(ctx)
	}
}
