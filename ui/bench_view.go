package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
)

// scrollTab moves in the zoomed tab.
func (a *App) scrollTab(n int) tea.Cmd {
	b := &a.bench
	switch b.tab {
	case intent.TabSummary:
		a.scrollBy(n)
	case intent.TabChanges:
		b.changes = b.changes.Move(n)
	case intent.TabPipeline:
		b.pipeline = b.pipeline.Move(n)
	case intent.TabLog:
		b.log.view = b.log.view.Move(n)
		return a.fillLog()
	case intent.TabHistory:
		b.history = b.history.Move(n)
		if next := b.history.Next(); next > 0 && b.history.NearEnd() && !b.reads[intent.TabHistory].loading {
			b.reads[intent.TabHistory].loading = true
			return historyCmd(b.ctx, a.opt.Fleet, b.visit, b.ref, next)
		}
	}
	return nil
}

// enterTab acts on what is picked in the zoomed tab.
func (a *App) enterTab() tea.Cmd {
	b := &a.bench
	switch b.tab {
	case intent.TabSummary, intent.TabLog:
	case intent.TabChanges:
		b.changes, _ = b.changes.Enter()
	case intent.TabPipeline:
		if job, ok := b.pipeline.Selected(); ok {
			if _, triggers := b.pipeline.Trigger(); triggers {
				return a.openURL(job.WebURL) // it has no log
			}
			a.trail = append(slices.Clone(a.trail), a.here())
			row, _ := a.row(b.ref)
			if job.ID == jobID(row) {
				return a.openLog(0)
			}
			return a.openLog(job.ID)
		}
	case intent.TabHistory:
		if row, ok := b.history.Selected(); ok && row.Ref != b.ref {
			return a.jump(row)
		}
	}
	return nil
}

// pickedURL is the page of what is picked in the zoomed tab; empty where nothing is.
func (a *App) pickedURL() string {
	b := &a.bench
	if !a.zoomed {
		return ""
	}
	switch b.tab {
	case intent.TabSummary, intent.TabLog:
	case intent.TabChanges:
		url, _ := b.changes.Selected()
		return url
	case intent.TabPipeline:
		job, _ := b.pipeline.Selected()
		return job.WebURL
	case intent.TabHistory:
		if row, ok := b.history.Selected(); ok {
			return pageURL(row)
		}
	}
	return ""
}

// resizeBench gives the tabs their rows.
func (a *App) resizeBench() {
	r := a.rects()
	w, h := r.DetailW, r.DetailH-chromeRows
	if r.Zoomed {
		w = min(w, widestZoom)
	}
	if r.Small || h < 1 {
		return
	}
	b := &a.bench
	b.changes, b.pipeline, b.history = b.changes.Resize(w, h), b.pipeline.Resize(w, h), b.history.Resize(w, h)
	b.log.view = b.log.view.Resize(w, h)
}

// chromeRows are title, tabs and hairline above a tab's body.
const chromeRows = 3

// tabBody draws the active tab in the rows below its chrome.
func (a App) tabBody(w, h int, row fleet.Row) []string {
	now, b := a.serverTime(row), a.bench
	switch b.tab {
	case intent.TabChanges:
		return b.changes.View(w, h, a.zoomed, a.styles, now, a.pulse)
	case intent.TabPipeline:
		return b.pipeline.View(w, h, a.zoomed, a.styles, now, a.pulse)
	case intent.TabLog:
		return b.log.view.View(w, h, a.zoomed, a.styles, now, a.pulse)
	case intent.TabHistory:
		return b.history.View(w, h, a.zoomed, a.styles, now, a.pulse)
	case intent.TabSummary:
	}
	return nil
}

// tabHints are the keys of the zoomed tab, with what its hint row says.
func (a App) tabHints() ([]keys.Hint, string) {
	b := a.bench
	switch b.tab {
	case intent.TabChanges:
		return b.changes.Keys(), b.changes.Hint()
	case intent.TabPipeline:
		return append(b.pipeline.Keys(), keys.Hint{Keys: a.keys.Label(keys.Zoom), Verb: "its log"}), b.pipeline.Hint()
	case intent.TabLog:
		return b.log.view.Keys(), b.log.view.Hint()
	case intent.TabHistory:
		return append(b.history.Keys(), keys.Hint{Keys: a.keys.Label(keys.Zoom), Verb: "go to it"}), b.history.Hint()
	case intent.TabSummary:
	}
	return nil, ""
}
