package decide_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/sandbox"
)

// An act on a deployment that takes it, and how the deployment tells that it did.
var acts = []struct {
	name    string
	request func(*lab, *api.Client) decide.Request
	write   sandbox.Fault // meets the write and nothing else
	// took tells whether it was done, by the target (nil where it is gone) and the
	// world.
	took func(l *lab, r decide.Request, now *api.Deployment) bool
	// late is the same write by the same person on another connection.
	late func(*lab, decide.Request)
}{
	{"approve", func(l *lab, c *api.Client) decide.Request {
		return l.request(c, decide.ActApprove, "production", api.StatusBlocked)
	}, sandbox.Fault{Method: "POST", Path: "/approval$"}, shows(func(d api.Deployment) bool {
		return *d.PendingApprovalCount == 0 && len(d.Approvals) == 1 && d.Status == api.StatusBlocked
	}), decides("maya", api.Approve)},
	{"reject", func(l *lab, c *api.Client) decide.Request {
		return l.request(c, decide.ActReject, "production", api.StatusBlocked)
	}, sandbox.Fault{Method: "POST", Path: "/approval$"}, shows(func(d api.Deployment) bool {
		return d.Status == api.StatusFailed && *d.Deployable.FailureReason == "deployment_rejected"
	}), decides("maya", api.Reject)},
	{"play", func(l *lab, c *api.Client) decide.Request {
		return l.request(c, decide.ActPlay, "loadtest", api.StatusBlocked)
	}, sandbox.Fault{Method: "POST", Path: "/play$"}, shows(func(d api.Deployment) bool { return d.Queued() }), func(l *lab, r decide.Request) {
		must[api.Job](l.t)(l.as("maya").PlayJob(l.t.Context(), 1, r.Seen.Deployable.ID))
	}},
	{"set status", func(l *lab, c *api.Client) decide.Request {
		r := l.request(c, decide.ActSetStatus, "loadtest", api.StatusSuccess, external)
		r.Status = api.StatusFailed
		return r
	}, sandbox.Fault{Method: "PUT", Path: `/deployments/\d+$`}, shows(func(d api.Deployment) bool { return d.Status == api.StatusFailed }), func(l *lab, r decide.Request) {
		must[api.Deployment](l.t)(l.as("maya").UpdateDeployment(l.t.Context(), r.Ref, r.Status))
	}},
	{"retry", func(l *lab, c *api.Client) decide.Request {
		return l.request(c, decide.ActRetry, "review/x-12", api.StatusFailed)
	}, sandbox.Fault{Method: "POST", Path: "/retry$"}, func(l *lab, r decide.Request, _ *api.Deployment) bool {
		return l.madeOf(r) != nil
	}, func(l *lab, r decide.Request) {
		must[api.Job](l.t)(l.as("maya").RetryJob(l.t.Context(), 1, r.Seen.Deployable.ID))
	}},
	{"cancel", func(l *lab, c *api.Client) decide.Request {
		return l.request(c, decide.ActCancel, "loadtest", api.StatusBlocked)
	}, sandbox.Fault{Method: "POST", Path: "/cancel$"}, shows(func(d api.Deployment) bool {
		return d.Status == api.StatusCanceled && d.Deployable.Status == api.JobCanceled
	}), func(l *lab, r decide.Request) {
		must[api.Job](l.t)(l.as("maya").CancelJob(l.t.Context(), 1, r.Seen.Deployable.ID))
	}},
	{"delete", func(l *lab, c *api.Client) decide.Request {
		return l.request(c, decide.ActDelete, "review/x-12", api.StatusFailed)
	}, sandbox.Fault{Method: "DELETE", Path: `/deployments/\d+$`}, func(_ *lab, _ decide.Request, now *api.Deployment) bool { return now == nil },
		func(l *lab, r decide.Request) {
			if err := l.as("maya").DeleteDeployment(l.t.Context(), r.Ref, nil); err != nil {
				l.t.Error(err)
			}
		}},
}

