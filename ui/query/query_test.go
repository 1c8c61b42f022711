package query

import (
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

var now = uitest.Now

var payments = api.ProjectRef{Host: "gitlab.acme.dev", ID: 13}

func projects() []Project {
	return []Project{
		{Ref: payments, Path: "payments/api", Environments: []string{"production", "old-qa"}},
		{Ref: api.ProjectRef{Host: "gitlab.acme.dev", ID: 12}, Path: "ledger/core"},
		{Ref: api.ProjectRef{Host: "apps.acme.dev", ID: 12}, Path: "ledger/core"},
	}
}

func places() fleet.Places {
	return fleet.Places{Environments: []api.Environment{{Name: "production", Tier: api.TierProduction}, {Name: "staging", Tier: api.TierStaging}}}
}

func open() Model { return New(projects(), nil, now).Known(payments, places(), nil) }

// to brings the keys to a field.
func to(m Model, at spot) Model {
	for m.focus != at {
		m, _ = uitest.Press(m, "tab")
	}
	return m
}

// choose turns a choice until it says a word.
func choose(t *testing.T, m Model, at spot, word string) Model {
	t.Helper()
	m = to(m, at)
	for range 9 {
		if strings.Contains(uitest.Frame(t, m, 80, 24, false), " "+word+"  ← →") {
			return m
		}
		m, _ = uitest.Press(m, "right")
	}
	t.Fatalf("no choice %s", word)
	return m
}

func day(d int) time.Time { return time.Date(2026, 2, d, 0, 0, 0, 0, time.UTC) }

func TestTheCardLooksAsDesigned(t *testing.T) {
	t.Parallel()
	uitest.GoldenCard(t, "open", open())
	uitest.Golden(t, "open-80x24-ascii", uitest.Frame(t, open(), 80, 24, true))
	envs, _ := uitest.Press(to(open(), fieldEnvironment), "down")
	uitest.GoldenCard(t, "environments", envs)
	rule, _ := uitest.Press(to(open(), fieldUpdatedFrom), "'3d")
	uitest.GoldenCard(t, "rule", rule)
	mended, _ := uitest.Press(rule, "enter")
	uitest.GoldenCard(t, "mended", mended)
	wrong, _ := uitest.Press(to(open(), fieldFinishedTo), "'yesterday")
	uitest.GoldenCard(t, "no-time", wrong)
	back, _ := uitest.Press(to(mended, fieldUpdatedTo), "'1w")
	uitest.GoldenCard(t, "reversed", back)
	q := fleet.Query{Project: payments, Filter: api.DeploymentFilter{Environment: "production", Status: api.StatusSuccess,
		OrderBy: api.OrderByFinishedAt, Sort: api.Desc, FinishedAfter: new(day(11)), FinishedBefore: new(now.Add(30 * time.Second))}}
	uitest.GoldenCard(t, "in-force", New(projects(), &q, now))
	uitest.GoldenCard(t, "again", to(New(projects(), &q, now), fieldAgain))
	uitest.GoldenCard(t, "nothing", New(nil, nil, now))
	uitest.GoldenCard(t, "not-read", New(projects(), nil, now).Known(payments, fleet.Places{}, &api.Error{Kind: api.Forbidden}))
}

// Every rule of GitLab's: what it says, what mends it, and that it then is asked.
func TestRulesAndWhatMendsThem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		make func(*testing.T) Model
		says string
		mend string
		want api.DeploymentFilter
	}{
		{"updated needs its order", func(*testing.T) Model { m, _ := uitest.Press(to(open(), fieldUpdatedFrom), "'2026-02-11"); return m },
			"Updated dates need the order updated_at.", "orders by updated_at",
			api.DeploymentFilter{OrderBy: api.OrderByUpdatedAt, Sort: api.Desc, UpdatedAfter: new(day(11))}},
		{"finished needs its order, then its status", func(*testing.T) Model {
			m, _ := uitest.Press(to(open(), fieldFinishedTo), "'2026-02-11")
			return m
		}, "Finished dates need the order finished_at.", "orders by finished_at",
			api.DeploymentFilter{OrderBy: api.OrderByFinishedAt, Sort: api.Desc, Status: api.StatusSuccess, FinishedBefore: new(day(11))}},
		{"not both", func(*testing.T) Model {
			m, _ := uitest.Press(to(open(), fieldUpdatedFrom), "'2026-02-11", "tab", "tab", "'2026-02-12", "shift+tab")
			return m
		}, "GitLab takes updated dates or finished dates, not both.", "drops the finished dates",
			api.DeploymentFilter{OrderBy: api.OrderByUpdatedAt, Sort: api.Desc, UpdatedAfter: new(day(11))}},
		{"not both, from the other side", func(*testing.T) Model {
			m, _ := uitest.Press(to(open(), fieldUpdatedTo), "'2026-02-11", "tab", "'2026-02-12")
			return m
		}, "GitLab takes updated dates or finished dates, not both.", "drops the updated dates",
			api.DeploymentFilter{OrderBy: api.OrderByFinishedAt, Sort: api.Desc, Status: api.StatusSuccess, FinishedAfter: new(day(12))}},
		{"the order finished_at alone", func(t *testing.T) Model { return choose(t, open(), fieldOrder, "finished_at") },
			"The order finished_at needs a finished date, or the status success, failed or canceled.", "sets the status success",
			api.DeploymentFilter{OrderBy: api.OrderByFinishedAt, Sort: api.Desc, Status: api.StatusSuccess}},
		{"finished needs success", func(t *testing.T) Model {
			m := choose(t, choose(t, open(), fieldStatus, "failed"), fieldOrder, "finished_at")
			m, _ = uitest.Press(to(m, fieldFinishedFrom), "'2026-02-12")
			return m
		}, "Finished dates need the status success.", "sets the status success",
			api.DeploymentFilter{OrderBy: api.OrderByFinishedAt, Sort: api.Desc, Status: api.StatusSuccess, FinishedAfter: new(day(12))}},
	} {
		m := tt.make(t)
		o := m.obstacle()
		if o.words != tt.says || o.mend.String() != tt.mend {
			t.Errorf("%s: %q, enter %s", tt.name, o.words, o.mend)
		}
		left, _ := m.Hints(keys.Map{})
		if left[0].Verb != tt.mend {
			t.Errorf("%s: the footer says %q", tt.name, left[0].Verb)
		}
		if _, ok := m.query(); ok {
			t.Errorf("%s: it can be sent", tt.name)
		}
		var w intent.Intent
		for range 4 {
			if m, w = uitest.Press(m, "enter"); w != nil {
				break
			}
		}
		got, ok := w.(intent.Ask)
		if !ok || got.Query.Project != payments || !same(got.Query.Filter, tt.want) {
			t.Errorf("%s: mended it asks for %+v, want %+v", tt.name, w, tt.want)
		}
	}
}

