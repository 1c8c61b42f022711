package record

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/uitest"
)

var now = uitest.Now

const (
	head  = "c90e1aa0d4e5f60718293a4b5c6d7e8f90a1b2c3"
	other = "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3"
)

var (
	ledger   = api.ProjectRef{Host: "gitlab.acme.dev", ID: 12}
	payments = api.ProjectRef{Host: "gitlab.acme.dev", ID: 13}
)

func projects() []Project {
	live := &api.Deployment{ID: 900, IID: 3988, Ref: "v7.1.0", SHA: other, Status: api.StatusSuccess}
	return []Project{
		{Ref: ledger, Path: "ledger/core", Me: 5, Environments: []Environment{
			{Name: "production", Tier: api.TierProduction, Live: live}, {Name: "old-qa", Tier: api.TierTesting}}},
		{Ref: payments, Path: "payments/api", Me: 5},
		{Ref: api.ProjectRef{Host: "apps.acme.dev", ID: 12}, Path: "payments/web", Me: 9},
		{Ref: api.ProjectRef{Host: "gitlab.acme.dev", ID: 14}, Path: "payments/web", Me: 5},
	}
}

func places() fleet.Places {
	return fleet.Places{
		Environments: []api.Environment{{Name: "production", Tier: api.TierProduction}, {Name: "staging", Tier: api.TierStaging},
			{Name: "qa", Tier: api.TierTesting}, {Name: "canary", Tier: api.TierOther}, {Name: "review/x-12", Tier: api.TierDevelopment},
			{Name: "review/x-13", Tier: api.TierDevelopment}, {Name: "review/x-14", Tier: api.TierDevelopment}},
		Refs: []api.GitRef{{Name: "v7.1.1", Tag: true, SHA: head}, {Name: "main", SHA: other}, {Name: "feature/支付", SHA: head}},
	}
}

func commit() api.Commit {
	at := now.Add(-50 * time.Hour)
	return api.Commit{ID: head, ShortID: head[:8], Title: "Batch postings by account\r", AuthorName: "Lin Wei", CreatedAt: &at}
}

// prefilled is the card over a selected row.
func prefilled() Model {
	return New(7, projects(), Prefill{Project: ledger, Environment: "production", Ref: "v7.1.1", SHA: head, Tag: true})
}

// known is prefilled after all was read.
func known() Model { return checked(prefilled().Known(ledger, places(), nil)) }

// checked is a card whose commit was asked about and found.
func checked(m Model) Model {
	m, _ = uitest.Press(m, "tab", "shift+tab")
	return m.Checked(head, commit(), nil)
}

// act brings the keys to the act.
func act(t *testing.T, m Model) Model {
	t.Helper()
	for range 10 {
		if m.focus == fieldAct {
			return m
		}
		m, _ = uitest.Press(m, "tab")
	}
	t.Fatalf("the act is not reached: it waits for %q", m.waits())
	return m
}

func send(t *testing.T, m Model) (Model, intent.Record) {
	t.Helper()
	m, w := uitest.Press(act(t, m), "enter")
	r, ok := w.(intent.Record)
	if !ok || !m.Sending() {
		t.Fatalf("enter on the act asks for %#v", w)
	}
	return m, r
}

