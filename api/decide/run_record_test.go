package decide_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/sandbox"
)

var posting = sandbox.Fault{Method: "POST", Path: "/deployments$"}

// record is one that GitLab takes: the commit and the ref of what is live in
// loadtest, which is in the repository for certain, with another status.
func (l *lab) record(c *api.Client) decide.Record {
	l.t.Helper()
	seen := l.request(c, decide.ActSetStatus, "loadtest", api.StatusSuccess).Seen
	return decide.Record{
		Op: 7, Project: api.ProjectRef{Host: c.Host(), ID: 1}, Me: must[api.CurrentUser](l.t)(c.CurrentUser(l.t.Context())).ID,
		New: api.NewDeployment{Environment: "loadtest", SHA: seen.SHA, Ref: seen.Ref, Tag: true, Status: api.StatusRunning},
	}
}

// recorded are the records in the world that are as wanted.
func (l *lab) recorded(r decide.Record) []api.Deployment {
	l.t.Helper()
	page := must[api.Page[api.Deployment]](l.t)(l.as("root").ListDeployments(l.t.Context(), api.ByID(1),
		api.DeploymentFilter{Environment: r.New.Environment, Status: r.New.Status, PerPage: api.MaxPerPage}))
	return page.Items
}

// said is GitLab's reply to a record that it has made.
func said(r decide.Record, id int64) string {
	return fmt.Sprintf(`{"id":%d,"ref":%q,"sha":%q,"status":%q,"user":{"id":%d},"environment":{"name":%q}}`,
		id, r.New.Ref, r.New.SHA, r.New.Status, r.Me, r.New.Environment)
}

func TestARecordInEveryOutcome(t *testing.T) {
	t.Parallel()
	unreadable := func(l *lab) func() {
		return func() { l.Inject(sandbox.Fault{Method: "GET", Status: 404, Body: `{}`}) }
	}
	outcomes := []struct {
		name    string
		arrange func(*lab, decide.Record)
		want    decide.Outcome
		writes  int
		kind    api.Kind
		took    bool
	}{
		{"done", func(*lab, decide.Record) {}, decide.Done, 1, api.KindNone, true},
		{"the read is refused", func(l *lab, _ decide.Record) {
			l.Inject(sandbox.Fault{Method: "GET", Times: 1, Status: 403, Body: `{"message":"403 Forbidden"}`})
		}, decide.NotSent, 0, api.Forbidden, false},
		{"refused for want of a right", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Status, f.Body = 403, `{"message":"403 Forbidden"}` }))
		}, decide.Refused, 1, api.Forbidden, false},
		{"maintenance", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Status, f.Body = 503, `{"message":"GitLab is undergoing maintenance"}` }))
		}, decide.Refused, 1, api.Unavailable, false},
		{"done, the reply is lost", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Drop = true }))
		}, decide.LostDone, 1, api.Offline, true},
		{"not done, the connection is lost", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Cut = true }))
		}, decide.LostPending, 1, api.Offline, false},
		{"GitLab breaks before it is done", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Status, f.Body = 500, `{"message":"500 Internal Server Error"}` }))
		}, decide.LostUndone, 1, api.Server, false},
		{"it says yes and does nothing", func(l *lab, r decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Status, f.Body = 201, said(r, 999_999) }))
		}, decide.Unverified, 1, api.KindNone, false},
		{"it says yes to something else", func(l *lab, r decide.Record) {
			r.New.Ref = "another"
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Status, f.Body = 201, said(r, 999_999) }))
		}, decide.LostUndone, 1, api.NotGitLab, false},
		{"a yes without a word", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Status, f.Body = 201, `{}` }))
		}, decide.LostUndone, 1, api.NotGitLab, false},
		{"a login page says yes", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Status, f.ContentType, f.Body = 200, "text/html", "<html>" }))
		}, decide.LostPending, 1, api.NotGitLab, false},
		{"done, and nothing can be read back", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Before = unreadable(l) }))
		}, decide.Done, 1, api.KindNone, true},
		{"lost, and nothing can be read back", func(l *lab, _ decide.Record) {
			l.Inject(with(posting, func(f *sandbox.Fault) { f.Cut, f.Before = true, unreadable(l) }))
		}, decide.LostUnknown, 1, api.Offline, false},
	}
	for _, o := range outcomes {
		for _, env := range []string{"loadtest", "review/brand new"} {
			t.Run(o.name+" to "+env, func(t *testing.T) {
				t.Parallel()
				l := open(t)
				c := l.as("maya")
				r := l.record(c)
				r.New.Environment = env
				o.arrange(l, r)
				l.ResetJournal()
				res := decide.RunRecord(t.Context(), c, r)
				if res.Outcome != o.want || api.KindOf(res.Err) != o.kind {
					t.Fatalf("outcome %d, error %v; want %d, %v", res.Outcome, res.Err, o.want, o.kind)
				}
				l.wantWrites(o.writes)
				shown := o.want == decide.Done || o.want == decide.LostDone || o.want == decide.Unverified
				if (res.Deployment != nil) != shown || res.Repeat || res.Record.Op != r.Op || res.Fields != nil {
					t.Errorf("it tells %+v, repeat %v, fields %v", res.Deployment, res.Repeat, res.Fields)
				}
				if res.Deployment != nil && (res.Deployment.Environment.Name != env || res.Deployment.Status != api.StatusRunning) {
					t.Errorf("%+v", res.Deployment)
				}
				if made, err := l.as("root").ListDeployments(t.Context(), api.ByID(1), api.DeploymentFilter{Environment: env, Status: api.StatusRunning}); err == nil && (len(made.Items) == 1) != o.took {
					t.Errorf("the world holds %d of it", len(made.Items))
				}
			})
		}
	}
}

