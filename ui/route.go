package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/fleet"
	"greenlight/ui/detail"
	"greenlight/ui/field"
	"greenlight/ui/filter"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
	"greenlight/ui/palette"
)

// key finds who takes a key press; the first taker wins: ctrl+c, the top card,
// the filter line, the action table. What cannot be seen takes none.
func (a *App) key(k tea.KeyPressMsg) tea.Cmd {
	if k.Code == 'c' && k.Mod.Contains(tea.ModCtrl) {
		return tea.Quit // also where an esc before it arrived in the same read and made it alt
	}
	told := a.notices
	if !a.small() {
		a.notices = a.notices.passed(a.opt.Now())
		a.ended = ""
	}
	a.slide = a.slide.pressed(a.opt.Now(), a.opt.Drawn(), a.cards.Len() == 0 && !a.small())
	if a.mutes(k) {
		return nil
	}
	act, _ := a.keys.Action(k.String())
	switch {
	case act == keys.Suspend && k.Mod.Contains(tea.ModCtrl):
		return tea.Suspend // in cards and fields too: it is no text
	case a.small():
		return a.smallKey(act)
	case a.cards.Len() > 0:
		return a.cardKey(k)
	case a.filter.editing:
		return a.filterKey(k, k.String())
	case a.logInFront():
		if cmd, taken := a.logKey(k); taken {
			return cmd
		}
	}
	switch {
	case act == keys.None:
		return nil
	case told.visible && slices.Contains(told.shown.next, act):
		return a.doNext(act, told.shown)
	default:
		return a.do(act)
	}
}

// muteRest is how long the hand must rest before keys act again.
const muteRest = 1500 * time.Millisecond

// mutes throws away what is typed on into something that has gone by itself: until esc
// or enter, which end typing, or until the hand has rested on a screen that was drawn
// since.
func (a *App) mutes(k tea.KeyPressMsg) bool {
	if a.muted.IsZero() {
		return false
	}
	now := a.opt.Now()
	ends := k.Code == tea.KeyEscape || k.Code == tea.KeyEnter
	rested := now.Sub(a.muted) >= muteRest && a.opt.Drawn().After(a.muted)
	if a.muted = now; ends || rested {
		a.muted = time.Time{}
	}
	return !rested
}

// smallKey quits from a screen on which no question could be seen.
func (a *App) smallKey(act keys.Action) tea.Cmd {
	if act == keys.Quit && len(a.drafts)+len(a.desk.unsent()) == 0 && !a.cards.Dirty() {
		return tea.Quit
	}
	return nil
}

func (a *App) cardKey(k tea.KeyPressMsg) tea.Cmd {
	top, _ := a.cards.Top()
	if k.String() == "enter" && !a.arming.armed {
		a.arming.drawn = restarted(a.arming.drawn, a.opt.Now())
	}
	layer, want := top.Key(k, a.arming.armed && a.typed().Sub(a.arming.drawn) >= settle)
	if _, sends := want.(intent.Submit); sends && a.unseen() {
		a.say(notice{text: "The card has just changed. Look, then press again."})
		return nil
	}
	a.cards = a.cards.Set(layer)
	return tea.Batch(a.act(want), a.wants())
}

// doNext carries out what a notice offered, on what the notice was about.
func (a *App) doNext(act keys.Action, n notice) tea.Cmd {
	row, ok := a.row(n.ref)
	s := stage{row: row, ok: ok, policy: a.opt.Policies[row.Tier], off: a.off(n.ref.Host)}
	if why := refusal(act, s); why != "" {
		a.tell(notice{text: refusedText(a.keys, act, why)})
		return nil
	}
	switch act {
	case keys.Watch:
		a.watch(row)
		return nil
	case keys.Log:
		return a.showLog(row)
	default:
		return a.openDecision(act, row)
	}
}

// showLog goes to a deployment, which may have left the view by what was done to it,
// and shows its log.
func (a *App) showLog(row fleet.Row) tea.Cmd {
	from := append(slices.Clone(a.trail), a.here())
	if !a.reveal(row.Ref) {
		a.tellHidden(row)
		return nil
	}
	a.zoomed, a.trail = true, from
	return tea.Batch(a.openLog(0), a.read(row.Ref, true))
}

// restarted makes a card that is settling begin anew: a held enter must not walk
// from one card through the next.
func restarted(drawn, now time.Time) time.Time {
	if drawn.IsZero() {
		return drawn
	}
	return now
}

// small reports whether the terminal is too small to show anything that takes keys.
func (a *App) small() bool { return a.rects().Small }

