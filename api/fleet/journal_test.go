package fleet_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/journal"
	"greenlight/api/sandbox"
)

// diary is a desk whose writes go into a journal.
type diary struct {
	*desk
	path string
}

func (d *desk) keep() *diary {
	n := &diary{d, filepath.Join(d.l.t.TempDir(), "state", "journal.jsonl")}
	d.Keep(journal.New(n.path, d.l.now))
	return n
}

// entries are what another program reads in the file now.
func (n *diary) entries() []journal.Entry {
	page, err := journal.New(n.path, n.l.now).Read(n.l.now().Add(-1e18), 0)
	if err != nil || page.Broken > 0 || page.Cut {
		n.l.t.Error(err, page)
	}
	return page.Entries
}

// meets puts a fault before every write.
func (n *diary) meets(f sandbox.Fault) {
	for method, path := range map[string]string{"POST": `/(approval|play|retry|cancel|deployments)$`, "PUT": `/deployments/`, "DELETE": `/deployments/`} {
		f.Method, f.Path = method, path
		n.l.Inject(f)
	}
}

// end is what became of a write.
type end struct {
	outcome     decide.Outcome
	err, unkept error
}

// deed is a write.
type deed struct {
	name string
	// word is the act in the journal, write where it is sent.
	word, write string
	// ready prepares it; what comes of that sends it.
	ready func(*desk) (send func() end)
}

// acted is a decision on a deployment that make prepares.
func acted(name, word, write string, act decide.Act, make func(*desk) api.Ref) deed {
	return deed{name, word, write, func(d *desk) func() end {
		req := confirm(act, d.row(make(d)))
		req.Comment, req.Status = "smoke tests are green", api.StatusSuccess
		if act != decide.ActApprove && act != decide.ActPlay {
			req.Basis = nil
		}
		d.l.ResetJournal()
		return func() end {
			req.Gate = d.gate
			res, _ := d.Decide(d.l.t.Context(), req)
			return end{res.Outcome, res.Err, res.Unkept}
		}
	}}
}

func deeds() []deed {
	own := func(d *desk) api.Ref { return d.ref }
	live := func(d *desk) api.Ref { r := d.ref; r.Deployment = d.at.Live; return r }
	recorded := func(status api.Status) func(*desk) api.Ref {
		return func(d *desk) api.Ref {
			r := d.ref
			r.Deployment = d.record("v1.7.9", d.at.LiveSHA, status).ID
			return r
		}
	}
	record := func(d *desk) func() end {
		return func() end {
			res, _ := d.Record(d.l.t.Context(), decide.Record{
				Project: api.ProjectRef{Host: d.host, ID: d.at.Project}, Me: 1, Gate: d.gate,
				New: api.NewDeployment{Environment: "production", SHA: d.at.SHA, Ref: d.at.Ref, Tag: true, Status: api.StatusRunning},
			})
			return end{res.Outcome, res.Err, res.Unkept}
		}
	}
	return []deed{
		acted("approve", "approve", "/approval$", decide.ActApprove, own),
		acted("reject", "reject", "/approval$", decide.ActReject, own),
		acted("play", "run", "/play$", decide.ActPlay, func(d *desk) api.Ref { d.l.decides("oto", d.ref, api.Approve); return d.ref }),
		acted("set a status", "set status", `/deployments/\d+$`, decide.ActSetStatus, recorded(api.StatusRunning)),
		acted("retry", "retry", "/retry$", decide.ActRetry, live),
		acted("cancel", "cancel", "/cancel$", decide.ActCancel, own),
		acted("delete", "delete", `/deployments/\d+$`, decide.ActDelete, recorded(api.StatusFailed)),
		{"record", "record", "/deployments$", record},
	}
}

func each(t *testing.T, test func(t *testing.T, w deed)) {
	t.Helper()
	for _, w := range deeds() {
		t.Run(w.name, func(t *testing.T) { t.Parallel(); test(t, w) })
	}
}

