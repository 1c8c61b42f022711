package ui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/detail"
	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/status"
	"greenlight/ui/theme"
)

// View draws the screen.
func (a App) View() tea.View {
	if a.asking.shown == a.drawnAsked {
		a.list = a.drawn
	}
	v := tea.View{AltScreen: true}
	if a.opt.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if a.width <= 0 || a.height <= 0 {
		return v
	}
	lines, cursor := a.lines()
	v.Content = strings.Join(lines, "\n")
	v.WindowTitle = a.title()
	if cursor != nil {
		v.Cursor = tea.NewCursor(cursor.X, cursor.Y)
	}
	return v
}

// rects is the layout of this moment.
func (a App) rects() Rects {
	_, ok := a.list.Selected()
	return Compute(a.width, a.height, a.zoomed, ok)
}

// lines draws all rows of the screen.
func (a App) lines() ([]string, *draw.Point) {
	r := a.rects()
	if r.Small {
		waiting, production := a.waiting()
		return status.TooSmall(a.width, a.height, waiting, production, a.quitKey(), a.styles), nil
	}
	now := a.now()
	body := []string{a.header().View(a.width, a.styles, a.opt.Now(), a.pulse)}
	if r.Zoomed {
		body = append(body, a.detail(r, now)...)
	} else {
		body = append(body, a.main(r, now)...)
	}
	lines, cursor := a.finish(r, body, now)
	if at, ok := a.bench.log.view.Cursor(); ok && cursor == nil && a.cards.Len() == 0 && r.Zoomed && a.bench.tab == intent.TabLog {
		cursor = &draw.Point{X: at.X, Y: at.Y + 1 + chromeRows}
	}
	return lines, cursor
}

// quitKey is the key that quits from a screen too small to ask anything.
func (a App) quitKey() string {
	if len(a.drafts)+len(a.desk.unsent()) > 0 || a.cards.Dirty() {
		return "ctrl+c"
	}
	return a.keys.Label(keys.Quit)
}

// finish adds the last two rows and lays the cards over all of it.
func (a App) finish(r Rects, body []string, now time.Time) ([]string, *draw.Point) {
	foot, cursor := a.foot(r, now).View(a.width, a.styles)
	if cursor != nil {
		cursor.Y += r.Hint
	}
	if a.cards.Len() == 0 {
		return append(body, foot[0], foot[1]), cursor
	}
	under := append(body, foot[0])
	lines, cursor := a.cards.Draw(under, a.width, a.height, a.styles, now, a.pulse)
	return append(lines, foot[1]), cursor
}

// main draws tabs, hairline, list and detail.
func (a App) main(r Rects, now time.Time) []string {
	tabs := a.tabs()
	from, to := tabs.Under(a.width, a.styles)
	if a.cards.Len() > 0 {
		from, to = 0, 0
	}
	_, ok := a.list.Selected()
	join := r.Divider
	if !ok {
		join = -1
	}
	out := []string{tabs.View(a.width, a.styles), status.Hairline(a.width, from, to, true, join, a.styles)}
	switch {
	case !ok:
		return append(out, a.empty(r, now)...)
	case r.Side:
		return append(out, a.beside(r, now)...)
	default:
		out = append(out, a.listLines(r, now)...)
		return append(out, a.detail(r, now)...)
	}
}

// beside joins the list and the detail line by line.
func (a App) beside(r Rects, now time.Time) []string {
	left := a.listLines(r, now)
	row := a.detailRow()
	right := a.pane(row, detail.Side, r.DetailW, r.DetailH)
	bar := draw.New(2, &a.styles.Body, a.styles.ASCII).Put(theme.Line, "│").String()
	end := draw.New(a.width-r.DetailX-r.DetailW, &a.styles.Body, a.styles.ASCII).String()
	out := make([]string, len(left))
	for i := range left {
		out[i] = left[i] + bar + right[i] + end
	}
	return out
}

// listLines draws the list; below its rows stands what could not be read.
func (a App) listLines(r Rects, now time.Time) []string {
	lines := a.list.Doubting(a.old).Missing(a.missing).Naming(a.labels).View(r.ListW, r.ListH, a.styles, now)
	_, shown := a.list.Position()
	free := r.ListH - 1 - shown
	if free < 4 {
		return lines
	}
	told := status.Failures(r.ListW, min(free-2, 6), a.unread(), a.keys.Label(keys.Messages), a.styles)
	for i, l := range told {
		lines[shown+2+i] = l
	}
	return lines
}

// detailRow is the row whose detail is drawn.
func (a App) detailRow() fleet.Row {
	if row, ok := a.row(a.detailed); ok && !a.zoomed && a.bench.tab == intent.TabSummary {
		return row
	}
	row, _ := a.list.Selected()
	return row
}