func same(a, b api.DeploymentFilter) bool {
	eq := func(x, y *time.Time) bool { return x == nil && y == nil || x != nil && y != nil && x.Equal(*y) }
	if !eq(a.UpdatedAfter, b.UpdatedAfter) || !eq(a.UpdatedBefore, b.UpdatedBefore) || !eq(a.FinishedAfter, b.FinishedAfter) ||
		!eq(a.FinishedBefore, b.FinishedBefore) {
		return false
	}
	a.UpdatedAfter, a.UpdatedBefore, a.FinishedAfter, a.FinishedBefore = nil, nil, nil, nil
	b.UpdatedAfter, b.UpdatedBefore, b.FinishedAfter, b.FinishedBefore = nil, nil, nil, nil
	return a == b
}

func TestWhatCannotBeMended(t *testing.T) {
	t.Parallel()
	wrong, _ := uitest.Press(to(open(), fieldUpdatedTo), "'soon")
	_, w := uitest.Press(wrong, "enter")
	if r, ok := w.(intent.Refused); !ok || !strings.HasPrefix(r.Sentence, "\"soon\" is no time; write 2026-02-14") {
		t.Errorf("no time asks for %#v", w)
	}
	m, _ := uitest.Press(to(open(), fieldProject), "'x")
	if _, w := uitest.Press(m, "enter"); w != (intent.Refused{Sentence: "No project of that name is shown here."}) {
		t.Errorf("no project asks for %#v", w)
	}
	if _, w := uitest.Press(New(nil, nil, now), "enter"); w != (intent.Refused{Sentence: "A project is missing."}) {
		t.Errorf("no projects asks for %#v", w)
	}
}

