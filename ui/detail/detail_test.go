package detail

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

func shown(row fleet.Row, s size, t *testing.T, x Extra) string {
	t.Helper()
	lines := View(row, s.form, s.w, s.h, 0, uitest.Full(t), now, x)
	uitest.Exact(t, lines, s.w, s.h)
	return uitest.Plain(lines...)
}

// What ended was compared with nothing: what is said of it comes from the listing, and
// there are no dots in it.
func TestShipsOfWhatEnded(t *testing.T) {
	t.Parallel()
	ended := func(status api.Status, state api.State, live func(r *fleet.Row)) fleet.Row {
		return variant(func(r *fleet.Row) {
			r.Brief, r.Deployment.Status, r.Verdict.State, r.Verdict.Warnings = nil, status, state, nil
			live(r)
		})
	}
	same := func(*fleet.Row) {}
	none := func(r *fleet.Row) { r.Live = nil }
	cases := []struct {
		name string
		row  fleet.Row
		want string
	}{
		{"failed", ended(api.StatusFailed, api.StateFailed, same), "live stays v2.13.9 · 9c01d2e, for 2d"},
		{"canceled", ended(api.StatusCanceled, api.StateCanceled, same), "live stays v2.13.9 · 9c01d2e, for 2d"},
		{"older", ended(api.StatusFailed, api.StateFailed, func(r *fleet.Row) { r.Deployment.ID = 1 }), "older than live v2.13.9 (#4790)"},
		{"same commit", ended(api.StatusFailed, api.StateFailed, func(r *fleet.Row) { r.Deployment.SHA = r.Live.SHA }), "same commit as live v2.13.9, for 2d"},
		{"first", ended(api.StatusFailed, api.StateFailed, none), "first deployment here, as far as was read"},
		{"live", ended(api.StatusSuccess, api.StateLive, none), "this is live"},
		{"done", ended(api.StatusSuccess, api.StateDone, none), "something newer is live"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, s := range allOver {
				got := shown(c.row, s, t, Extra{})
				uitest.HasNot(t, got, "AHEAD", "··", "!881", "staging", "Touches", "Before", "looking")
			}
			uitest.Has(t, shown(c.row, side36, t, Extra{}), c.want)
		})
	}
}

func TestApprovals(t *testing.T) {
	t.Parallel()
	rule := func(i int, f func(*api.RuleProgress)) func(*fleet.Row) {
		return func(r *fleet.Row) {
			rules := append([]api.RuleProgress(nil), r.Verdict.Rules...)
			f(&rules[i])
			r.Verdict.Rules = rules
		}
	}
	cases := []struct {
		name    string
		change  func(*fleet.Row)
		want    []string
		without []string
	}{
		{"mine", func(*fleet.Row) {}, []string{"■ security-group  0/2  ← you", "2 more needed, 1 of 3 given"}, []string{"you?"}},
		{"perhaps mine", rule(1, func(r *api.RuleProgress) { r.Mine = api.MaybeCovered }), []string{"■ security-group  0/2  ← you?"}, nil},
		{"others'", rule(1, func(r *api.RuleProgress) { r.Mine = api.NotCovered }), []string{"□ security-group  0/2"}, []string{"← you"}},
		{"my own", func(r *fleet.Row) { r.Verdict.Standing = api.OwnDeployment }, []string{"□ security-group  0/2"}, []string{"← you"}},
		{"decided", func(r *fleet.Row) { r.Verdict.Standing = api.AlreadyDecided }, []string{"□ security-group  0/2"}, []string{"← you"}},
		{"complete", func(r *fleet.Row) {
			rule(1, func(p *api.RuleProgress) { p.Left = 0 })(r)
			r.Verdict.State, r.Verdict.Left, r.Verdict.Given = api.StateToRun, 0, 3
		}, []string{"Complete, 3 of 3 given", "✓ security-group  2/2"}, []string{"needed"}},
		{"rejected under a rule", func(r *fleet.Row) {
			no := api.Approval{User: user(8, "ana"), Status: api.Reject, CreatedAt: ago(4 * time.Hour)}
			rule(1, func(p *api.RuleProgress) { p.Given = []api.Approval{no} })(r)
			r.Verdict.State, r.Verdict.RejectedBy = api.StateRejected, &no
		}, []string{"✗ security-group  0/2  @ana rejected 4h"}, []string{"\n           ✗ @ana"}},
		{"other deployments' approvals", rule(1, func(r *api.RuleProgress) {
			r.Rule.Given = []api.Approval{{User: user(70, "stranger"), Status: api.Approve}}
		}), []string{"0/2  ← you"}, []string{"stranger"}},
		{"not protected", func(r *fleet.Row) { r.Verdict.Rules = nil }, nil, []string{"Approvals"}},
		{"not read", func(r *fleet.Row) { *r = reading() }, []string{"Approvals  ·····"}, []string{"qa-group", "needed"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := shown(variant(c.change), side36, t, Extra{})
			uitest.Has(t, got, c.want...)
			uitest.HasNot(t, got, c.without...)
		})
	}
}

