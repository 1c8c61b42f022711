package form

import (
	"fmt"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// View draws the card for a screen of w×h cells.
func (d Decision) View(w, h int, st *theme.Styles, now time.Time, pulse int) draw.Block {
	s := newSheet(w, maxWidth, st, d.frame())
	d.drawTop(s, now)
	if d.phase == answered {
		d.drawAnswer(s)
		return s.block(h)
	}
	d.drawFields(s, now)
	s.then = append([]row{s.blank(0)}, s.labelled("Then", d.then()...)...)
	s.bottom = append(s.bottom, s.blank(0), d.buttons(s, pulse), s.blank(0))
	return s.block(h)
}

func (d Decision) frame() draw.Frame {
	f := draw.Frame{Title: d.title(), Tag: fmt.Sprintf("#%d", d.seen.IID), Double: d.row().Production()}
	if f.Double {
		f.Chip = "◆ PRODUCTION"
	}
	return f
}

// drawTop names the target in full.
func (d Decision) drawTop(s *sheet, now time.Time) {
	s.top = append(s.top, s.blank(0))
	l := s.line().At(draw.Inset)
	place := span{theme.Strong, d.place()}
	if d.row().Production() {
		place = span{theme.ProdStrong, "◆ " + d.place()}
	}
	beside := 10
	if d.act == decide.ActSetStatus {
		beside += s.wide(d.version(s))
	}
	switch {
	case s.wide(d.project())+s.wide(d.place())+beside > s.room(draw.Inset):
		// too long for one line: over as many as it takes, with nothing beside it
		s.top = append(s.top, s.flow(draw.Inset, []span{strong(d.project()), {theme.Muted, "→"}, place}, nil)...)
		l = s.line()
	case d.row().Production():
		l.Put(theme.Strong, d.project()).Put(theme.Muted, " → ").Put(place.role, place.text)
	default:
		l.Put(theme.Strong, d.project()).Put(theme.Muted, " → ").Chip(theme.ChipPlain, d.place())
	}
	if d.act == decide.ActSetStatus {
		l.Right(theme.Muted, d.version(s), draw.Inset)
		s.top = append(s.top, row{line: l}, d.origin(s, now))
		return
	}
	if l.Column() > 0 {
		s.top = append(s.top, row{line: l})
	}
	right := d.version(s)
	title := text.Line(d.row().Title())
	t := s.line().At(draw.Inset).Fit(theme.Text, title, s.room(draw.Inset)-s.wide(right)-2, draw.End)
	s.top = append(s.top, row{line: t.Right(theme.Muted, right, draw.Inset)})
}

// version is the ref with the commit.
func (d Decision) version(s *sheet) string {
	return draw.Cut(s.measured(text.Line(d.seen.Ref)), 30, draw.Middle) + " · " + sha(&d.seen)
}

// origin says what an external deployment is now and who recorded it.
func (d Decision) origin(s *sheet, now time.Time) row {
	sign, role := statusSign(d.seen.Status)
	l := s.line().At(draw.Inset).Put(role, sign+" "+string(d.seen.Status))
	if since := d.row().Verdict.Since; !since.IsZero() {
		l.Put(theme.Text, " for "+present.Age(now.Sub(since)))
	}
	return row{line: l.Put(theme.Text, " · recorded by "+at(d.seen.User)+", no GitLab job")}
}

// statusSign is the sign of a raw status with the role of its hue.
func statusSign(status api.Status) (string, theme.Role) {
	switch status {
	case api.StatusRunning:
		return "►", theme.Focus
	case api.StatusSuccess:
		return "✓", theme.OK
	case api.StatusFailed:
		return "✗", theme.Bad
	case api.StatusCanceled:
		return "–", theme.Text
	case api.StatusCreated:
		return "°", theme.Text
	case api.StatusSkipped:
		return "»", theme.Text
	case api.StatusBlocked:
		return "□", theme.Wait
	default:
		return "?", theme.Text
	}
}

// drawFields lists what to know and what to fill in.
func (d Decision) drawFields(s *sheet, now time.Time) {
	s.middle = append(s.middle, s.blank(blankFirst))
	switch d.act {
	case decide.ActApprove:
		d.drawWarnings(s)
		d.drawShips(s, now)
		s.middle = append(s.middle, s.blank(blankInside))
		d.drawHats(s)
		if len(d.hats) > 1 {
			s.middle = append(s.middle, s.blank(blankInside))
		}
		s.middle = append(s.middle, d.commentRow(s))
		d.drawTicks(s)
		d.drawType(s)
	case decide.ActReject:
		d.drawHat(s)
		s.middle = append(s.middle, d.commentRow(s))
	case decide.ActPlay:
		d.drawWarnings(s)
		d.drawShips(s, now)
		s.middle = append(s.middle, s.labelled("Job", plain(d.jobLine()))...)
		d.drawTicks(s)
	case decide.ActSetStatus:
		d.drawStatuses(s)
	}
}

// jobLine is "deploy-prod · stage deploy · manual".
func (d Decision) jobLine() string {
	j := d.seen.Deployable
	if j == nil {
		return "none"
	}
	return strings.Join([]string{text.Line(j.Name), "stage " + text.Line(j.Stage), string(j.Status)}, " · ")
}

// drawWarnings lists the dangers, then the notes.
func (d Decision) drawWarnings(s *sheet) {
	var notes []api.Warning
	for _, w := range d.row().Verdict.Warnings {
		if !w.Must {
			notes = append(notes, w)
		}
	}
	for _, w := range d.dangers {
		s.middle = append(s.middle, s.warning("▲", theme.BadStrong, theme.BadStrong, w)...)
	}
	for _, w := range notes {
		s.middle = append(s.middle, s.warning("•", theme.Wait, theme.Wait, w)...)
	}
	if len(d.dangers)+len(notes) > 0 {
		s.middle = append(s.middle, s.blank(blankBetween))
	}
}

func (s *sheet) warning(sign string, signRole, wordRole theme.Role, w api.Warning) []row {
	spans := []span{{wordRole, w.Word}, plain(w.Text)}
	return s.flow(draw.Inset+2, spans, func(l *draw.Line) { l.At(draw.Inset).Put(signRole, sign) })
}

// drawShips says what it would replace, as far as that was read.
func (d Decision) drawShips(s *sheet, now time.Time) {
	live := d.row().Live
	switch {
	case live == nil:
		s.middle = append(s.middle, s.labelled("Ships", plain("first deployment here, as far as was read"))...)
	case d.older():
		s.middle = append(s.middle, s.labelled("Ships", span{theme.BadStrong, "older"}, plain("than live "+d.liveLine(live, now)))...)
	default:
		s.middle = append(s.middle, s.labelled("Ships", plain("replaces live "+d.liveLine(live, now)))...)
	}
	if len(d.row().Verdict.Warnings) == 0 {
		l := s.line().Label(draw.Inset, "Warnings", false).Put(theme.OK, "✓").Put(theme.Text, " none found")
		l.Put(theme.Muted, "  freezes are not read")
		s.middle = append(s.middle, row{line: l})
	}
}

// liveLine is "v2.13.9 · 9c01d2e for 2d".
func (d Decision) liveLine(live *api.Deployment, now time.Time) string {
	out := version(live) + " · " + sha(live)
	if end := live.FinishedAt(); !end.IsZero() {
		out += " for " + present.Age(now.Sub(end))
	}
	return out
}

func (d Decision) older() bool {
	for _, w := range d.row().Verdict.Warnings {
		if w.Kind == api.DangerOlder {
			return true
		}
	}
	return false
}