// What names no project says so at its field; the only one that is left is taken by tab.
func TestTheProjectThatIsTyped(t *testing.T) {
	t.Parallel()
	const none = "✗ no such project"
	m, _ := uitest.Press(to(open(), fieldProject), "ctrl+u", "'core")
	uitest.HasNot(t, uitest.Frame(t, m, 80, 24, false), none)
	m, _ = uitest.Press(m, "tab") // two of them
	uitest.Has(t, uitest.Frame(t, m, 80, 24, false), none)
	m, _ = uitest.Press(m, "shift+tab", "ctrl+u", "'zz")
	uitest.Has(t, uitest.Frame(t, m, 80, 24, false), none)
	m, _ = uitest.Press(m, "ctrl+u", "'pay", "tab")
	if p, ok := m.chosen(); !ok || p.Ref != payments || m.focus != fieldEnvironment {
		t.Errorf("tab leaves %q at %d", m.project.Value(), m.focus)
	}
	if m, _ = uitest.Press(m, "'stag", "tab"); m.environment.Value() != "stag" {
		t.Errorf("tab turns an environment into %q", m.environment.Value())
	}
}

// Of what could not be read only the environments matter here.
func TestWhatWasNotRead(t *testing.T) {
	t.Parallel()
	no := &api.Error{Kind: api.Forbidden, Status: 403, Message: "403 Forbidden"}
	for _, tt := range []struct {
		places fleet.Places
		said   bool
	}{
		{fleet.Places{EnvironmentsErr: no}, true},
		{fleet.Places{BranchesErr: no, TagsErr: no}, false},
	} {
		out := uitest.Frame(t, New(projects(), nil, now).Known(payments, tt.places, nil), 80, 24, false)
		if strings.Contains(out, "not read: 403 Forbidden") != tt.said {
			t.Errorf("the card says\n%s", out)
		}
	}
}

// What can be picked lies over what is below: the card keeps its rows.
func TestSuggestionsMoveNothing(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		before := strings.Split(uitest.Frame(t, open(), size[0], size[1], false), "\n")
		for _, at := range []spot{fieldProject, fieldEnvironment} {
			m, _ := uitest.Press(to(open(), at), "ctrl+u", "down")
			out := uitest.Frame(t, m, size[0], size[1], false)
			after := strings.Split(out, "\n")
			if len(after) != len(before) || strings.Count(out, "▌") != 2 || !strings.HasPrefix(after[len(after)-8], before[len(before)-8][:20]) {
				t.Errorf("at %d they make a card of %d lines from one of %d:\n%s", at, len(after), len(before), out)
			}
		}
	}
}

func TestEnterAsksFromAnyField(t *testing.T) {
	t.Parallel()
	want := api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, Environment: "staging", Status: api.StatusFailed}
	m, w := uitest.Press(to(open(), fieldEnvironment), "'stag", "down", "enter")
	if w != nil || m.environment.Value() != "staging" {
		t.Fatalf("a picked name asks for %#v", w)
	}
	m = choose(t, m, fieldStatus, "failed")
	for _, at := range m.fields() {
		if _, w := uitest.Press(to(m, at), "enter"); !same(w.(intent.Ask).Query.Filter, want) {
			t.Errorf("at %d enter asks for %+v", at, w)
		}
	}
	asc, _ := uitest.Press(to(m, fieldDirection), "space")
	if _, w := uitest.Press(asc, "enter"); w.(intent.Ask).Query.Filter.Sort != api.Asc {
		t.Errorf("it asks for %+v", w)
	}
}

