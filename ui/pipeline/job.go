package pipeline

import (
	"strings"
	"time"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// job is the sign, the name and the word of a job; the words begin in one column.
func (p *picture) job(e entry, column int) []rows.Span {
	c := classOf(e.Job)
	sign, role := c.sign()
	name, word := theme.Text, theme.Muted
	if c.quiet() {
		name = theme.Muted
	}
	if e.ID == p.m.this && !e.first {
		if sign, role = p.ownSign(e); p.held(e) {
			name, word = role, theme.Text
		} else {
			name = theme.Strong
		}
	}
	if c == failed {
		word = theme.Bad
	}
	out := []rows.Span{{Role: role, Text: sign + " "}}
	text := p.word(e)
	if c == allowed && text != "" {
		return append(out, rows.Span{Role: name, Text: p.Cut(e.Name, column, draw.Middle)}, rows.Span{Role: word, Text: ", " + text})
	}
	if text == "" {
		out = append(out, rows.Span{Role: name, Text: e.Name})
	} else {
		out = append(out, rows.Span{Role: name, Text: p.Pad(e.Name, column, draw.Middle)}, rows.Span{Role: word, Text: "   " + text})
	}
	return append(out, p.downstream(e)...)
}

// word is what stands behind the name; the deployment's own job has the words of the
// deployment while it is held back.
func (p *picture) word(e entry) string {
	if !p.held(e) {
		return word(e.Job)
	}
	lead, _, _ := present.StateSentence(p.m.row, p.now)
	switch p.m.row.Verdict.State {
	case api.StateNeedsYou:
		return "needs you"
	case api.StateMaybeYou:
		return "probably needs you"
	case api.StateNeedsOthers:
		return "needs others"
	case api.StateToRun:
		return "approved, waits to be run"
	case api.StateManual, api.StateOutdated:
		return present.StateName(p.m.row.Verdict.State)
	case api.StateReading, api.StateRunning, api.StateFailed, api.StateRejected, api.StateLive, api.StateDone,
		api.StateCreated, api.StateCanceled, api.StateSkipped, api.StateOther:
		return lead
	}
	return lead
}

// downstream is the pipeline that a trigger job started, and how that stands.
func (p *picture) downstream(e entry) []rows.Span {
	if e.bridge == nil || e.bridge.Downstream == nil {
		return nil
	}
	d := e.bridge.Downstream
	j := api.Job{Status: d.Status}
	sign, role := classOf(j).sign()
	return []rows.Span{{Role: theme.Muted, Text: "  → " + present.IID(d.ID) + " "}, {Role: role, Text: sign}, {Role: theme.Muted, Text: " " + statusWord(d.Status)}}
}

// took is how long a job took, or for how long it has been running.
func (p *picture) took(e entry) string {
	switch {
	case e.Duration != nil && e.FinishedAt != nil:
		return present.Duration(*e.Duration)
	case classOf(e.Job) == running && e.StartedAt != nil:
		return "for " + present.Duration(p.now.Sub(*e.StartedAt).Seconds())
	}
	return ""
}

// beside is what stands before how long the job took: that it is the deployment's own,
// else how long ago it ended. Above the stages it is the stage.
func (p *picture) beside(e entry) (theme.Role, string) {
	switch {
	case e.first:
		return theme.Muted, e.Stage
	case e.ID == p.m.this:
		return theme.Strong, "this one"
	}
	return theme.Muted, p.age(e.FinishedAt)
}

// end is how long the job took, at the edge, and in a column before it what beside
// says. Where a line has room for no more than left, only what it cannot do without
// stays: a duration stands below the others in any case.
func (p *picture) end(e entry, left []rows.Span) []rows.Span {
	took := p.took(e)
	role, text := p.beside(e)
	if text == "" {
		return rows.Said(theme.Muted, took)
	}
	column := p.duration
	if took == "" && role == theme.Strong {
		column = 0 // nothing stands at the edge
	}
	room := p.Text() - p.Measure(left) - between
	if gap := column - p.Width(took) + between; column > 0 {
		took = strings.Repeat(" ", gap) + took
	}
	out := []rows.Span{{Role: role, Text: text}, {Role: theme.Muted, Text: took}}
	if role != theme.Strong && p.Measure(out) > room {
		return rows.Said(theme.Muted, strings.TrimLeft(took, " "))
	}
	return out
}

// lasted is how long the pipeline ran: GitLab's figure at its end, before it the time
// during which any job ran. The jobs that were not read would be missing from that.
// gitlab: lib/gitlab/ci/pipeline/duration.rb
func (p *picture) lasted() string {
	pipe := p.m.pipe
	switch {
	case pipe.Duration != nil && pipe.FinishedAt != nil:
		return present.Duration(float64(*pipe.Duration))
	case pipe.Duration != nil:
		return present.Duration(float64(*pipe.Duration)) + " so far"
	case pipe.Cut:
		return ""
	}
	if d := busy(pipe.Jobs, p.now); d > 0 {
		return present.Duration(d.Seconds()) + " so far"
	}
	return ""
}

// busy is the time during which at least one job ran.
func busy(jobs []api.Job, now time.Time) time.Duration {
	var spans [][2]time.Time
	for _, j := range jobs {
		if j.StartedAt == nil {
			continue
		}
		end := now
		if j.FinishedAt != nil {
			end = *j.FinishedAt
		}
		if end.After(*j.StartedAt) {
			spans = append(spans, [2]time.Time{*j.StartedAt, end})
		}
	}
	return union(spans)
}