// calm is a desk where every deed can be done, with a journal, and one that is ready.
func calm(t *testing.T, w deed) (*diary, func() end) {
	t.Helper()
	d := stage(t, sandbox.SceneAhead)
	d.card()
	return d.keep(), w.ready(d)
}

// Every write is on disk before it arrives at the server, and what became of it after.
func TestEveryWriteIsKeptBeforeItIsSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		n, send := calm(t, w)
		var arrived atomic.Int32
		n.meets(sandbox.Fault{Before: func() {
			arrived.Add(1)
			if found := n.entries(); len(found) != 1 || found[0].Answered != nil || found[0].Sent.Act != w.word {
				t.Errorf("%+v", found)
			}
		}})
		if e := send(); e.outcome != decide.Done || e.err != nil || e.unkept != nil || arrived.Load() != 1 {
			t.Fatalf("%+v, %d arrived", e, arrived.Load())
		}
		found := n.entries()
		if len(found) != 1 || found[0].Answered == nil || found[0].Answered.Outcome != "done" || found[0].Answered.Said != "" {
			t.Fatalf("%+v", found)
		}
		for _, e := range n.l.Journal() {
			if e.Method != "GET" && !strings.HasSuffix(e.Path, "/graphql") && found[0].Answered.RequestID != e.RequestID {
				t.Errorf("request %q is kept of %s %s, which was %q", found[0].Answered.RequestID, e.Method, e.Path, e.RequestID)
			}
		}
		s := found[0].Sent
		if s.Host != n.host || s.User != "maya" || s.Project != n.at.ProjectPath || s.ProjectID != n.at.Project || s.Environment == "" || s.SHA == "" || !s.At.Equal(n.l.now()) {
			t.Errorf("%+v", s)
		}
		if w.name != "record" && (s.Deployment == 0 || s.IID == 0 || s.URL == "" || s.Tier != string(api.TierProduction)) {
			t.Errorf("%+v", s)
		}
	})
}

func TestWhatAnApprovalLeavesInTheJournal(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneRollback)
	n := d.keep()
	req := confirm(decide.ActApprove, d.card())
	req.Comment, req.RepresentedAs = "rolling back\nfor real", "Maintainers"
	if res, _ := d.Decide(t.Context(), req); res.Outcome != decide.Done {
		t.Fatalf("%+v", res)
	}
	e := n.entries()[0]
	s, a := e.Sent, e.Answered
	if s.LiveSHA != d.at.LiveSHA || s.LiveRef == "" || s.SHA != d.at.SHA || s.Ref != d.at.Ref || s.As != "Maintainers" || s.Comment != req.Comment || s.Job != d.at.Job || s.IID != d.at.IID {
		t.Errorf("%+v", s)
	}
	if len(s.Warnings) == 0 || !strings.HasPrefix(s.Warnings[0], "OLDER than live by 12 commits") {
		t.Errorf("%q", s.Warnings)
	}
	if !strings.Contains(s.URL, "/"+d.at.ProjectPath+"/-/environments/") {
		t.Error(s.URL)
	}
	if a.Status != "blocked" || a.Left == nil || *a.Left != 0 {
		t.Errorf("%+v", a)
	}
}

func TestARefusalIsKeptInItsWords(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		n, send := calm(t, w)
		n.meets(sandbox.Fault{Status: 403, Body: `{"message":"403 Forbidden - the moon is full"}`})
		if e := send(); e.outcome != decide.Refused || e.err == nil || e.unkept != nil {
			t.Fatalf("%+v", e)
		}
		a := n.entries()[0].Answered
		if a == nil || a.Outcome != "refused" || a.Said != "403 Forbidden - the moon is full" || a.RequestID == "" {
			t.Errorf("%+v", a)
		}
	})
}