func TestTheCardLooksAsDesigned(t *testing.T) {
	t.Parallel()
	uitest.GoldenCard(t, "open", prefilled())
	uitest.GoldenCard(t, "known", known())
	uitest.Golden(t, "known-80x24-ascii", uitest.Frame(t, known(), 80, 24, true))
	empty := New(7, projects(), Prefill{Project: ledger}).Known(ledger, places(), nil)
	uitest.GoldenCard(t, "environments", empty)
	picked, _ := uitest.Press(empty, "'r", "down", "down", "down")
	uitest.GoldenCard(t, "picked", picked)
	fresh, _ := uitest.Press(empty, "'preprod-7", "enter")
	uitest.GoldenCard(t, "new-environment", fresh)
	uitest.GoldenCard(t, "no-project", New(7, projects(), Prefill{}))
	failed := prefilled().Known(ledger, fleet.Places{}, &api.Error{Kind: api.Offline, Op: "list branches"})
	uitest.GoldenCard(t, "not-read", failed)
	missing, _ := uitest.Press(prefilled().Known(ledger, places(), nil), "tab")
	uitest.GoldenCard(t, "missing-commit", missing.Checked(head, api.Commit{}, &api.Error{Kind: api.NotFound}))
	live, _ := uitest.Press(known(), "down")
	live, _ = uitest.Press(live, "tab")
	uitest.GoldenCard(t, "success-in-production", live)
	live, _ = uitest.Press(live, "right")
	uitest.GoldenCard(t, "success-armed", live)
	sent, _ := send(t, known())
	uitest.GoldenCard(t, "checking", sent)
	uitest.GoldenCard(t, "sending", sent.Begun(sent.Op()))
}

func TestHowItEndsLooksAsDesigned(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]decide.Recorded{
		"repeat":   {Outcome: decide.Done, Repeat: true, Deployment: &api.Deployment{IID: 4821}},
		"there":    {Outcome: decide.LostDone, Deployment: &api.Deployment{IID: 4822}, Err: errors.New("reset")},
		"undone":   {Outcome: decide.LostUndone},
		"unknown":  {Outcome: decide.LostUnknown, Err: &api.Error{Kind: api.Timeout, RequestID: "01HQ8ZK5Y4K"}},
		"pending":  {Outcome: decide.LostPending},
		"vanished": {Outcome: decide.Unverified},
		"fields": {Outcome: decide.Refused, Fields: map[string]string{"sha": "The commit does not exist",
			"name": "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"}},
		"refused":  {Outcome: decide.Refused, Err: &api.Error{Kind: api.Forbidden, Message: "403 Forbidden", RequestID: "01HQ8ZK5Y4K"}},
		"not-sent": {Outcome: decide.NotSent, Err: &api.Error{Kind: api.ReadOnly, Op: "record a deployment"}},
	} {
		m, req := send(t, known())
		r.Record = req.Record
		m, _ = m.Answer(r)
		uitest.GoldenCard(t, "answer-"+name, m)
	}
}

func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	_, r := send(t, known())
	want := decide.Record{Op: 7, Project: ledger, Me: 5, New: api.NewDeployment{
		Environment: "production", Ref: "v7.1.1", SHA: head, Tag: true, Status: api.StatusRunning}}
	if r.Record != want {
		t.Errorf("sent %+v, want %+v", r.Record, want)
	}
	// typed from nothing, by keys alone; a short name goes as the commit it names
	m := New(8, projects(), Prefill{})
	m, _ = uitest.Press(m, "'core", "down", "enter")
	if w := m.Wants(); w != (intent.Look{Project: ledger}) {
		t.Fatalf("a chosen project wants %#v", w)
	}
	m = m.Known(ledger, places(), nil)
	m, _ = uitest.Press(m, "'stag", "down", "enter", "'hotfix", "enter", "'c90e")
	m, w := uitest.Press(m, "enter")
	if w != (intent.CheckCommit{Project: ledger, Name: "c90e"}) {
		t.Fatalf("leaving the sha asks for %#v", w)
	}
	m = m.Checked("c90e", commit(), nil)
	m, _ = uitest.Press(m, "enter", "down", "down")
	_, r = send(t, m)
	want = decide.Record{Op: 8, Project: ledger, Me: 5, New: api.NewDeployment{
		Environment: "staging", Ref: "hotfix", SHA: head, Status: api.StatusFailed}}
	if r.Record != want {
		t.Errorf("sent %+v, want %+v", r.Record, want)
	}
}

