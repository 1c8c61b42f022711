package form

import (
	"slices"
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
)

// sweeping are the outdated ones as the sweep gives them to its card.
func sweeping() []ManyTarget {
	all := swept()
	for i := range all {
		all[i].Joins, all[i].Outdated = true, true
	}
	return all
}

// A rejection cannot be taken back: what is outdated no more is left out of the sweep,
// before the first is sent and between two.
func TestWhatIsOutdatedNoMoreIsNotSwept(t *testing.T) {
	t.Parallel()
	candidate := sweeping()[1].Target.Row
	candidate.Verdict.State = api.StateNeedsYou
	relived := sweeping()[1].Target.Row
	relived.Live = &api.Deployment{ID: 120, IID: 4900, Ref: "v3", SHA: "abcdef0111", Status: api.StatusSuccess}
	warned := warned(sweeping()[1].Target.Row, frozen)
	for _, tt := range []struct {
		name, says string
		row        fleet.Row
		sent       []int64
	}{
		{"a candidate again", "left out: it is not outdated any more: nothing newer has succeeded", candidate, []int64{88}},
		{"another is live", "left out: it changed, live v2.14.0 · 9c01d2e is now v3 · abcdef0", relived, []int64{88}},
		{"a warning", "« v2.14.0 #4830, newer, is live", warned, []int64{88, 87}},
	} {
		m := NewMany(decide.ActReject, sweeping(), "").Suggest("Outdated.")
		next := m.Refresh(tt.row)
		if out := flat(plainCard(t, next, 80, 24, false)); !contains(out, tt.says) {
			t.Errorf("%s: it says\n%s", tt.name, out)
		}
		if _, all := sendAll(next); !slices.Equal(names(all), tt.sent) {
			t.Errorf("%s: it sent %v", tt.name, names(all))
		}
		under, _ := confirmed(t, m)
		_, rest := answers(t, under.Refresh(tt.row), decide.Result{Outcome: decide.Done})
		if len(rest)+1 != len(tt.sent) {
			t.Errorf("%s, while sending: it sent %v besides", tt.name, names(rest))
		}
		unread := sweeping()
		unread[1].Target.Row.Detailed = false
		if _, all := sendAll(NewMany(decide.ActReject, unread, "").Suggest("Outdated.").Refresh(tt.row)); tt.name != "another is live" && !slices.Equal(names(all), tt.sent) {
			t.Errorf("%s, read late: it sent %v", tt.name, names(all))
		}
	}
	// The line says what its verdict says now.
	unlived := sweeping()
	unlived[0].Target.Row.Live = nil
	m := NewMany(decide.ActReject, unlived, "").Refresh(sweeping()[0].Target.Row)
	if out := plainCard(t, m, 80, 24, false); contains(out, "something newer has succeeded here") {
		t.Errorf("it says\n%s", out)
	}
	// Whoever rejects by hand may reject what is not outdated.
	if _, all := sendAll(NewMany(decide.ActReject, swept(), "no").Refresh(candidate)); !slices.Equal(names(all), []int64{88, 87}) {
		t.Errorf("by hand it sent %v", names(all))
	}
}

// What is live is part of what is confirmed, and so is what it ships.
func TestWhatIsLiveIsAskedFor(t *testing.T) {
	t.Parallel()
	other, ships := bare(staging()), bare(staging())
	other.Live = &api.Deployment{ID: 70, Ref: "v0.9.3", SHA: "cc20000", Status: api.StatusSuccess}
	ships.Verdict.Ships.Ahead = 99
	if approval(bare(staging()), Policy{}, "").Asks() == approval(other, Policy{}, "").Asks() {
		t.Error("another one is live, and the card asks for the same")
	}
	asks := NewMany(decide.ActApprove, targets(bare(staging())), "").Asks()
	for name, row := range map[string]fleet.Row{"live": other, "ships": ships} {
		if NewMany(decide.ActApprove, targets(row), "").Asks() == asks {
			t.Errorf("another %s, and the card of many asks for the same", name)
		}
	}
}
