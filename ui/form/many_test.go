package form

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

var _ overlay.Card[Many] = Many{}

// web is payments/web → production, one approval from complete.
func web() fleet.Row {
	r := blocked()
	r.Project, r.Ref.Deployment = "payments/web", 94
	d := *r.Deployment
	d.ID, d.IID, d.Ref, d.SHA, d.PendingApprovalCount = 94, 4822, "main", "77be0d1444", new(1)
	d.Deployable = &api.Job{ID: 94, Name: "deploy-web", Stage: "deploy", Status: api.JobManual, Commit: &api.Commit{Title: "Load fonts late"}}
	d.Approvals = nil
	r.Deployment = &d
	r.Verdict.Left = 1
	r.Verdict.Rules = []api.RuleProgress{{Rule: api.ApprovalRule{ID: 1, Required: 1}, Name: "web-leads", Left: 1, Mine: api.Covered, Why: "member"}}
	r.Verdict.Hats = []api.Hat{{Name: "web-leads", Rule: 0, Effect: true, Mine: api.Covered, Why: "member"}}
	return r
}

// approved are rows on which nothing is missing.
func approved(rows ...fleet.Row) []ManyTarget {
	all := targets(rows...)
	for i := range all {
		all[i].Target.Row.Verdict.Left = 0
	}
	return all
}

func targets(rows ...fleet.Row) []ManyTarget {
	var out []ManyTarget
	for i, r := range rows {
		out = append(out, ManyTarget{Op: uint64(100 + i), Target: Target{Row: r, Me: 1}})
	}
	return out
}

func four() []ManyTarget { return targets(blocked(), web(), rollback(), staging()) }

// confirmed is a card on which the act was pressed, and its first request.
func confirmed(t testing.TB, m Many) (Many, decide.Request) {
	t.Helper()
	for range 4 {
		if m.focus.kind == fieldCancel {
			break
		}
		m, _ = uitest.Wishes(m, "tab")
	}
	m, got := uitest.Wishes(m, "right", "enter")
	sent := submitted(got)
	if len(sent) != 1 {
		t.Fatalf("the act sent %d requests", len(sent))
	}
	return m, sent[0]
}

// answers gives results to a running card, one after the other.
func answers(t testing.TB, m Many, results ...decide.Result) (Many, []decide.Request) {
	t.Helper()
	var next []decide.Request
	for _, r := range results {
		i := m.sent()
		if i < 0 {
			t.Fatal("the card waits for nothing")
		}
		r.Request.Op = m.items[i].op
		var w intent.Intent
		m, w = m.Answer(r)
		next = append(next, submitted([]intent.Intent{w})...)
	}
	return m, next
}

// begun is the card once the write that it waits for has begun.
func begun(m Many) Many { return m.Begun(m.items[m.sent()].op) }

// after is the deployment as it reads after an approval.
func after(r fleet.Row, left int) *api.Deployment {
	d := *r.Deployment
	d.PendingApprovalCount = new(left)
	return &d
}

// night is the run of the design: two approved, one changed, one under way.
func night(t testing.TB) Many {
	ticked, _ := uitest.Wishes(NewMany(decide.ActApprove, four(), "Release 2026-02-14, checked with QA"), "shift+tab", "down", "down", "space", "tab")
	m, _ := confirmed(t, ticked)
	m, _ = answers(t, m,
		decide.Result{Outcome: decide.Done, Now: after(blocked(), 1)},
		decide.Result{Outcome: decide.Done, Now: after(web(), 0)},
		decide.Result{Outcome: decide.Changed, Differences: []decide.Difference{{What: "Commit", Before: "41bb0ce", After: "77aa0d1"}}})
	return m
}

func leftOut() []ManyTarget {
	all := four()
	all[0].Skip = "you have already approved it"
	all[1].Target.Policy.Confirm = TypeEnvironment
	all[2].Target.Policy.ReadOnly = true
	return all
}

func hundreds() []ManyTarget {
	var rows []fleet.Row
	for i := range 200 {
		r := staging()
		r.Project, r.Ref.Deployment = fmt.Sprintf("group/service-%03d", i), int64(1000+i)
		rows = append(rows, r)
	}
	return targets(rows...)
}