// A chosen ref fills in what it says, and the commit is asked about once.
func TestARefFillsIn(t *testing.T) {
	t.Parallel()
	m := New(7, projects(), Prefill{Project: ledger, Environment: "qa"}).Known(ledger, places(), nil)
	m, w := uitest.Press(m, "'v7", "down", "enter")
	if m.value(inRef) != "v7.1.1" || m.value(inSHA) != head || !m.tag || m.focus != fieldSHA || w != nil {
		t.Fatalf("ref %q, sha %q, tag %v, at %d, %#v", m.value(inRef), m.value(inSHA), m.tag, m.focus, w)
	}
	m, w = uitest.Press(m, "tab")
	if w != (intent.CheckCommit{Project: ledger, Name: head}) {
		t.Errorf("leaving the sha asks for %#v", w)
	}
	if _, w = uitest.Press(m, "tab"); w != nil {
		t.Errorf("and again for %#v", w)
	}
	// typed in full is as good, and another ref fills in anew
	m, _ = uitest.Press(m, "shift+tab", "shift+tab", "ctrl+u", "'main", "enter")
	if m.value(inSHA) != other || m.tag {
		t.Errorf("sha %q, tag %v", m.value(inSHA), m.tag)
	}
	// what somebody typed instead stays while the ref does
	m, _ = uitest.Press(m, "ctrl+u", "'abc", "shift+tab", "tab", "tab")
	if m.value(inSHA) != "abc" {
		t.Errorf("the typed sha became %q", m.value(inSHA))
	}
}

// The card tells once what it wants to know, and drops answers about something else.
func TestAskingAndHearing(t *testing.T) {
	t.Parallel()
	m := prefilled()
	if w := m.Wants(); w != (intent.Look{Project: ledger}) {
		t.Fatalf("opened it wants %#v", w)
	}
	m, w := uitest.Press(m, "tab")
	if m.Wants() != nil || w != (intent.CheckCommit{Project: ledger, Name: head}) {
		t.Fatalf("then %#v and %#v", m.Wants(), w)
	}
	if got := m.Known(payments, places(), nil); got.known {
		t.Error("another project's places are taken")
	}
	if got := m.Checked("main", commit(), nil); got.found() {
		t.Error("another name's commit is taken")
	}
	if m.waits() != "the commit to be read" {
		t.Errorf("it waits for %q", m.waits())
	}
	// the same name in another project: the first answer is about the first project
	m, _ = uitest.Press(m, "shift+tab")
	for m.focus != fieldProject {
		m, _ = uitest.Press(m, "shift+tab")
	}
	m, w = uitest.Press(m, "ctrl+u", "'payments/api", "tab")
	if m.Wants() != (intent.Look{Project: payments}) || w != (intent.CheckCommit{Project: payments, Name: head}) {
		t.Fatalf("another project wants %#v and %#v", m.Wants(), w)
	}
	m = m.Checked(head, commit(), nil)
	if m.found() {
		t.Error("the answer about the first project counts for the second")
	}
	m = m.Checked(head, api.Commit{}, &api.Error{Kind: api.NotFound})
	if !m.missing() || m.waits() != "a commit that is there" {
		t.Errorf("it waits for %q", m.waits())
	}
	if out := uitest.Frame(t, m, 80, 24, false); !strings.Contains(out, "✗ payments/api has no such commit") {
		t.Errorf("it does not say so:\n%s", out)
	}
	// what could not be checked is left to GitLab
	m, _ = uitest.Press(m, "tab", "tab", "backspace", "tab")
	m = m.Checked(head[:39], api.Commit{}, &api.Error{Kind: api.Offline})
	if m.waits() != "" || !strings.Contains(uitest.Frame(t, m, 80, 24, false), "not checked: offline") {
		t.Errorf("an unchecked commit waits for %q", m.waits())
	}
}

