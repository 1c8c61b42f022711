package form

import (
	"slices"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

// flat is a drawn card as one line of words.
func flat(out string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("║", "", "│", "", "\n", " ").Replace(out)), " ")
}

// sendAll presses the act and answers each request with yes; it returns what was sent.
func sendAll(m Many) (Many, []decide.Request) {
	m, got := uitest.Wishes(m, "tab", "tab", "right", "enter")
	if len(submitted(got)) == 0 {
		m, got = uitest.Wishes(m, "tab", "right", "enter")
	}
	all := submitted(got)
	for m.Sending() {
		var w intent.Intent
		m, w = m.Answer(decide.Result{Request: decide.Request{Op: m.items[m.sent()].op}, Outcome: decide.Done})
		all = append(all, submitted([]intent.Intent{w})...)
	}
	return m, all
}

// names are the deployments of requests.
func names(all []decide.Request) []int64 {
	var out []int64
	for _, r := range all {
		out = append(out, r.Ref.Deployment)
	}
	return out
}

// Each request of a card of many rests on what stood on the card about its target.
func TestEachOfManyRestsOnItsLine(t *testing.T) {
	t.Parallel()
	row := warned(staging(), frozen, migrates)
	m, _ := uitest.Wishes(NewMany(decide.ActApprove, targets(blocked(), row), "why"), "shift+tab", "down", "space", "tab")
	_, all := sendAll(m)
	if len(all) != 2 || all[0].Basis == nil || all[1].Basis == nil {
		t.Fatalf("it sent %+v", all)
	}
	if b := all[0].Basis; b.Live != "v2.13.9 · 9c01d2e" || b.Dangers != nil || all[0].Shown != nil {
		t.Errorf("the first rests on %+v, showed %q", *b, all[0].Shown)
	}
	if b := all[1].Basis; b.Live != "v0.9.1 · bb10000" || !slices.Equal(b.Dangers, []string{"freeze"}) ||
		!slices.Equal(all[1].Shown, []string{"Freeze until 06:00 CET. GitLab will not stop you.", "Migration db/migrate/20260214_add_retry_at.rb"}) {
		t.Errorf("the second rests on %+v, showed %q", *b, all[1].Shown)
	}
	run, all := sendAll(NewMany(decide.ActPlay, approved(blocked(), web()), ""))
	if len(all) != 2 || all[1].Basis == nil {
		t.Errorf("runs rest on %+v:\n%s", all, plainCard(t, run, 80, 24, false))
	}
	_, all = sendAll(NewMany(decide.ActReject, targets(bare(blocked()), bare(web())), "no"))
	if len(all) != 2 || all[0].Basis != nil || all[1].Shown != nil {
		t.Errorf("rejections rest on %+v", all)
	}
}

// A card of many sends nothing while it is not known what one that takes part ships.
func TestManyWaitForWhatTheyShip(t *testing.T) {
	t.Parallel()
	unshipped := func(r fleet.Row) fleet.Row { return brief(r, fleet.FactShips) }
	for _, tt := range []struct {
		name  string
		m     Many
		waits string
	}{
		{"one", NewMany(decide.ActApprove, targets(unshipped(staging()), web()), "w"), "Approve waits for what search/index ships"},
		{"two", NewMany(decide.ActApprove, targets(bare(staging()), bare(web()), blocked()), "w"), "Approve waits for what 2 targets ship"},
		{"run", NewMany(decide.ActPlay, approved(bare(staging()), web()), ""), "Run waits for what search/index ships"},
	} {
		for _, way := range [][]string{{"enter"}, {"tab", "right", "enter"}, {"tab", "tab", "right", "enter", "enter"}, {"enter", "enter", "right", "enter"}} {
			if next, got := uitest.Wishes(tt.m, way...); len(submitted(got)) > 0 || next.Sending() {
				t.Errorf("%s: %v sent", tt.name, way)
			}
		}
		out := plainCard(t, tt.m, 80, 24, false)
		if !contains(out, tt.waits) || !contains(out, "•") {
			t.Errorf("%s: it does not say %q:\n%s", tt.name, tt.waits, out)
		}
		if w := verb(tt.m.act) + " waits for " + tt.m.waits(); w != tt.waits {
			t.Errorf("%s: it waits with %q, want %q", tt.name, w, tt.waits)
		}
		if n := len(tt.m.Wants()); n == 0 || n > 2 || tt.m.Wants()[0].Deployment != 91 {
			t.Errorf("%s: it wants %v", tt.name, tt.m.Wants())
		}
		if tt.m.act == decide.ActApprove {
			if left, _ := tt.m.Hints(keys.Map{}); !contains(hints(left), "enter waits for what") {
				t.Errorf("%s: the footer says %s", tt.name, hints(left))
			}
			if _, got := uitest.Wishes(tt.m, "enter"); len(got) != 1 || got[0] != (intent.Refused{Sentence: tt.waits + ".", Reading: tt.m.waits()}) {
				t.Errorf("%s: enter asked for %#v", tt.name, got)
			}
		}
	}
	// What takes no part is not waited for, and a rejection waits for nothing.
	m, _ := uitest.Wishes(NewMany(decide.ActApprove, targets(bare(staging()), web()), "w"), "shift+tab", "space", "tab")
	if _, all := sendAll(m); !slices.Equal(names(all), []int64{94}) {
		t.Errorf("without the one that is being read it sent %v", names(all))
	}
	if w := NewMany(decide.ActReject, targets(bare(staging())), "w").waits(); w != "" {
		t.Errorf("a rejection waits for %s", w)
	}
	ready := NewMany(decide.ActApprove, targets(bare(staging()), bare(web())), "w").Refresh(staging()).Refresh(web())
	if len(ready.Wants()) > 0 {
		t.Errorf("once all was read it wants %v", ready.Wants())
	}
	if _, all := sendAll(ready); !slices.Equal(names(all), []int64{91, 94}) {
		t.Errorf("once all was read it sent %v", names(all))
	}
}