// paste is text for the field that has the focus; it never acts.
func (a *App) paste(s string) tea.Cmd {
	if a.small() {
		return nil
	}
	if top, ok := a.cards.Top(); ok {
		if _, finds := overlay.As[palette.Model](top); !a.arming.armed && !finds {
			return nil
		}
		layer, want := top.Paste(s)
		a.cards = a.cards.Set(layer)
		return tea.Batch(a.act(want), a.wants())
	}
	switch {
	case a.filter.editing:
		a.filter.input = a.filter.input.Insert(s)
		a.applyFilter()
	case a.logInFront() && a.bench.log.view.Searching():
		a.bench.log.view = a.bench.log.view.Paste(s)
		return a.fillLog()
	}
	return nil
}

// filterLength bounds what can be typed, in characters.
const filterLength = 200

// filterLine is the filter as it is typed; it stays in force when the typing ends.
type filterLine struct {
	editing bool
	input   field.Input
	// problem is what is wrong with it, in a sentence; hint what it could become.
	problem, hint, completion string
	// unknown is the sentence about a value that is none of those known here: the reason
	// where nothing matches.
	unknown    string
	candidates filter.Candidates
	// elsewhere is how many rows it lets through in all views where it shows none here.
	elsewhere int
}

func (a *App) openFilter() {
	a.filter = filterLine{editing: true, input: field.New(a.filter.input.Text(), filterLength), candidates: a.list.Candidates()}
	a.applyFilter()
}

func (a *App) filterKey(k tea.KeyPressMsg, name string) tea.Cmd {
	switch name {
	case "enter":
		a.filter.editing = false
	case "esc":
		a.filter.input = field.New("", filterLength)
		a.filter.editing = false
		a.applyFilter()
	case "tab":
		if a.filter.completion != "" {
			a.filter.input = field.New(a.filter.completion, filterLength)
		}
		a.applyFilter()
	case "up":
		a.list = a.list.Move(-1)
	case "down":
		a.list = a.list.Move(1)
	default:
		a.filter.input = a.filter.input.Key(k)
		a.applyFilter()
	}
	return nil
}

// setFilter puts a text of the filter language into force.
func (a *App) setFilter(text string) {
	a.filter = filterLine{input: field.New(text, filterLength)}
	a.applyFilter()
}

func (a *App) applyFilter() {
	text := a.filter.input.Text()
	f, problems := filter.Parse(text)
	a.filter.problem, a.filter.unknown = "", f.Unknown()
	if len(problems) > 0 {
		a.filter.problem = problems[0].Message
	}
	a.filter.hint, a.filter.completion = filter.Complete(text, a.filter.candidates)
	a.list = a.list.SetFilter(f, a.now())
	a.lookElsewhere()
	a.resize()
}

// click selects a tab or a row.
func (a *App) click(m tea.Mouse) tea.Cmd {
	if a.cards.Len() > 0 || m.Button != tea.MouseLeft {
		return nil
	}
	r := a.rects()
	if tab, ok := a.tabClicked(r, m); ok {
		return a.showTab(tab)
	}
	switch {
	case r.Small || r.Zoomed:
	case m.Y == r.Tabs:
		a.selectView(a.tabs().TabAt(m.X, a.width, a.styles))
	case m.X < r.ListW && m.Y > r.ListY && m.Y < r.ListY+r.ListH:
		a.list, _ = a.list.ClickRow(m.Y - r.ListY - 1)
	}
	return nil
}

// wheelStep is how many rows a notch of the wheel moves.
const wheelStep = 3

func (a *App) wheel(m tea.Mouse) tea.Cmd {
	step := wheelStep
	if m.Button == tea.MouseWheelUp {
		step = -wheelStep
	}
	if a.cards.Len() > 0 || a.small() {
		return nil // a card scrolls by its keys
	}
	if a.rects().Zoomed {
		return a.scrollTab(step)
	}
	a.list = a.list.Move(step)
	return nil
}

// tabClicked is the tab of the detail under the mouse.
func (a *App) tabClicked(r Rects, m tea.Mouse) (intent.Tab, bool) {
	row := a.detailRow()
	switch {
	case r.Zoomed && m.Y == zoomTabs:
		return detail.TabAt(m.X, detail.Zoom, min(r.DetailW, widestZoom), a.styles, a.extra(row))
	case r.Side && m.Y == r.ListY+1 && m.X >= r.DetailX:
		return detail.TabAt(m.X-r.DetailX, detail.Side, r.DetailW, a.styles, a.extra(row))
	}
	return 0, false
}

// zoomTabs is the row of the zoomed detail's tabs.
const zoomTabs = 2