// shows tells by the target alone.
func shows(took func(api.Deployment) bool) func(*lab, decide.Request, *api.Deployment) bool {
	return func(_ *lab, _ decide.Request, now *api.Deployment) bool { return now != nil && took(*now) }
}

// madeOf is the deployment of a job that was made of the one in the request.
func (l *lab) madeOf(r decide.Request) *api.Deployment {
	l.t.Helper()
	page := must[api.Page[api.Deployment]](l.t)(l.as("root").ListDeployments(l.t.Context(), api.ByID(1),
		api.DeploymentFilter{Environment: r.Seen.Environment.Name, OrderBy: api.OrderByID, Sort: api.Desc}))
	for _, d := range page.Items {
		if d.ID > r.Ref.Deployment && d.Deployable != nil && d.Deployable.Name == r.Seen.Deployable.Name && d.Deployable.Pipeline.ID == r.Seen.Deployable.Pipeline.ID {
			return &d
		}
	}
	return nil
}

// decides gives somebody's decision.
func decides(who string, d api.Decision) func(*lab, decide.Request) {
	return func(l *lab, r decide.Request) {
		must[api.Approval](l.t)(l.as(who).SubmitApproval(l.t.Context(), r.Ref, api.ApprovalRequest{Decision: d}))
	}
}

// with is the act's fault that does something.
func with(f sandbox.Fault, change func(*sandbox.Fault)) sandbox.Fault {
	change(&f)
	return f
}

// yes is GitLab's reply to a request that it has carried out.
func yes(r decide.Request) string {
	switch r.Act {
	case decide.ActPlay:
		return fmt.Sprintf(`{"id":%d,"status":"pending"}`, r.Seen.Deployable.ID)
	case decide.ActSetStatus:
		return fmt.Sprintf(`{"id":%d,"status":%q}`, r.Ref.Deployment, r.Status)
	case decide.ActRetry:
		return fmt.Sprintf(`{"id":%d,"name":%q,"status":"pending"}`, r.Seen.Deployable.ID+9000, r.Seen.Deployable.Name)
	case decide.ActCancel:
		return fmt.Sprintf(`{"id":%d,"status":"canceled"}`, r.Seen.Deployable.ID)
	case decide.ActReject:
		return fmt.Sprintf(`{"user":{"id":%d},"status":"rejected","created_at":"2026-02-14T03:00:00Z"}`, r.Me)
	default:
		return fmt.Sprintf(`{"user":{"id":%d},"status":"approved","created_at":"2026-02-14T03:00:00Z"}`, r.Me)
	}
}

