package record

import (
	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// drawTrouble is an answer that is about no field, above the form.
func (m Model) drawTrouble(s *sheet.Sheet) {
	if m.trouble == nil {
		return
	}
	sentence := "GitLab refused it. Nothing was made."
	if m.trouble.Outcome == decide.NotSent {
		sentence = "Nothing was sent."
	}
	s.Add(s.Headline(theme.BadStrong, "✗", sentence)...)
	if words := quoted(*m.trouble); words != "" {
		s.Add(s.Flow(draw.Inset+2, nil, sheet.Plain(present.Quote(words)))...)
	}
	e := api.AsError(m.trouble.Err)
	if e != nil && e.Next() != "" {
		s.Add(s.Labelled("What next", sheet.Plain(present.Capital(e.Next())+"."))...)
	}
	if e != nil && e.RequestID != "" {
		s.Add(s.Labelled("", sheet.In(theme.Muted, "request "+e.RequestID))...)
	}
	s.Add(s.Blank(sheet.Between))
}

// drawAnswer says what became of the record, and what it was.
func (m Model) drawAnswer(s *sheet.Sheet, pulse int) {
	sign, sentence := m.outcome()
	role := theme.WaitStrong
	if m.result.Outcome == decide.Done {
		role = theme.OKStrong
	}
	s.Add(s.Headline(role, sign, sentence)...)
	s.Add(s.Blank(sheet.Between))
	n := m.result.Record.New
	s.Add(s.Labelled("Ref", sheet.Plain(n.Ref), sheet.In(theme.Muted, "·"), sheet.Plain(present.SHA(n.SHA)))...)
	s.Add(s.Labelled("Status", sheet.Plain(string(n.Status)))...)
	buttons := []sheet.Button{{Role: theme.ChipFocus, Label: "Close"}}
	if m.leadsBack() {
		buttons = append(buttons, sheet.Button{Role: theme.ChipPlain, Label: back})
	}
	if m.button == 1 {
		buttons[0].Role, buttons[1].Role = theme.ChipPlain, theme.ChipFocus
	}
	note := sheet.Note{Role: theme.Muted, Cut: draw.Middle}
	if e := api.AsError(m.result.Err); e != nil && e.RequestID != "" {
		note.Text = "request " + text.Line(e.RequestID)
	}
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), s.Buttons(note, pulse, buttons...), s.Blank(sheet.Hard))
}