func TestStale(t *testing.T) {
	t.Parallel()
	states := map[api.State]string{
		api.StateNeedsYou: "Needed you at 02:54", api.StateMaybeYou: "Probably needed you at 02:54",
		api.StateNeedsOthers: "Needed others at 02:54", api.StateToRun: "Waited to be run at 02:54",
		api.StateRunning: "Was running at 02:54", api.StateLive: "Was live at 02:54",
	}
	for s, want := range states {
		row := variant(func(r *fleet.Row) { r.Verdict.State = s })
		got := shown(row, peek24, t, Extra{Offline: true, StaleSince: ago(6 * time.Minute).UTC()})
		uitest.Has(t, got, want, "6m old")
		uitest.HasNot(t, got, "blocked 14m")
	}
	row := variant(func(r *fleet.Row) { r.ReadAt = ago(3 * time.Minute) })
	uitest.Has(t, shown(row, peek24, t, Extra{Offline: true}), "Needed you at 02:57", "3m old")
}

// A stale pane keeps the hues of production and dangers only.
func TestStaleHues(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	amber, _ := st.Body.SGR(roleWait)
	fresh := strings.Join(View(retry(), Side, 52, 31, 0, st, now, Extra{}), "")
	stale := strings.Join(View(retry(), Side, 52, 31, 0, st, now, Extra{StaleSince: ago(6 * time.Minute)}), "")
	if !strings.Contains(fresh, amber) || strings.Contains(stale, amber) {
		t.Error("amber belongs to what waits now, and only to that")
	}
	red, _ := st.Body.SGR(roleBad)
	if !strings.Contains(stale, red) {
		t.Error("a danger loses its colour when it gets old")
	}
}

func TestProductionIsNamed(t *testing.T) {
	t.Parallel()
	live := variant(func(r *fleet.Row) { r.Deployment.Environment.Name = "live" })
	uitest.Has(t, shown(live, peek24, t, Extra{}), "payments/api →  ◆ live prod ")
	staging := variant(func(r *fleet.Row) { r.Tier = api.TierStaging })
	uitest.HasNot(t, shown(staging, peek24, t, Extra{}), "◆")
}

func TestPlayer(t *testing.T) {
	t.Parallel()
	played := variant(func(r *fleet.Row) { r.Deployment.Deployable.User = user(9, "max") })
	uitest.Has(t, shown(played, side36, t, Extra{}), "started by @lin · played by @max")
	uitest.Has(t, shown(played, zoom24, t, Extra{}), "played by @max")
	uitest.HasNot(t, shown(retry(), zoom24, t, Extra{}), "played by")
	gone := variant(func(r *fleet.Row) { r.Deployment.User = nil })
	uitest.Has(t, shown(gone, peek24, t, Extra{}), "· –")
}

