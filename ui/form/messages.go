package form

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// page is how many entries a page key moves.
const page = 8

// Failure is a reason for which projects could not be read.
type Failure struct {
	Projects []string
	// Reason is one sentence; RequestID finds the request in GitLab's logs and may
	// be empty.
	Reason, RequestID string
}

// mostNamed is how many projects of one reason are named.
const mostNamed = 4

// Message is one thing that was said since the start.
type Message struct {
	At   time.Time
	Text string
	// RequestID may be empty.
	RequestID string
	// Bad is true for refusals and failures.
	Bad bool
}

// Traffic is what is asked of one instance.
type Traffic struct {
	Host string
	// Sent says how much was sent and may be, Rhythm how often what is read: sentences.
	Sent, Rhythm string
}

// Messages is the card of the failed projects, by reason, of what is asked of the
// instances, and of the recent messages.
type Messages struct {
	failed  []Failure
	traffic []Traffic
	recent  []Message
	// top is the first entry that is shown.
	top int
}

// NewMessages is the card; recent is the newest first.
func NewMessages(failed []Failure, traffic []Traffic, recent []Message) Messages {
	return Messages{failed: failed, traffic: traffic, recent: recent}
}

// Key scrolls or closes. Scrolling confirms nothing, yet waits to be armed like
// every key.
func (m Messages) Key(k tea.KeyPressMsg, armed bool) (Messages, intent.Intent) {
	name := k.String()
	if name == "esc" {
		return m, intent.Close{}
	}
	if !armed {
		return m, nil
	}
	switch name {
	case "enter":
		return m, intent.Close{}
	case "up", "k":
		return m.scroll(-1), nil
	case "down", "j":
		return m.scroll(1), nil
	case "pgup":
		return m.scroll(-page), nil
	case "pgdown":
		return m.scroll(page), nil
	case "home", "g":
		return m.scroll(-m.entries()), nil
	case "end", "G":
		return m.scroll(m.entries()), nil
	}
	return m, nil
}

func (m Messages) entries() int { return len(m.failed) + len(m.traffic) + len(m.recent) }

func (m Messages) scroll(n int) Messages {
	m.top = max(0, min(m.top+n, m.entries()-1))
	return m
}

// Paste does nothing: there is no field.
func (m Messages) Paste(string) (Messages, intent.Intent) { return m, nil }

// Dirty is false: nothing is typed here.
func (m Messages) Dirty() bool { return false }

// Hints are its keys.
func (m Messages) Hints(keys.Map) (left, right []keys.Hint) {
	if m.entries() > 1 {
		left = append(left, keys.Hint{Keys: "↑ ↓", Verb: "scroll"})
	}
	return left, []keys.Hint{{Keys: "esc", Verb: "close"}}
}

// View draws the list from the entry it was scrolled to.
func (m Messages) View(w, h int, st *theme.Styles, now time.Time, _ int) draw.Block {
	s := sheet.New(w, sheet.ListWidth, st, draw.Frame{Title: "Messages"})
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard))
	if m.entries() == 0 {
		s.Middle = s.Signed(theme.OK, "✓", sheet.Plain("Nothing to tell: every project was read."))
		return s.Block(h)
	}
	m.said(s, now, m.asked(s, m.failures(s)))
	return s.Block(h)
}

// failures draws the failed projects from the top entry on and returns how many
// entries were passed over.
func (m Messages) failures(s *sheet.Sheet) int {
	if len(m.failed) == 0 {
		return m.top
	}
	if m.top < len(m.failed) {
		n := 0
		for _, f := range m.failed {
			n += len(f.Projects)
		}
		s.Add(s.Heading(present.Plural(n, "project", "projects") + " could not be read"))
	}
	for i, f := range m.failed {
		if i < m.top {
			continue
		}
		lead := func(l *draw.Line) { l.At(draw.Inset).Put(theme.Bad, "✗") }
		entry(s, draw.Inset+2, lead, f.RequestID, sheet.Strong(present.List(f.Projects, mostNamed)), sheet.Plain(f.Reason))
	}
	if len(m.traffic)+len(m.recent) > 0 && m.top < len(m.failed) {
		s.Add(s.Blank(sheet.Between))
	}
	return max(m.top-len(m.failed), 0)
}

// asked draws what is asked of the instances, from the entry from on, and returns how
// many entries are left to be passed over.
func (m Messages) asked(s *sheet.Sheet, from int) int {
	if from >= len(m.traffic) {
		return from - len(m.traffic)
	}
	s.Add(s.Heading("Requests"))
	for _, t := range m.traffic[from:] {
		lead := func(l *draw.Line) { l.At(draw.Inset).Put(theme.Muted, "•") }
		entry(s, draw.Inset+2, lead, "", sheet.Strong(t.Host), sheet.Plain(t.Sent), sheet.In(theme.Muted, t.Rhythm))
	}
	if len(m.recent) > 0 {
		s.Add(s.Blank(sheet.Between))
	}
	return 0
}

// said draws the recent messages from the entry from on.
func (m Messages) said(s *sheet.Sheet, now time.Time, from int) {
	if len(m.recent) == 0 {
		return
	}
	s.Add(s.Heading("Recent"))
	for _, x := range m.recent[from:] {
		sign, role := "•", theme.Muted
		if x.Bad {
			sign, role = "✗", theme.Bad
		}
		lead := func(l *draw.Line) {
			l.At(draw.Inset).Put(role, sign).Put(theme.Muted, " "+present.Since(now.Sub(x.At)))
		}
		entry(s, draw.Inset+11, lead, x.RequestID, sheet.Plain(x.Text))
	}
}

// entry is one message with its request id.
func entry(s *sheet.Sheet, col int, lead func(*draw.Line), id string, spans ...sheet.Span) {
	if id != "" {
		spans = append(spans, sheet.In(theme.Muted, "request "+id))
	}
	s.Add(s.Flow(col, lead, spans...)...)
}
