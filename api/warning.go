package api

import (
	"fmt"
	"strings"
)

// warnings computes what to know before deciding, dangers first. Nothing is warned of
// once it is too late to stop it.
func warnings(f Facts) []Warning {
	d := f.Deployment
	if d.Status != StatusBlocked && d.Status != StatusCreated {
		return nil
	}
	var out []Warning
	for _, about := range []func(Facts) []Warning{
		aboutLive, aboutRunning, aboutFreeze, aboutPipeline, aboutOwn, aboutWaiting,
		noteUnread, noteElsewhere, noteRisks, noteReview, noteGuard,
	} {
		out = append(out, about(f)...)
	}
	var must, notes []Warning
	for _, w := range out {
		if w.Must {
			must = append(must, w)
		} else {
			notes = append(notes, w)
		}
	}
	return append(must, notes...)
}

// aboutLive says what it would undo.
func aboutLive(f Facts) []Warning {
	d, live := f.Deployment, f.Live
	var out []Warning
	if f.Ships != nil {
		if w, ok := shipping(d, live, *f.Ships); ok {
			out = append(out, w)
		}
	}
	if s := f.NewestSuccess; s != nil && s.ID > d.ID && !(len(out) > 0 && live != nil && live.ID == s.ID) {
		out = append(out, Warning{
			Kind: DangerOlder, Must: true, Word: "OLDER",
			Text: fmt.Sprintf("than #%d, %s, which has succeeded since", s.IID, s.Ref),
			Deed: fmt.Sprintf("Put %s over the newer %s", short(d), short(s)),
		})
	}
	return out
}

// shipping is the danger in how the commit stands to the live one.
func shipping(d, live *Deployment, s Ships) (Warning, bool) {
	switch s.Relation {
	case RelationOlder:
		return Warning{
			Kind: DangerRollback, Must: true, Word: "OLDER",
			Text: fmt.Sprintf("than live by %s: this rolls back %s", commits(s.Behind), called(live, d)),
			Deed: fmt.Sprintf("Roll %s back %s", d.Environment.Name, commits(s.Behind)),
		}, true
	case RelationDiverged:
		return Warning{
			Kind: DangerDiverged, Must: true, Word: "DIVERGED",
			Text: fmt.Sprintf("from live: %s ahead, %d behind", commits(s.Ahead), s.Behind),
			Deed: fmt.Sprintf("Take %s of %s off %s", commits(s.Behind), called(live, d), d.Environment.Name),
		}, true
	case RelationUnrelated:
		return Warning{
			Kind: DangerUnrelated, Must: true, Word: "UNRELATED",
			Text: fmt.Sprintf("to live: no history is shared with %s", called(live, d)),
			Deed: fmt.Sprintf("Replace all of %s on %s", called(live, d), d.Environment.Name),
		}, true
	case RelationUnread, RelationFirst, RelationSame, RelationAhead, RelationUnknown:
	}
	return Warning{}, false
}

func commits(n int) string {
	if n == 1 {
		return "1 commit"
	}
	return fmt.Sprintf("%d commits", n)
}

// called names the live deployment where the other one is named beside it: two of one
// branch differ by their commits.
func called(live, d *Deployment) string {
	switch {
	case live == nil:
		return "what is live"
	case live.Ref == "" || live.Ref == d.Ref:
		return fmt.Sprintf("%.7s", live.SHA)
	default:
		return live.Ref
	}
}

// aboutRunning tells of another deployment that is on its way to the environment.
func aboutRunning(f Facts) []Warning {
	d, running := f.Deployment, f.NewestRunning
	var out []Warning
	if running != nil && running.ID > d.ID {
		out = append(out, Warning{
			Kind: DangerRunning, Must: true, Word: fmt.Sprintf("#%d", running.IID),
			Text: fmt.Sprintf("%s, newer, %s", running.Ref, underWay(running)),
			Deed: fmt.Sprintf("Take %s although #%d, newer, %s", short(d), running.IID, underWay(running)),
		})
	}
	if running != nil && running.ID < d.ID && f.complete() {
		// what is run now may end before it, and the older one then lies on top
		out = append(out, Warning{
			Kind: DangerRunning, Must: true, Word: fmt.Sprintf("#%d", running.IID),
			Text: fmt.Sprintf("%s, older, %s: it may end last", running.Ref, underWay(running)),
			Deed: fmt.Sprintf("Go on while #%d, older, %s", running.IID, underWay(running)),
		})
	} else if running != nil && running.ID < d.ID {
		out = append(out, Warning{
			Kind: NoteRunning, Word: fmt.Sprintf("#%d", running.IID),
			Text: fmt.Sprintf("%s, older, %s", running.Ref, underWay(running)),
		})
	}
	return out
}