// A query in force comes back as it was, and can be taken back.
func TestAQueryInForce(t *testing.T) {
	t.Parallel()
	f := api.DeploymentFilter{Environment: "prod", Status: api.StatusSuccess, OrderBy: api.OrderByFinishedAt, Sort: api.Asc,
		FinishedAfter: new(day(11)), FinishedBefore: new(now.Add(90*time.Second + 123*time.Millisecond)), PerPage: 0}
	m := New(projects(), &fleet.Query{Project: projects()[2].Ref, Filter: f}, now)
	_, w := uitest.Press(m, "enter")
	if a, ok := w.(intent.Ask); !ok || !same(a.Query.Filter, f) || a.Query.Project != projects()[2].Ref {
		t.Errorf("reopened it asks for %+v", w)
	}
	if _, w := uitest.Press(to(m, fieldAgain), "enter"); w != (intent.Unask{}) {
		t.Errorf("all again asks for %#v", w)
	}
	if left, _ := uitest.Press(to(m, fieldAsk), "left"); left.focus != fieldAgain {
		t.Error("left does not reach it")
	}
	for _, at := range open().fields() {
		if at == fieldAgain {
			t.Error("without a query there is one to take back")
		}
	}
}

// What was typed and not asked is there again after the card was closed.
func TestADraftIsKept(t *testing.T) {
	t.Parallel()
	if d := open().Draft(); d != (Draft{}) {
		t.Errorf("nothing was typed, and the draft is %+v", d)
	}
	if m := open(); m.WithDraft(Draft{}).typed() != m.typed() {
		t.Error("the zero draft changes the card")
	}
	m, _ := uitest.Press(to(open(), fieldProject), "ctrl+u", "'core on apps", "down", "tab", "'zz", "tab", "right", "tab", "'2h", "tab", "tab", "tab", "'nev")
	m, _ = uitest.Press(to(m, fieldDirection), "right")
	m, w := uitest.Press(m, "esc")
	if w != (intent.Close{}) {
		t.Fatalf("esc asks for %#v", w)
	}
	again := New(projects(), nil, now.Add(time.Hour)).WithDraft(m.Draft())
	if again.typed() != m.typed() || again.Draft() != m.Draft() || again.typed().Environment != "zz" || again.typed().FinishedBefore != "nev" {
		t.Errorf("reopened it says %+v, want %+v", again.typed(), m.typed())
	}
	if w := again.Wants(); w != (intent.Look{Project: projects()[2].Ref}) {
		t.Errorf("reopened it wants %#v", w)
	}
	// of two projects of one path one is gone: the other keeps its place
	alone := New(projects()[2:], nil, now).WithDraft(m.Draft())
	if p, ok := alone.chosen(); !ok || p.Ref != projects()[2].Ref {
		t.Errorf("it names %q", alone.project.Value())
	}
	gone := New(projects()[:1], nil, now).WithDraft(m.Draft())
	if _, ok := gone.chosen(); ok || gone.project.Value() != "ledger/core on apps.acme.dev" {
		t.Errorf("a project that is gone became %q", gone.project.Value())
	}
}

// What was asked is in force, and no draft; nor is it once it was taken back.
func TestWhatWasAskedIsNoDraft(t *testing.T) {
	t.Parallel()
	m, w := uitest.Press(to(open(), fieldStatus), "right", "enter")
	if _, asks := w.(intent.Ask); !asks || m.Draft() != (Draft{}) {
		t.Errorf("after %#v the draft is %+v", w, m.Draft())
	}
	if m, _ = uitest.Press(m, "right"); m.Draft().Status != api.StatusRunning {
		t.Errorf("a key later it is %+v", m.Draft())
	}
	q := fleet.Query{Project: payments, Filter: api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, UpdatedAfter: new(day(11))}}
	force, _ := uitest.Press(New(projects(), &q, now), "right")
	if force.Draft().UpdatedAfter != "2026-02-11 00:00" {
		t.Errorf("with a query in force it is %+v", force.Draft())
	}
	if m, _ := uitest.Press(to(force, fieldAgain), "enter"); m.Draft() != (Draft{}) {
		t.Errorf("taken back it leaves %+v", m.Draft())
	}
}

// A time ago is to the minute, so that it can be read and written again.
func TestATimeAgoIsToTheMinute(t *testing.T) {
	t.Parallel()
	m, _ := uitest.Press(to(New(projects(), nil, now.Add(17*time.Second)), fieldUpdatedFrom), "'2h", "enter")
	_, w := uitest.Press(m, "enter")
	if got := w.(intent.Ask).Query.Filter.UpdatedAfter; !got.Equal(now.Add(-2 * time.Hour)) {
		t.Errorf("2h is %v", got)
	}
}

