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
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// View draws the card for a screen of w×h cells.
func (d Decision) View(w, h int, st *theme.Styles, now time.Time, pulse int) draw.Block {
	s := sheet.New(w, sheet.Width, st, d.frame())
	d.drawTop(s, now)
	switch d.phase {
	case answered:
		d.drawAnswer(s)
		return s.Block(h)
	case explained:
		d.drawExplained(s)
		return s.Block(h)
	case vanished:
		d.drawVanished(s)
		return s.Block(h)
	case editing, checking, sending:
	}
	d.drawFields(s, now, pulse)
	s.Then = append([]sheet.Row{s.Blank(sheet.Hard)}, s.Labelled("Then", append(d.aged(), d.then()...)...)...)
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), d.buttons(s, pulse), s.Blank(sheet.Hard))
	return s.Block(h)
}

// aged says that what is shown may no longer be so, and what decides.
func (d Decision) aged() []sheet.Span {
	if d.target.Age <= 0 || d.phase != editing {
		return nil
	}
	return []sheet.Span{sheet.In(theme.WaitStrong, "This is "+present.Age(d.target.Age)+" old."),
		sheet.Plain("It is read again before anything is sent, and that decides.")}
}

func (d Decision) frame() draw.Frame {
	f := draw.Frame{Title: d.title(), Tag: fmt.Sprintf("#%d", d.seen.IID), Double: d.row().Production()}
	if f.Double {
		f.Chip = "◆ PRODUCTION"
	}
	return f
}

// drawTop names the target in full.
func (d Decision) drawTop(s *sheet.Sheet, now time.Time) {
	s.Top = append(s.Top, s.Blank(sheet.Hard))
	l := s.Line().At(draw.Inset)
	place := sheet.In(theme.Strong, d.place())
	if d.row().Production() {
		place = sheet.In(theme.ProdStrong, "◆ "+d.place())
	}
	beside := 10
	if d.recorded() {
		beside += s.Wide(d.version(s))
	}
	switch {
	case s.Wide(d.project())+s.Wide(d.place())+beside > s.Room(draw.Inset):
		// too long for one line: over as many as it takes, with nothing beside it
		s.Top = append(s.Top, s.Flow(draw.Inset, nil, sheet.Strong(d.project()), sheet.In(theme.Muted, "→"), place)...)
		l = s.Line()
	case d.row().Production():
		l.Put(theme.Strong, d.project()).Put(theme.Muted, " → ").Put(place.Role, place.Text)
	default:
		l.Put(theme.Strong, d.project()).Put(theme.Muted, " → ").Chip(theme.ChipPlain, d.place())
	}
	if d.recorded() {
		l.Right(theme.Muted, d.version(s), draw.Inset)
		s.Top = append(s.Top, sheet.Row{Line: l})
		d.drawHost(s)
		s.Top = append(s.Top, d.origin(s, now))
		return
	}
	if l.Column() > 0 {
		s.Top = append(s.Top, sheet.Row{Line: l})
	}
	d.drawHost(s)
	right := d.version(s)
	title := text.Line(d.row().Title())
	t := s.Line().At(draw.Inset).Fit(theme.Text, title, s.Room(draw.Inset)-s.Wide(right)-2, draw.End)
	s.Top = append(s.Top, sheet.Row{Line: t.Right(theme.Muted, right, draw.Inset)})
}

// drawHost names the instance where several are shown: two may have the same project, down
// to its numbers.
func (d Decision) drawHost(s *sheet.Sheet) {
	if h := d.target.Host; h != "" {
		s.Top = append(s.Top, sheet.Row{Line: s.Line().At(draw.Inset).Put(theme.Muted, "on ").Fit(theme.Strong, text.Line(h), s.Room(draw.Inset+3), draw.Middle)})
	}
}

// recorded reports that the card is about a record that was made from outside, of
// which who made it tells more than a commit.
func (d Decision) recorded() bool {
	return d.row().External() && (d.act == decide.ActSetStatus || d.act == decide.ActDelete)
}

// version is the ref with the commit.
func (d Decision) version(s *sheet.Sheet) string {
	return draw.Cut(s.Measured(text.Line(d.seen.Ref)), 30, draw.Middle) + " · " + sha(&d.seen)
}

// origin says what an external deployment is now and who recorded it.
func (d Decision) origin(s *sheet.Sheet, now time.Time) sheet.Row {
	sign, role := statusSign(d.seen.Status)
	l := s.Line().At(draw.Inset).Put(role, sign+" "+string(d.seen.Status))
	if since := d.row().Verdict.Since; !since.IsZero() {
		l.Put(theme.Text, " for "+present.Age(now.Sub(since)))
	}
	return sheet.Row{Line: l.Put(theme.Text, " · recorded by "+at(d.seen.User)+", no GitLab job")}
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
func (d Decision) drawFields(s *sheet.Sheet, now time.Time, pulse int) {
	s.Add(s.Blank(sheet.First))
	switch d.act {
	case decide.ActApprove:
		d.drawWarnings(s)
		d.drawShips(s, now, pulse)
		s.Add(s.Blank(sheet.Inside))
		d.drawHats(s)
		if len(d.hats) > 1 {
			s.Add(s.Blank(sheet.Inside))
		}
		s.Add(d.commentRow(s))
		d.drawTicks(s)
		d.drawType(s)
	case decide.ActReject:
		d.drawHat(s)
		s.Add(d.commentRow(s))
	case decide.ActPlay:
		d.drawWarnings(s)
		d.drawShips(s, now, pulse)
		s.Add(s.Labelled("Job", sheet.Plain(d.jobLine()))...)
		d.drawTicks(s)
	case decide.ActSetStatus:
		d.drawStatuses(s)
	case decide.ActRetry:
		d.drawRetry(s)
	case decide.ActCancel:
		d.drawCancel(s, now)
	case decide.ActDelete:
		d.drawDelete(s)
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
