package ui

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/copying"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/merges"
	"greenlight/ui/overlay"
	"greenlight/ui/palette"
	"greenlight/ui/present"
	"greenlight/ui/record"
	"greenlight/ui/status"
)

// desk keeps what was typed on cards that belong to no deployment, until it is sent
// or the program ends.
type desk struct {
	// comment is the comment of the last card of many.
	comment string
	record  record.Prefill
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
		return tea.Batch(a.leavePalette(), a.openURL(want.URL))
	case intent.Copy:
		return tea.Batch(a.closeCard(), a.copy(want.What, want.Text))
	case intent.ShowTab:
		return tea.Batch(a.closeCard(), a.showTab(want.Tab))
	case intent.Show:
		arm := a.closeCard()
		a.show(want)
		return arm
	}
	return nil
}

// leavePalette closes the palette once it has run something that opens no card.
func (a *App) leavePalette() tea.Cmd {
	if top, ok := a.cards.Top(); ok {
		if _, is := overlay.As[palette.Model](top); is {
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
// the deployment's.
func (a *App) openPages(row fleet.Row) tea.Cmd {
	if page := a.pickedURL(); page != "" {
		return a.openURL(page)
	}
	return a.openURL(pageURL(row))
}

// openPalette is the card of all commands.
func (a *App) openPalette() tea.Cmd {
	row, _ := a.list.Selected()
	a.helped = row.Ref
	all := a.actionEntries()
	all = append(all, a.viewEntries()...)
	all = append(all, a.pageEntries()...)
	all = append(all, a.placeEntries()...)
	return a.push(overlay.Of(palette.New(all)))
}

// actionEntries are the actions of the table, but for those that move the cursor.
func (a *App) actionEntries() []palette.Entry {
	s := a.stage()
	about := ""
	if s.ok {
		about = place(s.row)
	}
	var out []palette.Entry
	for _, info := range keys.Table() {
		if info.Group == keys.Move || info.Action == keys.Palette {
			continue
		}
		e := palette.Entry{
			Title: info.Help, Key: a.keys.Label(info.Action), Why: refusal(info.Action, s), Intent: intent.Do{Action: info.Action},
		}
		switch {
		case a.many(info.Action):
			e.Detail = fmt.Sprintf("the %d marked", s.marked)
		case info.Group == keys.ThisDeployment:
			e.Detail = about
		}
		out = append(out, e)
	}
	return out
}

// viewEntries are the views and the detail's tabs.
func (a *App) viewEntries() []palette.Entry {
	var out []palette.Entry
	counts := a.usual().Counts()
	for i, v := range a.usual().Views() {
		out = append(out, palette.Entry{
			Title: "view: " + v.Name, Detail: strconv.Itoa(counts[i]), Intent: intent.Show{View: i},
		})
	}
	_, ok := a.list.Selected()
	for _, tab := range intent.Tabs {
		e := palette.Entry{Title: "tab: " + tab.String(), Intent: intent.ShowTab{Tab: tab}}
		if !ok {
			e.Why = "no deployment is selected"
		}
		out = append(out, e)
	}
	return out
}

// pageEntries are the pages around the selected deployment.
func (a *App) pageEntries() []palette.Entry {
	row, ok := a.list.Selected()
	if !ok {
		return nil
	}
	var out []palette.Entry
	add := func(what, url string) {
		if url != "" {
			out = append(out, palette.Entry{Title: "open: " + what, Detail: url, Intent: intent.OpenURL{URL: url}})
		}
	}
	d := row.Deployment
	add("this deployment", pageURL(row))
	if u := d.Environment.ExternalURL; u != nil {
		add("the environment's own address", *u)
	}
	if row.ProjectURL != "" {
		add("the environment in GitLab", fmt.Sprintf("%s/-/environments/%d", row.ProjectURL, d.Environment.ID))
	}
	if job := d.Deployable; job != nil {
		add("the job "+job.Name, job.WebURL)
		if job.Commit != nil {
			add("the commit", job.Commit.WebURL)
		}
		if job.Pipeline != nil {
			add("the pipeline", job.Pipeline.WebURL)
		}
	}
	return out
}

// placeEntries narrow the list to a project or an environment.
func (a *App) placeEntries() []palette.Entry {
	c := a.list.Candidates()
	var out []palette.Entry
	for _, p := range c.Projects {
		out = append(out, palette.Entry{Title: "project: " + p, Detail: "filter", Intent: intent.Show{View: -1, Filter: "project:" + quoted(p)}})
	}
	for _, e := range c.Environments {
		out = append(out, palette.Entry{Title: "environment: " + e, Detail: "filter", Intent: intent.Show{View: -1, Filter: "env:" + quoted(e)}})
	}
	return out
}

// quoted holds a value together in the filter language.
func quoted(value string) string { return `"` + strings.ReplaceAll(value, `"`, "") + `"` }

// jump shows a deployment wherever it is: in the list, and else beside it.
func (a *App) jump(row fleet.Row) tea.Cmd {
	a.zoomed = false
	if _, there := a.row(row.Ref); !there {
		a.admit(row)
		*a.usual() = a.usual().Put(row, a.now())
	}
	if !a.reveal(row.Ref) {
		a.tellHidden(row)
	}
	return nil
}

// tellHidden tells of a deployment that no view shows.
func (a *App) tellHidden(row fleet.Row) {
	a.tell(notice{kind: status.Unknown, text: fmt.Sprintf("%s %s is in none of the configured views: a view without a filter shows all.",
		place(row), present.IID(row.Deployment.IID))})
}

// reveal selects a deployment, where need be in the view of all and without a filter.
//
// It reports whether any view shows it.
func (a *App) reveal(ref api.Ref) bool {
	if m, ok := a.list.Select(ref); ok {
		a.list = m
		return true
	}
	a.showAnswer(false)
	a.filter = filterLine{}
	a.applyFilter()
	if m, ok := a.list.Select(ref); ok {
		a.list = m
		return true
	}
	for i := len(a.list.Views()) - 1; i >= 0; i-- {
		if m, ok := a.list.SelectView(i, a.now()).Select(ref); ok {
			a.list = m
			return true
		}
	}
	return false
}

// admit adds the project of a deployment that was asked for to those that are watched.
func (a *App) admit(row fleet.Row) {
	s := a.site(row.Ref.Host)
	ref := api.ProjectRef{Host: row.Ref.Host, ID: row.Ref.Project}
	if s == nil || s.find(ref) >= 0 {
		return
	}
	if p, ok := a.opt.Fleet.Project(ref); ok {
		s.projects = append(s.projects, project{Project: p, admitted: true})
	}
}

// found shows the deployment of the page that the program was started with.
func (a *App) found(msg foundMsg) tea.Cmd {
	if msg.err != nil {
		return a.readFailed(a.opt.Open.Host, msg.err)
	}
	a.admit(msg.row)
	*a.usual() = a.usual().Put(msg.row, a.now())
	a.resize()
	a.led = msg.row.Ref
	if !a.reveal(msg.row.Ref) {
		a.tellHidden(msg.row)
		return nil
	}
	a.zoomed = true
	a.resizeBench()
	return nil
}