// What is read after the card opened is asked for anew where it speaks against a target,
// and leaves it out where it was known otherwise.
func TestManyTakeInWhatIsRead(t *testing.T) {
	t.Parallel()
	relived := staging()
	relived.Live = &api.Deployment{ID: 70, Ref: "v0.9.3", SHA: "cc20000", Status: api.StatusSuccess}
	rehatted := staging()
	rehatted.Verdict.Hats = rehatted.Verdict.Hats[1:2]
	confirmedHat := staging()
	confirmedHat.Verdict.Hats = []api.Hat{{Name: "search-team", Rule: 0, Effect: true, Mine: api.Covered, Why: "GitLab says so"}}
	reordered := staging()
	reordered.Verdict.Hats = []api.Hat{reordered.Verdict.Hats[1], reordered.Verdict.Hats[0]}
	hatless := staging()
	hatless.Verdict.Hats = nil
	for _, tt := range []struct {
		name          string
		before, after fleet.Row
		takes, open   bool
		says          string
	}{
		{"nothing new", staging(), staging(), true, false, ""},
		{"a danger with the first look", bare(staging()), warned(staging(), frozen), false, true, "▲ Go on in spite of the freeze"},
		{"no danger with the first look", bare(staging()), staging(), true, false, ""},
		{"a danger later", staging(), warned(staging(), frozen), false, true, "▲ Go on in spite of the freeze"},
		{"another danger", warned(staging(), frozen), warned(staging(), newerOne), false, true, "▲ Take v2.14.0 although #4830 is newer"},
		{"a note", staging(), warned(staging(), migrates), true, false, "• Migration"},
		{"two dangers", bare(staging()), warned(staging(), frozen, newerOne), false, false, "left out: it has 2 dangers, each to be ticked: decide on it alone"},
		{"what is live", staging(), relived, false, false, "left out: it changed, live v0.9.1 · bb10000 is now v0.9.3 · cc20000"},
		{"what is live, with the first look", bare(staging()), relived, true, false, ""},
		{"another hat", bare(staging()), rehatted, false, true, "Maintainers"},
		{"the same hat, for certain", bare(staging()), confirmedHat, true, false, "search-team"},
		{"the hats in another order", bare(staging()), reordered, true, false, "search-team"},
		{"forgotten with its danger", warned(staging(), frozen), bare(staging()), true, false, "▲ Go on in spite of the freeze"},
		{"no hat", bare(staging()), hatless, false, false, "left out: an approval of yours would change nothing"},
		{"forgotten", staging(), bare(staging()), true, false, ""},
		{"forgotten, and a danger", staging(), bare(warned(staging(), frozen)), false, false, "left out: it changed, new: freeze"},
		{"forgotten, and what is live", staging(), bare(relived), false, false, "left out: it changed, live v0.9.1"},
	} {
		old := NewMany(decide.ActApprove, targets(tt.before, web()), "why")
		if len(tt.before.Verdict.Dangers()) > 0 {
			old, _ = uitest.Wishes(old, "shift+tab", "space", "tab")
		}
		at, _ := uitest.Wishes(old, "tab", "right")
		m := at.Refresh(tt.after)
		out := plainCard(t, m, 80, 24, false)
		if it := m.items[0]; it.takes() != tt.takes || it.open() != tt.open || !contains(flat(out), tt.says) {
			t.Errorf("%s: takes part %v, can be ticked %v, want %v, %v and %q:\n%s", tt.name, it.takes(), it.open(), tt.takes, tt.open, tt.says, out)
		}
		if it := old.items[0]; !it.takes() {
			t.Errorf("%s: the card from before changed with it", tt.name)
		}
		if m.Asks() != at.Asks() && m.focus.kind == fieldAct {
			t.Errorf("%s: the keys stay at the act of another card", tt.name)
		}
		if tt.says != "" && !tt.takes && m.Asks() == at.Asks() {
			t.Errorf("%s: the card asks for the same", tt.name)
		}
		want := []int64{94}
		if tt.takes {
			want = []int64{91, 94}
		}
		if _, all := sendAll(m); !slices.Equal(names(all), want) {
			t.Errorf("%s: it sent %v, want %v", tt.name, names(all), want)
		}
		if !tt.open {
			continue
		}
		ticked, _ := uitest.Wishes(m, "shift+tab", "shift+tab", "shift+tab")
		for ticked.focus.kind != fieldChoice {
			ticked, _ = uitest.Wishes(ticked, "tab")
		}
		ticked, _ = uitest.Wishes(ticked, "home", "space", "tab")
		if _, all := sendAll(ticked); !slices.Equal(names(all), []int64{91, 94}) {
			t.Errorf("%s: ticked anew it sent %v:\n%s", tt.name, names(all), plainCard(t, ticked, 80, 24, false))
		}
	}
}

