package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/present"
	"greenlight/ui/status"
)

// station is where a jump left from.
type station struct {
	ref    api.Ref
	tab    intent.Tab
	view   int
	filter string
	zoomed bool
}

// here is the station of this moment.
func (a *App) here() station {
	row, _ := a.list.Selected()
	return station{row.Ref, a.bench.tab, a.view(), a.filter.input.Value(), a.zoomed}
}

// jump shows a deployment wherever it is: in the list, and else beside it. The way back
// leads to where it left from.
func (a *App) jump(row fleet.Row) tea.Cmd {
	from := append(slices.Clone(a.trail), a.here())
	a.bench.tab = intent.TabSummary
	if _, there := a.row(row.Ref); !there {
		a.admit(row)
		*a.usual() = a.usual().Put(row, a.now())
	}
	if !a.reveal(row.Ref) {
		a.zoomed = false
		a.tellHidden(row)
		return nil
	}
	a.zoomed, a.trail = true, from
	return nil
}

// turnBack goes back to where the last jump left from; false where there was none.
func (a *App) turnBack() (tea.Cmd, bool) {
	n := len(a.trail)
	if n == 0 {
		return nil, false
	}
	from, rest := a.trail[n-1], a.trail[:n-1:n-1]
	a.selectView(from.view)
	a.setFilter(from.filter)
	a.trail, a.zoomed = rest, from.zoomed
	m, ok := a.list.Select(from.ref)
	if !ok {
		a.zoomed = false
		return nil, true
	}
	a.list, a.bench.tab = m, from.tab
	return a.loadTab(), true
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
		s.watch(append(slices.Clone(s.projects), project{Project: p, admitted: true}))
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
	switch a.opt.Open.Link.Kind {
	case api.LinkJob:
		a.bench.tab = intent.TabLog
	case api.LinkPipeline:
		a.bench.tab = intent.TabPipeline
	case api.LinkProject, api.LinkEnvironment, api.LinkDeployment:
	}
	return nil
}