func manyCards(t testing.TB) map[string]uitest.Card {
	list := func(m Many, names ...string) Many { m, _ = uitest.Wishes(m, names...); return m }
	mixed := NewMany(decide.ActApprove, leftOut(), "")
	changed := *blocked().Deployment
	changed.SHA = "0f0f0f0000"
	moved := blocked()
	moved.Deployment = &changed
	stopped, _ := confirmed(t, NewMany(decide.ActApprove, targets(blocked(), web(), staging()), "on it"))
	stopping, _ := uitest.Wishes(begun(stopped), "esc")
	ended, _ := answers(t, stopping, decide.Result{Outcome: decide.Refused, Err: refusal()})
	all, _ := answers(t, night(t), decide.Result{Outcome: decide.LostUnknown})
	long, _ := confirmed(t, NewMany(decide.ActApprove, hundreds(), ""))
	for range 20 {
		long, _ = answers(t, long, decide.Result{Outcome: decide.Done, Now: after(staging(), 0)})
	}
	return map[string]uitest.Card{
		"many-approve":   NewMany(decide.ActApprove, four(), "Release 2026-02-14, checked with QA"),
		"many-ticking":   list(NewMany(decide.ActApprove, four(), ""), "up", "down", "down", "space"),
		"many-staging":   NewMany(decide.ActApprove, targets(staging()), ""),
		"many-reject":    list(NewMany(decide.ActReject, four(), "Freeze until six"), "enter", "right"),
		"many-run":       NewMany(decide.ActPlay, append(approved(blocked(), web(), rollback()), targets(staging())...), ""),
		"many-left-out":  mixed,
		"many-nothing":   NewMany(decide.ActDelete, targets(blocked()), ""),
		"many-changed":   NewMany(decide.ActApprove, four(), "").Refresh(moved),
		"many-checking":  night(t),
		"many-sending":   begun(night(t)),
		"many-stopping":  stopping,
		"many-stopped":   ended,
		"many-ended":     all,
		"many-hundreds":  list(NewMany(decide.ActApprove, hundreds(), "all of them"), "shift+tab", "pgdown", "pgdown"),
		"many-following": begun(long),
	}
}

func TestManyLooksAsDesigned(t *testing.T) {
	t.Parallel()
	for name, c := range manyCards(t) {
		uitest.Golden(t, name+"-80x24", plainCard(t, c, 80, 24, false))
		uitest.Golden(t, name+"-120x36", plainCard(t, c, 120, 36, false))
	}
	uitest.Golden(t, "many-sending-80x24-ascii", plainCard(t, manyCards(t)["many-sending"], 80, 24, true))
	uitest.Golden(t, "many-ticking-80x24-ascii", plainCard(t, manyCards(t)["many-ticking"], 80, 24, true))
}

// What each series of keys sends at first and whether it closes the card.
func TestWhatKeysSendOfMany(t *testing.T) {
	t.Parallel()
	approve := func(all []ManyTarget, draft string) Many { return NewMany(decide.ActApprove, all, draft) }
	two := targets(staging(), staging())
	two[1].Target.Row.Ref.Deployment = 191
	required := targets(staging())
	required[0].Target.Policy.CommentRequired = true
	for _, tt := range []struct {
		name   string
		card   Many
		keys   []string
		sends  int
		closes bool
	}{
		{"staging: enter sends the first", approve(two, ""), []string{"enter", "enter", "enter"}, 1, false},
		{"staging: enter sends from the list", approve(two, ""), []string{"up", "enter"}, 1, false},
		{"production: enter reaches cancel", approve(targets(blocked(), staging()), ""), []string{"enter"}, 0, false},
		{"production: and closes", approve(targets(blocked(), staging()), ""), []string{"enter", "enter"}, 0, true},
		{"production: moved right", approve(targets(blocked(), staging()), ""), []string{"enter", "right", "enter"}, 1, false},
		{"production left out: enter sends", approve(targets(blocked(), staging()), ""), []string{"up", "space", "enter"}, 1, false},
		{"all left out: nothing to send", approve(leftOut()[:3], ""), []string{"enter", "right", "enter"}, 0, true},
		{"a danger that is not ticked is no target", approve(targets(rollback()), "why"), []string{"enter", "right", "enter"}, 0, true},
		{"a danger that is ticked", approve(targets(rollback()), "why"), []string{"up", "space", "tab", "tab", "right", "enter"}, 1, false},
		{"a danger that is ticked asks for a comment", approve(targets(rollback()), ""), []string{"up", "space", "tab", "tab", "right", "enter"}, 0, true},
		{"a comment is required", approve(required, ""), []string{"enter", "enter"}, 0, true},
		{"a comment is given", approve(required, "why"), []string{"enter"}, 1, false},
		{"reject: enter reaches cancel", NewMany(decide.ActReject, two, ""), []string{"enter", "enter"}, 0, true},
		{"reject: moved right", NewMany(decide.ActReject, two, ""), []string{"enter", "right", "enter"}, 1, false},
		{"reject: back left", NewMany(decide.ActReject, two, ""), []string{"enter", "right", "left", "enter"}, 0, true},
		{"run: cancel first", NewMany(decide.ActPlay, approved(staging(), web()), ""), []string{"enter"}, 0, true},
		{"run: moved right", NewMany(decide.ActPlay, approved(staging(), web()), ""), []string{"right", "enter"}, 1, false},
		{"esc closes", approve(two, "x"), []string{"esc"}, 0, true},
		{"another act sends nothing", NewMany(decide.ActDelete, two, ""), []string{"tab", "right", "enter", "right", "enter"}, 0, true},
		{"no targets", approve(nil, ""), []string{"up", "space", "down", "right", "enter"}, 0, true},
	} {
		m, got := uitest.Wishes(tt.card, tt.keys...)
		if n := len(submitted(got)); n != tt.sends || closed(got) != tt.closes {
			t.Errorf("%s: %v sent %d (closed %v), want %d (%v)", tt.name, tt.keys, n, closed(got), tt.sends, tt.closes)
		}
		if m.Sending() != (tt.sends > 0) {
			t.Errorf("%s: sending is %v", tt.name, m.Sending())
		}
		for _, key := range tt.keys {
			next, w := tt.card.Key(uitest.Key(key), false)
			if key != "esc" && (w != nil || next.focus != tt.card.focus || next.Draft() != tt.card.Draft()) {
				t.Errorf("%s: %s before it was armed asked for %#v", tt.name, key, w)
			}
		}
	}
}