// While the first is being sent, what changes about the second leaves it out.
func TestWhatChangesWhileManyAreSentIsLeftOut(t *testing.T) {
	t.Parallel()
	relived := staging()
	relived.Live = &api.Deployment{ID: 70, Ref: "v0.9.3", SHA: "cc20000", Status: api.StatusSuccess}
	hatless := staging()
	hatless.Verdict.Hats = hatless.Verdict.Hats[1:]
	for name, tt := range map[string]struct {
		row  fleet.Row
		says string
	}{
		"its hat":  {hatless, "it changed, not a way to approve any more: search-team"},
		"a danger": {warned(staging(), frozen), "it changed, new: freeze"}, "live": {relived, "it changed, live v0.9.1"},
		"nothing": {staging(), ""}, "a note": {warned(staging(), migrates), ""}, "forgotten": {bare(staging()), ""},
	} {
		m, _ := confirmed(t, NewMany(decide.ActApprove, targets(blocked(), staging()), "w"))
		m = m.Refresh(tt.row)
		m, next := answers(t, m, decide.Result{Outcome: decide.Done})
		if (len(next) == 0) != (tt.says != "") || !contains(flat(plainCard(t, m, 120, 36, false)), tt.says) {
			t.Errorf("%s: it sent %v:\n%s", name, names(next), plainCard(t, m, 120, 36, false))
		}
	}
}

