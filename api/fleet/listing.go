package fleet

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/schedule"
)

const (
	// overlap is how far an incremental read reaches back before the newest update that
	// is known. GitLab dates an update before its transaction is committed, by the clock
	// of one of its machines: another that was committed later may bear an earlier time.
	// 5 s is more than such a transaction takes and the clocks of one site differ. What it
	// costs is that the last few rows come again, or a 304.
	overlap = 5 * time.Second
	// sincePages bounds the pages of updates: after a day of sleep the whole is less.
	sincePages = 3
	// noUpdatesLife is how long a project is not asked for updates after that was in vain,
	// noUpdatesAgree how many of those make none of the instance be asked.
	noUpdatesLife  = 10 * time.Minute
	noUpdatesAgree = 3
	// activeRows bounds how many waiting and how many running deployments of a project
	// are read: superseded ones stay blocked for ever.
	activeRows = 1000
)

// listing is one read of a project's list: what it asks, and what it was told.
type listing struct {
	// begun is its number as a read, clock the server's time then.
	begun uint64
	clock time.Time
	// since is from which update on is asked for; zero asks for the whole.
	since time.Time
	// tag is what the first page was called when it was read last, base what was listed of
	// it then, more that there was more than a page.
	tag  string
	base []listed
	more bool
	// jammed is that the updates could not be read to their end, as a hundred of one
	// single instant: there is no sense in asking for those again.
	jammed bool
	// short is that a page will do where there is more, rest that what waits and runs is
	// asked for, after such a page.
	short, rest bool

	// found is what was read, first what the first page had, and next its tag.
	found, first []api.Deployment
	next         string
}

func deploymentID(d api.Deployment) int64 { return d.ID }

// list reads what there is to read of a project now.
func (h *host) list(ctx context.Context, p *project) (*listing, error) {
	l := h.plan(p, false)
	if l.rest {
		return l, h.readRest(ctx, p.id, l)
	}
	if !l.since.IsZero() {
		ended, err := h.readSince(ctx, p, l)
		switch {
		case refused(err):
			h.withoutUpdates(p)
		case err != nil || ended:
			return l, err
		}
		jammed := l.jammed
		l = h.plan(p, true)
		l.jammed = jammed
	}
	return l, h.readWhole(ctx, p.id, l)
}

// plan decides between all and the updates.
func (h *host) plan(p *project, whole bool) *listing {
	clock, free := h.source.Client.ServerTime(), h.source.Client.Usage().Free
	h.mu.Lock()
	defer h.mu.Unlock()
	h.begun++
	l := &listing{begun: h.begun, clock: clock, tag: p.listTag, more: p.more}
	since := p.updated.Add(-overlap)
	switch {
	case whole || h.wholeDue(p):
		l.short = p.wholeBegun == 0 && !p.more && free < len(h.projects)
	case p.owes:
		l.rest = true
	default:
		l.since, l.tag = since, ""
		if since.Equal(p.sinceOf) {
			l.tag = p.sinceTag
		}
	}
	if l.since.IsZero() {
		l.base = slices.Clone(p.listed[:min(len(p.listed), api.MaxPerPage)])
	}
	return l
}

// wholeDue reports whether all of a project is to be read, and not only its updates. The
// host's mutex is held.
func (h *host) wholeDue(p *project) bool {
	switch {
	case h.silentOnUpdates(p), p.wholeBegun == 0, p.wholeBegun < p.doubted, !recent(p.wholeAt, h.now(), h.wholeLife(p)):
		return true
	default:
		return p.updated.IsZero() || p.updated.Add(-overlap).Equal(p.stuck)
	}
}

// wholeLife is how long the updates of a project are followed: of a long list for as long
// as Follow has said, and up to half of that again, since many that were read at once, as
// at the start, would else be read at once for ever.
func (h *host) wholeLife(p *project) time.Duration {
	if !p.more || h.followed == 0 {
		return schedule.WholeLife
	}
	const parts = 64
	part := (uint64(p.id)*37 + p.wholeBegun*11) % parts
	return h.followed + h.followed/2/parts*time.Duration(part)
}