func TestEveryActInEveryOutcome(t *testing.T) {
	t.Parallel()
	const page = `<html>Bad gateway</html>`
	outcomes := []struct {
		name    string
		arrange func(l *lab, r decide.Request, write sandbox.Fault)
		want    decide.Outcome
		writes  int
		kind    api.Kind // of Err; none where it is nil
		took    bool     // what the world then holds
	}{
		{"done", func(*lab, decide.Request, sandbox.Fault) {}, decide.Done, 1, api.KindNone, true},
		{"another commit", func(l *lab, r decide.Request, _ sandbox.Fault) {
			must[string](l.t)(l.SetSHA(r.Ref.Deployment))
		}, decide.Changed, 0, api.KindNone, false},
		{"another status", func(l *lab, r decide.Request, _ sandbox.Fault) {
			if err := l.SetStatus(r.Ref.Deployment, "canceled"); err != nil {
				l.t.Fatal(err)
			}
		}, decide.Changed, 0, api.KindNone, false},
		{"the read is refused", func(l *lab, _ decide.Request, _ sandbox.Fault) {
			l.Inject(sandbox.Fault{Method: "GET", Times: 1, Status: 404, Body: `{"message":"404 Not found"}`})
		}, decide.NotSent, 0, api.NotFound, false},
		{"the read finds nobody", func(l *lab, r decide.Request, _ sandbox.Fault) {
			l.Inject(sandbox.Fault{Method: "GET", Times: 9, Cut: true})
		}, decide.NotSent, 0, api.Offline, false},
		{"refused as impossible", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.Body = 400, `{"message":"This environment is not protected."}` }))
		}, decide.Refused, 1, api.Invalid, false},
		{"refused for want of a right", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.Body = 403, `{"message":"403 Forbidden"}` }))
		}, decide.Refused, 1, api.Forbidden, false},
		{"maintenance", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.Body = 503, `{"message":"GitLab is undergoing maintenance"}` }))
		}, decide.Refused, 1, api.Unavailable, false},
		{"done, the reply is lost", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Drop = true }))
		}, decide.LostDone, 1, api.Offline, true},
		{"not done, the connection is lost", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Cut = true }))
		}, decide.LostPending, 1, api.Offline, false},
		{"a proxy answers", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.ContentType, f.Body = 502, "text/html", page }))
		}, decide.LostPending, 1, api.Unavailable, false},
		{"GitLab breaks before it is done", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.Body = 500, `{"message":"500 Internal Server Error"}` }))
		}, decide.LostUndone, 1, api.Server, false},
		{"it says yes and does nothing", func(l *lab, r decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.Body = 201, yes(r) }))
		}, decide.Unverified, 1, api.KindNone, false},
		{"it says yes to something else and does nothing", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.Body = 201, `{"id":99999,"status":"skipped"}` }))
		}, decide.LostUndone, 1, api.NotGitLab, false},
		{"a yes without a word", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.Body = 201, `{}` }))
		}, decide.LostUndone, 1, api.NotGitLab, false},
		{"a login page says yes", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) { f.Status, f.ContentType, f.Body = 200, "text/html", page }))
		}, decide.LostPending, 1, api.NotGitLab, false},
		{"not done, and nothing can be read back", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) {
				f.Cut, f.Before = true, func() { l.Inject(sandbox.Fault{Method: "GET", Times: 99, Cut: true}) }
			}))
		}, decide.LostUnknown, 1, api.Offline, false},
		{"done, and nothing can be read back", func(l *lab, _ decide.Request, w sandbox.Fault) {
			l.Inject(with(w, func(f *sandbox.Fault) {
				f.Drop, f.Before = true, func() { l.Inject(sandbox.Fault{Method: "GET", Times: 9, Status: 404, Body: `{}`}) }
			}))
		}, decide.LostUnknown, 1, api.Offline, true},
	}
	for _, act := range acts {
		for _, o := range outcomes {
			t.Run(act.name+", "+o.name, func(t *testing.T) {
				t.Parallel()
				l := open(t)
				c := l.as("maya")
				r := act.request(l, c)
				o.arrange(l, r, act.write)
				if r.Act == decide.ActDelete && o.kind == api.NotGitLab && o.want == decide.LostUndone {
					o.want, o.kind = decide.Unverified, api.KindNone // its yes has no words
				}
				res := decide.Run(t.Context(), c, r)
				if res.Outcome != o.want || api.KindOf(res.Err) != o.kind {
					t.Fatalf("outcome %d, error %v; want %d, %v", res.Outcome, res.Err, o.want, o.kind)
				}
				l.wantWrites(o.writes)
				deleted := r.Act == decide.ActDelete && (o.want == decide.Done || o.want == decide.LostDone)
				if (res.Now == nil) != (o.want == decide.NotSent || o.want == decide.LostUnknown || deleted) {
					t.Errorf("read last: %+v", res.Now)
				}
				if res.Gone != (deleted || o.want == decide.NotSent && o.kind == api.NotFound) {
					t.Errorf("gone: %v", res.Gone)
				}
				if (res.Made != nil) != (r.Act == decide.ActRetry && (o.want == decide.Done || o.want == decide.LostDone)) {
					t.Errorf("made: %+v", res.Made)
				}
				if res.Now != nil && o.want != decide.Changed && act.took(l, r, res.Now) != o.took {
					t.Errorf("it tells the state %+v", res.Now)
				}
				if (len(res.Differences) > 0) != (o.want == decide.Changed) || res.Request.Op != r.Op {
					t.Errorf("differences %+v of request %d", res.Differences, res.Request.Op)
				}
				if now, ok := l.world(r.Ref); ok && o.want != decide.Changed && act.took(l, r, now) != o.took {
					t.Errorf("the world holds %+v", now)
				}
			})
		}
	}
}

