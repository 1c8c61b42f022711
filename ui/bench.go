package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/changes"
	"greenlight/ui/history"
	"greenlight/ui/intent"
	"greenlight/ui/pipeline"
	"greenlight/ui/present"
)

// bench holds what the detail's tabs show of the deployment that is looked at. The
// summary is not among them: it is drawn from the row.
type bench struct {
	// tab is the active tab; it stays when the selection moves.
	tab intent.Tab
	// ref is whose contents these are.
	ref api.Ref
	// visit numbers the looks: an answer of an earlier one is dropped. ctx ends what is
	// read for this one, such as a long log, when another deployment is looked at.
	visit    uint64
	ctx      context.Context
	cancel   context.CancelFunc
	changes  changes.Model
	pipeline pipeline.Model
	history  history.Model
	log      jobLog
	reads    [len(tabNames)]tabRead
	// facts are those under way for the decision about it and, after, its neighbours.
	facts []wanted
	// lately are the questions for facts of the last moment.
	lately []lately
	// balked is the last one of whom nothing could be asked.
	balked balked
}

// tabNames sizes what is kept for each tab.
const tabNames = "SCPLH"

// tabRead is where the reading of one tab stands.
type tabRead struct {
	// at is when it was read last, zero before; loading that it is being read.
	at      time.Time
	loading bool
	// next is when it may be read again by itself, zero for never.
	next time.Time
	// fails counts failures in a row, why is what the last one said.
	fails int
	why   string
}

// benchEvery is how often the pipeline of what runs or waits is read while it is
// looked at.
const benchEvery = 5 * time.Second

func (a *App) newBench() bench {
	return bench{changes: changes.New().WithRisks(a.opt.Risks), pipeline: pipeline.New(), history: history.New(), log: newJobLog()}
}

// leaveBench empties the tabs where another deployment is looked at.
func (a *App) leaveBench(ref api.Ref) tea.Cmd {
	if a.bench.ref == ref {
		return nil
	}
	tab, spool := a.bench.tab, a.bench.log.spool
	if a.bench.cancel != nil {
		a.bench.cancel()
	}
	a.bench = a.newBench()
	a.bench.ctx, a.bench.cancel = context.WithCancel(a.ctx)
	a.ops++
	a.bench.tab, a.bench.ref, a.bench.visit = tab, ref, a.ops
	row, _ := a.row(ref)
	a.bench.pipeline, a.bench.history = a.bench.pipeline.About(row), a.bench.history.About(ref)
	skew := a.opt.Fleet.ServerTime(ref.Host).Sub(a.opt.Now())
	a.bench.changes = a.bench.changes.WithSkew(skew).About(row)
	a.resizeBench()
	return closeSpoolCmd(spool)
}

// showTab turns to a tab. Where no tabs are in sight the detail is zoomed, so that
// what was asked for is seen.
func (a *App) showTab(tab intent.Tab) tea.Cmd {
	a.bench.tab = tab
	if r := a.rects(); !r.Side && !r.Zoomed && tab != intent.TabSummary {
		a.zoomed = true
	}
	a.resizeBench()
	return a.loadTab()
}

// turn goes n tabs to the right.
func (a *App) turn(n int) tea.Cmd {
	all := len(intent.Tabs)
	return a.showTab(intent.Tabs[(int(a.bench.tab)+n+all)%all])
}

// loadTab reads the active tab unless that was done.
func (a *App) loadTab() tea.Cmd {
	row, ok := a.list.Selected()
	if !ok || row.Ref != a.bench.ref || !a.tabInSight() || !a.bench.reads[a.bench.tab].at.IsZero() {
		return nil
	}
	return a.readTab(row)
}

// readTab reads the active tab.
func (a *App) readTab(row fleet.Row) tea.Cmd {
	tab := a.bench.tab
	read := &a.bench.reads[tab]
	if s := a.site(row.Ref.Host); read.loading || s == nil || s.phase == refused || a.opt.Now().Before(s.quiet) {
		return nil
	}
	external := "It was recorded through the API and has no job."
	var cmd tea.Cmd
	switch tab {
	case intent.TabSummary:
		return nil
	case intent.TabChanges:
		cmd = changesCmd(a.bench.ctx, a.opt.Fleet, a.bench.visit, row.Ref)
	case intent.TabPipeline:
		if row.External() {
			a.bench.pipeline = a.bench.pipeline.Absent(external)
			return nil
		}
		cmd = pipelineCmd(a.bench.ctx, a.opt.Fleet, a.bench.visit, row.Ref)
	case intent.TabLog:
		return a.readLog(row)
	case intent.TabHistory:
		cmd = historyCmd(a.bench.ctx, a.opt.Fleet, a.bench.visit, row.Ref, 1)
	}
	read.loading = true
	return cmd
}

// tabRefreshed asks the active tab anew: somebody pressed the key for it.
func (a *App) tabRefreshed() tea.Cmd {
	row, ok := a.list.Selected()
	if !ok || row.Ref != a.bench.ref || !a.tabInSight() {
		return nil
	}
	return a.readTab(row)
}