// Every target that takes part is sent once, in order, bound to what was seen, with
// its own hat and the one comment; the others never.
func TestManySendsEachOnce(t *testing.T) {
	t.Parallel()
	all := append(four(), targets(web())[0])
	all[4].Op, all[4].Target.Row.Ref.Deployment, all[4].Skip = 104, 99, "somebody said no"
	m, first := confirmed(t, NewMany(decide.ActApprove, all, "one comment"))
	sent := []decide.Request{first}
	for m.Sending() {
		if !m.Waits(sent[len(sent)-1].Op) || m.Waits(999) {
			t.Fatal("the card does not know what it waits for")
		}
		if again, w := m.Key(uitest.Key("enter"), true); w != nil || !again.Sending() {
			t.Fatalf("enter under way asked for %#v", w)
		}
		if same, w := m.Answer(decide.Result{Request: decide.Request{Op: 999}}); w != nil || same.sent() != m.sent() {
			t.Fatal("a stray result moved the card on")
		}
		var next []decide.Request
		m, next = answers(t, m, decide.Result{Outcome: decide.Done})
		sent = append(sent, next...)
	}
	var got []string
	for _, r := range sent {
		got = append(got, fmt.Sprintf("%d %v %.7s %s %q", r.Op, r.Act, r.Seen.SHA, r.RepresentedAs, r.Comment))
	}
	want := []string{`100 approve 3f2a91c security-group "one comment"`, `101 approve 77be0d1 web-leads "one comment"`, `103 approve a81d0c4 search-team "one comment"`}
	if !slices.Equal(got, want) {
		t.Errorf("sent\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if m2, w := m.Answer(decide.Result{Request: sent[0], Outcome: decide.Done}); w != nil || m2.Sending() {
		t.Error("a late result started it again")
	}
	if _, w := m.Key(uitest.Key("enter"), true); w != (intent.Close{}) {
		t.Errorf("enter at the end asked for %#v", w)
	}
	if _, w := m.Key(uitest.Key("enter"), false); w != nil {
		t.Errorf("unarmed enter at the end asked for %#v", w)
	}
	if len(m.Refs()) != 5 || len(m.Done()) != 3 || m.Dirty() {
		t.Errorf("refs %v, done %v, dirty %v", m.Refs(), m.Done(), m.Dirty())
	}
}

// A refusal stops nothing else and stays marked.
func TestEachTargetHasItsOutcome(t *testing.T) {
	t.Parallel()
	for o, tt := range map[decide.Outcome]struct {
		says string
		done bool
	}{
		decide.Done:        {"approved as security-group, 1 more needed", true},
		decide.LostDone:    {"approved as security-group, no answer came, but it was read back", true},
		decide.Changed:     {"not sent: it changed, 41bb0ce is now 77aa0d1", false},
		decide.NotSent:     {"not sent: GitLab is not available now", false},
		decide.Refused:     {"refused: “No.”", false},
		decide.LostUndone:  {"no answer came: it is not there, nothing was repeated", false},
		decide.LostUnknown: {"no answer came: it could not be read back, nothing was repeated", false},
		decide.LostPending: {"no answer came: it is not there, and may still arrive", false},
		decide.Unverified:  {"GitLab said yes: read back, it is not there", false},
	} {
		m, _ := confirmed(t, NewMany(decide.ActApprove, targets(blocked(), web()), ""))
		r := decide.Result{Outcome: o, Now: after(blocked(), 1)}
		switch o {
		case decide.Refused:
			r.Err = &api.Error{Kind: api.Forbidden, Status: 403, Message: "No."}
		case decide.NotSent:
			r.Err = &api.Error{Kind: api.Unavailable, Status: 503}
		case decide.Changed:
			r.Differences = []decide.Difference{{Before: "same", After: "same", Same: true}, {Before: "41bb0ce", After: "77aa0d1"}}
		default:
		}
		m, next := answers(t, m, r)
		if len(next) != 1 || next[0].Op != 101 {
			t.Errorf("%v: next are %v", o, next)
		}
		m, _ = answers(t, m, decide.Result{Outcome: decide.Done, Now: after(web(), 0)})
		if done := slices.Contains(m.Done(), blocked().Ref); done != tt.done || !slices.Contains(m.Done(), web().Ref) {
			t.Errorf("%v: done are %v", o, m.Done())
		}
		out := strings.Join(strings.Fields(strings.NewReplacer("║", "", "\n", " ").Replace(plainCard(t, m, 200, 50, false))), " ")
		if !contains(out, tt.says) || contains(out, "payments/api stays marked") == tt.done {
			t.Errorf("%v: it says %s", o, out)
		}
	}
}

// What meets one target of a host that is lost to all of them is not tried again.
func TestALostHostIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	all := four()
	all[1].Target.Row.Ref.Host = "gitlab.other.dev"
	for kind, goes := range map[api.Kind]bool{api.Unauthorized: false, api.Expired: false, api.Revoked: false, api.Offline: false,
		api.Scope: false, api.Forbidden: true, api.Timeout: true, api.Server: true, api.RateLimited: true} {
		m, _ := confirmed(t, NewMany(decide.ActApprove, all, ""))
		m, next := answers(t, m, decide.Result{Outcome: decide.NotSent, Err: &api.Error{Kind: kind}})
		if len(next) != 1 || next[0].Op != 101 {
			t.Fatalf("%v: the other host was not asked: %v", kind, next)
		}
		m, next = answers(t, m, decide.Result{Outcome: decide.Done})
		if (len(next) == 1) != goes {
			t.Errorf("%v: the same host was asked again %v", kind, len(next) == 1)
		}
		if !goes && !contains(plainCard(t, m, 120, 36, false), "1 approved, 2 not sent") {
			t.Errorf("%v:\n%s", kind, plainCard(t, m, 120, 36, false))
		}
	}
}