// Success in production is reached past Cancel; anything else is not.
func TestRiskIsReachedPastCancel(t *testing.T) {
	t.Parallel()
	calm := known()
	calm, _ = uitest.Press(calm, "enter")
	if calm.focus != fieldAct {
		t.Errorf("from the status enter goes to %d", calm.focus)
	}
	risky, _ := uitest.Press(known(), "down", "enter")
	if b, any := risky.pressed(); !risky.risky() || !any || b != fieldCancel {
		t.Fatalf("the filled button is %d, %v", b, any)
	}
	if _, w := uitest.Press(risky, "enter"); w != (intent.Close{}) {
		t.Errorf("enter asks for %#v", w)
	}
	risky, _ = uitest.Press(risky, "right")
	if _, w := uitest.Press(risky, "enter"); w == nil {
		t.Error("the act does nothing")
	}
	// a name that GitLab would take for production counts before anything was read
	guessed, _ := uitest.Press(New(7, projects(), Prefill{Project: payments, Environment: "prod-eu", Ref: "x", SHA: head}), "down")
	if !guessed.risky() || guessed.focus != fieldStatus {
		t.Error("production looks harmless for want of a read")
	}
}

func TestWhatTheActWaitsFor(t *testing.T) {
	t.Parallel()
	full := Prefill{Project: ledger, Environment: "qa", Ref: "main", SHA: head}
	for want, change := range map[string]func(*Prefill){
		"a project":      func(p *Prefill) { p.Project = api.ProjectRef{} },
		"an environment": func(p *Prefill) { p.Environment = " " },
		"a ref":          func(p *Prefill) { p.Ref = "" },
		"a commit":       func(p *Prefill) { p.SHA = "" },
		"":               func(*Prefill) {},
	} {
		p := full
		change(&p)
		m := New(7, projects(), p)
		if m.waits() != want {
			t.Errorf("it waits for %q, want %q", m.waits(), want)
		}
		if want == "" {
			continue
		}
		for m.focus != fieldStatus {
			m, _ = uitest.Press(m, "tab")
		}
		if stays, w := uitest.Press(m, "enter"); w != (intent.Refused{Sentence: "Record running waits for " + want + "."}) || stays.focus != fieldStatus {
			t.Errorf("enter on the last field asks for %#v", w)
		}
		m, _ = uitest.Press(m, "tab")
		if _, w := uitest.Press(m, "right"); w != (intent.Refused{Sentence: "Record running waits for " + want + "."}) {
			t.Errorf("right asks for %#v", w)
		}
	}
}