// changedIn are the names of what changed.
func changedIn(res decide.Result) string {
	var names []string
	for _, d := range res.Differences {
		if !d.Same {
			names = append(names, d.What)
		}
		if d.Before == "" || d.After == "" || d.Same != (d.Before == d.After) {
			names = append(names, "badly worded: "+d.What+" "+d.Before+" → "+d.After)
		}
	}
	return strings.Join(names, ", ")
}

func TestDifferencesAreNamed(t *testing.T) {
	t.Parallel()
	twoNeeded := func(l *lab, c *api.Client) decide.Request {
		return l.request(c, decide.ActApprove, "prod-eu", api.StatusBlocked)
	}
	tests := []struct {
		name    string
		request func(*lab, *api.Client) decide.Request
		change  func(*lab, decide.Request)
		want    string
	}{
		{"somebody approved", twoNeeded, decides("oto", api.Approve), "Approvals"},
		{"somebody rejected", twoNeeded, decides("oto", api.Reject), "Approvals, Status, Job"},
		{"I approved elsewhere", twoNeeded, decides("maya", api.Approve), "Approvals"},
		{"somebody played", acts[2].request, func(l *lab, r decide.Request) {
			must[api.Job](l.t)(l.as("oto").PlayJob(l.t.Context(), 1, r.Seen.Deployable.ID))
		}, "Job"},
		{"it runs by now", acts[2].request, func(l *lab, r decide.Request) {
			must[api.Job](l.t)(l.as("oto").PlayJob(l.t.Context(), 1, r.Seen.Deployable.ID))
			l.pass(3 * time.Second)
		}, "Status, Job"},
		{"another commit", twoNeeded, func(l *lab, r decide.Request) { must[string](l.t)(l.SetSHA(r.Ref.Deployment)) }, "Commit"},
		{"another status of an external one", acts[3].request, func(l *lab, r decide.Request) {
			must[api.Deployment](l.t)(l.as("oto").UpdateDeployment(l.t.Context(), r.Ref, api.StatusCanceled))
		}, "Status"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			r := test.request(l, c)
			test.change(l, r)
			l.ResetJournal()
			res := decide.Run(t.Context(), c, r)
			if got := changedIn(res); res.Outcome != decide.Changed || got != test.want || len(res.Differences) != 3+strings.Count(test.want, "Job") {
				t.Errorf("outcome %d, %d differences, changed %q, want %q", res.Outcome, len(res.Differences), got, test.want)
			}
			l.wantWrites(0)
		})
	}
}

// What was seen in a listing has no approvals: it is not enough to decide on.
func TestAListedRowIsNotEnoughToApprove(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := acts[0].request(l, c)
	r.Seen.PendingApprovalCount, r.Seen.Approvals, r.Seen.ApprovalSummary = nil, nil, nil
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Changed || changedIn(res) != "Approvals" {
		t.Errorf("outcome %d, changed %q", res.Outcome, changedIn(res))
	}
	l.wantWrites(0)
}