// esc stops before the next one, and what is under way is waited for.
func TestEscStopsMany(t *testing.T) {
	t.Parallel()
	m, _ := confirmed(t, NewMany(decide.ActApprove, targets(blocked(), web(), staging()), ""))
	m, w := begun(m).Key(uitest.Key("esc"), false)
	if w != nil || !m.Sending() || !contains(plainCard(t, m, 80, 24, false), "Stops after this one") {
		t.Fatalf("esc asked for %#v", w)
	}
	if _, again := m.Key(uitest.Key("esc"), true); again != (intent.Refused{Sentence: "It stops after this one: what is sent cannot be taken back.", Op: m.items[0].op}) {
		t.Errorf("a second esc asked for %#v", again)
	}
	m, next := answers(t, m, decide.Result{Outcome: decide.Done, Now: after(blocked(), 1)})
	if len(next) != 0 || m.Sending() {
		t.Fatalf("it went on with %v", next)
	}
	out := plainCard(t, m, 80, 24, false)
	if strings.Count(out, "not sent: stopped before it") != 2 || !contains(out, "1 approved, 2 not sent") {
		t.Errorf("it says\n%s", out)
	}
	if _, w := m.Key(uitest.Key("esc"), false); w != (intent.Close{}) {
		t.Errorf("esc at the end asked for %#v", w)
	}
	if NewMany(decide.ActApprove, four(), "").Stop().stopping {
		t.Error("there was nothing to stop")
	}
}

// While the next one is only read again esc takes that one back, too.
func TestEscStopsManyBeforeAnythingOfTheNextIsSent(t *testing.T) {
	t.Parallel()
	m, _ := confirmed(t, NewMany(decide.ActApprove, targets(blocked(), web()), ""))
	if out := plainCard(t, m, 80, 24, false); !contains(out, "reading it again") || !contains(out, "esc stops before this one") || contains(out, "sending") {
		t.Errorf("it says\n%s", out)
	}
	m, w := m.Key(uitest.Key("esc"), false)
	if w != (intent.TakeBack{Op: m.items[0].op}) || !m.Sending() {
		t.Fatalf("esc asked for %#v", w)
	}
	m, next := answers(t, m, decide.Result{Outcome: decide.NotSent, Err: decide.ErrTakenBack})
	if len(next) != 0 || m.Sending() || !contains(plainCard(t, m, 80, 24, false), "0 approved, 2 not sent") {
		t.Errorf("it sent %v, and says\n%s", next, plainCard(t, m, 80, 24, false))
	}
}

// What changed or vanished while the card was open is left out, also while others are
// sent; what was sent is not touched.
func TestWhatChangedIsLeftOut(t *testing.T) {
	t.Parallel()
	moved := func(r fleet.Row) fleet.Row {
		d := *r.Deployment
		d.SHA = "0f0f0f0000"
		r.Deployment = &d
		return r
	}
	listed := moved(web())
	listed.Detailed = false
	m := NewMany(decide.ActApprove, four(), "")
	if all, _ := m.Refresh(web()).Refresh(listed).taking(); all != 3 {
		t.Errorf("a reading without news left %d", all)
	}
	at, _ := uitest.Wishes(m, "tab", "right")
	left := at.Refresh(moved(web())).Vanished(staging().Ref)
	if all, production := left.taking(); all != 1 || production != 1 || left.focus.kind != fieldCancel {
		t.Errorf("%d take part, %d in production, the focus is at %v", all, production, left.focus)
	}
	out := plainCard(t, left, 120, 36, false)
	for _, part := range []string{"left out: it changed, 77be0d1 is now 0f0f0f0", "left out: somebody else has deleted it"} {
		if !contains(out, part) {
			t.Errorf("there is no %q:\n%s", part, out)
		}
	}
	if all, _ := at.taking(); all != 3 {
		t.Error("the older card changed with the newer")
	}
	run, _ := confirmed(t, m)
	if same := run.Refresh(moved(blocked())); contains(plainCard(t, same, 120, 36, false), "left out: it changed") {
		t.Error("a reading changed what is under way")
	}
	if same := run.Vanished(blocked().Ref); contains(plainCard(t, same, 120, 36, false), "somebody else") {
		t.Error("what is under way was told to be gone")
	}
	run = run.Refresh(moved(blocked())).Refresh(moved(web())).Vanished(blocked().Ref)
	run, next := answers(t, run, decide.Result{Outcome: decide.Done, Now: after(blocked(), 1)})
	if len(next) != 1 || next[0].Op != 103 {
		t.Errorf("next are %v: one has changed", next)
	}
	if !slices.Contains(run.Done(), blocked().Ref) {
		t.Error("what was under way was forgotten")
	}
}