// A success that equals the current one is that one; everything else is new.
func TestARecordThatWasThereBefore(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := l.record(c)
	r.New.Status = api.StatusSuccess
	first := decide.RunRecord(t.Context(), c, r)
	if first.Outcome != decide.Done || first.Repeat || first.Deployment.PendingApprovalCount == nil {
		t.Fatalf("%+v", first)
	}
	for who, c := range map[string]*api.Client{"again": c, "by somebody else": l.as("oto")} {
		r.Me = must[api.CurrentUser](t)(c.CurrentUser(t.Context())).ID
		l.ResetJournal()
		res := decide.RunRecord(t.Context(), c, r)
		if res.Outcome != decide.Done || !res.Repeat || res.Deployment.ID != first.Deployment.ID {
			t.Errorf("%s: outcome %d, repeat %v, %+v", who, res.Outcome, res.Repeat, res.Deployment)
		}
		l.wantWrites(1)
	}
	// somebody records the same between the look and the write
	l = open(t)
	c, oto := l.as("maya"), l.as("oto")
	r = l.record(c)
	r.New.Status, r.New.Environment = api.StatusSuccess, "review/brand new"
	l.Inject(with(posting, func(f *sandbox.Fault) {
		f.Times, f.Before = 1, func() {
			if _, err := oto.CreateDeployment(context.Background(), 1, r.New); err != nil {
				t.Error(err)
			}
		}
	}))
	if res := decide.RunRecord(t.Context(), c, r); res.Outcome != decide.Done || !res.Repeat || res.Deployment.User.Username != "oto" {
		t.Errorf("%+v", res)
	}
}

func TestRefusedFields(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		change  func(*api.NewDeployment)
		reply   string // in place of the sandbox's
		outcome decide.Outcome
		want    map[string]string
	}{
		{"no environment", func(n *api.NewDeployment) { n.Environment = " " }, "", decide.NotSent, map[string]string{"environment": "is empty; nothing was sent"}},
		{"no commit", func(n *api.NewDeployment) { n.SHA = "" }, "", decide.NotSent, map[string]string{"sha": "is empty; nothing was sent"}},
		{"no ref", func(n *api.NewDeployment) { n.Ref = "" }, "", decide.NotSent, map[string]string{"ref": "is empty; nothing was sent"}},
		{"a status of CI", func(n *api.NewDeployment) { n.Status = api.StatusBlocked }, "", decide.NotSent,
			map[string]string{"status": `does not have a valid value; use running, success, failed or canceled, not "blocked"`}},
		{"no such commit", func(n *api.NewDeployment) { n.SHA = strings.Repeat("0", 40) }, "", decide.Refused, map[string]string{"sha": "The commit does not exist"}},
		{"no such ref", func(n *api.NewDeployment) { n.Ref = "v0.0.0-none" }, "", decide.Refused, map[string]string{"ref": "The branch or tag does not exist"}},
		{"a bad name", func(n *api.NewDeployment) { n.Environment = "prod!" }, "", decide.Refused,
			map[string]string{"environment": "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"}},
		{"by its parameters", nil, `{"error":"environment is missing, environment is empty, status does not have a valid value"}`, decide.Refused,
			map[string]string{"environment": "is missing; is empty", "status": "does not have a valid value"}},
		{"of the environment", nil, `{"message":{"environment":{"tier":["is odd"]},"user":["is odd"]}}`, decide.Refused, map[string]string{"environment": "is odd"}},
		{"of no field", nil, `{"message":"400 Bad request - no"}`, decide.Refused, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			r := l.record(c)
			if test.change != nil {
				test.change(&r.New)
			}
			if test.reply != "" {
				l.Inject(with(posting, func(f *sandbox.Fault) { f.Status, f.Body = 400, test.reply }))
			}
			res := decide.RunRecord(t.Context(), c, r)
			if res.Outcome != test.outcome || !maps.Equal(res.Fields, test.want) || res.Err == nil || res.Deployment != nil {
				t.Errorf("outcome %d, %v, fields %q", res.Outcome, res.Err, res.Fields)
			}
			l.wantWrites(map[decide.Outcome]int{decide.NotSent: 0, decide.Refused: 1}[test.outcome])
		})
	}
}

