package form

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// Notice is a card that tells something and what to do about it, step by step.
type Notice struct {
	title string
	facts []string
	// steps are numbered; each is one or more lines.
	steps [][]string
	keys  keys.Map
	// verb is what the refresh key does here.
	verb string
}

// Token is what is known of a token that GitLab refuses.
type Token struct {
	// Kind is api.Expired, api.Revoked or api.Unauthorized.
	Kind api.Kind
	Host string
	// At is when GitLab refused it, Said its words, which may be empty.
	At   time.Time
	Said string
	// Until is the day it was good until, "2026-02-14"; empty when not known.
	Until string
	// Page is where a new one is made, without the scheme.
	Page string
	// Source says where it is read from: "where profile acme reads it: op://work/token".
	Source string
	// Restart is true where a new token is seen only after a new start.
	Restart bool
}

// NewToken is the card of a token that is no longer good. Its refresh key reads the
// token again.
func NewToken(t Token, m keys.Map) Notice {
	n := Notice{title: "GitLab does not know your token", keys: m, verb: "read the token again"}
	switch t.Kind {
	case api.Expired:
		n.title = "Your token has expired"
	case api.Revoked:
		n.title = "Your token was revoked"
	default: // the other kinds are not about the token's life
	}
	refused := fmt.Sprintf("%s refused it at %s", t.Host, t.At.Format("15:04"))
	if t.Said != "" {
		refused += ": “" + t.Said + "”"
	} else {
		refused += "."
	}
	n.facts = append(n.facts, refused)
	if t.Until != "" {
		n.facts = append(n.facts, "It was good until "+t.Until+", UTC.")
	}
	n.steps = [][]string{
		{"Make a new one with scope api, at", t.Page},
		{"Put it " + t.Source},
		{"Press " + m.Label(keys.Refresh) + ". Nothing on this screen is lost."},
	}
	if t.Restart {
		n.steps[2] = []string{"Start greenlight again."}
	}
	return n
}

// Key reads the token again, quits or closes the card.
func (n Notice) Key(k tea.KeyPressMsg, armed bool) (Notice, intent.Intent) {
	name := k.String()
	if name == "esc" {
		return n, intent.Close{}
	}
	if !armed {
		return n, nil
	}
	if a, _ := n.keys.Action(name); a == keys.Refresh || a == keys.Quit {
		return n, intent.Do{Action: a}
	}
	return n, nil
}

// Paste does nothing: there is no field.
func (n Notice) Paste(string) (Notice, intent.Intent) { return n, nil }

// Dirty is false: nothing is typed here.
func (n Notice) Dirty() bool { return false }

// Hints are its keys.
func (n Notice) Hints(m keys.Map) (left, right []keys.Hint) {
	left = []keys.Hint{{Keys: m.Label(keys.Refresh), Verb: n.verb}}
	return left, []keys.Hint{{Keys: "esc", Verb: "close"}, m.Hint(keys.Quit)}
}

// View draws the card.
func (n Notice) View(w, h int, st *theme.Styles, _ time.Time, _ int) draw.Block {
	s := sheet.New(w, sheet.Width, st, draw.Frame{Title: n.title, Wrong: true})
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	for _, f := range n.facts {
		s.Add(s.Flow(draw.Inset, nil, sheet.Plain(f))...)
	}
	s.Add(s.Blank(sheet.Between))
	for i, step := range n.steps {
		for j, line := range step {
			lead := func(l *draw.Line) {
				if j == 0 {
					l.At(draw.Inset).Put(theme.Strong, fmt.Sprint(i+1))
				}
			}
			s.Add(s.Flow(draw.Inset+3, lead, sheet.Plain(line))...)
		}
	}
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard))
	return s.Block(h)
}

// Quit asks before a draft is lost; Cancel is chosen.
type Quit struct {
	drafts []string
	leave  bool
}

// NewQuit is the question before quitting. drafts name the targets whose comments
// were not sent, "payments/api → production".
func NewQuit(drafts []string) Quit { return Quit{drafts: drafts} }

// Key moves between the buttons and presses one. Quitting comes back as the quit
// action, which the root then means for good.
func (q Quit) Key(k tea.KeyPressMsg, armed bool) (Quit, intent.Intent) {
	name := k.String()
	if name == "esc" {
		return q, intent.Close{}
	}
	if !armed {
		return q, nil
	}
	switch name {
	case "left":
		q.leave = false
	case "right":
		q.leave = true
	case "tab", "shift+tab":
		q.leave = !q.leave
	case "enter":
		if q.leave {
			return q, intent.Do{Action: keys.Quit}
		}
		return q, intent.Close{}
	}
	return q, nil
}

// Paste does nothing: there is no field.
func (q Quit) Paste(string) (Quit, intent.Intent) { return q, nil }

// Dirty is false: the drafts it asks about belong to other cards.
func (q Quit) Dirty() bool { return false }

// Hints are its keys.
func (q Quit) Hints(keys.Map) (left, right []keys.Hint) {
	verb := "cancel"
	if q.leave {
		verb = "quit"
	}
	left = []keys.Hint{{Keys: "enter", Verb: verb}, {Keys: "← →", Verb: "move"}}
	return left, []keys.Hint{{Keys: "esc", Verb: "cancel"}}
}

// View draws the question.
func (q Quit) View(w, h int, st *theme.Styles, _ time.Time, _ int) draw.Block {
	s := sheet.New(w, sheet.Width, st, draw.Frame{Title: "Quit"})
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	head := present.Plural(len(q.drafts), "draft", "drafts") + " would be lost, for"
	s.Add(s.Flow(draw.Inset, nil, sheet.Strong(head))...)
	for _, d := range q.drafts {
		s.Add(s.Flow(draw.Inset+2, nil, sheet.Plain(d))...)
	}
	cancel, leave := theme.ChipFocus, theme.ChipPlain
	if q.leave {
		cancel, leave = theme.ChipPlain, theme.ChipBad
	}
	row := s.Buttons(sheet.Note{}, 0, sheet.Button{Role: cancel, Label: "Cancel"}, sheet.Button{Role: leave, Label: "Quit"})
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), row, s.Blank(sheet.Hard))
	return s.Block(h)
}