// A status rests on no approvals: a listing shows enough of the rest.
func TestAListedRowIsEnoughToSetAStatus(t *testing.T) {
	t.Parallel()
	for changed, want := range map[bool]decide.Outcome{false: decide.Done, true: decide.Changed} {
		l := open(t)
		c := l.as("maya")
		r := acts[3].request(l, c)
		r.Seen.PendingApprovalCount, r.Seen.Approvals, r.Seen.ApprovalSummary = nil, nil, nil
		names := ""
		if changed {
			must[string](t)(l.SetSHA(r.Ref.Deployment))
			names = "Commit"
		}
		if res := decide.Run(t.Context(), c, r); res.Outcome != want || changedIn(res) != names {
			t.Errorf("another commit %v: outcome %d, %v, changed %q", changed, res.Outcome, res.Err, changedIn(res))
		}
	}
}

// A decision that was on the screen is gone, as with its account.
func TestAnApprovalThatIsGoneIsAChange(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := acts[0].request(l, c)
	r.Seen.Approvals = append(r.Seen.Approvals, api.Approval{User: &api.User{ID: 99, Username: "gone"}, Status: api.Approve})
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Changed || changedIn(res) != "Approvals" {
		t.Errorf("outcome %d, changed %q", res.Outcome, changedIn(res))
	}
	l.wantWrites(0)
}

func TestRefusalsInGitLabsWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, who string
		request   func(*lab, *api.Client) decide.Request
		kind      api.Kind
		want      string
	}{
		{"one's own", "maya", func(l *lab, c *api.Client) decide.Request {
			return l.request(c, decide.ActApprove, "prod-apac", api.StatusBlocked)
		}, api.Invalid, "You cannot approve your own deployment"},
		{"no rule covers me", "rae", acts[0].request, api.Invalid, "You don't have permission to approve this deployment"},
		{"no such hat", "maya", func(l *lab, c *api.Client) decide.Request {
			r := acts[0].request(l, c)
			r.RepresentedAs = "PAYMENTS-LEADS"
			return r
		}, api.Invalid, "There are no approval rules for the given `represent_as` parameter"},
		{"no rules", "maya", func(l *lab, c *api.Client) decide.Request {
			return l.request(c, decide.ActApprove, "loadtest", api.StatusBlocked)
		}, api.Invalid, "This environment is not protected"},
		{"a right to read only", "read_api", acts[0].request, api.Scope, "higher privileges"},
		{"run what waits for approval", "maya", func(l *lab, c *api.Client) decide.Request {
			return l.request(c, decide.ActPlay, "production", api.StatusBlocked)
		}, api.Invalid, "Unplayable Job"},
		{"a status of GitLab's own CI", "maya", func(l *lab, c *api.Client) decide.Request {
			r := l.request(c, decide.ActSetStatus, "loadtest", api.StatusBlocked)
			r.Status = api.StatusSuccess
			return r
		}, api.Forbidden, "can not be updated using the API"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as(test.who)
			res := decide.Run(t.Context(), c, test.request(l, c))
			if res.Outcome != decide.Refused || api.KindOf(res.Err) != test.kind || !strings.Contains(res.Err.Error(), test.want) {
				t.Errorf("outcome %d: %v", res.Outcome, res.Err)
			}
			l.wantWrites(1)
		})
	}
}

// Between the read and the write lies a moment: what happens there is GitLab's to
// refuse.
func TestSomebodyIsFasterByAMoment(t *testing.T) {
	t.Parallel()
	l := open(t)
	c, oto := l.as("maya"), l.as("oto")
	r := acts[0].request(l, c)
	l.Inject(sandbox.Fault{Method: "POST", Path: "/approval$", Times: 1, Before: func() {
		if _, err := oto.SubmitApproval(context.Background(), r.Ref, api.ApprovalRequest{Decision: api.Approve}); err != nil {
			t.Error(err)
		}
	}})
	res := decide.Run(t.Context(), c, r)
	if res.Outcome != decide.Refused || !strings.Contains(res.Err.Error(), "not waiting for approvals") {
		t.Errorf("outcome %d: %v", res.Outcome, res.Err)
	}
	l.wantWrites(2) // oto's and maya's, once each
}