// Of a reply that was lost the journal has what was found out.
func TestALostReplyIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		n, send := calm(t, w)
		n.meets(sandbox.Fault{Times: 1, Drop: true})
		e := send()
		if a := n.entries()[0].Answered; e.outcome != decide.LostDone || a == nil || a.Outcome != "done, answer lost" || a.Said == "" {
			t.Errorf("%+v, %+v", e, a)
		}
		n, send = calm(t, w)
		n.meets(sandbox.Fault{Times: 1, Cut: true})
		e = send()
		a := n.entries()[0].Answered
		if a == nil || a.Outcome != "maybe, answer lost" && a.Outcome != "not done, answer lost" || a.Said == "" || strings.Contains(a.Said, "\n") {
			t.Errorf("%+v, %+v", e, a)
		}
	})
}

// What cannot be noted is not sent.
func TestWithoutAJournalNothingIsSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		n, send := calm(t, w)
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		n.Keep(journal.New(filepath.Join(file, "journal.jsonl"), n.l.now))
		e := send()
		if e.outcome != decide.NotSent || e.err == nil || e.unkept != nil || len(n.sent()) != 0 {
			t.Fatalf("%+v, sent %+v", e, n.sent())
		}
		if s := e.err.Error(); !strings.HasPrefix(s, "nothing was sent, for it could not be noted: the journal ") || strings.ContainsAny(s, "\n") {
			t.Error(s)
		}
	})
}

// What became of it cannot be noted: it is told beside the outcome, which stays.
func TestAnAnswerThatCannotBeKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		n, send := calm(t, w)
		n.meets(sandbox.Fault{Before: func() {
			if err := errors.Join(os.Rename(n.path, n.path+".old"), os.Mkdir(n.path, 0o700)); err != nil {
				t.Error(err)
			}
		}})
		if e := send(); e.outcome != decide.Done || e.err != nil || e.unkept == nil || strings.Contains(e.unkept.Error(), "\n") {
			t.Errorf("%+v", e)
		}
	})
}

// What is not sent leaves no line.
func TestWhatIsNotSentLeavesNoLine(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		for name, fault := range map[string]func(*diary){
			"read-only":  func(n *diary) { n.client.SetReadOnly(true) },
			"unreadable": func(n *diary) { n.l.Inject(failing(`/deployments`, 403)) },
			"changed": func(n *diary) {
				if w.name == "record" {
					n.l.Inject(failing(`/deployments`, 404))
					return
				}
				for _, id := range n.all() {
					_, _ = n.l.SetSHA(id)
				}
			},
		} {
			n, send := calm(t, w)
			fault(n)
			e := send()
			if e.outcome != decide.NotSent && e.outcome != decide.Changed || len(n.sent()) != 0 || len(n.entries()) != 0 {
				t.Errorf("%s: %+v, %d sent, %+v", name, e, len(n.sent()), n.entries())
			}
			if _, err := os.Stat(n.path); err == nil {
				t.Errorf("%s: there is a journal", name)
			}
		}
	})
}

// What is taken back while it is read again reaches neither GitLab nor the journal.
func TestWhatIsTakenBackLeavesNoLine(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		n, send := calm(t, w)
		n.gate = decide.NewGate()
		n.l.Inject(sandbox.Fault{Method: "GET", Path: `/deployments`, Hang: true, Before: func() { n.gate.Shut() }})
		e := send()
		if e.outcome != decide.NotSent || !errors.Is(e.err, decide.ErrTakenBack) || len(n.sent()) != 0 || len(n.entries()) != 0 {
			t.Errorf("%+v, %d sent, %+v", e, len(n.sent()), n.entries())
		}
	})
}

// What is taken back too late goes on, and the journal has how it ended.
func TestWhatIsTakenBackTooLateIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		n, send := calm(t, w)
		n.gate = decide.NewGate()
		n.meets(sandbox.Fault{Before: func() {
			if n.gate.Shut() {
				t.Error("what has arrived was taken back")
			}
		}})
		if e := send(); e.outcome != decide.Done || e.err != nil {
			t.Fatalf("%+v", e)
		}
		if found := n.entries(); len(found) != 1 || found[0].Answered == nil || found[0].Answered.Outcome != "done" {
			t.Errorf("%+v", found)
		}
	})
}

