package form

import (
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
)

// Nothing found is said only where everything was read that warnings are made of; what is
// still to come and what could not be read is named.
func TestNothingFoundOnlyWhereAllWasRead(t *testing.T) {
	t.Parallel()
	with := func(r fleet.Row, edit func(*fleet.Brief)) fleet.Row {
		b := *known()
		edit(&b)
		r.Brief = &b
		return r
	}
	blind := with(blocked(), func(b *fleet.Brief) {
		b.Jobs, b.Merged, b.Guard = fleet.Known[[]api.Job]{}, fleet.Known[fleet.Merged]{}, fleet.Known[api.RefGuard]{}
		b.Elsewhere = unreadable[fleet.Elsewhere](refusal())
	})
	failed := func(r fleet.Row) fleet.Row {
		return with(r, func(b *fleet.Brief) {
			b.Jobs, b.Elsewhere = unreadable[[]api.Job](refusal()), unreadable[fleet.Elsewhere](refusal())
			b.Guard = unreadable[api.RefGuard](refusal())
		})
	}
	cut := blocked()
	cut.Verdict.Ships.Cut = true
	for _, tt := range []struct {
		name, want string
		row        fleet.Row
	}{
		{"all read", "Warnings ✓ none found ", blocked()},
		{"to come", "none found so far · looking for failed jobs, merge", blind},
		{"to come, with a warning", "looking for failed jobs, merge requests, ref protect", warned(blind, migrates)},
		{"not read", "none found · not read: failed jobs, staging, ref protection", failed(blocked())},
		{"not read, with a danger", "Warnings • not read: failed jobs, staging, ref protection", failed(warned(blocked(), frozen))},
		{"not read, not production", "none found · not read: failed jobs ", failed(staging())},
		{"files that GitLab kept", "none found · not read: some files", cut},
		{"who approved", "not read: approvals of merge requests", with(blocked(), func(b *fleet.Brief) {
			b.Merged = read(fleet.Merged{Requests: []fleet.MergedRequest{{ApprovalsErr: refusal()}, {ApprovalsErr: refusal()}}})
		})},
		{"decisive first", "looking for freezes", with(blind, func(b *fleet.Brief) { b.Freezes = fleet.Known[[]api.Freeze]{} })},
	} {
		for act, d := range map[string]Decision{"approve": approval(tt.row, Policy{}, ""), "run": NewRun(1, Target{Row: tt.row})} {
			if out := flat(plainCard(t, d, 80, 24, false)); !contains(out, tt.want) || tt.name != "all read" && contains(out, "✓") {
				t.Errorf("%s, %s: it does not say %q:\n%s", tt.name, act, tt.want, out)
			}
		}
	}
	sent := drive(approval(blind, Policy{}, ""), "enter")
	if out := flat(plainCard(t, sent, 80, 24, false)); !sent.Sending() || contains(out, "✓") || !contains(out, "none found · not read: failed jobs, merge requests, ref protection, staging") {
		t.Errorf("under way it says\n%s", out)
	}
}

// A card of many asks for all that warnings are made of, for those too that are still to
// be ticked, and names what could not be read.
func TestManySayWhatWasNotRead(t *testing.T) {
	t.Parallel()
	row := staging()
	b := *known()
	b.Jobs = fleet.Known[[]api.Job]{}
	row.Brief = &b
	if n := len(NewMany(decide.ActApprove, targets(row, web()), "").Wants()); n != 1 {
		t.Errorf("it wants %d, and the failed jobs of one are not read", n)
	}
	if n := len(NewMany(decide.ActApprove, targets(warned(row, frozen), web()), "").Wants()); n != 1 {
		t.Errorf("it wants %d, and one is still to be ticked", n)
	}
	b.Jobs = unreadable[[]api.Job](refusal())
	m := NewMany(decide.ActApprove, targets(row, web()), "")
	if out := flat(plainCard(t, m, 80, 24, false)); len(m.Wants()) > 0 || !contains(out, "• not read: failed jobs") {
		t.Errorf("it wants %v and says\n%s", m.Wants(), out)
	}
}
