package form

import (
	"errors"
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

// brief is a row of which only the decisive facts that are named are not read yet.
func brief(r fleet.Row, missing ...fleet.Fact) fleet.Row {
	b := *known()
	for _, f := range missing {
		switch f {
		case fleet.FactShips:
			b.Changes = fleet.Known[fleet.Changes]{}
		case fleet.FactFreezes:
			b.Freezes = fleet.Known[[]api.Freeze]{}
		case fleet.FactInsight:
			b.Insight = fleet.Known[api.Insight]{}
		case fleet.FactMerged, fleet.FactRelease, fleet.FactRecent, fleet.FactElsewhere, fleet.FactJobs, fleet.FactGuard:
		}
	}
	r.Brief = &b
	return r
}

// bare is a row of which nothing is known but itself.
func bare(r fleet.Row) fleet.Row {
	r.Brief = nil
	return r
}

// warned is a row with more to know than before.
func warned(r fleet.Row, more ...api.Warning) fleet.Row {
	r.Verdict.Warnings = append(slices.Clone(r.Verdict.Warnings), more...)
	return r
}

var (
	frozen   = api.Warning{Kind: api.DangerFreeze, Must: true, Word: "Freeze", Text: "until 06:00 CET. GitLab will not stop you.", Deed: "Go on in spite of the freeze"}
	newerOne = api.Warning{Kind: api.DangerNewer, Must: true, Word: "#4830", Text: "v2.14.1, newer, is also waiting", Deed: "Take v2.14.0 although #4830 is newer"}
	migrates = api.Warning{Kind: api.NoteRisk, Word: "Migration", Text: "db/migrate/20260214_add_retry_at.rb"}
)

// A card that opened before its facts came sends nothing, says for what it waits, and
// closes as ever.
func TestACardWaitsForItsFacts(t *testing.T) {
	t.Parallel()
	m, _ := keys.New(nil)
	for _, tt := range []struct {
		name  string
		row   fleet.Row
		waits string
	}{
		{"nothing known", bare(blocked()), "what it ships"},
		{"not what it ships", brief(blocked(), fleet.FactShips), "what it ships"},
		{"not the freezes", brief(blocked(), fleet.FactFreezes), "the freeze periods"},
		{"not GitLab's answer", brief(blocked(), fleet.FactInsight), "GitLab's own answer"},
		{"all but the last", brief(staging(), fleet.FactInsight), "GitLab's own answer"},
		{"with a danger", brief(freeze(), fleet.FactShips), "what it ships"},
	} {
		for act, d := range map[string]Decision{"Approve": approval(tt.row, Policy{}, "words"), "Run": NewRun(1, Target{Row: tt.row})} {
			says := act + " waits for " + tt.waits
			next, got := uitest.Wishes(d, "enter", "enter")
			if len(submitted(got)) > 0 || len(got) != 2 || got[1] != (intent.Refused{Sentence: says + ".", Reading: tt.waits}) || next.Sending() || closed(got) {
				t.Errorf("%s, %s: enter asked for %#v", tt.name, act, got)
			}
			if out := plainCard(t, d, 80, 24, false); !contains(out, says) {
				t.Errorf("%s, %s: the card does not say %q:\n%s", tt.name, act, says, out)
			}
			if left, right := d.Hints(m); !strings.HasPrefix(hints(left), "enter waits for "+tt.waits) || hints(right) != "esc cancel" {
				t.Errorf("%s, %s: the footer says %s | %s", tt.name, act, hints(left), hints(right))
			}
			for _, way := range [][]string{{"tab", "tab", "tab", "tab", "right", "enter"}, {"tab", "space", "tab", "enter"}, {"shift+tab", "right", "enter"}} {
				if _, got := uitest.Wishes(d, way...); len(submitted(got)) > 0 {
					t.Errorf("%s, %s: %v sent", tt.name, act, way)
				}
			}
			if _, got := uitest.Wishes(d, "esc"); !closed(got) {
				t.Errorf("%s, %s: esc asked for %#v", tt.name, act, got)
			}
			at := drive(d, "tab")
			for range d.fields() {
				if at.focus.kind != fieldCancel {
					at = drive(at, "tab")
				}
			}
			if _, got := uitest.Wishes(at, "enter"); !closed(got) {
				t.Errorf("%s, %s: cancel asked for %#v", tt.name, act, got)
			}
		}
	}
}

// Only what puts something live waits: saying no does not.
func TestOtherActsDoNotWait(t *testing.T) {
	t.Parallel()
	ended := func(r fleet.Row) Target { return Target{Row: bare(r), Me: 1} }
	old := staging()
	d := *old.Deployment
	d.Status, d.Deployable = api.StatusFailed, &api.Job{ID: 8, Name: "deploy-staging", Status: api.JobFailed}
	old.Deployment = &d
	running := staging()
	r := *running.Deployment
	r.Status, r.Deployable = api.StatusRunning, &api.Job{ID: 8, Name: "deploy-staging", Status: api.JobRunning}
	running.Deployment = &r
	for name, c := range map[string]Decision{
		"reject": NewApproval(1, ended(blocked()), decide.ActReject, "no"), "status": NewStatus(1, ended(external())),
		"retry": NewRetry(1, ended(old)), "cancel": NewCancel(1, ended(running)), "delete": NewDelete(1, ended(old)),
	} {
		_, got := uitest.Wishes(c, "tab", "tab", "left", "right", "enter")
		reqs := submitted(got)
		if len(reqs) != 1 {
			t.Errorf("%s: it asked for %#v:\n%s", name, got, plainCard(t, c, 80, 24, false))
			continue
		}
		if reqs[0].Basis != nil || reqs[0].Shown != nil {
			t.Errorf("%s rests on %v, %v", name, reqs[0].Basis, reqs[0].Shown)
		}
	}
}

// What was still being read arrives in the card that is open: what speaks against it has
// to be ticked, what was filled in stays.
func TestFactsArriveInTheOpenCard(t *testing.T) {
	t.Parallel()
	half := func(r fleet.Row) fleet.Row { return brief(r, fleet.FactFreezes, fleet.FactInsight) }
	other := staging()
	other.Verdict.Hats = []api.Hat{other.Verdict.Hats[2], other.Verdict.Hats[0], other.Verdict.Hats[1]}
	fewer := staging()
	fewer.Verdict.Hats = fewer.Verdict.Hats[:1]
	for _, tt := range []struct {
		name   string
		before Decision
		after  fleet.Row
		keys   []string
		sends  int
		hat    string
		words  string
	}{
		{"nothing found: enter sends", approval(bare(blocked()), Policy{}, "w"), blocked(), []string{"enter"}, 1, "security-group", "w"},
		{"a danger: enter does not", approval(bare(blocked()), Policy{}, "w"), warned(blocked(), frozen), []string{"enter", "right", "enter"}, 0, "", ""},
		{"a danger: ticked", approval(bare(blocked()), Policy{}, "w"), warned(blocked(), frozen), []string{"tab", "space", "tab", "right", "enter"}, 1, "security-group", "w"},
		{"a danger asks for a comment", approval(bare(blocked()), Policy{}, ""), warned(blocked(), frozen), []string{"tab", "space", "tab", "right", "enter"}, 0, "", ""},
		{"ticked before, another comes", drive(approval(half(warned(blocked(), newerOne)), Policy{}, "w"), "tab", "space"), warned(blocked(), frozen, newerOne), []string{"tab", "right", "enter"}, 0, "", ""},
		{"ticked before, the other ticked", drive(approval(half(warned(blocked(), newerOne)), Policy{}, "w"), "tab", "space", "tab"), warned(blocked(), frozen, newerOne), []string{"shift+tab", "shift+tab", "space", "tab", "tab", "right", "enter"}, 1, "security-group", "w"},
		{"the tick keeps its place by its deed", drive(approval(half(warned(blocked(), newerOne)), Policy{}, "w"), "tab"), warned(blocked(), frozen, newerOne), []string{"space", "shift+tab", "space", "tab", "tab", "right", "enter"}, 1, "security-group", "w"},
		{"a deed that is gone", drive(approval(half(warned(blocked(), newerOne)), Policy{}, "w"), "tab", "space"), blocked(), []string{"enter"}, 1, "security-group", "w"},
		{"the hat stays by its name", drive(approval(bare(staging()), Policy{}, "w"), "down"), other, []string{"enter"}, 1, "Maintainers", "w"},
		{"a hat that is gone", approval(bare(lastHat(staging())), Policy{}, "w"), fewer, []string{"enter"}, 1, "search-team", "w"},
		{"at the hats that are gone", drive(approval(bare(staging()), Policy{}, "w"), "shift+tab"), fewer, []string{"enter"}, 1, "search-team", "w"},
		{"at cancel it stays at cancel", drive(approval(bare(blocked()), Policy{}, "w"), "tab"), blocked(), []string{"enter"}, 0, "", ""},
		{"the typed name stays", drive(approval(bare(blocked()), Policy{Confirm: TypeEnvironment}, "w"), append([]string{"tab"}, typing("production")...)...), blocked(), []string{"enter", "right", "enter"}, 1, "security-group", "w"},
		{"run: nothing found", NewRun(1, Target{Row: bare(blocked())}), blocked(), []string{"enter"}, 1, "", ""},
		{"run: at cancel", drive(NewRun(1, Target{Row: bare(blocked())}), "tab"), blocked(), []string{"enter"}, 0, "", ""},
		{"run: a danger", NewRun(1, Target{Row: bare(blocked())}), warned(blocked(), frozen), []string{"enter", "enter"}, 0, "", ""},
		{"run: a danger ticked", NewRun(1, Target{Row: bare(blocked())}), warned(blocked(), frozen), []string{"space", "enter", "right", "enter"}, 1, "", ""},
		{"one more fact is not all", approval(bare(blocked()), Policy{}, "w"), half(blocked()), []string{"enter"}, 0, "", ""},
		{"live becomes known", approval(bare(unlived()), Policy{}, "w"), blocked(), []string{"enter"}, 1, "security-group", "w"},
	} {
		d := tt.before.Refresh(tt.after)
		if d.Asks() == tt.before.Asks() {
			t.Errorf("%s: the card asks for the same as before", tt.name)
		}
		if !slices.Contains(append(d.fields(), spot{kind: fieldNone}), d.focus) {
			t.Errorf("%s: the keys go to %v, which is no field", tt.name, d.focus)
		}
		_, got := uitest.Wishes(d, tt.keys...)
		reqs := submitted(got)
		if len(reqs) != tt.sends || tt.sends > 0 && (reqs[0].RepresentedAs != tt.hat || reqs[0].Comment != tt.words) {
			t.Errorf("%s: %v sent %+v:\n%s", tt.name, tt.keys, reqs, plainCard(t, d, 80, 24, false))
		}
	}
}

func unlived() fleet.Row {
	r := blocked()
	r.Live = nil
	return r
}

// A fact that could not be read holds nobody up: the card says so and why.
func TestAFactThatFailedIsSaid(t *testing.T) {
	t.Parallel()
	r := blocked()
	b := *known()
	b.Changes = unreadable[fleet.Changes](&api.Error{Kind: api.Forbidden, Status: 403})
	b.Freezes = unreadable[[]api.Freeze](errors.New("no answer"))
	b.Insight = unreadable[api.Insight](errors.New("no GraphQL"))
	r.Brief = &b
	r.Verdict.Ships = api.Ships{}
	r = warned(r, api.Warning{Kind: api.NoteUnread, Word: "What it ships", Text: "could not be read: no access"},
		api.Warning{Kind: api.NoteUnread, Word: "The freeze periods", Text: "could not be read: no answer"})
	d := approval(r, Policy{}, "")
	out := plainCard(t, d, 80, 24, false)
	for _, want := range []string{"• What it ships could not be read: no access", "• The freeze periods could not be read: no answer"} {
		if !contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if contains(out, "none found") {
		t.Errorf("it says that nothing was found:\n%s", out)
	}
	if _, got := uitest.Wishes(d, "enter"); len(submitted(got)) != 1 {
		t.Errorf("enter asked for %#v", got)
	}
}

// What changed after all was known is told side by side, and nothing was sent.
func TestASurroundingThatChangedIsTold(t *testing.T) {
	t.Parallel()
	live := blocked()
	live.Live = &api.Deployment{ID: 88, IID: 4810, Ref: "v2.13.10", SHA: "77aa0d1000", Status: api.StatusSuccess, UpdatedAt: ago(hour)}
	forgot := bare(blocked())
	both := bare(live)
	for _, tt := range []struct {
		name  string
		row   fleet.Row
		after fleet.Row
		says  []string
	}{
		{"a danger", blocked(), warned(blocked(), frozen), []string{"Dangers    none  →  freeze", "Live       v2.13.9 · 9c01d2e  →  the same"}},
		{"another danger", warned(blocked(), newerOne), warned(blocked(), frozen), []string{"#4830 v2.14.1, newer, is also waiting", "→ freeze"}},
		{"a danger less", warned(blocked(), newerOne), blocked(), []string{"waiting → none"}},
		{"what is live", blocked(), live, []string{"Live       v2.13.9 · 9c01d2e  →  v2.13.10 · 77aa0d1", "Commit     3f2a91c  →  the same"}},
		{"what is live, and the facts with it", blocked(), both, []string{"→  v2.13.10 · 77aa0d1"}},
		{"a note", blocked(), warned(blocked(), migrates), nil},
		{"the facts were forgotten", warned(blocked(), newerOne), forgot, nil},
		{"nothing", blocked(), blocked(), nil},
	} {
		for act, d := range map[string]Decision{"approve": approval(tt.row, Policy{}, "kept words"), "run": NewRun(1, Target{Row: tt.row})} {
			next := d.Refresh(tt.after)
			out := plainCard(t, next, 80, 24, false)
			flat := strings.Join(strings.Fields(strings.NewReplacer("║", "", "\n", " ").Replace(out)), " ")
			if told := contains(out, "It changed while you looked. Nothing was sent."); told != (tt.says != nil) {
				t.Errorf("%s, %s: it says\n%s", tt.name, act, out)
			}
			for _, want := range tt.says {
				if !contains(flat, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("%s, %s: it does not say %q:\n%s", tt.name, act, want, out)
				}
			}
			if tt.says == nil {
				continue
			}
			if act == "approve" && (next.Draft() != "kept words" || !contains(out, "kept words")) {
				t.Errorf("%s: the comment is lost:\n%s", tt.name, out)
			}
			if _, got := uitest.Wishes(next, "enter", "enter"); len(submitted(got)) > 0 || !slices.Contains(got, intent.Intent(intent.LookAgain{Ref: d.Ref()})) {
				t.Errorf("%s, %s: enter asked for %#v", tt.name, act, got)
			}
		}
	}
	// While it is sent, only the read before the write decides.
	sent := drive(approval(blocked(), Policy{}, "w"), "enter")
	if next := sent.Refresh(warned(blocked(), frozen)); !next.Sending() {
		t.Error("a card under way was answered by a reading")
	}
	// A rejection rests on nothing around it.
	if next := rejection(blocked(), Policy{}).Refresh(warned(live, frozen)); next.phase != editing {
		t.Error("a rejection starts anew because of what is live")
	}
}

// What the request rests on is what stood on the card when Enter was pressed.
func TestTheRequestRestsOnTheCard(t *testing.T) {
	t.Parallel()
	row := warned(blocked(), newerOne, frozen, migrates)
	for name, d := range map[string]Decision{
		"approve": drive(approval(row, Policy{}, "w"), "tab", "space", "tab", "space", "tab"),
		"run":     drive(NewRun(1, Target{Row: row}), "space", "tab", "space", "tab"),
		"late":    drive(approval(bare(blocked()), Policy{}, "w").Refresh(row), "tab", "space", "tab", "space", "tab"),
	} {
		_, got := uitest.Wishes(d, "right", "enter")
		reqs := submitted(got)
		if len(reqs) != 1 || reqs[0].Basis == nil {
			t.Errorf("%s: it sent %+v", name, reqs)
			continue
		}
		b := reqs[0].Basis
		if b.Live != "v2.13.9 · 9c01d2e" || !slices.Equal(b.Dangers, []string{"#4830 v2.14.1, newer, is also waiting", "freeze"}) {
			t.Errorf("%s: it rests on %+v", name, *b)
		}
		want := []string{"#4830 v2.14.1, newer, is also waiting", "Freeze until 06:00 CET. GitLab will not stop you.", "Migration db/migrate/20260214_add_retry_at.rb"}
		if !slices.Equal(reqs[0].Shown, want) {
			t.Errorf("%s: it showed %q", name, reqs[0].Shown)
		}
	}
}