// What one user has confirmed is not sent with the token of another, nor with one of
// which nobody knows whose it is.
func TestNothingIsSentForAnotherUser(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w deed) {
		n, send := calm(t, w)
		read := func(whose string) {
			t.Helper()
			n.next = whose
			if err := n.ReadToken(t.Context(), n.host); err != nil {
				t.Fatal(err)
			}
		}
		discover := func() error {
			_, err := n.Discover(t.Context(), n.host)
			return err
		}
		refused := func(why string) {
			t.Helper()
			e := send()
			if e.outcome != decide.NotSent || e.err == nil || !strings.Contains(e.err.Error(), why) || len(n.sent()) != 0 || len(n.entries()) != 0 {
				t.Fatalf("%+v, sent %+v, kept %+v; want %q", e, n.sent(), n.entries(), why)
			}
		}
		read("oto")
		refused("has not said yet whose the token is")
		if err := discover(); err != nil {
			t.Fatal(err)
		}
		refused("is @oto's by now")
		read("maya")
		refused("has not said yet whose the token is")
		if err := discover(); err != nil {
			t.Fatal(err)
		}
		if e := send(); e.outcome != decide.Done || len(n.sent()) != 1 {
			t.Errorf("for the one who has confirmed it: %+v, sent %+v", e, n.sent())
		}
	})
}

// An answer about the token that was before says nothing of the one that is in use.
func TestALateAnswerDoesNotVouchForAnotherToken(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	req := confirm(decide.ActApprove, d.card())
	d.next = "oto"
	d.l.Inject(sandbox.Fault{Path: `/user$`, Times: 1, Before: func() {
		if err := d.ReadToken(t.Context(), d.host); err != nil {
			t.Error(err)
		}
	}})
	if _, err := d.Discover(t.Context(), d.host); api.KindOf(err) != api.Canceled {
		t.Errorf("the discovery with the token before: %v", err)
	}
	if res, _ := d.Decide(t.Context(), req); res.Outcome != decide.NotSent || len(d.sent()) != 0 {
		t.Errorf("%v, sent %+v", res.Outcome, d.sent())
	}
}

// all are the deployments of the project.
func (n *diary) all() []int64 {
	page, err := n.l.as("root").ListDeployments(n.l.t.Context(), api.ByID(n.at.Project), api.DeploymentFilter{PerPage: api.MaxPerPage})
	if err != nil {
		n.l.t.Fatal(err)
	}
	var ids []int64
	for _, d := range page.Items {
		ids = append(ids, d.ID)
	}
	n.l.ResetJournal()
	return ids
}

// Without a journal everything goes on as it did.
func TestNoJournalIsNone(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	if res, _ := d.Decide(t.Context(), confirm(decide.ActApprove, d.card())); res.Outcome != decide.Done || res.Unkept != nil {
		t.Errorf("%+v", res)
	}
}

// A line has the moment of the write, and what was live as it stood on the screen.
func TestALineIsOfTheMomentOfTheWrite(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneRollback)
	n := d.keep()
	req := confirm(decide.ActApprove, d.card())
	req.LiveRef, req.LiveSHA = "v9.9.9", "0123456789abcdef0123456789abcdef01234567"
	d.l.Inject(sandbox.Fault{Path: `/environments/\d+$`, Times: 1, Before: func() { d.l.pass(7 * time.Second) }})
	confirmed := d.l.now()
	if res, _ := d.Decide(t.Context(), req); res.Outcome != decide.Done {
		t.Fatalf("%+v", res)
	}
	if s := n.entries()[0].Sent; !s.At.Equal(confirmed.Add(7*time.Second)) || s.LiveRef != req.LiveRef || s.LiveSHA != req.LiveSHA {
		t.Errorf("sent at %s, confirmed at %s, live %s %s", s.At, confirmed, s.LiveRef, s.LiveSHA)
	}
}
