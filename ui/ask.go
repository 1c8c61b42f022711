package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/list"
	"greenlight/ui/present"
	"greenlight/ui/query"
	"greenlight/ui/status"
)

// askedName is the tab of what GitLab answered to a query.
const askedName = "Asked"

// asking is the query that is in force. Its answer is a list of its own, in the
// server's order, behind a tab of its own; it stays until it is taken away.
type asking struct {
	on, shown bool
	query     fleet.Query
	// next is the page that comes next, 0 after the last; total how many there are,
	// -1 where GitLab did not count.
	next, total int
	loading     bool
	err         error
	// again is when a page that failed may be asked for again.
	again time.Time
	// op numbers the queries: an answer to an older one is dropped.
	op uint64
}

// askAgain is the least pause after a page that failed: keys near the end ask for it.
const askAgain = 5 * time.Second

// usual is the list of what is watched, answer that of the query, whichever is shown.
func (a *App) usual() *list.Model {
	if a.asking.shown {
		return &a.aside
	}
	return &a.list
}

func (a *App) answer() *list.Model {
	if a.asking.shown {
		return &a.list
	}
	return &a.aside
}

// row finds a deployment in either list.
func (a *App) row(ref api.Ref) (fleet.Row, bool) {
	if row, ok := a.list.Row(ref); ok {
		return row, true
	}
	return a.aside.Row(ref)
}

// showAnswer brings the answer or the usual list to the screen.
func (a *App) showAnswer(shown bool) {
	if shown == a.asking.shown || shown && !a.asking.on {
		return
	}
	a.asking.shown = shown
	a.list, a.aside = a.aside, a.list
	a.list = a.list.SetFilter(a.list.Filter(), a.now())
	a.applyFilter()
	a.zoomed = false
}

// ask puts a query into force and shows what comes of it.
func (a *App) ask(q fleet.Query) tea.Cmd {
	a.ops++
	q.Filter.PerPage, q.Filter.Page = api.MaxPerPage, 1
	a.asking = asking{on: true, shown: a.asking.shown, query: q, total: -1, loading: true, op: a.ops}
	*a.answer() = a.answer().Reset()
	a.filter = filterLine{}
	a.showAnswer(true)
	a.applyFilter()
	return askCmd(a.ctx, a.opt.Fleet, a.asking.op, q)
}

// unask takes the query away and shows the usual list.
func (a *App) unask() {
	a.showAnswer(false)
	a.aside = a.aside.Reset()
	a.asking = asking{}
}

// refreshAnswer asks the query anew from its first page. What is shown stays until
// the answer is there.
func (a *App) refreshAnswer() tea.Cmd {
	if !a.asking.on || !a.asking.shown || a.asking.loading {
		return nil
	}
	a.ops++
	a.asking.op, a.asking.loading, a.asking.query.Filter.Page = a.ops, true, 1
	return askCmd(a.ctx, a.opt.Fleet, a.asking.op, a.asking.query)
}

// answered takes one page of an answer.
func (a *App) answered(msg askedMsg) tea.Cmd {
	if !a.asking.on || msg.op != a.asking.op {
		return nil
	}
	a.asking.loading, a.asking.err = false, msg.err
	if msg.err != nil {
		a.asking.again = a.opt.Now().Add(max(askAgain, retryAfter(msg.err)))
		return a.readFailed(msg.query.Project.Host, msg.err)
	}
	a.asking.next, a.asking.total = msg.page.Next, msg.page.Total
	if msg.query.Filter.Page <= 1 {
		*a.answer() = a.answer().Renew(msg.page.Rows, a.now())
	} else {
		*a.answer() = a.answer().Append(msg.page.Rows, a.now())
	}
	a.resize()
	return nil
}

// readFailed tells of a failed read that somebody asked for.
func (a *App) readFailed(host string, err error) tea.Cmd {
	if s := a.site(host); s != nil && tokenRefused(err) {
		return a.tokenFailed(s, err)
	}
	if api.KindOf(err) != api.Canceled {
		a.tellError(err, api.Ref{})
	}
	return nil
}

