package api

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// sideBySide bounds the pages of one listing that AllAtOnce reads at once.
const sideBySide = 16

// AllAtOnce reads what All reads and gives what All gives, but where the first page
// tells how many there are, it reads the others side by side. It is for listings
// whose rows keep their place while they are read, such as those in the order of
// their ids.
func AllAtOnce[T any](ctx context.Context, limit int, key func(T) int64, fetch func(ctx context.Context, page int) (Page[T], error)) (items []T, cut bool, err error) {
	first, err := fetch(ctx, 1)
	if err != nil {
		return nil, false, err
	}
	read := pagesAhead(ctx, limit, first, fetch)
	return All(ctx, limit, key, func(ctx context.Context, page int) (Page[T], error) {
		if page <= len(read) && read[page-1].done {
			return read[page-1].page, read[page-1].err
		}
		return fetch(ctx, page)
	})
}

// ahead is a page that was read before its turn.
type ahead[T any] struct {
	page Page[T]
	err  error
	done bool
}

// pagesAhead reads the pages that limit rows take. Behind a page that failed none
// is begun: All does not come there.
func pagesAhead[T any](ctx context.Context, limit int, first Page[T], fetch func(ctx context.Context, page int) (Page[T], error)) []ahead[T] {
	last := 1
	if first.Next == 2 && len(first.Items) > 0 {
		last = max(1, min(first.Pages, (limit+len(first.Items)-1)/len(first.Items)))
	}
	read := make([]ahead[T], last)
	read[0] = ahead[T]{page: first, done: true}
	var group errgroup.Group
	group.SetLimit(sideBySide)
	var failed atomic.Bool
	var thrown atomic.Pointer[string]
	for page := 2; page <= last; page++ {
		group.Go(func() error {
			defer caught(&thrown)
			if failed.Load() {
				return nil
			}
			p, err := fetch(ctx, page)
			read[page-1] = ahead[T]{page: p, err: err, done: true}
			if err != nil {
				failed.Store(true)
			}
			return nil
		})
	}
	_ = group.Wait()
	if what := thrown.Load(); what != nil {
		panic(*what)
	}
	return read
}

// caught keeps a panic for the one who waits: on a goroutine of its own it would
// end the process before anybody could put the terminal back.
func caught(thrown *atomic.Pointer[string]) {
	if r := recover(); r != nil {
		what := fmt.Sprintf("%v, in a page beside others\n\n%s", r, debug.Stack())
		thrown.Store(&what)
	}
}
