package form

import (
	"slices"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/uitest"
)

// lastHat is a row whose best way is the one that is listed second.
func lastHat(r fleet.Row) fleet.Row {
	r.Verdict.Hats = slices.Clone(r.Verdict.Hats)
	r.Verdict.Hats[0], r.Verdict.Hats[1] = r.Verdict.Hats[1], r.Verdict.Hats[0]
	return r
}

// Under which rule somebody approves is never changed behind their back: not once all is
// known, and not where they chose it themselves.
func TestTheChosenWayIsNotChangedInSilence(t *testing.T) {
	t.Parallel()
	with := func(hats ...api.Hat) fleet.Row {
		r := staging()
		r.Verdict.Hats = hats
		return r
	}
	team, keepers := staging().Verdict.Hats[0], staging().Verdict.Hats[1]
	moved, full, sure := keepers, keepers, keepers
	moved.Rule, full.Effect, sure.Why = 0, false, "GitLab says so"
	renamed := staging()
	renamed.Verdict.Rules = []api.RuleProgress{renamed.Verdict.Rules[1], renamed.Verdict.Rules[0]}
	chosen := []string{"down"}
	for _, tt := range []struct {
		name          string
		before, after fleet.Row
		keys          []string
		says, hat     string
	}{
		{"chosen, gone while facts came", bare(staging()), with(team), chosen, "Maintainers → not a way to approve any more", ""},
		{"chosen, another rule while facts came", bare(staging()), with(team, moved), chosen, "Maintainers → Maintainers, for search-team", ""},
		{"chosen, kept", bare(staging()), with(keepers, team), chosen, "", "Maintainers"},
		{"chosen, for certain now", staging(), with(team, sure), chosen, "", "Maintainers"},
		{"chosen, gone later", staging(), with(team), chosen, "not a way to approve any more", ""},
		{"chosen, without effect later", staging(), with(team, full), chosen, "Maintainers, without effect on Maintainers", ""},
		{"chosen, the rules in another order", staging(), renamed, chosen, "Maintainers → Maintainers, for search-team", ""},
		{"not chosen, gone while facts came", bare(staging()), with(keepers), nil, "", "Maintainers"},
		{"not chosen, gone later", staging(), with(keepers), nil, "search-team → not a way to approve any more", ""},
		{"not chosen, another later", staging(), with(team), nil, "", "search-team"},
		{"none left", staging(), with(), nil, "not a way to approve any more", ""},
		{"forgotten", staging(), bare(with(keepers)), nil, "", "search-team"},
	} {
		d := drive(approval(tt.before, Policy{}, "words"), tt.keys...).Refresh(tt.after)
		if tt.name == "forgotten" {
			d = d.Refresh(staging())
		}
		out := flat(plainCard(t, d, 80, 24, false))
		_, got := uitest.Wishes(d, "enter")
		reqs := submitted(got)
		if tt.says != "" {
			if len(reqs) > 0 || !contains(out, "It changed while you looked. Nothing was sent.") || !contains(out, tt.says) || !slices.Contains(got, intent.Intent(intent.LookAgain{Ref: d.Ref()})) {
				t.Errorf("%s: it sent %+v and says\n%s", tt.name, reqs, out)
			}
			continue
		}
		if len(reqs) != 1 || reqs[0].RepresentedAs != tt.hat {
			t.Errorf("%s: it sent %+v, want %q\n%s", tt.name, reqs, tt.hat, out)
		}
	}
}
