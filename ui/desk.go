package ui

import (
	tea "charm.land/bubbletea/v2"

	"greenlight/api/fleet"
	"greenlight/ui/copying"
	"greenlight/ui/intent"
	"greenlight/ui/links"
	"greenlight/ui/merges"
	"greenlight/ui/overlay"
	"greenlight/ui/pages"
	"greenlight/ui/palette"
	"greenlight/ui/query"
	"greenlight/ui/record"
)

// desk keeps what was typed on cards that belong to no deployment, until it is sent
// or the program ends.
type desk struct {
	record record.Prefill
	query  query.Draft
}

// grant carries out the wishes of cards that write nothing.
func (a *App) grant(want intent.Intent) tea.Cmd {
	switch want := want.(type) {
	case intent.Record:
		return a.sendRecord(want.Record)
	case intent.Look:
		return placesCmd(a.ctx, a.opt.Fleet, want.Project)
	case intent.CheckCommit:
		return commitCmd(a.ctx, a.opt.Fleet, want.Project, want.Name)
	case intent.Ask:
		return tea.Batch(a.closeCard(), a.ask(want.Query))
	case intent.Unask:
		arm := a.closeCard()
		a.unask()
		return arm
	case intent.MergeRequests:
		return mergesCmd(a.ctx, a.opt.Fleet, want.Ref, want.Filter)
	case intent.OpenURL:
		return tea.Batch(leave[palette.Model](a), leave[pages.Model](a), a.openURL(want.URL))
	case intent.Copy:
		return tea.Batch(leave[copying.Model](a), a.copy(want.What, want.Text))
	case intent.ReadJournal, intent.Handover:
		return a.diary(want)
	case intent.ShowTab:
		return tea.Batch(a.closeCard(), a.showTab(want.Tab))
	case intent.ToggleMouse:
		a.opt.Mouse = !a.opt.Mouse
		words := "The mouse is the terminal's now: drag to select text."
		if a.opt.Mouse {
			words = "The mouse selects rows and tabs again; hold shift to select text."
		}
		arm := a.closeCard()
		a.tell(notice{text: words})
		return arm
	case intent.Show:
		arm := a.closeCard()
		a.show(want)
		return arm
	}
	return nil
}

// leave closes the top card where it is of a kind: a menu that has done what was picked
// in it. Other cards that ask for the same stay.
func leave[T overlay.Card[T]](a *App) tea.Cmd {
	if top, ok := a.cards.Top(); ok {
		if _, is := overlay.As[T](top); is {
			return a.closeCard()
		}
	}
	return nil
}

// show turns to a view, or filters.
func (a *App) show(want intent.Show) {
	if want.View >= 0 {
		a.selectView(want.View)
	}
	if want.Filter != "" {
		a.setFilter(want.Filter)
	}
}

// openMerges lists the merge requests of a deployment.
func (a *App) openMerges(row fleet.Row) tea.Cmd {
	m := merges.New(row)
	return tea.Batch(a.push(overlay.Of(m)), a.act(m.Wants()))
}

// mergesLoaded hands a page of merge requests to the card that waits for it.
func (a *App) mergesLoaded(msg mergesMsg) tea.Cmd {
	a.cards = a.cards.Each(func(l overlay.Layer) (overlay.Layer, bool) {
		if m, ok := overlay.As[merges.Model](l); ok && m.Ref() == msg.ref {
			return overlay.Of(m.Loaded(msg.page, msg.filter, msg.err)), true
		}
		return l, true
	})
	if s := a.site(msg.ref.Host); s != nil && tokenRefused(msg.err) {
		return a.tokenFailed(s, msg.err)
	}
	return nil
}

// openCopy is the menu of what can be copied of a deployment.
func (a *App) openCopy(row fleet.Row) tea.Cmd {
	return a.push(overlay.Of(copying.New(row, a.serverTime(row))))
}

// openPages opens the page of what is picked: in a zoomed tab that of its line, else
// the deployment's. Where links are configured for it, they are offered beside it.
func (a *App) openPages(row fleet.Row) tea.Cmd {
	if page := a.pickedURL(); page != "" {
		return a.openURL(page)
	}
	more := links.Pages(a.links, row, row.Ref.Host, a.serverTime(row))
	if len(more) == 0 {
		return a.openURL(pageURL(row))
	}
	own := links.Page{Name: "this deployment", URL: pageURL(row), Why: "its page is not known"}
	return a.push(overlay.Of(pages.New(row, append([]links.Page{own}, more...))))
}