// The hat is the first that has an effect, and it is named.
func TestManyNamesTheHat(t *testing.T) {
	t.Parallel()
	r := blocked()
	r.Verdict.Hats = []api.Hat{{Name: "qa-group", Rule: 0}, {Name: "security-group", Rule: 1, Effect: true, Mine: api.MaybeCovered}}
	m, sent := confirmed(t, NewMany(decide.ActApprove, targets(r), ""))
	if sent.RepresentedAs != "security-group" || !contains(plainCard(t, begun(m), 120, 36, false), "sending as security-group, inferred") {
		t.Errorf("sent as %q:\n%s", sent.RepresentedAs, plainCard(t, m, 120, 36, false))
	}
	full := NewMany(decide.ActApprove, targets(noEffect()), "")
	if all, _ := full.taking(); all != 0 || !contains(plainCard(t, full, 120, 36, false), "left out, an approval of yours would") {
		t.Error("an approval without effect takes part")
	}
}

// The button that Enter presses is the only filled one; that of a rejection is bad.
func TestTheFilledButtonOfMany(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	at := func(m Many, names ...string) Many { m, _ = uitest.Wishes(m, names...); return m }
	reject := NewMany(decide.ActReject, targets(staging()), "")
	sent, _ := confirmed(t, NewMany(decide.ActApprove, targets(blocked()), ""))
	over, _ := answers(t, sent, decide.Result{Outcome: decide.Refused, Err: refusal()})
	for _, tt := range []struct {
		name string
		card Many
		want map[string]theme.Role
	}{
		{"staging", NewMany(decide.ActApprove, targets(staging()), ""), map[string]theme.Role{"Cancel": theme.ChipPlain, "Approve 1": theme.ChipFocus}},
		{"production", NewMany(decide.ActApprove, targets(blocked()), ""), map[string]theme.Role{"Cancel": theme.ChipPlain, "Approve 1": theme.ChipPlain}},
		{"nothing", NewMany(decide.ActApprove, targets(rollback()), ""), map[string]theme.Role{"Cancel": theme.ChipPlain, "Approve": theme.Ghost}},
		{"reject", reject, map[string]theme.Role{"Cancel": theme.ChipPlain, "Reject 1": theme.ChipPlain}},
		{"reject at cancel", at(reject, "enter"), map[string]theme.Role{"Cancel": theme.ChipFocus, "Reject 1": theme.ChipPlain}},
		{"reject at the act", at(reject, "enter", "right"), map[string]theme.Role{"Cancel": theme.ChipPlain, "Reject 1": theme.ChipBad}},
		{"sending", sent, map[string]theme.Role{"Close": theme.Ghost}},
		{"over", over, map[string]theme.Role{"Close": theme.ChipFocus}},
	} {
		b := tt.card.View(80, 24, st, now, 0)
		filledAs(t, tt.name, st, b.Lines[b.H-3], tt.want)
	}
	if role, sign := over.items[0].sign(0, false); role != theme.Bad || sign != "✗" {
		t.Errorf("a refusal has the sign %q in %v", sign, role)
	}
}

// filledAs checks in which roles the buttons of a line are drawn.
func filledAs(t *testing.T, name string, st *theme.Styles, line string, want map[string]theme.Role) {
	t.Helper()
	for label, role := range want {
		on, off := st.Card.SGR(role)
		if st.Card.BlankAlike(role) {
			off = "" // no fill ends there
		}
		if !strings.Contains(line, on+"  "+label+"  "+off) {
			t.Errorf("%s: %s is not filled as %v in %q", name, label, role, line)
		}
	}
}

// Left-out lines cannot be ticked, and say why when one tries.
func TestALeftOutLineSaysWhy(t *testing.T) {
	t.Parallel()
	m, got := uitest.Wishes(NewMany(decide.ActApprove, leftOut(), ""), "shift+tab", "down", "space")
	want := intent.Refused{Sentence: "payments/api is left out: you have already approved it."}
	if len(got) != 1 || got[0] != want || m.items[0].takes() {
		t.Errorf("space asked for %#v", got)
	}
	typed, _ := uitest.Wishes(m, "a", "X")
	if typed.Draft() != "" {
		t.Errorf("letters in the list went into the comment: %q", typed.Draft())
	}
}

