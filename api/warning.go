package api

import "fmt"

// warnings computes what to know before deciding, dangers first.
func warnings(f Facts) []Warning {
	d := f.Deployment
	if d.Status != StatusBlocked && d.Status != StatusCreated {
		return nil
	}
	var out []Warning
	if s := f.NewestSuccess; s != nil && s.ID > d.ID {
		out = append(out, Warning{
			Kind: DangerOlder, Must: true, Word: "OLDER",
			Text: fmt.Sprintf("than #%d, %s, which has succeeded since", s.IID, s.Ref),
			Deed: fmt.Sprintf("Put %s over the newer %s", short(d), short(s)),
		})
	}
	running := f.NewestRunning
	if running != nil && running.ID > d.ID {
		out = append(out, Warning{
			Kind: DangerRunning, Must: true, Word: fmt.Sprintf("#%d", running.IID),
			Text: fmt.Sprintf("%s, newer, %s", running.Ref, underWay(running)),
			Deed: fmt.Sprintf("Take %s although #%d, newer, %s", short(d), running.IID, underWay(running)),
		})
	}
	if p := pipelineOf(d); p != nil && (p.Status == JobFailed || p.Status == JobCanceled) {
		out = append(out, Warning{
			Kind: DangerPipeline, Must: true, Word: "Pipeline",
			Text: fmt.Sprintf("#%d %s", p.ID, p.Status),
			Deed: fmt.Sprintf("Go on with a pipeline that %s", pipelineEnd(p.Status)),
		})
	}
	if f.own() {
		out = append(out, Warning{
			Kind: DangerOwn, Must: true, Word: "You started",
			Text: "this pipeline.", Deed: "Decide on a change of my own",
		})
	}
	if w := f.NewestWaiting; w != nil && w.ID > d.ID && (running == nil || running.ID != w.ID) {
		out = append(out, Warning{
			Kind: DangerNewer, Must: true, Word: fmt.Sprintf("#%d", w.IID),
			Text: fmt.Sprintf("%s, newer, is also waiting", w.Ref),
			Deed: fmt.Sprintf("Take %s although #%d is newer", short(d), w.IID),
		})
	}
	return out
}

func underWay(d *Deployment) string {
	if d.Queued() {
		return "is about to run"
	}
	return "is running"
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

// short names what a deployment would put live, the way a person says it: the
// ref where that is a tag, else the commit with it.
func short(d *Deployment) string {
	if d.Deployable != nil && d.Deployable.Tag {
		return d.Ref
	}
	return fmt.Sprintf("%s at %.7s", d.Ref, d.SHA)
}
