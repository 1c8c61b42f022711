package form

import (
	"fmt"
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
)

// decisive are the facts that a decision is not taken without: either they are known,
// or the card says that they could not be read. Each has a deadline.
func decisive() []fleet.Fact {
	return []fleet.Fact{fleet.FactShips, fleet.FactFreezes, fleet.FactInsight}
}

// weighs reports that the act puts something live, or leads there: what it would
// change, and what speaks against it, is on the card and has to be acknowledged.
func (d Decision) weighs() bool { return weighs(d.act) }

func weighs(act decide.Act) bool { return act == decide.ActApprove || act == decide.ActPlay }

// Reading names a decisive fact that is still being read; empty once all are known, or
// known to be unreadable.
func (d Decision) Reading() string {
	if !d.weighs() || d.phase != editing || !fleet.Decidable(&d.seen) {
		return ""
	}
	return pending(d.row().Brief)
}

// pending names a decisive fact of which nothing is known yet; empty for none.
func pending(b *fleet.Brief) string {
	for _, f := range decisive() {
		if b.Pending(f) {
			return f.String()
		}
	}
	return ""
}

// weighed lists anew what has to be acknowledged. A tick stays where its deed is still
// among them.
func (d Decision) weighed() Decision {
	if !d.weighs() {
		return d
	}
	var done []string
	for i, w := range d.dangers {
		if d.ticks[i] {
			done = append(done, w.Deed)
		}
	}
	d.dangers = d.row().Verdict.Dangers()
	d.ticks = make([]bool, len(d.dangers))
	for i, w := range d.dangers {
		d.ticks[i] = slices.Contains(done, w.Deed)
	}
	return d
}

// based is what a decision on a row rests on, with the warnings that stand on its card.
func based(row fleet.Row) (*decide.Basis, []string) {
	basis := fleet.BasisOf(row)
	var shown []string
	for _, w := range row.Verdict.Warnings {
		shown = append(shown, w.Sentence())
	}
	return &basis, shown
}

// liveOf is what is live as the card says, for the journal.
func liveOf(row fleet.Row) (ref, sha string) {
	if row.Live == nil {
		return "", ""
	}
	return row.Live.Ref, row.Live.SHA
}

// Asks is all that a reader of the card has to take in before confirming it, in one
// text: where it differs the card is another one.
func (d Decision) Asks() string {
	v := d.row().Verdict
	all := []string{d.Reading(), fleet.BasisOf(d.row()).Live, fmt.Sprint(v.Ships, v.Left)}
	for _, w := range v.Warnings {
		all = append(all, w.Sentence())
	}
	for i, h := range d.hats {
		all = append(all, fmt.Sprint(h, i == d.chosen))
	}
	return strings.Join(all, "\n")
}

// absorb takes what was read since the card opened into it. What was still being read
// then arrives; of what was known, a difference is told and the decision starts anew.
func (d Decision) absorb(row fleet.Row) (Decision, []decide.Difference) {
	if !d.weighs() {
		return d, nil
	}
	if d.Reading() == "" {
		was, is := fleet.BasisOf(d.row()), fleet.BasisOf(row)
		if pending(row.Brief) != "" { // forgotten since: its verdict says less than the card
			is.Dangers = was.Dangers
		}
		if diff, changed := decide.CompareBasis(was, is); changed {
			return d, diff
		}
		if pending(row.Brief) != "" {
			return d, nil
		}
	}
	before := d
	ready := d.Reading() == ""
	if lost := d.lostWay(row); lost != nil && (ready || d.picked) {
		return d, lost
	}
	d.target.Row.Verdict, d.target.Row.Brief, d.target.Row.Live = row.Verdict, row.Brief, row.Live
	d.target.Row.Pipeline, d.target.Row.PipelineErr = row.Pipeline, row.PipelineErr
	if d.act == decide.ActApprove {
		way := sameWay(before.row(), d.hat(), row)
		d.hats = ways(row.Verdict.Hats)
		d.chosen = max(slices.IndexFunc(d.hats, way), 0)
	}
	d = d.weighed()
	return d.refocused(before), nil
}

// lostWay is the difference where the chosen way to approve leads to another rule than
// the card says, changes something else, or is none any more; nil where it is as it was.
func (d Decision) lostWay(row fleet.Row) []decide.Difference {
	if d.act != decide.ActApprove {
		return nil
	}
	before := d.hat()
	hats := row.Verdict.Hats
	if len(hats) == 0 {
		hats = ways(nil)
	}
	if slices.ContainsFunc(hats, sameWay(d.row(), before, row)) {
		return nil
	}
	after := "not a way to approve any more"
	for _, h := range hats {
		if h.Name == before.Name {
			after = wayWords(row, h)
		}
	}
	return []decide.Difference{{What: "As", Before: wayWords(d.row(), before), After: after}}
}

// sameWay recognises a hat among those of a newer verdict: it has the same name, leads to
// the same rule, and changes something as before.
func sameWay(was fleet.Row, before api.Hat, is fleet.Row) func(api.Hat) bool {
	return func(h api.Hat) bool {
		return h.Name == before.Name && h.Effect == before.Effect && ruleOf(is, h) == ruleOf(was, before)
	}
}

// ruleOf names the rule that a hat leads to, by its number too: names repeat.
func ruleOf(row fleet.Row, h api.Hat) string {
	if rules := row.Verdict.Rules; h.Rule >= 0 && h.Rule < len(rules) {
		return fmt.Sprint(rules[h.Rule].Rule.ID, rules[h.Rule].Name)
	}
	return ""
}

// wayWords is "qa, for qa-group".
func wayWords(row fleet.Row, h api.Hat) string {
	rules := row.Verdict.Rules
	switch {
	case h.Rule < 0 || h.Rule >= len(rules):
		return hatName(h) + ", for a rule that cannot be foretold"
	case !h.Effect:
		return hatName(h) + ", without effect on " + rules[h.Rule].Name
	case h.Name == rules[h.Rule].Name:
		return hatName(h)
	}
	return hatName(h) + ", for " + rules[h.Rule].Name
}

// refocused keeps the keys where they were on the card before: on the same deed, where
// that is still one. A card that had nothing to go to yet begins.
func (d Decision) refocused(before Decision) Decision {
	switch before.focus.kind {
	case fieldTick:
		deed := before.dangers[before.focus.n].Deed
		d.focus.n = slices.IndexFunc(d.dangers, func(w api.Warning) bool { return w.Deed == deed })
	case fieldNone:
		return d.begun()
	case fieldChoice, fieldComment, fieldType, fieldCancel, fieldAct:
	}
	if !slices.Contains(d.fields(), d.focus) {
		d.focus = d.fields()[0]
	}
	return d
}

// begun puts the focus of a card that starts a job: on what has to be ticked first, on
// its button where nothing speaks against it, nowhere while that is not known.
func (d Decision) begun() Decision {
	d.focus = spot{kind: fieldAct}
	switch {
	case d.Reading() != "":
		d.focus = spot{kind: fieldNone}
	case len(d.dangers) > 0:
		d.focus = d.fields()[0]
	}
	return d
}
