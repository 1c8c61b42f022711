package form

import (
	"maps"
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// drawAnswer says what became of the request: the first line is what counts.
func (d Decision) drawAnswer(s *sheet) {
	s.middle = append(s.middle, s.blank(blankFirst))
	switch d.result.Outcome {
	case decide.Changed:
		d.drawChanged(s)
	case decide.Refused:
		d.drawRefused(s)
	case decide.NotSent:
		s.headline("✗", theme.BadStrong, "Nothing was sent.")
		d.drawWhy(s)
	case decide.LostDone, decide.LostUndone, decide.LostUnknown, decide.LostPending, decide.Unverified:
		s.headline("?", theme.WaitStrong, d.lost())
	case decide.Done:
		s.headline("✓", theme.OKStrong, "Done.")
	}
	if d.comment.Value() != "" && !d.taken() {
		if d.result.Outcome != decide.Refused {
			s.middle = append(s.middle, s.blank(blankBetween))
		}
		s.middle = append(s.middle, d.commentRow(s))
	}
	if again, _ := d.again(); again == "Look again" {
		then := plain("Look again reads it anew and opens this card once more.")
		s.then = append([]row{s.blank(0)}, s.labelled("Then", then)...)
	}
	s.bottom = append(s.bottom, s.blank(0), d.answerButtons(s), s.blank(0))
}

func (s *sheet) headline(sign string, role theme.Role, sentence string) {
	lead := func(l *draw.Line) { l.At(draw.Inset).Put(role, sign) }
	s.middle = append(s.middle, s.flow(draw.Inset+2, []span{{role, sentence}}, lead)...)
}

// drawChanged lists what changed between the screen and the read, and what did not.
func (d Decision) drawChanged(s *sheet) {
	when := "It changed after you looked. Nothing was sent."
	if d.told {
		when = "It changed while you looked. Nothing was sent."
	}
	s.headline("▲", theme.BadStrong, when)
	s.middle = append(s.middle, s.blank(blankBetween))
	widest := 0
	for _, x := range d.shown() {
		widest = max(widest, s.wide(x.Before))
	}
	for _, x := range d.shown() {
		after := span{theme.Strong, x.After}
		if x.Same {
			after = span{theme.Muted, "the same"}
		}
		if widest+5+s.wide(after.text) > s.room(values) || widest > 20 {
			s.middle = append(s.middle, s.labelled(x.What, span{theme.Muted, x.Before}, span{theme.Muted, "→"}, after)...)
			continue
		}
		l := s.line().Label(draw.Inset, x.What, false).Fit(theme.Muted, x.Before, widest, draw.Clip)
		s.middle = append(s.middle, row{line: l.Put(theme.Muted, "  →  ").Put(after.role, after.text)})
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
func (d Decision) drawRefused(s *sheet) {
	s.headline("✗", theme.BadStrong, "GitLab refused it. Nothing has changed.")
	if words := d.quoted(); words != "" {
		s.middle = append(s.middle, s.flow(draw.Inset+2, []span{plain("“" + words + "”")}, nil)...)
	}
	d.drawWhy(s)
	if d.comments() {
		s.middle = append(s.middle, s.blank(blankInside))
		d.drawHat(s)
	}
}

// quoted is the server's own sentence, with what it said of single fields.
func (d Decision) quoted() string {
	e := api.AsError(d.result.Err)
	if e == nil {
		return ""
	}
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
	api.RateLimited:  "Too many requests.",
	api.Unavailable:  "GitLab is not available now.",
	api.Server:       "GitLab broke while handling it.",
	api.Offline:      "GitLab cannot be reached.",
	api.TLS:          "The connection is not safe.",
	api.Timeout:      "GitLab did not answer in time.",
	api.ReadOnly:     "This session is read-only.",
}

// drawWhy explains a failure and says what to do next.
func (d Decision) drawWhy(s *sheet) {
	e := api.AsError(d.result.Err)
	if e == nil {
		return
	}
	why, known := whys[e.Kind]
	if !known {
		why = capital(e.Reason()) + "."
	}
	next := "Look at it anew: rules or memberships may have changed."
	if n := e.Next(); n != "" {
		next = capital(n) + "."
	}
	s.middle = append(s.middle, s.blank(blankBetween))
	s.middle = append(s.middle, s.labelled("Why", plain(why))...)
	s.middle = append(s.middle, s.labelled("What next", plain(next))...)
}

// answerButtons is Close and, where there is one, the way back; left of them the
// request id, by which the administrators find it.
func (d Decision) answerButtons(s *sheet) row {
	again, _ := d.again()
	size := len("Close") + 4
	if again != "" {
		size += 2 + s.wide(again) + 4
	}
	at := s.w - 2 - draw.Inset - size
	l := s.line().At(draw.Inset).Fit(theme.Muted, d.requestID(), at-draw.Inset-1, draw.Middle).At(at)
	roles := [2]theme.Role{theme.ChipPlain, theme.ChipPlain}
	roles[d.button] = theme.ChipFocus
	l.Button(roles[0], "Close")
	if again != "" {
		l.Put(theme.Text, "  ").Button(roles[1], again)
	}
	return row{line: l}
}

func (d Decision) requestID() string {
	e := api.AsError(d.result.Err)
	if e == nil || e.RequestID == "" {
		return ""
	}
	return "request " + text.Line(e.RequestID)
}