func (a App) detail(r Rects, now time.Time) []string {
	row := a.detailRow()
	form := detail.Peek
	if r.Zoomed {
		form = detail.Zoom
	}
	w := r.DetailW
	if r.Zoomed {
		w = min(w, widestZoom)
	}
	lines := a.pane(row, form, w, r.DetailH)
	if rest := r.DetailW - w; rest > 0 && len(lines) > zoomHairline {
		lines[zoomHairline] += draw.New(rest, &a.styles.Body, a.styles.ASCII).Rest(theme.Line, "─").String()
		blank := draw.New(rest, &a.styles.Body, a.styles.ASCII).String()
		for i := range lines {
			if i != zoomHairline {
				lines[i] += blank
			}
		}
	}
	return lines
}

// pane draws a detail: its summary, or its chrome with the body of another tab. The
// tabs are those of the row under the cursor: one that is behind shows its summary.
func (a App) pane(row fleet.Row, form detail.Form, w, h int) []string {
	x := a.extra(row)
	if form == detail.Peek || a.bench.tab == intent.TabSummary {
		return detail.View(row, form, w, h, a.scroll, a.styles, a.serverTime(row), x)
	}
	lines := detail.Chrome(row, form, w, a.styles, a.serverTime(row), x)
	body := a.tabBody(w, max(h-len(lines), 0), row)
	return append(lines, body...)[:h]
}

// zoomHairline is the line of the zoomed detail that crosses the whole screen.
const zoomHairline = 2

// widestZoom is as far as the eye carries a value to what belongs to it.
const widestZoom = 120

func (a *App) scrollBy(n int) {
	row, ok := a.list.Selected()
	r := a.rects()
	if !ok || !r.Zoomed {
		return
	}
	most := detail.MaxScroll(row, detail.Zoom, min(r.DetailW, widestZoom), r.DetailH, a.styles, a.serverTime(row), a.extra(row))
	a.scroll = min(max(a.scroll+n, 0), most)
}

func (a App) serverTime(row fleet.Row) time.Time { return a.opt.Fleet.ServerTime(row.Ref.Host) }

// trusted is how long a row is believed without being confirmed.
const trusted = 2 * time.Minute

// extra is what the detail needs to know besides the row.
func (a App) extra(row fleet.Row) detail.Extra {
	i, n := a.list.Position()
	x := detail.Extra{Host: a.labels[row.Ref.Host], Position: i, Total: n, Loading: !row.Detailed, Tab: a.bench.tab, Local: a.opt.Now()}
	if row.Ref == a.bench.ref {
		x.Changes = a.bench.changes.Count()
	} else if b := row.Brief; b != nil && b.Changes.Read() {
		x.Changes = len(b.Changes.Value.Ahead) + b.Changes.Value.AheadMore // the list is drawn a stride behind the bench
	}
	s := a.site(row.Ref.Host)
	if s == nil {
		return x
	}
	x.Offline = s.offline()
	x.Unread, x.Lost = a.unreadWhy(s, row), a.lostWords(row.Ref)
	if x.Offline || a.old(&row) {
		x.StaleSince = a.serverTime(row).Add(-a.age(s, &row))
	}
	return x
}

// age is how long ago a row was last known to be as it is shown. The approvals of one that
// waits are as old as its own read, whatever the listing says.
func (a App) age(s *site, row *fleet.Row) time.Duration {
	now, good := a.opt.Now(), row.ReadAt
	if good.After(now) {
		good = good.Add(-a.lag) // the clock was put back since
	}
	if j := s.find(api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project}); j >= 0 && !waits(*row) {
		if at := s.projects[j].confirmed(row.Deployment.Environment.Name); at.After(good) {
			good = at
		}
	}
	if age := now.Sub(good); age >= 0 {
		return age
	}
	return trusted + time.Second // it is not known
}

// old reports whether a row is too old to be trusted, in the list, in its detail, and on a
// card: nobody has confirmed it for two minutes. One that has ended may be as old as the
// round through all projects takes, which the header names where that is longer.
func (a App) old(row *fleet.Row) bool {
	s := a.site(row.Ref.Host)
	if s == nil {
		return false
	}
	most := trusted
	if ended(row.Deployment.Status) && !row.Restored {
		most = max(most, status.Patience(s.sweep()))
	}
	return a.age(s, row) > most
}

// unreadWhy is why a row's single read failed; empty where it did not.
func (a App) unreadWhy(s *site, row fleet.Row) string {
	j := s.find(api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project})
	if j < 0 || !slices.Contains(s.projects[j].unread, row.Ref) {
		return ""
	}
	return sentence(s.projects[j].unreadErr)
}
