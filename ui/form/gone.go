package form

import (
	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// Vanished takes the news that a deployment does not exist any more. A card of it
// that has sent nothing says so, sends nothing from then on and offers only to close;
// one whose write is under way, or has had its answer, keeps what it says.
func (d Decision) Vanished(ref api.Ref) Decision {
	if ref != d.Ref() || !d.unsent() {
		return d
	}
	d.phase = vanished
	d.remark = ""
	return d
}

// unsent reports that nothing has left this card.
func (d Decision) unsent() bool {
	switch d.phase {
	case editing, explained:
		return true
	case answered:
		return d.result.Outcome == decide.Changed || d.result.Outcome == decide.NotSent
	case checking, sending, vanished:
	}
	return false
}

// gone reports that the deployment does not exist any more, whoever removed it.
func (d Decision) gone() bool {
	return d.phase == vanished || d.phase == answered && d.result.Gone
}

// lostTarget reports that an answer found the deployment removed where this card did
// not ask for that.
func (d Decision) lostTarget() bool {
	if d.phase != answered || !d.result.Gone {
		return false
	}
	switch d.result.Outcome {
	case decide.Changed, decide.NotSent, decide.Refused:
		return true
	case decide.Done, decide.LostDone, decide.LostUndone, decide.LostUnknown, decide.LostPending, decide.Unverified:
	}
	return d.act != decide.ActDelete && !d.taken()
}

// goneSentence is the first line about a deployment that is not there any more.
func (d Decision) goneSentence() string {
	switch {
	case d.phase == vanished || d.result.Outcome == decide.Changed || d.result.Outcome == decide.NotSent:
		return "Somebody else has deleted it. Nothing was sent."
	case d.result.Outcome == decide.Refused:
		return "Somebody else has deleted it. Nothing has changed."
	}
	return present.Unanswered(d.result.Err) + ", and somebody else has deleted it: what became of yours is not known."
}

// drawVanished says that there is nothing left to decide on.
func (d Decision) drawVanished(s *sheet.Sheet) {
	s.Add(s.Blank(sheet.First))
	d.drawGone(s)
	d.drawKept(s)
	d.drawClose(s)
}

func (d Decision) drawGone(s *sheet.Sheet) {
	s.Add(s.Headline(theme.BadStrong, "✗", d.goneSentence())...)
	s.Add(s.Blank(sheet.Between))
	s.Add(s.Labelled("Why", sheet.Plain("GitLab has no such record any more."))...)
}

// drawKept shows the comment that was not sent.
func (d Decision) drawKept(s *sheet.Sheet) {
	if d.comment.Value() != "" {
		s.Add(s.Blank(sheet.Inside), d.commentRow(s))
	}
}
