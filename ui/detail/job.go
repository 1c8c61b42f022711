package detail

import (
	"strconv"
	"strings"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

const (
	noJob = "recorded through the API, no job"
	// durationRoom is a separator, a duration and the distance to the right part.
	durationRoom = 10
)

// work is the job and its pipeline; in a wide pane the job stands at the right of the
// pipeline.
func (p pane) work() []line {
	job := p.row.Deployment.Deployable
	if job == nil {
		return []line{{label: "Job", left: said(theme.Text, noJob)}}
	}
	facts := p.facts(job)
	if p.wide() {
		return p.joined(job, facts)
	}
	return p.apart(job, facts)
}

// joined is the pipeline with the job at its right, without its stage where that has
// no room, or the two apart.
func (p pane) joined(job *api.Job, facts [][]span) []line {
	pipe := p.pipelineLine()
	name := []span{{theme.Muted, "job "}, {theme.Text, p.cut(job.Name, p.inner()/4, cutName)}}
	status := []span{p.jobStatus(job)}
	pipe.right = sentence(name, stage(job), status)
	// The room is reckoned with the place of the duration, not with the duration itself,
	// which may come later: lines below must not move for it.
	base, _ := p.pipeline()
	room := min(p.inner()-draw.LabelWidth-p.measure(base.left)-durationRoom, p.inner()/2)
	if p.measure(pipe.right) > room {
		pipe.right = sentence(name, status)
	}
	if p.measure(pipe.right) > room {
		return p.apart(job, facts)
	}
	return append(append([]line{pipe}, p.failures()...), p.packed("Job", facts)...)
}

// apart is the job on a line of its own above the pipeline.
func (p pane) apart(job *api.Job, facts [][]span) []line {
	head := line{label: "Job", right: []span{p.jobStatus(job)},
		left: sentence(said(theme.Text, job.Name), stage(job))}
	pipe, end := p.pipeline()
	pipe.right = end
	return append(append(append([]line{head}, p.packed("", facts)...), pipe), p.failures()...)
}

func stage(job *api.Job) []span {
	if job.Stage == "" {
		return nil
	}
	return said(theme.Text, "stage "+job.Stage)
}

func (p pane) jobStatus(job *api.Job) span {
	role := theme.Muted
	switch job.Status {
	case api.JobFailed:
		role = theme.Bad
	case api.JobRunning:
		role = theme.Focus
	case api.JobCreated, api.JobWaiting, api.JobPreparing, api.JobPending, api.JobSuccess, api.JobCanceling,
		api.JobCanceled, api.JobSkipped, api.JobManual, api.JobScheduled:
	default:
	}
	return span{role, words(string(job.Status))}
}

// facts are the lesser truths about the job, the most telling first.
func (p pane) facts(job *api.Job) [][]span {
	var out [][]span
	add := func(r theme.Role, s string) { out = append(out, said(r, s)) }
	if job.FailureReason != nil && *job.FailureReason != "" {
		add(theme.Bad, present.FailureReason(*job.FailureReason))
	}
	if job.AllowFailure && job.Status == api.JobFailed {
		add(theme.Muted, "allowed to fail")
	}
	if job.Duration != nil && job.FinishedAt != nil {
		add(theme.Muted, "took "+present.Duration(*job.Duration))
	} else if job.Status == api.JobRunning && job.StartedAt != nil {
		add(theme.Muted, "for "+present.Age(p.now.Sub(*job.StartedAt)))
	}
	if by := p.player(); by != "" && !p.playerShown() {
		add(theme.Muted, "played by "+by)
	}
	if job.Runner != nil {
		add(theme.Muted, "runner "+runner(job.Runner))
	}
	if job.Coverage != nil {
		add(theme.Muted, "coverage "+strconv.FormatFloat(*job.Coverage, 'f', -1, 64)+"%")
	}
	if n := len(job.Artifacts); n > 0 {
		add(theme.Muted, present.Plural(n, "artifact", "artifacts"))
	}
	return out
}

// player is who played the job where that is not who started the pipeline. Before
// anybody did, GitLab names the starter in both places.
func (p pane) player() string {
	d := p.row.Deployment
	if d.Deployable == nil || d.Deployable.User == nil {
		return ""
	}
	if d.User != nil && d.User.ID == d.Deployable.User.ID {
		return ""
	}
	return present.User(d.Deployable.User)
}

func runner(r *api.Runner) string {
	if r.Description != nil && strings.TrimSpace(*r.Description) != "" {
		return strings.TrimSpace(*r.Description)
	}
	return present.IID(r.ID)
}

// packed sets parts into as many spare lines as they need.
func (p pane) packed(label string, parts [][]span) []line {
	var out []line
	var row [][]span
	flush := func() {
		if len(row) > 0 {
			out = append(out, line{kind: kindSpare, label: label, left: sentence(row...)})
		}
		row, label = nil, ""
	}
	for _, part := range parts {
		if len(part) == 0 {
			continue
		}
		if next := sentence(append(row, part)...); len(row) > 0 && p.measure(next) > p.inner()-draw.LabelWidth {
			flush()
		}
		row = append(row, part)
	}
	flush()
	return out
}

// pipeline is its sign, word, number and source, and what belongs at its end: the
// duration. What the job brought along is shown at once; what only the single read
// has holds its place with dots, and says so when it could not be read.
func (p pane) pipeline() (l line, end []span) {
	l.label = "Pipeline"
	full := p.row.Pipeline
	brief := full
	if brief == nil && p.row.Deployment.Deployable != nil {
		brief = p.row.Deployment.Deployable.Pipeline
	}
	switch {
	case brief == nil && p.row.PipelineErr != "":
		l.left = said(theme.Muted, unread(p.row.PipelineErr))
		return l, nil
	case brief == nil:
		l.left = dots(30)
		return l, nil
	}
	sign, word, role := pipelineWord(brief.Status)
	l.left = sentence(said(role, sign+" "+word), said(theme.Text, present.IID(brief.ID)),
		said(theme.Text, words(brief.Source)))
	switch {
	case full != nil && full.Duration != nil:
		end = said(theme.Muted, present.Duration(float64(*full.Duration)))
	case full != nil || p.x.Offline: // nothing is under way to it
	case p.row.PipelineErr != "" && p.open():
		end = said(theme.Muted, "not read") // all but its duration is there
	case p.row.PipelineErr != "":
		end = said(theme.Muted, unread(p.row.PipelineErr))
	default:
		end = dots(5)
	}
	return l, end
}

// unread is why something could not be read, in its own place: without the words that
// say what it was.
func unread(err string) string {
	if _, reason, ok := strings.Cut(err, ": "); ok && strings.HasPrefix(err, "cannot ") {
		return "not read: " + reason
	}
	return err
}

// pipelineLine is the pipeline with its end in the sentence.
func (p pane) pipelineLine() line {
	l, end := p.pipeline()
	if len(end) > 0 && end[0].role == theme.Muted && p.row.Pipeline != nil {
		end[0].role = theme.Text
	}
	l.left = sentence(l.left, end)
	return l
}

// pipelineWord is what a pipeline's status looks like.
func pipelineWord(s api.JobStatus) (sign, word string, role theme.Role) {
	switch s {
	case api.JobSuccess:
		return "✓", "passed", theme.OK
	case api.JobFailed:
		return "✗", "failed", theme.Bad
	case api.JobRunning:
		return "►", "running", theme.Focus
	case api.JobManual:
		return "›", "manual", theme.Muted
	case api.JobCanceled, api.JobCanceling:
		return "–", words(string(s)), theme.Muted
	case api.JobSkipped:
		return "»", "skipped", theme.Muted
	case api.JobCreated, api.JobWaiting, api.JobPreparing, api.JobPending, api.JobScheduled:
		return "°", words(string(s)), theme.Muted
	default:
		return "?", words(string(s)), theme.Muted
	}
}

// words turns GitLab's own spelling into words: "waiting_for_resource".
func words(s string) string { return strings.ReplaceAll(s, "_", " ") }
