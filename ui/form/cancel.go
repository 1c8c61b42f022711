package form

import (
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// NewCancel is the card that cancels the deployment's job. Enter keeps the job until
// the act is reached.
func NewCancel(op uint64, t Target) Decision {
	d := newDecision(op, t, decide.ActCancel)
	d.focus = spot{kind: fieldCancel}
	return d
}

// barCancel says why there is nothing to cancel: GitLab would answer as if there had
// been.
// gitlab: lib/api/ci/jobs.rb
func (d Decision) barCancel() string {
	job := d.seen.Deployable
	if job == nil {
		return "It was recorded through the API: there is no job to cancel."
	}
	switch job.Status {
	case api.JobSuccess, api.JobFailed, api.JobCanceled, api.JobSkipped:
		return "Its job has ended: there is nothing to cancel."
	case api.JobCanceling:
		return "Its job is being canceled already."
	default: // what is not known may be canceled: GitLab decides
		return ""
	}
}

// leave is what the button says that does nothing. Where the act itself is to
// cancel, two buttons must not both read so.
func (d Decision) leave() string {
	switch {
	case d.act != decide.ActCancel:
		return "Cancel"
	case d.started():
		return "Keep running"
	}
	return "Keep it"
}

// started reports that the job is at work, so that to stop it leaves something half
// done.
func (d Decision) started() bool {
	return d.seen.Deployable != nil && d.seen.Deployable.Status == api.JobRunning
}

// drawCancel says what the job is doing.
func (d Decision) drawCancel(s *sheet.Sheet, now time.Time) {
	line := d.jobLine()
	if since := d.row().Verdict.Since; !since.IsZero() && d.started() {
		line += " for " + present.Age(now.Sub(since))
	}
	s.Add(s.Labelled("Job", sheet.Plain(line))...)
	if live := d.row().Live; live != nil {
		s.Add(s.Labelled("Live", sheet.Plain(d.liveLine(live, now)))...)
	}
	d.drawBar(s)
}

func (d Decision) thenCancel() []sheet.Span {
	if why := d.barred(); why != "" {
		return []sheet.Span{sheet.Plain("Nothing can be canceled.")}
	}
	if d.started() {
		return d.thenStopped()
	}
	if d.seen.Deployable.Status == api.JobManual {
		out := []sheet.Span{sheet.In(theme.BadStrong, d.job()+" can no longer be run.")}
		if d.row().Verdict.Given > 0 {
			out = append(out, sheet.Plain("The approvals it has are lost."))
		}
		return append(out, sheet.Plain("To ship this it has to be retried, as a new deployment, or a new pipeline is needed."))
	}
	return []sheet.Span{sheet.Strong(d.job() + " does not start."), sheet.Plain("Nothing was deployed. It can be retried later, as a new deployment.")}
}

// thenStopped is what is lost when a job is stopped in its work.
func (d Decision) thenStopped() []sheet.Span {
	out := []sheet.Span{
		sheet.In(theme.BadStrong, d.job()+" stops where it is: it may leave "+d.place()+" half deployed."),
		sheet.Plain("GitLab rolls nothing back."),
	}
	if live := d.row().Live; live != nil {
		out = append(out, sheet.Plain(version(live)+" still counts as live, whatever runs there."))
	}
	return append(out, sheet.Plain("It can be retried later, as a new deployment."))
}