func TestAskingAndHearing(t *testing.T) {
	t.Parallel()
	m := New(projects(), nil, now)
	if w := m.Wants(); w != (intent.Look{Project: payments}) {
		t.Fatalf("opened it wants %#v", w)
	}
	if m, _ = uitest.Press(m, "tab"); m.Wants() != nil {
		t.Error("it wants it again")
	}
	if got := m.Known(projects()[1].Ref, places(), nil); len(got.places.Environments) > 0 {
		t.Error("another project's places are taken")
	}
	m, _ = uitest.Press(to(m, fieldProject), "ctrl+u", "'core on apps", "down", "tab")
	if w := m.Wants(); w != (intent.Look{Project: projects()[2].Ref}) {
		t.Errorf("another project wants %#v", w)
	}
}

func TestUnarmedKeysAndPastesAskNothing(t *testing.T) {
	t.Parallel()
	m := open()
	for _, name := range []string{"enter", "right", "tab", "x"} {
		next, w := m.Key(uitest.Key(name), false)
		if w != nil || next.focus != m.focus || next.status != m.status {
			t.Errorf("unarmed %s asks for %#v", name, w)
		}
	}
	if _, w := m.Key(uitest.Key("esc"), false); w != (intent.Close{}) {
		t.Errorf("unarmed esc asks for %#v", w)
	}
	for _, at := range []spot{fieldProject, fieldEnvironment, fieldStatus, fieldUpdatedTo, fieldAsk} {
		if next, w := to(m, at).Paste("2h\n"); w != nil || next.Dirty() || at == fieldUpdatedTo && next.dates[updatedTo].Value() != "2h" {
			t.Errorf("a paste at %d asks for %#v", at, w)
		}
	}
}

func TestUpAndDownGoByLines(t *testing.T) {
	t.Parallel()
	m := to(open(), fieldUpdatedTo)
	m, _ = uitest.Press(m, "up")
	if m.focus != fieldStatus {
		t.Errorf("up leads to %d", m.focus)
	}
	m, _ = uitest.Press(m, "down", "down")
	if m.focus != fieldFinishedFrom {
		t.Errorf("down leads to %d", m.focus)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	at := new(now)
	for want, f := range map[string]api.DeploymentFilter{
		"payments/api · failed · updated since 2026-02-11 · newest update first": {
			Status: api.StatusFailed, UpdatedAfter: new(day(11)), OrderBy: api.OrderByUpdatedAt, Sort: api.Desc},
		"payments/api · oldest first": {},
		"payments/api · on production · finished 2026-02-11 to 2026-02-14 03:00 · first finished first": {
			Environment: "production", FinishedAfter: new(day(11)), FinishedBefore: at, OrderBy: api.OrderByFinishedAt, Sort: api.Asc},
		"payments/api · updated until 2026-02-14 03:00 · oldest update first": {UpdatedBefore: at, OrderBy: api.OrderByUpdatedAt},
		"payments/api · finished before 2026-02-14 03:00 · last finished first": {
			FinishedBefore: at, OrderBy: api.OrderByFinishedAt, Sort: api.Desc},
		"payments/api · blocked · newest first": {Status: api.StatusBlocked, OrderBy: api.OrderByCreatedAt, Sort: api.Desc},
	} {
		if got := Words(fleet.Query{Project: payments, Filter: f}, "payments/api"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Whatever is pressed, what is asked is something that GitLab takes.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("\x01\x01\x01a3d\x00\x02\x00"), "2026-02-11")
	f.Fuzz(func(t *testing.T, pressed []byte, text string) {
		names := []string{"enter", "tab", "right", "left", "down", "up", "shift+tab", "backspace"}
		m := open()
		for _, b := range pressed[:min(len(pressed), 60)] {
			var w intent.Intent
			if int(b) < len(names) {
				m, w = uitest.Press(m, names[b])
			} else if b%2 == 0 {
				m, w = m.Paste(text)
			} else {
				m, w = uitest.Press(m, "'"+string([]byte("0123hdwx")[b%8]))
			}
			if a, ok := w.(intent.Ask); ok && a.Query.Filter.Check() != nil {
				t.Fatalf("it asks for %+v: %v", a.Query.Filter, a.Query.Filter.Check())
			}
		}
		uitest.Frame(t, m, 80, 24, false)
	})
}