func TestARecordThatMustNotLeave(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya", func(o *api.Options) { o.ReadOnly = true })
	r := l.record(c)
	if res := decide.RunRecord(t.Context(), c, r); res.Outcome != decide.NotSent || api.KindOf(res.Err) != api.ReadOnly {
		t.Errorf("read-only: outcome %d, %v", res.Outcome, res.Err)
	}
	c.SetReadOnly(false)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if res := decide.RunRecord(gone, c, r); res.Outcome != decide.NotSent || api.KindOf(res.Err) != api.Canceled {
		t.Errorf("given up: outcome %d, %v", res.Outcome, res.Err)
	}
	r.Project.Host = "gitlab.acme.dev"
	if res := decide.RunRecord(t.Context(), c, r); res.Outcome != decide.NotSent || !strings.Contains(res.Err.Error(), "on gitlab.acme.dev, not on "+c.Host()) {
		t.Errorf("another host: outcome %d, %v", res.Outcome, res.Err)
	}
	l.wantWrites(0)
}

// What was there before, what somebody else recorded, and what is not the same is
// not the record whose answer was lost.
func TestAnotherRecordIsNotMine(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]struct {
		who    string
		change func(*api.NewDeployment)
		before bool
	}{
		"there before":   {"maya", nil, true},
		"somebody's":     {"oto", nil, false},
		"another status": {"maya", func(n *api.NewDeployment) { n.Status = api.StatusFailed }, false},
		"another commit": {"maya", func(n *api.NewDeployment) { n.SHA = n.Ref }, false},
		"another place":  {"maya", func(n *api.NewDeployment) { n.Environment = "review/brand new" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c, by := l.as("maya"), l.as(other.who)
			r := l.record(c)
			create := func() {
				n := r.New
				if other.change != nil {
					other.change(&n)
				}
				if _, err := by.CreateDeployment(context.Background(), 1, n); err != nil {
					t.Error(err)
				}
			}
			f := with(posting, func(f *sandbox.Fault) { f.Times, f.Cut, f.Before = 1, true, create })
			if other.before {
				create()
				f.Before = nil
			}
			l.Inject(f)
			if res := decide.RunRecord(t.Context(), c, r); res.Outcome != decide.LostPending || res.Deployment != nil {
				t.Errorf("outcome %d, %+v", res.Outcome, res.Deployment)
			}
		})
	}
}

// A pipeline of one's own that deploys in the same moment is no record.
func TestAPipelinesDeploymentIsNoRecord(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := l.record(c)
	g := &altered{Client: c, list: func(rows []api.Deployment) []api.Deployment {
		for i := range rows {
			rows[i].Deployable = &api.Job{ID: 1, Name: "deploy"}
		}
		return rows
	}}
	l.Inject(with(posting, func(f *sandbox.Fault) { f.Drop = true }))
	if res := decide.RunRecord(t.Context(), g, r); res.Outcome != decide.LostPending || res.Deployment != nil {
		t.Errorf("outcome %d, %+v", res.Outcome, res.Deployment)
	}
}

func TestARecordThatArrivesLateIsFound(t *testing.T) {
	t.Parallel()
	l := open(t)
	var r decide.Record
	var waited time.Duration
	c := l.as("maya", func(o *api.Options) {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			if waited += d; waited == 3*time.Second {
				must[api.Deployment](t)(l.as("maya").CreateDeployment(ctx, 1, r.New))
			}
			return ctx.Err()
		}
	})
	r = l.record(c)
	l.Inject(with(posting, func(f *sandbox.Fault) { f.Times, f.Status, f.ContentType, f.Body = 1, 504, "text/html", "<html>" }))
	if res := decide.RunRecord(t.Context(), c, r); res.Outcome != decide.LostDone || res.Deployment == nil || waited != 3*time.Second {
		t.Errorf("outcome %d after %v: %+v", res.Outcome, waited, res.Deployment)
	}
	if n := len(l.recorded(r)); n != 1 {
		t.Errorf("%d were recorded", n)
	}
}

// A branch may be named like the beginning of a commit, and GitLab takes names for
// a commit: only a whole hash can contradict the reply.
func TestACommitByAnotherName(t *testing.T) {
	t.Parallel()
	for name, sha := range map[string]func(api.NewDeployment) string{
		"short":      func(n api.NewDeployment) string { return n.SHA[:8] },
		"upper case": func(n api.NewDeployment) string { return strings.ToUpper(n.SHA) },
		"by its ref": func(n api.NewDeployment) string { return n.Ref },
	} {
		l := open(t)
		c := l.as("maya")
		r := l.record(c)
		r.New.SHA = sha(r.New)
		if res := decide.RunRecord(t.Context(), c, r); res.Outcome != decide.Done || len(res.Deployment.SHA) != 40 {
			t.Errorf("%s: outcome %d, %v, %+v", name, res.Outcome, res.Err, res.Deployment)
		}
	}
}