// A repeated success is told before it is sent.
func TestARepeatIsForetold(t *testing.T) {
	t.Parallel()
	job := func(tag bool) *api.Job { return &api.Job{Tag: tag} }
	for _, tt := range []struct {
		job    *api.Job
		status api.Status
		sha    string
		want   string
	}{
		{job(true), api.StatusSuccess, other, "GitLab will return the existing #3988 and make nothing new."},
		{nil, api.StatusSuccess, other, "GitLab will return the existing #3988 and make nothing new, unless Tag differs."},
		{job(false), api.StatusSuccess, other, "becomes live in production. It replaces v7.1.0."},
		{job(true), api.StatusRunning, other, "counts as under way in production. Nothing becomes live yet."},
		{job(true), api.StatusSuccess, head, "becomes live in production. It replaces v7.1.0."},
		{job(true), api.StatusFailed, head, "is kept as failed in production. v7.1.0 stays live."},
	} {
		ps := projects()
		live := *ps[0].Environments[0].Live
		live.Deployable = tt.job
		ps[0].Environments[0].Live = &live
		m := New(7, ps, Prefill{Project: ledger, Environment: "production", Ref: "v7.1.0", SHA: tt.sha, Tag: true, Status: tt.status})
		var said []string
		for _, sp := range m.Known(ledger, places(), nil).then() {
			said = append(said, sp.Text)
		}
		if got := strings.Join(said, " "); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.status, got, tt.want)
		}
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	m, r := send(t, known())
	if _, done := m.Answer(decide.Recorded{Record: decide.Record{Op: 99}}); done {
		t.Error("another request's answer ends this one")
	}
	if got, done := m.Answer(decide.Recorded{Record: r.Record, Outcome: decide.Done}); !done || got.Dirty() || got.Draft() != (Prefill{}) {
		t.Error("a new record leaves something to do")
	}
	got, done := m.Answer(decide.Recorded{Record: r.Record, Outcome: decide.Done, Repeat: true, Deployment: &api.Deployment{IID: 4821}})
	if done || got.Dirty() {
		t.Error("a repeat is not shown, or kept as a draft")
	}
	if _, w := uitest.Press(got, "tab", "right", "enter"); w != (intent.Close{}) {
		t.Errorf("enter asks for %#v", w)
	}
	// GitLab's words land on their fields, the keys on the first, and nothing is lost
	got, done = m.Answer(decide.Recorded{Record: r.Record, Outcome: decide.Refused,
		Fields: map[string]string{"sha": "The commit does not exist", "ref": "The branch or tag\x1b[2J does not exist", "base": "odd"}})
	if done || got.Sending() || got.focus != fieldRef || got.typed() != known().typed() || got.trouble == nil {
		t.Errorf("a refusal leaves %+v at %d", got.typed(), got.focus)
	}
	out := uitest.Frame(t, got, 120, 36, false)
	for _, want := range []string{"✗ “The branch or tag does not exist”", "✗ “The commit does not exist”", "“base odd”"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	got, _ = uitest.Press(got, "'x")
	if out := uitest.Frame(t, got, 120, 36, false); strings.Contains(out, "The branch or tag") || !strings.Contains(out, "The commit does not") {
		t.Errorf("an edited field keeps its error, or another loses it:\n%s", out)
	}
	if next := got.WithOp(8); next.Op() != 8 || m.WithOp(9).Op() != 7 {
		t.Error("the number does not change, or does under way")
	}
	// a lost answer leads back to the form, never to a second write
	lost, _ := m.Answer(decide.Recorded{Record: r.Record, Outcome: decide.LostPending})
	form, w := uitest.Press(lost, "tab", "enter")
	if w != nil || form.phase != editing || form.focus != fieldCancel || !lost.Draft().Typed == lost.Dirty() {
		t.Errorf("back asks for %#v and stands at %d", w, form.focus)
	}
}

func TestNothingIsLostAndNothingIsTakenUnarmed(t *testing.T) {
	t.Parallel()
	if m := known(); m.Dirty() || m.Draft().Typed {
		t.Error("a proposal counts as typed")
	}
	m, _ := uitest.Press(known(), "down", "down", "shift+tab", "space")
	d := m.Draft()
	if !m.Dirty() || !d.Typed || d.Status != api.StatusFailed || d.Tag {
		t.Errorf("the draft is %+v", d)
	}
	if again := New(9, projects(), d); !again.Dirty() || again.typed() != m.typed() {
		t.Errorf("reopened %+v, want %+v", again.typed(), m.typed())
	}
	for _, name := range []string{"enter", "tab", "x", "space", "down"} {
		next, w := m.Key(uitest.Key(name), false)
		if w != nil || next.typed() != m.typed() || next.focus != m.focus {
			t.Errorf("unarmed %s asks for %#v", name, w)
		}
	}
	if _, w := m.Key(uitest.Key("esc"), false); w != (intent.Close{}) {
		t.Errorf("unarmed esc asks for %#v", w)
	}
	sent, _ := send(t, known())
	if next, w := uitest.Press(sent, "enter", "enter"); w != nil || !next.Sending() {
		t.Errorf("a second enter asks for %#v", w)
	}
	if _, w := uitest.Press(sent, "esc"); w != (intent.TakeBack{Op: sent.Op()}) {
		t.Errorf("esc while it reads asks for %#v", w)
	}
	sent = sent.Begun(sent.Op())
	if _, w := uitest.Press(sent, "esc"); w != (intent.Refused{Sentence: "It is sent: esc cannot take it back.", Op: sent.Op()}) {
		t.Errorf("esc asks for %#v", w)
	}
	pasted, w := New(7, projects(), Prefill{Project: ledger}).Paste("review/\x1b[31mx\n")
	if w != nil || pasted.value(inEnvironment) != "review/x" {
		t.Errorf("a paste leaves %q, %#v", pasted.value(inEnvironment), w)
	}
	if next, _ := sent.Paste("x"); next.typed() != sent.typed() {
		t.Error("a paste edits what is sent")
	}
}