func TestWhatCannotOrMustNotLeaveIsNotSent(t *testing.T) {
	t.Parallel()
	readOnly := func(o *api.Options) { o.ReadOnly = true }
	tests := []struct {
		name    string
		options []func(*api.Options)
		request func(*lab, *api.Client) decide.Request
		want    string
	}{
		{"read-only mode", []func(*api.Options){readOnly}, acts[0].request, "read-only"},
		{"a comment that is too long", nil, func(l *lab, c *api.Client) decide.Request {
			r := acts[0].request(l, c)
			r.Comment = strings.Repeat("文", 256)
			return r
		}, "256 characters"},
		{"another host", nil, func(l *lab, c *api.Client) decide.Request {
			r := acts[0].request(l, c)
			r.Ref.Host = "gitlab.acme.dev"
			return r
		}, "gitlab.acme.dev"},
		{"run an external one", nil, func(l *lab, c *api.Client) decide.Request {
			return l.request(c, decide.ActPlay, "loadtest", api.StatusSuccess, external)
		}, "it has none"},
		{"run what was run", nil, func(l *lab, c *api.Client) decide.Request {
			r := acts[2].request(l, c)
			must[api.Job](l.t)(c.PlayJob(l.t.Context(), 1, r.Seen.Deployable.ID))
			return l.again(c, r)
		}, "it is pending"},
		{"run what has ended, which would begin anew", nil, func(l *lab, c *api.Client) decide.Request {
			return l.request(c, decide.ActPlay, "production", api.StatusSuccess, func(d api.Deployment) bool { return !external(d) })
		}, "it is success"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya", test.options...)
			res := decide.Run(t.Context(), c, test.request(l, c))
			if res.Outcome != decide.NotSent || res.Err == nil || !strings.Contains(res.Err.Error(), test.want) {
				t.Errorf("outcome %d: %v", res.Outcome, res.Err)
			}
			l.wantWrites(0)
		})
	}
}

func TestTheApprovalSaysWhatItWas(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := l.request(c, decide.ActApprove, "prod-us", api.StatusBlocked)
	r.Comment, r.RepresentedAs = "smoke tests are green", "Maintainers"
	res := decide.Run(t.Context(), c, r)
	if res.Outcome != decide.Done || res.Approval == nil || res.Approval.User.Username != "maya" || *res.Approval.Comment != r.Comment || res.Repeat {
		t.Fatalf("%+v", res)
	}
	if body := l.writes()[0].Body; body != `{"status":"approved","comment":"smoke tests are green","represented_as":"Maintainers"}` {
		t.Errorf("sent %s", body)
	}
	for _, rule := range res.Now.ApprovalSummary.Rules {
		n := 0
		for _, a := range rule.Given {
			if a.CreatedAt.Equal(res.Approval.CreatedAt) {
				n++
			}
		}
		if want := map[string]int{"Maintainers": 1}[*rule.Description]; n != want {
			t.Errorf("%s has %d of it, want %d", *rule.Description, n, want)
		}
	}

	// the other hat counts too, and is no repetition
	l.pass(time.Minute)
	r = l.again(c, r)
	r.RepresentedAs = "payments-leads"
	res = decide.Run(t.Context(), c, r)
	if res.Outcome != decide.Done || res.Repeat || *res.Now.PendingApprovalCount != 0 {
		t.Errorf("%+v", res)
	}
	l.wantWrites(1)
}

func TestTheSameDecisionAgainIsTold(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := l.request(c, decide.ActApprove, "prod-eu", api.StatusBlocked)
	r.Comment = "first"
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Done || res.Repeat {
		t.Fatalf("%+v", res)
	}
	l.pass(time.Minute)
	r = l.again(c, r)
	r.Comment = "second"
	res := decide.Run(t.Context(), c, r)
	if res.Outcome != decide.Done || !res.Repeat || *res.Approval.Comment != "first" {
		t.Errorf("%+v", res)
	}
	l.wantWrites(1)

	// a change of mind is none
	r = l.again(c, r)
	r.Act = decide.ActReject
	res = decide.Run(t.Context(), c, r)
	if res.Outcome != decide.Done || res.Repeat || res.Now.Status != api.StatusFailed {
		t.Errorf("%+v", res)
	}
}