// older asks for the next page where somebody moves near the end of what is loaded:
// of the answer, or of the one project that the list shows.
func (a *App) older(msg tea.Msg) tea.Cmd {
	if !byHand(msg) || a.cards.Len() > 0 || a.zoomed || a.small() || !a.list.NearEnd() {
		return nil
	}
	if a.asking.shown {
		return a.nextAnswer()
	}
	p, ref := a.pager()
	if p == nil {
		return nil
	}
	p.paging = true
	if a.list.Older(ref) == 0 {
		p.page = 1 // what was read further down is gone from the list
	}
	q := fleet.Query{Project: ref, Filter: api.DeploymentFilter{
		OrderBy: api.OrderByID, Sort: api.Desc, PerPage: api.MaxPerPage, Page: max(p.page, 1) + 1,
	}}
	return olderCmd(a.ctx, a.opt.Fleet, q)
}

// pager is the one project that the list shows, where it has older deployments that can
// be asked for now; nil else.
func (a *App) pager() (*project, api.ProjectRef) {
	ref, only := a.list.OnlyProject()
	s := a.site(ref.Host)
	if !only || s == nil || s.phase == refused || !a.list.Views()[a.list.ActiveView()].Filter.Empty() {
		return nil, ref
	}
	i := s.find(ref)
	if i < 0 {
		return nil, ref
	}
	p := &s.projects[i]
	if !p.more || p.paging || a.opt.Now().Before(p.again) {
		return nil, ref
	}
	return p, ref
}

func (a *App) nextAnswer() tea.Cmd {
	if a.asking.next == 0 || a.asking.loading || a.opt.Now().Before(a.asking.again) {
		return nil
	}
	a.asking.loading, a.asking.query.Filter.Page = true, a.asking.next
	return askCmd(a.ctx, a.opt.Fleet, a.asking.op, a.asking.query)
}

// olderLoaded takes a page of older deployments of a project.
func (a *App) olderLoaded(msg olderMsg) tea.Cmd {
	s := a.site(msg.query.Project.Host)
	if s == nil {
		return nil
	}
	i := s.find(msg.query.Project)
	if i < 0 {
		return nil
	}
	p := &s.projects[i]
	p.paging = false
	if msg.err != nil {
		p.again = a.opt.Now().Add(max(askAgain, retryAfter(msg.err)))
		return a.readFailed(s.host, msg.err)
	}
	p.page, p.whole = msg.query.Filter.Page, msg.page.Next == 0
	p.more = !p.whole
	*a.usual() = a.usual().Extend(msg.query.Project, msg.page.Rows, a.now())
	a.resize()
	return nil
}

// askedWords is the line that says what is in force.
func (a *App) askedWords() string {
	words := query.Words(a.asking.query, a.pathOf(a.asking.query.Project))
	n := a.answer().Len()
	switch {
	case a.asking.loading && n == 0:
		return words + "   · reading"
	case a.asking.err != nil && n == 0:
		return words + "   could not be read"
	case a.asking.total > n:
		return fmt.Sprintf("%s   %d of %s loaded", words, n, present.Count(a.asking.total, false))
	case a.asking.next > 0:
		return fmt.Sprintf("%s   %d loaded, more below", words, n)
	default:
		return fmt.Sprintf("%s   %s", words, present.Plural(n, "deployment", "deployments"))
	}
}

// pathOf is the path of a project that is known.
func (a *App) pathOf(ref api.ProjectRef) string {
	if s := a.site(ref.Host); s != nil {
		if i := s.find(ref); i >= 0 {
			return s.projects[i].Path
		}
	}
	if p, ok := a.opt.Fleet.Project(ref); ok {
		return p.Path
	}
	return fmt.Sprint("project ", ref.ID)
}

// askedTab is the tab of the answer.
func (a *App) askedTab() status.Tab {
	return status.Tab{
		Name: askedName, Count: a.answer().Len(), More: a.asking.next > 0,
		Reading: a.asking.loading && a.answer().Len() == 0,
	}
}
