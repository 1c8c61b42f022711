package pipeline

import (
	"cmp"
	"time"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

const (
	// unreadJobs is how many jobs a pipeline keeps a place for until it is read.
	unreadJobs = 6
	// widestStage bounds the column of the stages.
	widestStage = 20
	// widestName bounds the names that have words behind them.
	widestName = 32
	// wideFrom is where a line has room for what is only good to know.
	wideFrom = 74
	// between parts what stands at the right of a line.
	between = 2
)

// picture is one drawing.
type picture struct {
	rows.Pane
	m   Model
	now time.Time
	// duration is the width of the column that says how long jobs took.
	duration int
}

// View draws the body in h lines of w cells. now is the server's time; nothing here
// moves by itself, so the pulse is not used.
func (m Model) View(w, h int, focused bool, st *theme.Styles, now time.Time, _ int) []string {
	p := picture{Pane: rows.Pane{W: w, H: h, Focused: focused, Styles: st}, m: m, now: now}
	item := m.at + 1
	if !focused {
		item = m.telling() + 1
	}
	switch m.reading {
	case absent:
		return p.Draw(nil, p.Told(rows.Span{}, theme.Muted, m.why), 0)
	case unread:
		if m.why != "" {
			return p.Draw(nil, p.Failure(m.why), 0)
		}
		return p.Draw(nil, p.dots(), 0)
	case loaded:
		p.Label = p.labelWidth()
		for _, e := range m.entries {
			p.duration = max(p.duration, p.Width(p.took(e)))
		}
		return p.Draw(p.head(), p.body(), item)
	}
	return nil
}

// dots hold the places of what is being read.
func (p *picture) dots() []rows.Line {
	out := []rows.Line{{Flush: true, Left: rows.Dots(30)}, {Flush: true, Left: rows.Dots(44)}, rows.Blank()}
	for range unreadJobs {
		out = append(out, rows.Line{Left: rows.Dots(24)})
	}
	return out
}

// labelWidth is wide enough for the stages where the window has room.
func (p *picture) labelWidth() int {
	w := draw.LabelWidth - 1
	for _, e := range p.m.entries {
		w = max(w, p.Width(e.Stage))
	}
	return min(w, widestStage, max(p.Inner()/4, draw.LabelWidth-1)) + 1
}

// head is the pipeline itself, how its jobs stand, and what is not known of it.
func (p *picture) head() []rows.Line {
	pipe := p.m.pipe
	title := append(rows.Said(theme.Strong, present.IID(pipe.ID)), rows.Span{Role: theme.Text, Text: "  "})
	title = append(title, rows.Sentence(rows.Said(theme.Text, p.Cut(pipe.Ref, 28, draw.Middle)), rows.Said(theme.Text, present.SHA(pipe.SHA)))...)
	if p.Inner() >= wideFrom && pipe.Source != "" {
		by := pipe.Source
		if pipe.User != nil {
			by += " by " + present.User(pipe.User)
		}
		title = rows.Sentence(title, rows.Said(theme.Muted, by))
	}
	right := rows.Sentence(rows.Said(theme.Muted, p.lasted()), rows.Said(theme.Muted, p.age(&pipe.CreatedAt)))
	if p.Measure(title)+p.Measure(right)+2 > p.Inner() {
		right = rows.Said(theme.Muted, p.lasted())
	}
	out := []rows.Line{{Flush: true, Left: title, Right: right}}
	if p.m.why != "" {
		out = append(out, p.Failure(p.m.why)...)
	}
	out = append(out, p.tally()...)
	if pipe.Cut {
		out = append(out, p.note("There are more jobs than the "+present.Count(len(pipe.Jobs), false)+" that were read.")...)
	}
	if pipe.BridgesErr != "" {
		out = append(out, p.note("Trigger jobs: "+pipe.BridgesErr)...)
	}
	if p.m.this != 0 && !pipe.Cut && p.m.find(func(e entry) bool { return e.ID == p.m.this }, -1) < 0 {
		out = append(out, p.note("This deployment's job was retried: another run of it is shown.")...)
	}
	return append(out, rows.Blank())
}

func (p *picture) note(sentence string) []rows.Line {
	return p.Told(rows.Span{}, theme.Muted, sentence)
}

// age is "5h ago"; empty for a time that is not known.
func (p *picture) age(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	if age := present.Since(p.now.Sub(*t)); age[0] != 'j' {
		return age + " ago"
	}
	return present.Since(0)
}

// own is the deployment's job.
func (p *picture) own() (entry, bool) {
	i := p.m.find(func(e entry) bool { return e.ID == p.m.this }, -1)
	if i < 0 {
		return entry{}, false
	}
	return p.m.entries[i], true
}

// ownSign is the sign of the deployment's job: while it is held back that of the
// deployment, which knows for whom.
func (p *picture) ownSign(e entry) (string, theme.Role) {
	if p.held(e) {
		s := p.m.row.Verdict.State
		return present.StateSign(s), present.StateRole(s)
	}
	return classOf(e.Job).sign()
}

// held reports whether the deployment says more of the job than its status does.
func (p *picture) held(e entry) bool {
	d := p.m.row.Deployment
	return e.ID == p.m.this && e.Status == api.JobManual && d != nil && d.Deployable != nil && d.Deployable.ID == e.ID
}

// body is what failed, then stage by stage.
func (p *picture) body() []rows.Line {
	all := p.m.entries
	if len(all) == 0 {
		return p.note("This pipeline has no jobs.")
	}
	var out []rows.Line
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].first == all[i].first && (all[i].first || all[end].Stage == all[i].Stage) {
			end++
		}
		if i > 0 {
			out = append(out, rows.Blank())
		}
		out = append(out, p.stage(all[i:end], i+1)...)
		i = end
	}
	return out
}

// stage is the jobs of one stage, the words behind their names in a column of their
// own. The first of them is item item.
func (p *picture) stage(jobs []entry, item int) []rows.Line {
	column := 0
	for _, e := range jobs {
		if p.word(e) != "" {
			column = max(column, p.Width(e.Name))
		}
	}
	column = min(column, p.Text()/2, widestName)
	var out []rows.Line
	for i, e := range jobs {
		l := rows.Line{Section: cmp.Or(e.Stage, "–"), Item: item + i, Left: p.job(e, column)}
		l.Right = p.end(e, l.Left)
		if e.first {
			l.Section = "Failed"
		}
		out = append(out, l)
	}
	return out
}