// A chosen status is kept with the rest, but what becomes live in production is chosen
// anew.
func TestTheStatusOfADraft(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		env    string
		status api.Status
		keys   []string
		want   api.Status
		typed  bool
	}{
		{"qa", "", []string{"down"}, api.StatusSuccess, true},
		{"production", "", []string{"down"}, api.StatusRunning, false},
		{"production", "", []string{"down", "shift+tab", "space"}, api.StatusRunning, true},
		{"production", "", []string{"down", "down", "down"}, api.StatusCanceled, true},
		{"production", api.StatusSuccess, nil, api.StatusRunning, false},
	} {
		m := New(7, projects(), Prefill{Project: ledger, Environment: tt.env, Ref: "v7.1.1", SHA: head, Status: tt.status}).Known(ledger, places(), nil)
		m, _ = uitest.Press(m, tt.keys...)
		if d := m.Draft(); d.Status != tt.want || d.Typed != tt.typed {
			t.Errorf("%s and %v leave %+v", tt.env, tt.keys, d)
		}
	}
}

// What can be picked lies over what is below: the card stays where it is with all its
// rows, and the chosen status, the consequence and the buttons stay in sight.
func TestSuggestionsMoveNothing(t *testing.T) {
	t.Parallel()
	places := places()
	for i := range 20 {
		places.Refs = append(places.Refs, api.GitRef{Name: fmt.Sprintf("v7.0.%d", i), Tag: true, SHA: other})
	}
	closed := New(7, projects(), Prefill{Project: ledger, Environment: "qa", Ref: "main", SHA: other, Status: api.StatusCanceled}).Known(ledger, places, nil)
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		before := strings.Split(uitest.Frame(t, closed, size[0], size[1], false), "\n")
		for _, at := range []spot{fieldProject, fieldEnvironment, fieldRef} {
			m := closed
			for m.focus != at {
				m, _ = uitest.Press(m, "shift+tab")
			}
			for _, pressed := range [][]string{nil, {"ctrl+u"}, {"ctrl+u", "down", "down"}, {"ctrl+u", "'e"}} {
				open, _ := uitest.Press(m, pressed...)
				out := uitest.Frame(t, open, size[0], size[1], false)
				uitest.Has(t, out, "Record canceled", "Then", "(•) – canceled")
				uitest.HasNot(t, out, "more lines")
				after := strings.Split(out, "\n")
				if len(after) != len(before) {
					t.Fatalf("at %d %v makes a card of %d lines from one of %d:\n%s", at, pressed, len(after), len(before), out)
				}
				for i, line := range after {
					if label := []rune(line + strings.Repeat(" ", 12))[3:12]; i > 2 && i < len(before)-7 && strings.TrimSpace(string(label)) != "" &&
						string(label) != string([]rune(before[i] + strings.Repeat(" ", 12))[3:12]) && !strings.HasPrefix(string(label), "Status") {
						t.Errorf("at %d %v moves %q:\n%s", at, pressed, string(label), out)
					}
				}
			}
		}
	}
}

