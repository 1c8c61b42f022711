package ui

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/links"
	"greenlight/ui/overlay"
	"greenlight/ui/palette"
)

// openPalette is the card of all commands.
func (a *App) openPalette() tea.Cmd {
	row, _ := a.list.Selected()
	a.helped = row.Ref
	return a.push(overlay.Of(palette.New(a.about(), a.commands())))
}

// renewPalette brings an open palette up to date with the list behind it.
func (a *App) renewPalette() {
	top, ok := a.cards.Top()
	if !ok {
		return
	}
	m, is := overlay.As[palette.Model](top)
	if !is {
		return
	}
	if row, selected := a.list.Selected(); selected && a.helped == (api.Ref{}) {
		a.helped = row.Ref // it was opened before anything was there
	}
	a.cards = a.cards.Set(overlay.Of(m.Renew(a.about(), a.commands())))
}

// commands are the entries of the palette.
func (a *App) commands() []palette.Entry {
	all := a.actionEntries()
	all = append(all, a.viewEntries()...)
	all = append(all, a.pageEntries()...)
	mouse := palette.Entry{Title: "mouse: leave it to the terminal", Detail: "selects text without shift", Intent: intent.ToggleMouse{}}
	if !a.opt.Mouse {
		mouse.Title, mouse.Detail = "mouse: listen to it", "rows, tabs, wheel"
	}
	all = append(all, mouse)
	return append(all, a.placeEntries()...)
}

// about names what the actions would act on, empty for nothing.
func (a *App) about() string {
	if s := a.stage(); s.ok {
		return place(s.row)
	}
	return ""
}

// actionEntries are the actions of the table, but for those that move the cursor. What
// they act on is in the card's title, but where it is what is marked.
func (a *App) actionEntries() []palette.Entry {
	s := a.stage()
	var out []palette.Entry
	for _, info := range keys.Table() {
		if info.Group == keys.Move || info.Action == keys.Palette {
			continue
		}
		e := palette.Entry{
			Title: info.Help, Key: a.keys.Label(info.Action), Why: refusal(info.Action, s), Intent: intent.Do{Action: info.Action},
		}
		if a.many(info.Action) {
			e.Detail = fmt.Sprintf("the %d marked", s.marked)
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
	for _, p := range links.Pages(a.links, row, row.Ref.Host, a.serverTime(row)) {
		out = append(out, palette.Entry{Title: "open: " + p.Name, Detail: p.URL, Why: p.Why, Intent: intent.OpenURL{URL: p.URL}})
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
