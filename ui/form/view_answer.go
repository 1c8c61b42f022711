package form

import (
	"maps"
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// drawAnswer says what became of the request: the first line is what counts.
func (d Decision) drawAnswer(s *sheet.Sheet) {
	s.Add(s.Blank(sheet.First))
	if d.lostTarget() {
		d.drawGone(s)
		d.drawUnkept(s)
		d.drawKept(s)
		s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), d.answerButtons(s), s.Blank(sheet.Hard))
		return
	}
	switch d.result.Outcome {
	case decide.Changed:
		d.drawChanged(s)
	case decide.Refused:
		d.drawRefused(s)
	case decide.NotSent:
		s.Add(s.Headline(theme.BadStrong, "✗", "Nothing was sent.")...)
		d.drawWhy(s)
	case decide.LostDone, decide.LostUndone, decide.LostUnknown, decide.LostPending, decide.Unverified:
		s.Add(s.Headline(theme.WaitStrong, "?", d.lost())...)
	case decide.Done:
		s.Add(s.Headline(theme.OKStrong, "✓", d.done())...)
	}
	d.drawUnkept(s)
	if d.comment.Value() != "" && !d.taken() {
		if d.result.Outcome != decide.Refused {
			s.Add(s.Blank(sheet.Between))
		}
		s.Add(d.commentRow(s))
	}
	if again, _ := d.again(); again == "Look again" {
		then := sheet.Plain("Look again reads it anew and opens this card once more.")
		s.Then = append([]sheet.Row{s.Blank(sheet.Hard)}, s.Labelled("Then", then)...)
	}
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), d.answerButtons(s), s.Blank(sheet.Hard))
}

// drawUnkept says that the journal lacks what became of the request.
func (d Decision) drawUnkept(s *sheet.Sheet) {
	if why := d.result.Unkept; why != nil {
		s.Add(s.Signed(theme.Wait, "•", sheet.Plain(unkept(why)))...)
	}
}

// unkept is the sentence about an outcome that the journal could not take.
func unkept(why error) string {
	return "Noted as sent; the journal could not take the outcome: " + strings.TrimSuffix(text.Line(why.Error()), ".") + "."
}

// undone is what was not done: GitLab itself refuses to delete a record that changed,
// so that something was sent then.
func (d Decision) undone() string {
	if d.act == decide.ActDelete {
		return "deleted"
	}
	return "sent"
}

// sideBySide is how wide what was may be to stand in a column beside what is.
const sideBySide = 20

// drawChanged lists what changed between the screen and the read, and what did not.
func (d Decision) drawChanged(s *sheet.Sheet) {
	when := "It changed after you looked. Nothing was " + d.undone() + "."
	if d.told {
		when = "It changed while you looked. Nothing was sent."
	}
	s.Add(s.Headline(theme.BadStrong, "▲", when)...)
	if len(d.shown()) == 0 {
		s.Add(s.Blank(sheet.Between))
		s.Add(s.Labelled("Why", sheet.Plain("GitLab says that it was updated since it was read."))...)
		return
	}
	s.Add(s.Blank(sheet.Between))
	widest := 0
	for _, x := range d.shown() {
		if w := s.Wide(x.Before); w <= sideBySide {
			widest = max(widest, w)
		}
	}
	for _, x := range d.shown() {
		after := sheet.In(theme.Strong, x.After)
		if x.Same {
			after = sheet.In(theme.Muted, "the same")
		}
		if widest+5+s.Wide(after.Text) > s.Room(sheet.Values) || s.Wide(x.Before) > sideBySide {
			s.Add(s.Labelled(x.What, sheet.In(theme.Muted, x.Before), sheet.In(theme.Muted, "→"), after)...)
			continue
		}
		l := s.Line().Label(draw.Inset, x.What, false).Fit(theme.Muted, x.Before, widest, draw.Clip)
		s.Add(sheet.Row{Line: l.Put(theme.Muted, "  →  ").Put(after.Role, after.Text)})
	}
}