// What names no project says so at its field, and nothing is said of its environment.
func TestNoSuchProject(t *testing.T) {
	t.Parallel()
	const none = "✗ no such project"
	m, _ := uitest.Press(New(7, projects(), Prefill{}), "'pay")
	uitest.HasNot(t, uitest.Frame(t, m, 80, 24, false), none) // it may still become one
	m, _ = uitest.Press(m, "tab", "'x")
	out := uitest.Frame(t, m, 80, 24, false)
	uitest.Has(t, out, none, "made outside GitLab CI", "Waits for a project")
	uitest.HasNot(t, out, "other", "→", "new")
	typing, _ := uitest.Press(New(7, projects(), Prefill{}), "'mai")
	uitest.Has(t, uitest.Frame(t, typing, 80, 24, false), none)
	uitest.Has(t, uitest.Frame(t, New(7, nil, Prefill{}), 80, 24, false), "none was read yet")
	gone, _ := uitest.Press(known(), "shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "ctrl+u", "'zz")
	out = uitest.Frame(t, gone, 80, 24, false)
	uitest.Has(t, out, none)
	uitest.HasNot(t, out, "new ·", "reading")
	fresh := New(7, projects(), Prefill{Project: ledger, Environment: "preprod-7"}).Known(ledger, places(), nil)
	uitest.Has(t, uitest.Frame(t, fresh, 80, 24, false), "new · tier staging", "GitLab makes the environment.")
	fresh, _ = uitest.Press(fresh, "shift+tab", "shift+tab", "ctrl+u", "'zz", "tab")
	out = uitest.Frame(t, fresh, 80, 24, false)
	uitest.Has(t, out, none)
	uitest.HasNot(t, out, "new", "staging", "makes the environment")
	unread := New(7, projects(), Prefill{Project: ledger, Environment: "qa"}).Known(ledger, fleet.Places{}, &api.Error{Kind: api.Forbidden})
	unread, _ = uitest.Press(unread, "shift+tab", "shift+tab", "ctrl+u", "'zz", "tab")
	uitest.HasNot(t, uitest.Frame(t, unread, 80, 24, false), "not read")
	long := "platform/infrastructure/terraform-live"
	uitest.Has(t, uitest.Frame(t, New(7, []Project{{Ref: ledger, Path: long}}, Prefill{Project: ledger}), 80, 24, false), "Project     "+long)
}

// The only project that is left is taken by tab and enter: what stands there is none.
// A new environment or a ref that was not read is left as it was typed.
func TestTabTakesTheOnlyProject(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"tab", "enter"} {
		m, _ := uitest.Press(New(7, projects(), Prefill{}), "'core", name)
		if w := m.Wants(); w != (intent.Look{Project: ledger}) || m.value(inProject) != "ledger/core" || m.focus != fieldEnvironment {
			t.Errorf("%s leaves %q and wants %#v", name, m.value(inProject), w)
		}
		m, _ = uitest.Press(m.Known(ledger, places(), nil), "'stag", name, "'v7", name)
		if m.value(inEnvironment) != "stag" || m.value(inRef) != "v7" {
			t.Errorf("%s leaves %q, %q", name, m.value(inEnvironment), m.value(inRef))
		}
	}
}