// The whole of a long decision can be scrolled to, and the warnings never leave.
func TestScroll(t *testing.T) {
	t.Parallel()
	row := crowd()
	for i := range 20 {
		row.Verdict.Rules = append(row.Verdict.Rules, api.RuleProgress{
			Rule: api.ApprovalRule{Required: 1}, Name: fmt.Sprintf("rule-%02d", i), Left: 1})
	}
	st := uitest.Full(t)
	most := MaxScroll(row, Zoom, 80, 21, st, now, Extra{})
	if most <= 0 {
		t.Fatal("does not scroll")
	}
	seen := ""
	for scroll := range most + 3 {
		lines := View(row, Zoom, 80, 21, scroll, st, now, Extra{})
		uitest.Exact(t, lines, 80, 21)
		uitest.Has(t, uitest.Plain(lines...), "▲ Freeze until 06:00", "• Migration", "payments/api →")
		seen += uitest.Plain(lines...)
	}
	uitest.Has(t, seen, "rule-00", "rule-19", "Ships", "Pipeline", "concurrently")
	first, last := uitest.Plain(View(row, Zoom, 80, 21, 0, st, now, Extra{})...), uitest.Plain(View(row, Zoom, 80, 21, most, st, now, Extra{})...)
	uitest.Has(t, first, "more below")
	uitest.HasNot(t, last, "more below")
	uitest.Has(t, last, "Where")
	uitest.Has(t, uitest.Plain(View(row, Side, 47, 19, 0, st, now, Extra{})...), "more when zoomed", "▲ Freeze until")
}

// Every line has exactly the asked width whatever the names are made of, and no
// control character gets through.
func TestHostile(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	st := []bool{false, true}
	for range 150 {
		row := hostile(rnd)
		w, h := 1+rnd.IntN(210), 1+rnd.IntN(60)
		form := Form(rnd.IntN(3))
		ascii := st[rnd.IntN(2)]
		x := Extra{Position: rnd.IntN(9), Total: rnd.IntN(9), Loading: rnd.IntN(2) == 0}
		if rnd.IntN(3) == 0 {
			x.StaleSince = ago(time.Hour)
		}
		lines := View(row, form, w, h, rnd.IntN(5), uitest.Styles(t, colorprofile.Ascii, ascii), now, x)
		uitest.Exact(t, lines, w, h)
		for _, l := range lines {
			for _, r := range ansi.Strip(l) {
				if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e {
					t.Fatalf("%q got through in %q", r, l)
				}
			}
		}
	}
}

func hostile(rnd *rand.Rand) fleet.Row {
	pieces := []string{"支付网关", "👨‍👩‍👧 ", "🇩🇪", "e\u0301\u0301\u0301", "\x1b[31mred\x1b[0m", "\x1b]52;c;AAAA\a", "\u202eevoker\u202c",
		"plain words ", "\r\n", "\t", strings.Repeat("x", 300), "→·…", "한국어", "\u0600", "\xff\xfe", "a/b/c"}
	text := func() string {
		var b strings.Builder
		for range rnd.IntN(5) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		return b.String()
	}
	row := variant(func(r *fleet.Row) {
		d := r.Deployment
		d.Ref, d.SHA, d.Environment.Name, r.Project = text(), text(), text(), text()
		d.User, d.Environment.ExternalURL = user(3, text()), new(text())
		d.Deployable.Commit = &api.Commit{Title: strings.Repeat(text(), 1+rnd.IntN(400))}
		d.Deployable.Name, d.Deployable.Stage, d.Deployable.Status = text(), text(), api.JobStatus(text())
		d.Deployable.Runner, d.Deployable.User = &api.Runner{Description: new(text())}, user(9, text())
		d.Deployable.FailureReason = new(text())
		r.Verdict.State = api.State(rnd.IntN(int(api.StateReading) + 1))
		r.Verdict.Hats = []api.Hat{{Name: text(), Effect: true}}
		r.Verdict.Warnings, r.Verdict.Rules = nil, nil
		for range rnd.IntN(5) {
			r.Verdict.Warnings = append(r.Verdict.Warnings, api.Warning{Must: rnd.IntN(2) == 0, Word: text(), Text: text()})
			r.Verdict.Rules = append(r.Verdict.Rules, api.RuleProgress{Rule: api.ApprovalRule{Required: rnd.IntN(99)},
				Name: text(), Left: rnd.IntN(3), Mine: api.Coverage(rnd.IntN(3)),
				Given: []api.Approval{{User: user(1, text()), Comment: new(text())}}})
		}
		r.Live = &api.Deployment{ID: rnd.Int64N(600), Ref: text(), SHA: text()}
		r.PipelineErr = text()
		if rnd.IntN(2) == 0 {
			r.Pipeline = nil
		}
		if rnd.IntN(5) == 0 {
			d.Deployable = nil
		}
		r.Verdict.Ships = api.Ships{Relation: api.Relation(rnd.IntN(9)), Ahead: rnd.IntN(3), Behind: rnd.IntN(3), Files: rnd.IntN(3), Cut: rnd.IntN(2) == 0}
		r.Verdict.Standing = api.Standing(rnd.IntN(8))
		r.Verdict.Shadows = []api.Shadow{{Rule: rnd.IntN(6) - 1, First: rnd.IntN(6) - 1}}
		r.Brief = hostileBrief(rnd, text)
	})
	return row
}