// What another reading of the surroundings changed is told in a few words.
func TestAChangeInAFewWords(t *testing.T) {
	t.Parallel()
	for want, x := range map[string]decide.Difference{
		"it changed, live v1 · aaaaaaa is now v2 · bbbbbbb": {What: "Live", Before: "v1 · aaaaaaa", After: "v2 · bbbbbbb"},
		"it changed, new: freeze":                           {What: "Dangers", Before: "none", After: "freeze"},
		"it changed, gone: freeze":                          {What: "Dangers", Before: "freeze", After: "none"},
		"it changed, gone: You started this pipeline.":      {What: "Dangers", Before: "You started this pipeline.", After: "not that"},
		"it changed, 41bb0ce is now 77aa0d1":                {What: "Commit", Before: "41bb0ce", After: "77aa0d1"},
	} {
		if got := changedWords([]decide.Difference{{What: "Status", Same: true}, x}); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// swept are two outdated deployments of one environment.
func swept() []ManyTarget {
	older := func(id int64, ref, sha string) fleet.Row {
		r := blocked()
		d := *r.Deployment
		d.ID, d.IID, d.Ref, d.SHA, r.Ref.Deployment = id, 4700+id, ref, sha, id
		r.Deployment, r.Brief = &d, nil
		r.Verdict.State = api.StateOutdated
		r.Live = &api.Deployment{ID: 99, IID: 4830, Ref: "v2.14.0", SHA: "9c01d2e000", Status: api.StatusSuccess, UpdatedAt: ago(hour)}
		return r
	}
	return targets(older(88, "v2.13.8", "88aa0d1222"), older(87, "v2.13.7", "87aa0d1222"))
}

// The comment that is made for a bulk rejection is on the card, can be changed, and is
// no draft of anybody; each target says why it is outdated.
func TestASweepSaysWhy(t *testing.T) {
	t.Parallel()
	m := NewMany(decide.ActReject, swept(), "").Suggest("Outdated: v2.14.0 (#4830), newer, has succeeded.")
	out := plainCard(t, m, 80, 24, false)
	if strings.Count(out, "« v2.14.0 #4830, newer, is live") != 2 || !contains(out, "Outdated: v2.14.0 (#4830), newer, has succe…") {
		t.Errorf("it says\n%s", out)
	}
	if m.Dirty() || m.Draft() != "" {
		t.Errorf("what nobody typed is a draft: %q", m.Draft())
	}
	edited, _ := uitest.Wishes(m, "backspace", ",", "x")
	if edited.Draft() != "Outdated: v2.14.0 (#4830), newer, has succeeded,x" || !edited.Dirty() {
		t.Errorf("edited it is %q", edited.Draft())
	}
	_, all := sendAll(edited)
	if !slices.Equal(names(all), []int64{88, 87}) || all[1].Comment != edited.Draft() || all[1].Act != decide.ActReject {
		t.Errorf("it sent %+v", all)
	}
	one, _ := uitest.Wishes(m, "shift+tab", "space", "tab")
	if _, all = sendAll(one); !slices.Equal(names(all), []int64{87}) {
		t.Errorf("without the first it sent %v", names(all))
	}
	rolled := swept()
	rolled[0].Target.Row.Live, rolled[1].Target.Row.Live = nil, &api.Deployment{ID: 12, IID: 3, Ref: "v1"}
	if out = plainCard(t, NewMany(decide.ActReject, rolled, ""), 80, 24, false); strings.Count(out, "« something newer has succeeded here") != 2 {
		t.Errorf("where something older is live it says\n%s", out)
	}
}

// The target under the cursor keeps its name and its tick on the screen: kinds of files
// share a line, behind what is dangerous.
func TestKindsOfFilesOfManyShareALine(t *testing.T) {
	t.Parallel()
	row := rollback()
	for _, kind := range []string{"Migration", "Pipeline", "Dependencies", "Configuration"} {
		note := api.Warning{Kind: api.NoteRisk, Word: kind, Text: "a/very/long/path/of/a/file/that/needs/more/than/one/line.rb and 1 more"}
		row.Verdict.Warnings = append([]api.Warning{note}, row.Verdict.Warnings...)
	}
	m := NewMany(decide.ActApprove, targets(staging(), row, web()), "")
	out := plainCard(t, m, 80, 24, false)
	at, note := strings.Index(out, "▲ "), strings.Index(out, "• Takes back ")
	if at < 0 || note < at || !contains(out, "• Takes back configuration, dependencies, pipeline, migration") {
		t.Errorf("it says\n%s", out)
	}
}

func TestManyThatWeighLookAsDesigned(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]uitest.Card{
		"many-reading":  NewMany(decide.ActApprove, targets(bare(staging()), bare(web()), blocked()), "Release 2026-02-14, checked with QA"),
		"many-arrived":  NewMany(decide.ActApprove, targets(bare(staging()), bare(web()), blocked()), "").Refresh(warned(staging(), frozen)).Refresh(web()),
		"many-outdated": NewMany(decide.ActReject, swept(), "").Suggest("Outdated: v2.14.0 (#4830), newer, has succeeded."),
	} {
		uitest.Golden(t, name+"-80x24", plainCard(t, c, 80, 24, false))
		uitest.Golden(t, name+"-120x36", plainCard(t, c, 120, 36, false))
	}
}