// What could not be read is told where it is missing, and nothing is guessed for it.
func TestWhatWasNotRead(t *testing.T) {
	t.Parallel()
	no := &api.Error{Kind: api.Forbidden, Status: 403, Message: "403 Forbidden", Op: "list environments"}
	for name, tt := range map[string]struct {
		env       string
		change    func(*fleet.Places)
		err       error
		onEnv     string
		onRef     string
		unwritten string
	}{
		"environments":      {"qa", func(p *fleet.Places) { p.Environments, p.EnvironmentsErr = nil, no }, nil, "qa not read: 403 Forbidden", "", "testing"},
		"one that is known": {"old-qa", func(p *fleet.Places) { p.Environments, p.EnvironmentsErr = nil, no }, nil, "old-qa testing", "", "not read"},
		"branches":          {"qa", func(p *fleet.Places) { p.BranchesErr = no }, nil, "qa testing", "branches: 403 Forbidden", "not read"},
		"tags":              {"qa", func(p *fleet.Places) { p.TagsErr = no }, nil, "qa testing", "tags: 403 Forbidden", "not read"},
		"refs":              {"qa", func(p *fleet.Places) { p.Refs, p.BranchesErr, p.TagsErr = nil, no, no }, nil, "qa testing", "not read: 403 Forbidden", "tags"},
		"everything":        {"qa", func(p *fleet.Places) { *p = fleet.Places{} }, no, "qa not read: 403 Forbidden", "not read: 403 Forbidden", "testing"},
		"all":               {"qa", func(*fleet.Places) {}, nil, "qa testing", "", "not read"},
		"a new one":         {"preprod-7", func(*fleet.Places) {}, nil, "preprod-7 new · tier staging", "", "not read"},
		"new production":    {"prod-7", func(*fleet.Places) {}, nil, "prod-7 new · ◆ production", "", "not read"},
	} {
		p := places()
		tt.change(&p)
		m := New(7, projects(), Prefill{Project: ledger, Environment: tt.env, Ref: "zz", SHA: head})
		if out := squeezed(uitest.Frame(t, m, 80, 24, false)); tt.env == "qa" && !strings.Contains(out, "Env qa · reading") {
			t.Errorf("%s: before anything was read:\n%s", name, out)
		}
		out := squeezed(uitest.Frame(t, m.Known(ledger, p, tt.err), 80, 24, false))
		uitest.Has(t, out, "Env "+tt.onEnv+" ", strings.TrimSpace("Ref zz "+tt.onRef)+" ")
		uitest.HasNot(t, out, tt.unwritten)
	}
	p := places()
	p.EnvironmentsErr = no
	m, _ := uitest.Press(known().Known(ledger, p, nil), "shift+tab", "shift+tab", "shift+tab", "shift+tab")
	uitest.Has(t, squeezed(uitest.Frame(t, m, 80, 24, false)), "▌ Env production not read: 403 Forbidden")
}

// squeezed is text with one blank for many.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// Two projects of one path on two instances are told apart.
func TestTwoHosts(t *testing.T) {
	t.Parallel()
	m, _ := uitest.Press(New(7, projects(), Prefill{}), "'web", "down", "enter")
	if w := m.Wants(); w != (intent.Look{Project: api.ProjectRef{Host: "apps.acme.dev", ID: 12}}) {
		t.Errorf("it wants %#v", w)
	}
	m, _ = uitest.Press(m, "shift+tab", "ctrl+u", "'payments/web on gitlab", "down", "tab")
	if p, _ := m.project(); p.Ref.Host != "gitlab.acme.dev" || p.Me != 5 {
		t.Errorf("chosen is %+v", p)
	}
}

// Wherever the keys are, their field is on the screen, with its cursor.
func TestTheFocusIsVisible(t *testing.T) {
	t.Parallel()
	for _, m := range []Model{known(), New(7, projects(), Prefill{Project: ledger}).Known(ledger, places(), nil)} {
		for range 9 {
			b := m.View(80, 24, uitest.Full(t), now, 0)
			out := uitest.Frame(t, m, 80, 24, false)
			_, types := m.focus.input()
			if types != (b.Cursor != nil) || m.focus < fieldCancel && !strings.Contains(out, "▌") {
				t.Errorf("at %d:\n%s", m.focus, out)
			}
			m, _ = uitest.Press(m, "tab")
		}
	}
}

func FuzzCard(f *testing.F) {
	f.Add("支付 \x1b[31m", uint8(9))
	f.Fuzz(func(t *testing.T, s string, n uint8) {
		m := New(7, []Project{{Ref: ledger, Path: s}}, Prefill{Project: ledger, Environment: s, Ref: s, SHA: s})
		m = m.Known(ledger, fleet.Places{Environments: []api.Environment{{Name: s}, {Name: s + s}}, Refs: []api.GitRef{{Name: s, SHA: s}}, TagsErr: errors.New(s)}, nil)
		for range n % 9 {
			m, _ = uitest.Press(m, "tab")
		}
		m, _ = m.Paste(s)
		m, _ = uitest.Press(m, "down")
		uitest.Frame(t, m.Checked(s, api.Commit{ID: s, Title: s, AuthorName: s}, nil), 80, 24, false)
	})
}