// aboutWaiting tells of a newer deployment that waits for the same environment.
func aboutWaiting(f Facts) []Warning {
	d, running := f.Deployment, f.NewestRunning
	var out []Warning
	if w := f.NewestWaiting; w != nil && w.ID > d.ID && (running == nil || running.ID != w.ID) {
		out = append(out, Warning{
			Kind: DangerNewer, Must: true, Word: fmt.Sprintf("#%d", w.IID),
			Text: fmt.Sprintf("%s, newer, is also waiting", w.Ref),
			Deed: fmt.Sprintf("Take %s although #%d is newer", short(d), w.IID),
		})
	}
	return out
}

// complete reports that no approval is missing, as far as there are any: the next step
// is to run it.
func (f Facts) complete() bool {
	n := f.Deployment.PendingApprovalCount
	return f.Detailed && (n == nil || *n == 0)
}

func underWay(d *Deployment) string {
	if d.Queued() {
		return "is about to run"
	}
	return "is running"
}

// aboutPipeline tells of a red pipeline, with the jobs that made it so, and of jobs
// that failed and may.
func aboutPipeline(f Facts) []Warning {
	var out []Warning
	var failed, allowed []string
	for _, j := range f.FailedJobs {
		if j.AllowFailure {
			allowed = append(allowed, j.Name)
		} else {
			failed = append(failed, j.Name)
		}
	}
	if p := pipelineOf(f.Deployment); p != nil && (p.Status == JobFailed || p.Status == JobCanceled) {
		text := fmt.Sprintf("#%d %s", p.ID, p.Status)
		switch {
		case len(failed) > 0 && p.Status == JobCanceled:
			text += "; " + firstOf(failed) + " failed"
		case len(failed) > 0:
			text += ": " + firstOf(failed)
		}
		out = append(out, Warning{
			Kind: DangerPipeline, Must: true, Word: "Pipeline", Text: text,
			Deed: fmt.Sprintf("Go on with a pipeline that %s", pipelineEnd(p.Status)),
		})
	} else if len(failed) > 0 {
		// a pipeline that waits for a hand, or runs on, is not failed by then
		out = append(out, Warning{Kind: NoteJob, Word: firstOf(failed), Text: "failed, though the pipeline has not"})
	}
	if len(allowed) > 0 {
		out = append(out, Warning{Kind: NoteJob, Word: firstOf(allowed), Text: "failed, as it may"})
	}
	return out
}

// firstOf is "contract-test and 2 more".
func firstOf(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return fmt.Sprintf("%s and %d more", names[0], len(names)-1)
}

func pipelineOf(d *Deployment) *Pipeline {
	if d.Deployable == nil {
		return nil
	}
	return d.Deployable.Pipeline
}

func pipelineEnd(s JobStatus) string {
	if s == JobCanceled {
		return "was canceled"
	}
	return "failed"
}

func aboutOwn(f Facts) []Warning {
	if !f.own() {
		return nil
	}
	return []Warning{{
		Kind: DangerOwn, Must: true, Word: "You started",
		Text: "this pipeline.", Deed: "Decide on a change of my own",
	}}
}

// short names what a deployment would put live, the way a person says it: the
// ref where that is a tag, else the commit with it.
func short(d *Deployment) string {
	if d.Deployable != nil && d.Deployable.Tag {
		return d.Ref
	}
	return fmt.Sprintf("%s at %.7s", d.Ref, d.SHA)
}

// Sentence is the warning as one line of text.
func (w Warning) Sentence() string { return strings.TrimSpace(w.Word + " " + w.Text) }