// Follow says for how long the updates of an instance's long lists are followed before all
// of one is read again: that takes three requests, where one page takes one as updates do.
func (f *Fleet) Follow(name string, whole time.Duration) {
	h, ok := f.hosts[name]
	if !ok {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.followed = max(whole, schedule.WholeLife)
}

// ListRequests is how many requests LoadProject would take now, as far as that is known: of
// a list that was never read it is one. It asks nothing.
func (f *Fleet) ListRequests(ref api.ProjectRef) int {
	h, p, err := f.shown(ref.Host, ref.ID)
	if err != nil {
		return 1
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch due := h.wholeDue(p); {
	case due && p.more:
		return schedule.WholeCosts
	case !due && p.owes:
		return schedule.WholeCosts - 1
	default:
		return 1
	}
}

// readWhole reads the newest deployments and, where there are more, all active ones:
// at once where that is known, else after the first page.
func (h *host) readWhole(ctx context.Context, id int64, l *listing) error {
	if !l.more {
		if err := h.readNewest(ctx, id, l); err != nil || !l.more || l.short {
			l.found = l.first
			return err
		}
		err := h.readRest(ctx, id, l)
		l.found = slices.Concat(l.first, l.found)
		return err
	}
	work, workCtx := sideUntil(ctx)
	work.Go(func() error { return h.readRest(workCtx, id, l) })
	work.Go(func() error { return h.readNewest(workCtx, id, l) })
	err := work.Wait()
	l.found = slices.Concat(l.first, l.found)
	return err
}

// readRest reads all that waits or runs.
func (h *host) readRest(ctx context.Context, id int64, l *listing) error {
	work, ctx := sideUntil(ctx)
	active := make([][]api.Deployment, 2)
	for i, s := range []api.Status{api.StatusBlocked, api.StatusRunning} {
		work.Go(func() (err error) {
			active[i], err = h.readActive(ctx, id, s)
			return err
		})
	}
	err := work.Wait()
	l.found = slices.Concat(active...)
	return err
}

// readNewest reads the first page, unless it is as it was.
func (h *host) readNewest(ctx context.Context, id int64, l *listing) error {
	newest := api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, PerPage: api.MaxPerPage, IfNoneMatch: l.tag}
	page, err := h.source.Client.ListDeployments(ctx, api.ByID(id), newest)
	switch {
	case err != nil:
		return err
	case page.Unchanged:
		l.first, l.next = l.firstPage(), l.tag
	default:
		l.first, l.next, l.more = page.Items, page.Tag, page.Next != 0
	}
	return nil
}

// readActive reads all deployments of a status.
func (h *host) readActive(ctx context.Context, id int64, s api.Status) ([]api.Deployment, error) {
	active := api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, PerPage: api.MaxPerPage, Status: s}
	found, _, err := api.All(ctx, activeRows, deploymentID, func(ctx context.Context, page int) (api.Page[api.Deployment], error) {
		active.Page = page
		return h.source.Client.ListDeployments(ctx, api.ByID(id), active)
	})
	return found, err
}

// readSince reads what was updated since, oldest first. Each page after the first is
// asked for by the time of the last row, that instant included, and not by its number: a
// row that is updated meanwhile goes to the end, all after it move up, and the one that
// moved over the border of two pages would never be seen. It reports false where it comes
// to no end: there is too much, a page of one single instant, or the server does not
// know the question.
func (h *host) readSince(ctx context.Context, p *project, l *listing) (ended bool, err error) {
	since, tag := l.since, l.tag
	for n := range sincePages {
		page, err := h.source.Client.ListDeployments(ctx, api.ByID(p.id), api.DeploymentFilter{
			OrderBy: api.OrderByUpdatedAt, Sort: api.Asc, UpdatedAfter: &since, PerPage: api.MaxPerPage, IfNoneMatch: tag,
		})
		switch {
		case err != nil:
			return false, err
		case page.Unchanged:
			l.next = tag
			return true, nil
		case !obeyed(page.Items, since):
			h.withoutUpdates(p)
			return false, nil
		}
		l.found = append(l.found, page.Items...)
		if page.Next == 0 || len(page.Items) == 0 {
			if n == 0 {
				l.next = page.Tag
			}
			return page.Next == 0, nil
		}
		last := page.Items[len(page.Items)-1].UpdatedAt
		if l.jammed = !last.After(since); l.jammed {
			return false, nil
		}
		since, tag = last, ""
	}
	return false, nil
}

// obeyed reports whether a page is what was asked for: from that time on, oldest update
// first. An old GitLab may leave out of account what it does not know.
func obeyed(page []api.Deployment, since time.Time) bool {
	sorted := slices.IsSortedFunc(page, func(a, b api.Deployment) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	return sorted && (len(page) == 0 || !page[0].UpdatedAt.Before(since))
}

// refused reports whether the server says that it does not know the question.
func refused(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && e.Kind == api.Invalid && e.Status == http.StatusBadRequest
}

// withoutUpdates remembers that a project cannot be asked for updates. One may have a
// proxy's refusal or a row of another time to thank for that; several are of an instance
// that does not know the question.
func (h *host) withoutUpdates(p *project) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now, agree := h.now(), 0
	p.noUpdates = now
	for _, other := range h.projects {
		if recent(other.noUpdates, now, noUpdatesLife) {
			agree++
		}
	}
	if agree >= noUpdatesAgree {
		h.noUpdates = now
	}
}

// silentOnUpdates reports whether a project is not asked for updates now. The host's
// mutex is held.
func (h *host) silentOnUpdates(p *project) bool {
	now := h.now()
	return recent(h.noUpdates, now, noUpdatesLife) || recent(p.noUpdates, now, noUpdatesLife)
}