// What is left out for one reason is one line that names them all, below what takes part.
func TestWhatIsLeftOutSharesALine(t *testing.T) {
	t.Parallel()
	all := targets(web(), staging(), blocked(), rollback())
	again := web()
	again.Ref.Deployment = 940
	all = append(approved(staging()), append(all, targets(again)...)...)
	all[4].Skip = "somebody said no"
	all[0].Target.Row.Ref.Deployment = 1
	all[5].Target.Row.Verdict.Left, all[2].Target.Row.Verdict.Left = 1, 1
	m := NewMany(decide.ActPlay, all, "")
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		out := strings.Join(strings.Fields(strings.NewReplacer("║", "", "│", "", "\n", " ").Replace(plainCard(t, m, size[0], size[1], false))), " ")
		for _, want := range []string{
			"runs deploy-staging – left out, not approved yet, 1 more needed: payments/web → production, search/index → staging, payments/web → production –",
			"– left out, not approved yet, 2 more needed: payments/api –", "– left out, somebody said no: ledger/core",
		} {
			if !contains(out, want) {
				t.Errorf("at %v there is no %q:\n%s", size, want, out)
			}
		}
	}
	m, got := uitest.Wishes(m, "shift+tab", "down", "space", "down", "down", "space")
	want := []intent.Intent{
		intent.Refused{Sentence: "payments/web → production, search/index → staging and payments/web → production are left out: not approved yet, 1 more needed."},
		intent.Refused{Sentence: "ledger/core is left out: somebody said no."},
	}
	if !slices.Equal(got, want) {
		t.Errorf("space asked for %#v", got)
	}
	if all, _ := m.taking(); all != 1 {
		t.Errorf("%d take part", all)
	}
}

// Each target that takes part is one line where its names fit, and else named in full on
// lines of their own: a card names what is sent to. The commits stand in one column.
func TestEachPlanIsOneLine(t *testing.T) {
	t.Parallel()
	tag, long := web(), blocked()
	d, j := *tag.Deployment, *tag.Deployment.Deployable
	j.Tag, d.Ref, d.Deployable = true, "v2026.11.22-rc.1", &j
	tag.Deployment, tag.Ref.Deployment = &d, 941
	e := *long.Deployment
	e.Ref, e.Environment.Name = "feature/"+strings.Repeat("long-", 12), "review/"+strings.Repeat("deep-", 12)
	long.Deployment, long.Project, long.Ref.Deployment = &e, "platform/infrastructure/terraform-live", 942
	long.Verdict.Left = 1
	for _, act := range []decide.Act{decide.ActApprove, decide.ActReject, decide.ActPlay} {
		for _, size := range [][2]int{{80, 24}, {120, 36}, {64, 24}} {
			for _, ascii := range []bool{false, true} {
				out := plainCard(t, NewMany(act, approved(blocked(), web(), tag, long), ""), size[0], size[1], ascii)
				columns, lines := map[int]bool{}, 0
				for _, l := range strings.Split(out, "\n") {
					at := max(strings.Index(l, " 3f2a91c"), strings.Index(l, " 77be0d1"))
					if at >= 0 {
						columns[len([]rune(l[:at]))] = true
						lines++
					}
					if at >= 0 && !contains(l, "[x]") && strings.Contains(l, "77be0d1") {
						t.Errorf("%v at %v: a target takes two lines:\n%s", act, size, out)
					}
				}
				if flat := strings.Join(strings.FieldsFunc(out, func(r rune) bool { return strings.ContainsRune(" \n│║|=", r) }), ""); !strings.Contains(flat, "platform/infrastructure/terraform-live") || !strings.Contains(flat, "review/"+strings.Repeat("deep-", 12)) {
					t.Errorf("%v at %v: the longest target is not named in full:\n%s", act, size, out)
				}
				if lines != 4 || len(columns) != 1 {
					t.Errorf("%v at %v: %d commits are shown, in columns %v:\n%s", act, size, lines, columns, out)
				}
				if n := strings.Count(out, "completes "); act == decide.ActApprove && size[0] >= 80 && n < 4 {
					t.Errorf("at %v %d complete their rules:\n%s", size, n, out)
				}
			}
		}
	}
}

// A danger asks for a comment, as on the card of one; that is said before it is ticked.
func TestADangerSaysThatItNeedsAComment(t *testing.T) {
	t.Parallel()
	m := NewMany(decide.ActApprove, targets(rollback(), staging()), "")
	for _, step := range []struct {
		keys []string
		want string
	}{
		{nil, "required once a danger is ticked"}, {[]string{"up", "space"}, "required, sent with each"},
		{[]string{"space"}, "required once a danger is ticked"},
	} {
		m, _ = uitest.Wishes(m, step.keys...)
		if out := plainCard(t, m, 80, 24, false); !contains(out, step.want) {
			t.Errorf("after %v it does not say %q:\n%s", step.keys, step.want, out)
		}
	}
	if out := plainCard(t, NewMany(decide.ActApprove, targets(staging()), ""), 80, 24, false); !contains(out, "optional, sent with each") {
		t.Errorf("without a danger it says\n%s", out)
	}
}

