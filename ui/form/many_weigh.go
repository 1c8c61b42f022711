package form

import (
	"fmt"
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
)

// looking reports that it is not known yet what a target that could take part would
// change. What speaks against it besides is looked at again right before its request.
func (it item) looking(act decide.Act) bool {
	return weighs(act) && it.skip == "" && it.stage == itemWaits && fleet.Decidable(&it.seen) &&
		it.target.Row.Brief.Pending(fleet.FactShips)
}

// searching reports that something is still to be read that may speak against a target
// which could take part.
func (it item) searching(act decide.Act) bool {
	pending, _ := search(it.target.Row)
	return weighs(act) && it.skip == "" && it.stage == itemWaits && fleet.Decidable(&it.seen) && len(pending) > 0
}

// Wants names the targets that could take part and of which something is still to be
// read: what they would change, for which the card waits, and what may speak against
// them.
func (m Many) Wants() []api.Ref {
	var out []api.Ref
	for _, it := range m.items {
		if m.phase == editing && (it.looking(m.act) || it.searching(m.act)) {
			out = append(out, it.ref())
		}
	}
	return out
}

// Reading names what is still to be known of the targets that take part; empty for
// nothing.
func (m Many) Reading() string {
	var names []string
	for _, it := range m.items {
		if it.takes() && it.looking(m.act) {
			names = append(names, it.name())
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "what " + names[0] + " ships"
	}
	return "what " + present.Plural(len(names), "target", "targets") + " ship"
}

// Asks is all that a reader of the card has to take in before confirming it, in one
// text: where it differs the card is another one.
func (m Many) Asks() string {
	var all []string
	for _, it := range m.items {
		row := it.target.Row
		all = append(all, fmt.Sprint(it.skip, it.ticked, it.looking(m.act), it.hat, row.Verdict.Ships), fleet.BasisOf(row).Live, it.outdated())
		for _, w := range it.target.Row.Verdict.Warnings {
			all = append(all, w.Sentence())
		}
	}
	return strings.Join(all, "\n")
}

// weigh takes what was read about a target since the card opened. What arrives while it
// is looked at is taken into the card: where it asks for something else then, it has to
// be ticked anew. What changes of what was known leaves it out, as does anything once
// the card is sending.
func (it item) weigh(act decide.Act, row fleet.Row, sending bool) item {
	was, is := fleet.BasisOf(it.target.Row), fleet.BasisOf(row)
	looked := !it.looking(act)
	forgotten := looked && row.Brief.Pending(fleet.FactShips)
	if forgotten && !slices.ContainsFunc(is.Dangers, func(x string) bool { return !slices.Contains(was.Dangers, x) }) {
		is.Dangers = was.Dangers // its verdict says less than the card
	}
	diffs, changed := decide.CompareBasis(was, is)
	switch {
	case changed && (sending || forgotten || looked && was.Live != is.Live):
		return it.leave(changedWords(diffs))
	case sending && !forgotten && act == decide.ActApprove && !slices.ContainsFunc(row.Verdict.Hats, sameWay(it.target.Row, it.hat, row)):
		return it.leave("it changed, not a way to approve any more: " + draw.Cut(hatName(it.hat), widestName, draw.Middle))
	case forgotten, sending:
		return it
	}
	return it.absorb(act, row, changed)
}

// absorb takes a newer verdict into the item; changed says that what a decision rests on
// is another one.
func (it item) absorb(act decide.Act, row fleet.Row, changed bool) item {
	before := it.hat
	it.target.Row.Verdict, it.target.Row.Brief, it.target.Row.Live = row.Verdict, row.Brief, row.Live
	it.dangers = row.Verdict.Dangers()
	if act == decide.ActApprove {
		it.hat = it.kept(before)
	}
	if why := it.unfit(act); why != "" {
		return it.leave(why)
	}
	if n := len(it.dangers); n > 1 && changed {
		return it.leave(fmt.Sprintf("it has %d dangers, each to be ticked: decide on it alone", n))
	}
	other := it.hat.Name != before.Name || it.hat.Rule != before.Rule
	if changed && len(it.dangers) > 0 || other {
		it.ticked = false
	}
	return it
}

// leave is the item left out for what came up while the card was open.
func (it item) leave(why string) item {
	it.skip, it.told, it.ticked = why, true, false
	return it
}

// kept is the hat of before where it still changes something, else the first that does.
func (it item) kept(before api.Hat) api.Hat {
	for _, h := range it.target.Row.Verdict.Hats {
		if h.Name == before.Name && h.Effect {
			return h
		}
	}
	return it.effective()
}

// overtaken is why a target is left out that something newer had made pointless.
const overtaken = "it is not outdated any more: nothing newer has succeeded"

// sweep takes a newer verdict on a target that is rejected for being outdated. It is
// left out where it is so no longer, and where another one is live than its line says:
// a rejection cannot be taken back, and its comment may name what was live.
func (it item) sweep(row fleet.Row) item {
	if row.Verdict.State != api.StateOutdated {
		return it.leave(overtaken)
	}
	before := it.target.Row.Live
	if diffs, _ := decide.CompareBasis(decide.Basis{Live: fleet.BasisOf(it.target.Row).Live}, decide.Basis{Live: fleet.BasisOf(row).Live}); before != nil && !diffs[0].Same {
		return it.leave(changedWords(diffs))
	}
	it.target.Row.Verdict, it.target.Row.Brief, it.target.Row.Live = row.Verdict, row.Brief, row.Live
	return it
}

// outdated says what has made a target pointless; empty where nothing has.
func (it item) outdated() string {
	row := it.target.Row
	switch live := row.Live; {
	case row.Verdict.State != api.StateOutdated:
		return ""
	case live == nil || live.ID < it.seen.ID:
		return "something newer has succeeded here"
	default:
		return draw.Cut(version(live), longWord, draw.Middle) + " " + present.IID(live.IID) + ", newer, is live"
	}
}

// changedWords says in a few words what changed first.
func changedWords(diffs []decide.Difference) string {
	i := slices.IndexFunc(diffs, func(x decide.Difference) bool { return !x.Same })
	if i < 0 {
		return "it changed"
	}
	before, after := text.Line(diffs[i].Before), text.Line(diffs[i].After)
	switch {
	case diffs[i].What == "Live":
		return fmt.Sprintf("it changed, live %s is now %s", before, after)
	case diffs[i].What == "Dangers" && (after == "none" || after == "not that"):
		return "it changed, gone: " + before
	case diffs[i].What == "Dangers":
		return "it changed, new: " + after
	}
	return fmt.Sprintf("it changed, %s is now %s", before, after)
}