// hostileBrief is what is known in names from outside; of some facts nothing is.
func hostileBrief(rnd *rand.Rand, text func() string) *fleet.Brief {
	b := known()
	commits := []api.Commit{{ID: text(), Title: text(), AuthorName: text()}, {ShortID: text(), CreatedAt: new(ago(-hour))}}
	b.Changes = got(fleet.Changes{Ahead: commits[:rnd.IntN(3)], Behind: commits[:rnd.IntN(3)], Live: &api.Deployment{Ref: text()},
		Files: []api.FileChange{{NewPath: text()}, {OldPath: text() + "/" + text()}, {NewPath: "/" + text()}}})
	b.Merged = got(fleet.Merged{Requests: []fleet.MergedRequest{{MergeRequest: api.MergeRequest{Title: text(), Author: user(1, text())},
		Approvals: &api.MergeRequestApprovals{}}, {}}[:rnd.IntN(3)], Cut: rnd.IntN(2) == 0})
	b.Release = got(api.Release{Tag: text(), Name: text(), Notes: text() + "\n" + text()})
	b.Recent = got([]fleet.Row{gone(1, text(), text(), text(), api.Status(text()), api.State(rnd.IntN(17)), hour), {}})
	b.Elsewhere = got(fleet.Elsewhere{Rows: []fleet.Row{{}, gone(1, text(), text(), text(), api.StatusSuccess, api.StateDone, hour)}, Staging: []string{text()}})
	b.Jobs = got([]api.Job{{Name: text()}, {Name: text(), AllowFailure: true}})
	b.Guard = got(api.RefGuard{Name: text(), Default: true, DevelopersPush: true, DevelopersMerge: true})
	b.Freezes = got([]api.Freeze{{}, {From: ago(hour), Until: now.Add(hour), Zone: text()}})
	return without(b, everything[rnd.IntN(len(everything)+1):]...)
}

// A row that was never filled in draws, too.
func TestEmptyRow(t *testing.T) {
	t.Parallel()
	for _, s := range allOver {
		uitest.Exact(t, View(fleet.Row{}, s.form, s.w, s.h, 0, uitest.Full(t), now, Extra{}), s.w, s.h)
	}
}

func BenchmarkHugeView(b *testing.B) {
	st := uitest.Full(b)
	row := briefed(func(_ *fleet.Row, br *fleet.Brief) {
		c := fleet.Changes{}
		for i := range 3000 {
			c.Ahead = append(c.Ahead, commit("3f2a91c", "Retry", "Lin Chen", hour))
			c.Files = append(c.Files, api.FileChange{NewPath: fmt.Sprintf("a%d/b%d/c%d.go", i%40, i%7, i)})
		}
		br.Changes, br.Merged = got(c), got(fleet.Merged{})
	})
	for b.Loop() {
		View(row, Side, 52, 31, 0, st, now, Extra{})
	}
}

func BenchmarkView(b *testing.B) {
	st, row := uitest.Full(b), retry()
	for b.Loop() {
		View(row, Side, 52, 31, 0, st, now, Extra{})
	}
}
