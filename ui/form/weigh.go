package form

import (
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
func (d Decision) weighs() bool { return d.act == decide.ActApprove || d.act == decide.ActPlay }

// reading names a decisive fact that is still being read; empty once all are known, or
// known to be unreadable.
func (d Decision) reading() string {
	if !d.weighs() || d.phase != editing || !fleet.Decidable(&d.seen) {
		return ""
	}
	for _, f := range decisive() {
		if d.row().Brief.Pending(f) {
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

// Asks is all that a reader of the card has to take in before confirming it, in one
// text: where it differs the card is another one.
func (d Decision) Asks() string {
	var all []string
	for _, w := range d.row().Verdict.Warnings {
		all = append(all, w.Sentence())
	}
	for _, h := range d.hats {
		all = append(all, h.Name, h.Why)
	}
	return strings.Join(append(all, d.reading()), "\n")
}

// absorb takes what was read since the card opened into it. What was still being read
// then arrives; of what was known, a difference is told and the decision starts anew.
func (d Decision) absorb(row fleet.Row) (Decision, []decide.Difference) {
	if !d.weighs() {
		return d, nil
	}
	seen := d.row()
	if d.reading() == "" {
		if diff, changed := decide.CompareBasis(fleet.BasisOf(seen), fleet.BasisOf(row)); changed {
			return d, diff
		}
	}
	held := d.focus
	name := ""
	if d.act == decide.ActApprove && len(d.hats) > 0 {
		name = d.hat().Name
	}
	d.target.Row.Verdict, d.target.Row.Brief, d.target.Row.Live = row.Verdict, row.Brief, row.Live
	d.target.Row.Pipeline, d.target.Row.PipelineErr = row.Pipeline, row.PipelineErr
	if d.act == decide.ActApprove {
		d.hats = ways(row.Verdict.Hats)
		d.chosen = max(slices.IndexFunc(d.hats, func(h api.Hat) bool { return h.Name == name }), 0)
	}
	d = d.weighed()
	if !slices.Contains(d.fields(), held) {
		d.focus = d.fields()[0]
	}
	return d, nil
}