// tabInSight reports whether a tab other than the summary is on the screen.
func (a *App) tabInSight() bool {
	r := a.rects()
	return a.bench.tab != intent.TabSummary && (r.Side || r.Zoomed) && !r.Small
}

// pollBench reads what moves while it is looked at: the log of a job that runs, the
// pipeline of what has not ended, and what could not be asked before.
func (a *App) pollBench() tea.Cmd {
	row, ok := a.list.Selected()
	if !ok || row.Ref != a.bench.ref || !a.tabInSight() {
		return nil
	}
	read := a.bench.reads[a.bench.tab]
	switch {
	case read.at.IsZero():
		return a.readTab(row)
	case read.next.IsZero() || a.opt.Now().Before(read.next):
		return nil
	case read.fails > 0, a.bench.tab == intent.TabLog && a.logMoves(row), a.bench.tab == intent.TabPipeline && !ended(row.Deployment.Status):
		return a.readTab(row)
	}
	return nil
}

// tabLoaded notes the end of a read and reports whether it still concerns anybody.
func (a *App) tabLoaded(visit uint64, tab intent.Tab) bool {
	if visit != a.bench.visit {
		return false
	}
	now := a.opt.Now()
	a.bench.reads[tab] = tabRead{at: now, next: now.Add(benchEvery), fails: a.bench.reads[tab].fails, why: a.bench.reads[tab].why}
	return true
}

// tabDone forgets the failures before a reading that succeeded.
func (a *App) tabDone(tab intent.Tab) {
	a.bench.reads[tab].fails, a.bench.reads[tab].why = 0, ""
}

// tabFailed keeps what could not be read for the messages, once; the tab says it in
// its own place. It is tried again with growing pauses, and not by itself where GitLab
// said no.
func (a *App) tabFailed(ref api.Ref, tab intent.Tab, err error) tea.Cmd {
	s, read := a.site(ref.Host), &a.bench.reads[tab]
	if s != nil && tokenRefused(err) {
		return a.tokenFailed(s, err)
	}
	if api.KindOf(err) == api.Canceled {
		return nil
	}
	wait := retryAfter(err)
	if s != nil && wait > 0 {
		s.quiet = a.opt.Now().Add(wait)
	}
	read.next = a.opt.Now().Add(max(benchEvery<<min(read.fails, 5), wait))
	if k := api.KindOf(err); k == api.Forbidden || k == api.NotFound {
		read.next = time.Time{}
	}
	read.fails++
	if why := sentence(err); why != read.why {
		read.why = why
		a.note(notice{text: why, id: requestID(err)})
	}
	return nil
}

// unread says in a tab why it was not read: GitLab's reason and what to do, without the
// numbers that the whole sentence names things by.
func unread(what string, err error) string {
	var e *api.Error
	if !errors.As(err, &e) {
		return sentence(err)
	}
	words := fmt.Sprintf("%s could not be read: %s", what, e.Reason())
	if next := e.Next(); next != "" {
		words += "; " + next
	}
	return present.Capital(words)
}

func (a *App) changesLoaded(msg changesMsg) tea.Cmd {
	if !a.tabLoaded(msg.visit, intent.TabChanges) {
		return nil
	}
	if msg.err != nil {
		a.bench.changes = a.bench.changes.Failed(unread("what it changes", msg.err))
		return a.tabFailed(msg.ref, intent.TabChanges, msg.err)
	}
	a.tabDone(intent.TabChanges)
	row, _ := a.row(msg.ref)
	a.bench.changes = a.bench.changes.Loaded(msg.changes, row)
	return nil
}

func (a *App) pipelineLoaded(msg pipelineMsg) tea.Cmd {
	if !a.tabLoaded(msg.visit, intent.TabPipeline) {
		return nil
	}
	if msg.err != nil {
		a.bench.pipeline = a.bench.pipeline.Failed(unread("the pipeline", msg.err))
		return a.tabFailed(msg.ref, intent.TabPipeline, msg.err)
	}
	a.tabDone(intent.TabPipeline)
	row, _ := a.row(msg.ref)
	a.bench.pipeline = a.bench.pipeline.Loaded(msg.pipeline, jobID(row))
	return nil
}

func (a *App) historyLoaded(msg historyMsg) tea.Cmd {
	if !a.tabLoaded(msg.visit, intent.TabHistory) {
		return nil
	}
	if msg.err != nil {
		a.bench.history = a.bench.history.Failed(unread("the history", msg.err))
		return a.tabFailed(msg.ref, intent.TabHistory, msg.err)
	}
	a.tabDone(intent.TabHistory)
	if msg.page > 1 {
		a.bench.history = a.bench.history.Append(msg.found)
	} else {
		a.bench.history = a.bench.history.Loaded(msg.found)
	}
	return nil
}

// jobID is the id of a deployment's job, 0 where it has none.
func jobID(row fleet.Row) int64 {
	if row.Deployment == nil || row.Deployment.Deployable == nil {
		return 0
	}
	return row.Deployment.Deployable.ID
}