// What was still being read when the card opened can be ticked once it was read, and is
// not sent before; while others are sent it stays out.
func TestWhatIsReadLaterCanBeTicked(t *testing.T) {
	t.Parallel()
	listed := web()
	listed.Detailed = false
	gone := as(web(), api.StateRunning, api.StatusRunning, api.JobRunning)
	gone.Detailed = true
	for _, tt := range []struct {
		act   decide.Act
		row   fleet.Row
		open  bool
		words string
	}{
		{decide.ActApprove, listed, false, "left out, it is still being read: payments/web"},
		{decide.ActApprove, web(), true, "[ ] payments/web"},
		{decide.ActReject, web(), true, "[ ] payments/web"},
		{decide.ActApprove, gone, false, "left out, it waits for no decision: payments/web"},
		{decide.ActReject, gone, false, "left out, it waits for no decision: payments/web"},
		{decide.ActPlay, web(), false, "left out, not approved yet, 1 more needed: payments/web"},
		{decide.ActPlay, gone, false, "left out, it has no job that waits to be run: payments/web"},
	} {
		m := NewMany(tt.act, targets(staging(), listed), "words").Refresh(tt.row)
		out := plainCard(t, m, 80, 24, false)
		if m.items[1].open() != tt.open || m.items[1].takes() || !contains(out, tt.words) {
			t.Errorf("%v of %v: it can be ticked %v, takes part %v:\n%s", tt.act, tt.row.Verdict.State, m.items[1].open(), m.items[1].takes(), out)
		}
		ticked, _ := uitest.Wishes(m, "up", "down", "space")
		if all, _ := ticked.taking(); tt.act != decide.ActPlay && (all == 2) != tt.open {
			t.Errorf("%v of %v: %d take part once it is ticked", tt.act, tt.row.Verdict.State, all)
		}
	}
	run, _ := confirmed(t, NewMany(decide.ActApprove, targets(staging(), listed), ""))
	run = run.Refresh(web())
	if _, next := answers(t, run, decide.Result{Outcome: decide.Done}); len(next) > 0 {
		t.Errorf("what nobody ticked was sent: %v", next)
	}
}

// The head says how many and that it is production, also where nothing can be done.
func TestTheHeadOfMany(t *testing.T) {
	t.Parallel()
	const chip, none = "◆ PRODUCTION", ""
	for _, tt := range []struct {
		m                Many
		title, chip, tag string
	}{
		{NewMany(decide.ActPlay, targets(blocked(), web(), staging()), ""), "═ Run 0 of 3 ", chip, "2 of 3 in production"},
		{NewMany(decide.ActPlay, append(approved(blocked()), targets(web())...), ""), "═ Run 1 ", chip, "1 of 1 in production"},
		{NewMany(decide.ActPlay, targets(staging()), ""), "─ Run 0 of 1 ─", none, none},
		{NewMany(decide.ActPlay, approved(staging()), ""), "─ Run 1 ─", none, none},
		{NewMany(decide.ActApprove, targets(rollback()), ""), "═ Approve 0 of 1 ", chip, "1 of 1 in production"},
	} {
		head, _, _ := strings.Cut(strings.TrimSpace(plainCard(t, tt.m, 120, 36, false)), "\n")
		if !contains(head, tt.title) || !contains(head, tt.tag) || contains(head, chip) != (tt.chip != none) {
			t.Errorf("the head is %s", head)
		}
	}
}

// Nothing is sent that was not on the screen: the act waits until every target that takes
// part was drawn, wherever the cursor is, and page keys pass none over.
func TestWhatWasNotSeenIsNotSent(t *testing.T) {
	t.Parallel()
	var mixed []ManyTarget
	for i, tt := range hundreds()[:40] {
		if i%3 == 0 {
			tt.Target.Row.Verdict.Warnings = []api.Warning{{Word: "#4830,", Text: "newer, is also waiting"}, {Word: "Live", Text: "is young"}}
		}
		if i%7 == 0 {
			tt.Skip = "you have already approved it"
		}
		mixed = append(mixed, tt)
	}
	for _, tt := range []struct {
		name string
		all  []ManyTarget
		w, h int
	}{
		{"twelve", hundreds()[:12], 80, 24}, {"thirty", hundreds()[:30], 80, 24}, {"hundreds", hundreds(), 120, 36}, {"with notes", mixed, 80, 24},
		{"on a small screen", mixed, 64, 20},
	} {
		m := NewMany(decide.ActApprove, tt.all, "")
		for step := 0; ; step++ {
			out := plainCard(t, m, tt.w, tt.h, false)
			next, got := uitest.Wishes(m, "enter")
			right, refused := uitest.Wishes(m, "tab", "right")
			n := m.unseen()
			if n == 0 {
				if step == 0 || len(submitted(got)) != 1 {
					t.Errorf("%s: after %d pages %d are sent:\n%s", tt.name, step, len(submitted(got)), out)
				}
				break
			}
			words := fmt.Sprintf("Approve waits for a look at %d more target", n)
			if tt.w < 80 {
				words = "Approve waits for a look" // its end has no room beside the buttons
			}
			if len(submitted(got)) > 0 || next.Sending() || right.focus.kind == fieldAct || !contains(out, words) {
				t.Fatalf("%s: %d were not seen and it sends %v, at the act %v %v:\n%s", tt.name, n, submitted(got), right.focus, refused, out)
			}
			if left, _ := m.Hints(keys.Map{}); left[0] != (keys.Hint{Keys: "pgdn", Verb: "see the rest"}) {
				t.Errorf("%s: the footer says %v", tt.name, left)
			}
			if step > len(tt.all) {
				t.Fatalf("%s: %d are never seen:\n%s", tt.name, n, out)
			}
			m, _ = uitest.Wishes(m, "pgdown")
		}
	}
	// Who jumps to the end has not seen the middle; what takes no part need not be seen.
	m := NewMany(decide.ActApprove, hundreds()[:40], "")
	plainCard(t, m, 80, 24, false)
	m, _ = uitest.Wishes(m, "up", "end")
	plainCard(t, m, 80, 24, false)
	if m.unseen() == 0 {
		t.Error("the middle was never on the screen")
	}
	left := hundreds()
	for i := range left[5:] {
		left[5+i].Skip = "no"
	}
	few := NewMany(decide.ActApprove, left, "")
	plainCard(t, few, 80, 24, false)
	if _, got := uitest.Wishes(few, "enter"); len(submitted(got)) != 1 {
		t.Errorf("five of five were seen, and enter asked for %#v", got)
	}
}

