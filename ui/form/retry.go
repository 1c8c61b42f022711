package form

import (
	"fmt"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// NewRetry is the card that runs the deployment's job again, as a new job with a
// new deployment. To put an older version back has to be ticked; in production no
// button is filled until one is reached.
func NewRetry(op uint64, t Target) Decision {
	d := newDecision(op, t, decide.ActRetry)
	if d.barred() != "" {
		d.focus = spot{kind: fieldCancel}
		return d
	}
	d.dangers = rollbacks(t.Row.Live, &d.seen)
	d.ticks = make([]bool, len(d.dangers))
	switch {
	case len(d.dangers) > 0:
		d.focus = d.fields()[0]
	case d.risky():
		d.focus = spot{kind: fieldNone}
	default:
		d.focus = spot{kind: fieldAct}
	}
	return d
}

// rollbacks is the danger of running something older than what is live. The
// verdict has none for what has ended: nobody was about to run it.
func rollbacks(live, this *api.Deployment) []api.Warning {
	if live == nil || live.ID < this.ID {
		return nil
	}
	return []api.Warning{{
		Kind: api.DangerOlder, Must: true, Word: "OLDER",
		Text: fmt.Sprintf("than live #%d, %s: this puts it back", live.IID, version(live)),
		Deed: fmt.Sprintf("Put %s over the newer %s", version(this), version(live)),
	}}
}

// barRetry says why GitLab would not run the job again.
// gitlab: app/models/ci/processable.rb
func (d Decision) barRetry() string {
	job := d.seen.Deployable
	switch {
	case job == nil:
		return "It was recorded through the API: there is no job to run again."
	case d.row().Verdict.State == api.StateRejected, text.Line(deref(job.FailureReason)) == "deployment_rejected":
		return "It was rejected, which is final: a new pipeline is needed."
	case job.Archived:
		return "Its job is archived: a new pipeline is needed."
	case job.Status == api.JobManual:
		return "Its job has not run yet: it can be run, not run again."
	}
	switch job.Status {
	case api.JobSuccess, api.JobFailed, api.JobCanceled:
		return ""
	default: // a status that is not known is not one that has ended
		return "Its job is " + text.Line(string(job.Status)) + ": only one that has ended can be run again."
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// drawRetry says what would run over what.
func (d Decision) drawRetry(s *sheet.Sheet) {
	d.drawWarnings(s)
	s.Add(s.Labelled("Job", sheet.Plain(d.jobLine()))...)
	switch live := d.row().Live; {
	case live != nil:
		s.Add(s.Labelled("Ships", sheet.Plain(d.ref()+" over live "+version(live)+" · "+sha(live)))...)
	case d.row().Verdict.State == api.StateLive:
		s.Add(s.Labelled("Ships", sheet.Plain("the same that is live: "+d.ref()))...)
	default:
		s.Add(s.Labelled("Ships", sheet.Plain(d.ref()+", nothing else was live here, as far as was read"))...)
	}
	d.drawTicks(s)
	d.drawBar(s)
}

// ref is "v2.14.0 · 3f2a91c".
func (d Decision) ref() string { return version(&d.seen) + " · " + sha(&d.seen) }

func (d Decision) thenRetry() []sheet.Span {
	if d.barred() != "" {
		return []sheet.Span{sheet.Plain("Nothing runs.")}
	}
	out := []sheet.Span{sheet.Strong("Makes a new job and a new deployment of " + d.place() + ".")}
	switch {
	case len(d.row().Verdict.Rules) > 0:
		out = append(out, sheet.Plain("It needs approvals afresh, then waits to be run."))
	case !d.row().Detailed:
		out = append(out, sheet.Plain("Whether it needs approvals was not read."))
	default:
		out = append(out, sheet.Plain("No rule guards it: it starts at once."))
	}
	return append(out, sheet.Plain(fmt.Sprintf("#%d stays as it is.", d.seen.IID)))
}

// barred says in a sentence why GitLab would refuse the act as things stand; empty
// where it would not, or where only GitLab can tell.
func (d Decision) barred() string {
	switch d.act {
	case decide.ActRetry:
		return d.barRetry()
	case decide.ActCancel:
		return d.barCancel()
	case decide.ActDelete:
		return d.barDelete()
	case decide.ActApprove, decide.ActReject, decide.ActPlay, decide.ActSetStatus:
	}
	return ""
}

// drawBar says why the act cannot be done.
func (d Decision) drawBar(s *sheet.Sheet) {
	if why := d.barred(); why != "" {
		s.Add(s.Blank(sheet.Between))
		s.Add(s.Signed(theme.Wait, "■", sheet.In(theme.WaitStrong, why))...)
	}
}
