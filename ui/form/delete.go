package form

import (
	"fmt"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/draw"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// NewDelete is the card that removes the record of a deployment. Enter cancels until
// the act is reached.
func NewDelete(op uint64, t Target) Decision {
	d := newDecision(op, t, decide.ActDelete)
	d.focus = spot{kind: fieldCancel}
	return d
}

// rule is one thing that GitLab asks of a record to be deleted.
type rule struct {
	says string
	met  bool
	// refusal is what GitLab answers where it is not met.
	refusal string
}

// rules are told beforehand, whether they are met or not.
// gitlab: lib/api/deployments.rb
func (d Decision) rules() []rule {
	run := rule{"Not running: a running deployment cannot be deleted.", true, ""}
	if d.seen.Status == api.StatusRunning {
		run = rule{"A running deployment cannot be deleted.", false, "Cannot destroy running deployment"}
	}
	live := rule{"Not live: the one that is live cannot be deleted.", true, ""}
	switch {
	case d.row().Verdict.State != api.StateLive:
	case d.row().External():
		live = rule{"The one that is live cannot be deleted: set it to failed first.", false, "Deployment currently deployed to environment"}
	default:
		live = rule{"The one that is live cannot be deleted: another has to become live first.", false, "Deployment currently deployed to environment"}
	}
	return []rule{run, live}
}

// barDelete is the first rule that is not met.
func (d Decision) barDelete() string {
	for _, r := range d.rules() {
		if !r.met {
			return r.says
		}
	}
	return ""
}

// drawDelete lists the rules, and what stays.
func (d Decision) drawDelete(s *sheet.Sheet) {
	stays := "The job stays, only the record goes."
	if d.row().External() {
		stays = "It has no job: with the record goes all that GitLab knows of it."
	}
	for i, r := range d.rules() {
		sign, role, words := "✓", theme.OK, theme.Muted
		if !r.met {
			sign, role, words = "✗", theme.Bad, theme.WaitStrong
		}
		label := ""
		if i == 0 {
			label = "Rules"
		}
		said := []sheet.Span{sheet.In(words, r.says)}
		if r.refusal != "" {
			said = append(said, sheet.Plain("GitLab: “"+r.refusal+"”."))
		}
		s.Add(s.Flow(sheet.Values+2, func(l *draw.Line) {
			l.Label(draw.Inset, label, false).Put(role, sign)
		}, said...)...)
	}
	s.Add(s.Labelled("Stays", sheet.Plain(stays))...)
}

func (d Decision) thenDelete() []sheet.Span {
	if d.barred() != "" {
		return []sheet.Span{sheet.Plain("Nothing can be deleted as it stands.")}
	}
	out := []sheet.Span{sheet.In(theme.BadStrong, fmt.Sprintf("Record #%d is gone for good.", d.seen.IID))}
	if len(d.seen.Approvals) > 0 {
		out = append(out, sheet.Plain("Its approvals go with it."))
	}
	return append(out, sheet.Plain("Nothing is rolled back: "+d.place()+" stays as it is."))
}