// shown leaves out a job that did not change.
func (d Decision) shown() []decide.Difference {
	var out []decide.Difference
	for _, x := range d.result.Differences {
		if x.What != "Job" || !x.Same {
			out = append(out, x)
		}
	}
	return out
}

// drawRefused quotes the server and says what can be done.
func (d Decision) drawRefused(s *sheet.Sheet) {
	s.Add(s.Headline(theme.BadStrong, "✗", "GitLab refused it. Nothing has changed.")...)
	if words := d.quoted(); words != "" {
		s.Add(s.Flow(draw.Inset+2, nil, sheet.Plain("“"+words+"”"))...)
	}
	d.drawWhy(s)
	if d.comments() {
		s.Add(s.Blank(sheet.Inside))
		d.drawHat(s)
	}
}

// quoted is the server's own sentence, with what it said of single fields.
func (d Decision) quoted() string {
	e := api.AsError(d.result.Err)
	if e == nil {
		return ""
	}
	return quoted(e)
}

// quoted is what GitLab said in an error; empty where it said nothing.
func quoted(e *api.Error) string {
	if e.Message != "" {
		return text.Line(e.Message)
	}
	var words []string
	for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
		words = append(words, e.Fields[field]...)
	}
	return text.Line(strings.Join(words, " "))
}

// whys says in words what the kinds of failure that a decision meets mean; the
// others name themselves.
var whys = map[api.Kind]string{
	api.Unauthorized: "GitLab does not know the token.",
	api.Expired:      "The token has expired.",
	api.Revoked:      "The token was revoked.",
	api.Scope:        "The token may read only.",
	api.Forbidden:    "You have no right to do this here.",
	api.NotFound:     "It is gone, or hidden from this token.",
	api.Invalid:      "As it stands now, GitLab does not take it.",
	api.Conflict:     "Somebody else is at it.",
	api.Precondition: "It changed since it was read.",
	api.RateLimited:  "Too many requests.",
	api.Unavailable:  "GitLab is not available now.",
	api.Server:       "GitLab broke while handling it.",
	api.Offline:      "GitLab cannot be reached.",
	api.TLS:          "The connection is not safe.",
	api.Timeout:      "GitLab did not answer in time.",
	api.ReadOnly:     "This session is read-only.",
}

// own is the reason of a failure that has no words of its own here, without its full
// stop and without what the card says already.
func own(e *api.Error) string {
	why := strings.TrimPrefix(text.Line(e.Reason()), "Nothing was sent: ")
	return strings.TrimSuffix(strings.TrimPrefix(why, "nothing was sent, for "), ".")
}

// drawWhy explains a failure and says what to do next.
func (d Decision) drawWhy(s *sheet.Sheet) {
	e := api.AsError(d.result.Err)
	if e == nil {
		return
	}
	why, known := whys[e.Kind]
	if !known {
		why = present.Capital(own(e)) + "."
	}
	next := "Look at it anew: rules or memberships may have changed."
	if e.Kind == api.Protocol {
		next = "Look at it anew, then decide."
	}
	if n := e.Next(); n != "" {
		next = present.Capital(n) + "."
	}
	s.Add(s.Blank(sheet.Between))
	s.Add(s.Labelled("Why", sheet.Plain(why))...)
	s.Add(s.Labelled("What next", sheet.Plain(next))...)
}

// answerButtons is Close and, where there is one, the way back; left of them the
// request id, by which the administrators find it.
func (d Decision) answerButtons(s *sheet.Sheet) sheet.Row {
	again, _ := d.again()
	roles := [2]theme.Role{theme.ChipPlain, theme.ChipPlain}
	roles[d.button] = theme.ChipFocus
	all := []sheet.Button{{Role: roles[0], Label: "Close"}}
	if again != "" {
		all = append(all, sheet.Button{Role: roles[1], Label: again})
	}
	return s.Buttons(sheet.Note{Role: theme.Muted, Text: d.requestID(), Cut: draw.Middle}, 0, all...)
}

func (d Decision) requestID() string {
	e := api.AsError(d.result.Err)
	if e == nil || e.RequestID == "" {
		return ""
	}
	return "request " + text.Line(e.RequestID)
}