func TestAChangeOfMindIsFoundAfterALostReply(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := l.request(c, decide.ActApprove, "prod-eu", api.StatusBlocked)
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Done {
		t.Fatalf("%+v", res)
	}
	for _, drop := range []bool{false, true} {
		r = l.again(c, r)
		r.Act = decide.ActReject
		l.Inject(sandbox.Fault{Method: "POST", Times: 1, Drop: drop, Cut: !drop})
		want := decide.LostPending
		if drop {
			want = decide.LostDone
		}
		if res := decide.Run(t.Context(), c, r); res.Outcome != want {
			t.Errorf("dropped %v: outcome %d, want %d", drop, res.Outcome, want)
		}
		l.wantWrites(1)
	}
}

// GitLab stores a second person's rejection and then breaks on the job that has
// ended: the 500 says nothing, the state does.
func TestASecondRejectionIsStoredBehindA500(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := l.request(c, decide.ActReject, "prod-eu", api.StatusBlocked)
	must[api.Approval](t)(l.as("oto").SubmitApproval(t.Context(), r.Ref, api.ApprovalRequest{Decision: api.Reject}))
	res := decide.Run(t.Context(), c, l.again(c, r))
	if res.Outcome != decide.LostDone || api.KindOf(res.Err) != api.Server {
		t.Errorf("outcome %d: %v", res.Outcome, res.Err)
	}
	l.wantWrites(1)
}

func TestAnAdministratorApprovesAnything(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("root")
	res := decide.Run(t.Context(), c, l.request(c, decide.ActApprove, "prod-apac", api.StatusBlocked))
	if res.Outcome != decide.Done || res.Approval.User.Username != "root" || *res.Now.PendingApprovalCount != 0 {
		t.Errorf("%+v", res)
	}
}

func TestPlayingTellsTheJob(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := acts[2].request(l, c)
	res := decide.Run(t.Context(), c, r)
	if res.Job == nil || res.Job.ID != r.Seen.Deployable.ID || res.Job.Status != api.JobPending || res.Now.Deployable.User.Username != "maya" {
		t.Errorf("%+v", res)
	}
}

func TestGivingUp(t *testing.T) {
	t.Parallel()
	for _, act := range acts {
		t.Run(act.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			r := act.request(l, c)
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			if res := decide.Run(gone, c, r); res.Outcome != decide.NotSent || api.KindOf(res.Err) != api.Canceled {
				t.Errorf("given up before: outcome %d, %v", res.Outcome, res.Err)
			}
			l.wantWrites(0)

			during, cancel := context.WithCancel(t.Context())
			defer cancel()
			l.Inject(with(act.write, func(f *sandbox.Fault) { f.Hang, f.Before = true, cancel }))
			if res := decide.Run(during, c, r); res.Outcome != decide.LostUnknown || api.KindOf(res.Err) != api.Canceled || res.Now != nil {
				t.Errorf("given up with the write under way: outcome %d, %v", res.Outcome, res.Err)
			}
			l.wantWrites(1)
		})
	}
}

func TestActsHaveWords(t *testing.T) {
	t.Parallel()
	for act, want := range map[decide.Act]string{
		decide.ActApprove: "approve", decide.ActReject: "reject", decide.ActPlay: "run the job of",
		decide.ActSetStatus: "set the status of", decide.ActRetry: "retry the job of", decide.ActCancel: "cancel the job of",
		decide.ActDelete: "delete", 99: "write",
	} {
		if act.String() != want {
			t.Errorf("%d is %q", act, act)
		}
	}
}
