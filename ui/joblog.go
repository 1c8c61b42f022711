package ui

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/trace"
	"greenlight/ui/intent"
	"greenlight/ui/logs"
)

// jobLog is the log of the job that is looked at: what is drawn of it, and where it
// is spooled.
type jobLog struct {
	view logs.Model
	// of is the job whose log it is where that is not the deployment's own, 0 else.
	of    int64
	spool *trace.Spool
	// job is the job as it was read with the log, zero before.
	job api.Job
	// filling says that a part of it is being fetched.
	filling bool
}

// openLog shows the log of a job of the pipeline: of the deployment's own where id is 0.
func (a *App) openLog(id int64) tea.Cmd {
	l := &a.bench.log
	var left tea.Cmd
	if l.of != id {
		left = closeSpoolCmd(l.spool)
		*l = newJobLog()
		l.of = id
		a.ops++
		a.bench.visit = a.ops // what is under way is about the other job
		a.bench.reads = [len(tabNames)]tabRead{}
		a.resizeBench()
	}
	return tea.Batch(left, a.showTab(intent.TabLog))
}

func newJobLog() jobLog { return jobLog{view: logs.New()} }

// perMegabyte is the least pause between two readings of a running log for each MB
// that it has: GitLab sends the whole of it each time.
const perMegabyte = time.Second

// readLog reads the whole log of the deployment's job.
func (a *App) readLog(row fleet.Row) tea.Cmd {
	read, l := &a.bench.reads[intent.TabLog], &a.bench.log
	job := row.Deployment.Deployable
	if job == nil && l.of == 0 {
		l.view = l.view.Absent("It was recorded through the API and has no job, so there is no log.")
		return nil
	}
	read.loading = true
	return logCmd(a.bench.ctx, a.opt.Fleet, a.bench.visit, row.Ref, l.of, l.spool)
}

// logMoves reports whether there is more of a log by now: its job runs, or is another
// than when the log was read. The list says which.
func (a *App) logMoves(row fleet.Row) bool {
	l, job := a.bench.log, row.Deployment.Deployable
	switch {
	case l.of != 0:
		return !jobEnded(l.job.Status)
	case job == nil:
		return false
	case l.job.Status == api.JobRunning || l.job.Status == api.JobCanceling:
		return true
	default:
		return job.ID != l.job.ID || job.Status != l.job.Status && !jobEnded(l.job.Status)
	}
}

// logLoaded takes the end of reading a log.
func (a *App) logLoaded(msg logMsg) tea.Cmd {
	if !a.tabLoaded(msg.visit, intent.TabLog) {
		return closeSpoolCmd(msg.spool)
	}
	l := &a.bench.log
	l.spool = msg.spool
	cut := errors.Is(msg.err, fleet.ErrLogCut)
	if msg.err != nil && !cut {
		if api.KindOf(msg.err) == api.NotFound { // the job has gone: nothing follows
			l.job.Status = "gone"
			l.view = l.view.Progress(l.job, msg.bytes, true)
		}
		l.view = l.view.Failed(unread("the log", msg.err))
		return a.tabFailed(msg.ref, intent.TabLog, msg.err)
	}
	a.tabDone(intent.TabLog)
	l.job = msg.job
	a.bench.reads[intent.TabLog].next = a.opt.Now().Add(max(perMegabyte, perMegabyte*time.Duration(msg.bytes>>20)))
	l.view = l.view.Progress(msg.job, msg.bytes, jobEnded(msg.job.Status))
	if cut {
		l.view = l.view.Failed(sentence(msg.err))
	}
	return tea.Batch(a.fillLog(), a.startPulse())
}

// fillLog fetches the part of the log that is to be drawn.
func (a *App) fillLog() tea.Cmd {
	l := &a.bench.log
	want, ok := l.view.Wants()
	if !ok || l.filling || l.spool == nil {
		return nil
	}
	l.filling = true
	return windowCmd(a.bench.ctx, l.spool, a.bench.visit, a.bench.ref, want)
}

// windowLoaded takes a part of the log.
func (a *App) windowLoaded(msg windowMsg) tea.Cmd {
	l := &a.bench.log
	if msg.visit != a.bench.visit {
		return nil
	}
	l.filling = false
	if msg.err != nil {
		l.view = l.view.Failed(sentence(msg.err))
		return nil
	}
	l.view = l.view.Loaded(msg.window)
	return a.fillLog()
}

// logInFront reports whether the zoomed log has the keys before the action table.
func (a *App) logInFront() bool { return a.rects().Zoomed && a.bench.tab == intent.TabLog }

// logKey gives the log its own keys: sections, search, following.
func (a *App) logKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	view, taken := a.bench.log.view.Key(k)
	if !taken {
		return nil, false
	}
	a.bench.log.view = view
	return a.fillLog(), true
}

func jobEnded(s api.JobStatus) bool {
	switch s {
	case api.JobSuccess, api.JobFailed, api.JobCanceled, api.JobSkipped:
		return true
	default:
		return false
	}
}

// followsLog reports whether the log of a job that runs is on the screen: its end
// pulses.
func (a *App) followsLog() bool {
	return a.bench.tab == intent.TabLog && a.tabInSight() && a.bench.log.job.Status == api.JobRunning
}