// With hundreds of targets the line under the cursor, the comment and the buttons
// are on the screen.
func TestManyScrolls(t *testing.T) {
	t.Parallel()
	m, _ := uitest.Wishes(NewMany(decide.ActApprove, hundreds(), "words"), "up", "home")
	for _, step := range []struct{ key, sees string }{{"down", "service-001"}, {"pgdown", "service-009"}, {"end", "service-199"}, {"pgup", "service-191"}, {"home", "service-000"}, {"up", "service-000"}} {
		m, _ = uitest.Wishes(m, step.key)
		out := plainCard(t, m, 80, 24, false)
		for _, part := range []string{step.sees, "words", "Approve 200  "} {
			if !contains(out, part) && part != "Approve 200  " || !contains(out, "Approve 200") {
				t.Errorf("after %s there is no %q:\n%s", step.key, part, out)
			}
		}
		if strings.Count(out, "▌") != 1 {
			t.Errorf("after %s:\n%s", step.key, out)
		}
	}
	m, _ = uitest.Wishes(m, "end", "down")
	if m.focus.kind != fieldComment {
		t.Error("down at the end does not go on to the comment")
	}
}

func TestHintsOfMany(t *testing.T) {
	t.Parallel()
	m, _ := keys.New(nil)
	say := func(c Many) string {
		left, right := c.Hints(m)
		return hints(left) + " | " + hints(right)
	}
	at, _ := uitest.Wishes(NewMany(decide.ActApprove, four(), ""), "enter", "right")
	list, _ := uitest.Wishes(NewMany(decide.ActApprove, four(), ""), "up")
	stop, _ := uitest.Wishes(night(t), "esc")
	end, _ := answers(t, night(t), decide.Result{Outcome: decide.Done})
	for _, tt := range []struct {
		card Many
		want string
	}{
		{NewMany(decide.ActApprove, targets(staging()), ""), "enter approve 1, ↑ the list, tab move | esc cancel"},
		{NewMany(decide.ActApprove, four(), ""), "enter next, ↑ the list, tab move | esc cancel"},
		{at, "enter approve 3, tab next, ← → move | esc cancel"},
		{list, "space take or leave, ↑ ↓ choose, enter next, tab move | esc cancel"},
		{night(t), "esc stop before this one | 3 of 4 done"},
		{begun(night(t)), "esc stop after this one | 3 of 4 done"},
		{stop, "Stops after this one, wait for the answer | 3 of 4 done"},
		{end, "enter close | esc close"},
	} {
		if got := say(tt.card); got != tt.want {
			t.Errorf("the footer says %q, want %q", got, tt.want)
		}
	}
}

// Names that somebody wrote to break the card leave its buttons on the screen.
func TestManyFitsWhateverItHolds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("支付网关", 40) + "\x1b[31m\u202e"
	r := rollback()
	d := *r.Deployment
	d.Ref, d.Environment.Name, d.Deployable = long, long, &api.Job{Name: long, Status: api.JobManual}
	r.Deployment, r.Project = &d, strings.Repeat("group/", 40)+"name"
	r.Verdict.Hats = []api.Hat{{Name: long, Rule: 0, Effect: true}}
	r.Verdict.Warnings = append(r.Verdict.Warnings, api.Warning{Word: long, Text: long}, api.Warning{Must: true, Word: long, Text: long, Deed: long})
	all := targets(r, r, r)
	all[1].Skip = long
	for _, act := range []decide.Act{decide.ActApprove, decide.ActReject, decide.ActPlay, decide.ActCancel} {
		m := NewMany(act, all, long)
		run, _ := uitest.Wishes(m, "shift+tab", "space", "tab", "tab", "tab", "right", "enter")
		for _, c := range []Many{m, run, NewMany(act, nil, "")} {
			for _, ascii := range []bool{false, true} {
				for _, size := range [][2]int{{80, 24}, {81, 25}, {120, 36}, {200, 50}} {
					if out := plainCard(t, c, size[0], size[1], ascii); !contains(out, "Cancel") && !contains(out, "Close") {
						t.Errorf("%v has no buttons at %v:\n%s", act, size, out)
					}
				}
			}
		}
	}
}
