package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/keys"
)

// moved carries out what moves the cursor, or the zoomed detail's text.
func (a *App) moved(act keys.Action) (tea.Cmd, bool) {
	page := max(a.height-8, 1)
	steps := map[keys.Action]int{
		keys.Up: -1, keys.Down: 1, keys.HalfUp: -page / 2, keys.HalfDown: page / 2,
		keys.PageUp: -page, keys.PageDown: page, keys.Top: -1 << 20, keys.Bottom: 1 << 20,
	}
	step, ok := steps[act]
	if !ok {
		return nil, false
	}
	if a.zoomed {
		return a.scrollTab(step), true
	}
	switch act {
	case keys.Up:
		a.list = a.list.Up()
	case keys.Down:
		a.list = a.list.Down()
	case keys.HalfUp:
		a.list = a.list.HalfUp()
	case keys.HalfDown:
		a.list = a.list.HalfDown()
	case keys.PageUp:
		a.list = a.list.PageUp()
	case keys.PageDown:
		a.list = a.list.PageDown()
	case keys.Top:
		a.list = a.list.Top()
	case keys.Bottom:
		a.list = a.list.Bottom()
	default:
	}
	return nil, true
}

// viewCount is how many tabs there are, view which of them is shown: the answer to a
// query is the last one.
func (a *App) viewCount() int {
	n := len(a.usual().Views())
	if a.asking.on {
		n++
	}
	return n
}

func (a *App) view() int {
	if a.asking.shown {
		return len(a.usual().Views())
	}
	return a.list.ActiveView()
}

func (a *App) selectView(i int) {
	a.trail = nil
	if i < 0 || i >= a.viewCount() {
		return
	}
	asked := i == len(a.usual().Views())
	a.showAnswer(asked)
	if !asked {
		a.list = a.list.SelectView(i, a.now())
	}
	a.lookElsewhere()
	a.zoomed = false
}

// back leaves the zoom, then the filter, the marks and the query; it never quits.
func (a *App) back() tea.Cmd {
	_, marks := a.list.MarkCount()
	switch {
	case a.zoomed:
		if cmd, back := a.turnBack(); back {
			return cmd
		}
		a.zoomed = false
		a.resizeBench()
	case a.filter.input.Text() != "":
		a.filter = filterLine{}
		a.applyFilter()
	case marks > 0:
		a.list = a.list.ClearMarks()
	case a.asking.shown:
		a.unask()
	}
	return nil
}

// turned carries out what turns to another view.
func (a *App) turned(act keys.Action) bool {
	switch {
	case act == keys.NextView:
		a.selectView((a.view() + 1) % a.viewCount())
	case act == keys.PreviousView:
		a.selectView((a.view() + a.viewCount() - 1) % a.viewCount())
	case act < keys.View1 || act > keys.View9:
		return false
	case int(act-keys.View1) < a.viewCount():
		a.selectView(int(act - keys.View1))
	default:
		a.tell(notice{text: fmt.Sprintf("%s shows view %d: there are %d.", a.keys.Label(act), int(act-keys.View1)+1, a.viewCount())})
	}
	return true
}

// zoom gives the detail the body, or acts on what is picked in the zoomed one.
func (a *App) zoom() tea.Cmd {
	switch {
	case a.zoomed:
		return a.enterTab()
	case a.slide.fresh:
		return nil // it was pressed for what was there before, mostly a card
	}
	a.zoomed = true
	a.resizeBench()
	return a.loadTab()
}
