package decide_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/sandbox"
)

// The acts by their places in the table.
var retry, cancel, deletion = acts[4], acts[5], acts[6]

func TestWhatCannotBeRetriedOrCanceledIsNotSent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		act    decide.Act
		env    string
		status api.Status
		fits   func(api.Deployment) bool
		change func(*lab, *api.Client, decide.Request)
		want   string
	}{
		{"retry what waits", decide.ActRetry, "loadtest", api.StatusBlocked, nil, nil, "it is manual, only one that has ended"},
		{"retry what was recorded", decide.ActRetry, "loadtest", api.StatusSuccess, external, nil, "it has none"},
		{"retry what was rejected", decide.ActRetry, "production", api.StatusBlocked, nil, func(l *lab, _ *api.Client, r decide.Request) {
			decides("oto", api.Reject)(l, r)
		}, "it was rejected"},
		{"cancel what has ended", decide.ActCancel, "review/x-12", api.StatusFailed, nil, nil, "it is failed, there is nothing to cancel"},
		{"cancel what is canceled", decide.ActCancel, "qa", api.StatusCanceled, nil, nil, "it is canceled, there is nothing to cancel"},
		{"cancel what was recorded", decide.ActCancel, "loadtest", api.StatusSuccess, external, nil, "it has none"},
		{"cancel what stops already", decide.ActCancel, "loadtest", api.StatusBlocked, nil, func(l *lab, c *api.Client, r decide.Request) {
			must[api.Job](l.t)(c.PlayJob(l.t.Context(), 1, r.Seen.Deployable.ID))
			l.pass(3 * time.Second)
			must[api.Job](l.t)(c.CancelJob(l.t.Context(), 1, r.Seen.Deployable.ID))
		}, "it is canceling, there is nothing to cancel"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			fits := []func(api.Deployment) bool{}
			if test.fits != nil {
				fits = append(fits, test.fits)
			}
			r := l.request(c, test.act, test.env, test.status, fits...)
			if test.change != nil {
				test.change(l, c, r)
				r = l.again(c, r)
			}
			res := decide.Run(t.Context(), c, r)
			if res.Outcome != decide.NotSent || res.Err == nil || !strings.Contains(res.Err.Error(), test.want) || res.Now == nil {
				t.Errorf("outcome %d: %v", res.Outcome, res.Err)
			}
			l.wantWrites(0)
		})
	}
}

// altered changes what a client reads and is answered.
type altered struct {
	*api.Client
	read  func(*api.Deployment)
	list  func([]api.Deployment) []api.Deployment
	retry func(*api.Job)
}

func (g *altered) GetDeployment(ctx context.Context, ref api.Ref) (api.Deployment, error) {
	d, err := g.Client.GetDeployment(ctx, ref)
	if err == nil && g.read != nil {
		g.read(&d)
	}
	return d, err
}

func (g *altered) ListDeployments(ctx context.Context, p api.ProjectKey, f api.DeploymentFilter) (api.Page[api.Deployment], error) {
	page, err := g.Client.ListDeployments(ctx, p, f)
	if err == nil && g.list != nil {
		page.Items = g.list(page.Items)
	}
	return page, err
}

func (g *altered) RetryJob(ctx context.Context, project, id int64) (api.Job, error) {
	job, err := g.Client.RetryJob(ctx, project, id)
	if err == nil && g.retry != nil {
		g.retry(&job)
	}
	return job, err
}

func TestAnArchivedJobIsNotRetried(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	g := &altered{Client: c, read: func(d *api.Deployment) { d.Deployable.Archived = true }}
	if res := decide.Run(t.Context(), g, retry.request(l, c)); res.Outcome != decide.NotSent || !strings.Contains(res.Err.Error(), "it is archived") {
		t.Errorf("outcome %d: %v", res.Outcome, res.Err)
	}
	l.wantWrites(0)
}

func TestAVanishedJobIsAChange(t *testing.T) {
	t.Parallel()
	for _, act := range acts {
		l := open(t)
		c := l.as("maya")
		r := act.request(l, c)
		if r.Seen.Deployable == nil {
			continue
		}
		g := &altered{Client: c, read: func(d *api.Deployment) { d.Deployable = nil }}
		if res := decide.Run(t.Context(), g, r); res.Outcome != decide.Changed || changedIn(res) != "Job" {
			t.Errorf("%s: outcome %d, changed %q", act.name, res.Outcome, changedIn(res))
		}
		l.wantWrites(0)
	}
}

// They rest on no approvals: a listing shows enough of the rest.
func TestAListedRowIsEnoughToRetryCancelAndDelete(t *testing.T) {
	t.Parallel()
	for _, a := range acts[4:] {
		l := open(t)
		c := l.as("maya")
		r := a.request(l, c)
		r.Seen.PendingApprovalCount, r.Seen.Approvals, r.Seen.ApprovalSummary = nil, nil, nil
		if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Done {
			t.Errorf("%s: outcome %d, %v, changed %q", a.name, res.Outcome, res.Err, changedIn(res))
		}
	}
}

func TestARetryTellsTheNewJobAndItsDeployment(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := retry.request(l, c)
	res := decide.Run(t.Context(), c, r)
	if res.Outcome != decide.Done || res.Job.ID <= r.Seen.Deployable.ID || res.Made.Deployable.ID != res.Job.ID || res.Made.ID <= r.Ref.Deployment ||
		res.Made.User.Username != "maya" || res.Now.Status != api.StatusFailed {
		t.Errorf("%+v", res)
	}
	if w := l.writes(); len(w) != 1 || w[0].Body != "{}" {
		t.Errorf("sent %+v", w)
	}
	// what was retried is not retried twice
	res = decide.Run(t.Context(), c, l.again(c, r))
	if res.Outcome != decide.Refused || !strings.Contains(res.Err.Error(), "Job is not retryable") {
		t.Errorf("outcome %d: %v", res.Outcome, res.Err)
	}
}

func TestARetryOfWhatNeedsApprovalsWaitsForThemAfresh(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := l.request(c, decide.ActRetry, "production", api.StatusSuccess, func(d api.Deployment) bool { return !external(d) })
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Done || res.Made.Status != api.StatusBlocked {
		t.Errorf("outcome %d, %v: %+v", res.Outcome, res.Err, res.Made)
	}
}

func TestTheDeploymentOfANewJobMayComeLate(t *testing.T) {
	t.Parallel()
	for late, want := range map[int]decide.Outcome{1: decide.Done, 3: decide.Done, 99: decide.Unverified} {
		l := open(t)
		c := l.as("maya")
		r := retry.request(l, c)
		n := 0
		g := &altered{Client: c, list: func(rows []api.Deployment) []api.Deployment {
			if len(l.writes()) == 0 {
				return rows
			}
			if n++; n > late {
				return rows
			}
			return slices.DeleteFunc(rows, func(d api.Deployment) bool { return d.ID > r.Ref.Deployment })
		}}
		res := decide.Run(t.Context(), g, r)
		if res.Outcome != want || (res.Made == nil) != (want == decide.Unverified) || res.Job == nil {
			t.Errorf("after %d readings: outcome %d, made %+v", late, res.Outcome, res.Made)
		}
		l.wantWrites(1)
	}
}

func TestAnotherJobIsNoRetryOfThisOne(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*api.Job, decide.Request){
		"the same one": func(j *api.Job, r decide.Request) { j.ID = r.Seen.Deployable.ID },
		"an older one": func(j *api.Job, r decide.Request) { j.ID = r.Seen.Deployable.ID - 1 },
		"another name": func(j *api.Job, _ decide.Request) { j.Name = "destroy everything" },
	} {
		l := open(t)
		c := l.as("maya")
		r := retry.request(l, c)
		// it was done all the same, and is found by what it made
		if res := decide.Run(t.Context(), &altered{Client: c, retry: func(j *api.Job) { change(j, r) }}, r); res.Outcome != decide.LostDone || res.Job != nil || res.Made == nil {
			t.Errorf("%s: outcome %d, %+v", name, res.Outcome, res.Made)
		}
		l.wantWrites(1)
	}
}

// After a lost retry, what somebody else made of the same job is not one's own.
func TestSomebodyElsesRetryIsNotMine(t *testing.T) {
	t.Parallel()
	l := open(t)
	c, oto := l.as("maya"), l.as("oto")
	r := retry.request(l, c)
	l.Inject(with(retry.write, func(f *sandbox.Fault) {
		f.Times, f.Cut = 1, true
		f.Before = func() {
			if _, err := oto.RetryJob(context.Background(), 1, r.Seen.Deployable.ID); err != nil {
				t.Error(err)
			}
		}
	}))
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.LostPending || res.Made != nil {
		t.Errorf("outcome %d, made %+v", res.Outcome, res.Made)
	}
	l.wantWrites(2) // the lost one and oto's
}

// An earlier retry of one's own looks like this one, which GitLab would have refused:
// what was there before was not made by what was lost.
func TestAnEarlierRetryIsNotThisOne(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := retry.request(l, c)
	must[api.Job](t)(c.RetryJob(t.Context(), 1, r.Seen.Deployable.ID))
	if made := l.madeOf(r); made == nil || made.User.ID != r.Me {
		t.Fatalf("the first retry made %+v", made)
	}
	l.ResetJournal()
	l.Inject(with(retry.write, func(f *sandbox.Fault) { f.Times, f.Cut = 1, true }))
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.LostPending || res.Made != nil {
		t.Errorf("lost: outcome %d, made %+v", res.Outcome, res.Made)
	}
	l.wantWrites(1)
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Refused || res.Made != nil {
		t.Errorf("answered: outcome %d, made %+v", res.Outcome, res.Made)
	}
}

// Without knowing what was there before, nothing could be told of a lost retry.
func TestARetryIsNotSentWhereItsEnvironmentCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]sandbox.Fault{
		"refused": {Status: 403, Body: `{"message":"403 Forbidden"}`},
		"hidden":  {Status: 404, Body: `{"message":"404 Not found"}`},
		"silent":  {Cut: true},
	} {
		l := open(t)
		c := l.as("maya")
		r := retry.request(l, c)
		f.Method, f.Path = "GET", `/deployments$`
		l.Inject(f)
		if res := decide.Run(t.Context(), c, r); res.Outcome != decide.NotSent || res.Err == nil || res.Gone || res.Now == nil {
			t.Errorf("%s: outcome %d, %v, gone %v", name, res.Outcome, res.Err, res.Gone)
		}
		l.wantWrites(0)
	}
}

// After a lost retry, what belongs to another pipeline or is another job of this one
// was not made of the job in question.
func TestAnotherJobAfterALostRetryIsNone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*api.Job, decide.Request){
		"another pipeline": func(j *api.Job, _ decide.Request) { j.Pipeline.ID++ },
		"no pipeline":      func(j *api.Job, _ decide.Request) { j.Pipeline = nil },
		"another name":     func(j *api.Job, _ decide.Request) { j.Name += " again" },
		"nobody's":         func(j *api.Job, _ decide.Request) { j.User = nil },
		"none":             func(j *api.Job, r decide.Request) { j.ID = r.Seen.Deployable.ID },
		"":                 func(*api.Job, decide.Request) {},
	} {
		l := open(t)
		c := l.as("maya")
		r := retry.request(l, c)
		g := &altered{Client: c, list: func(rows []api.Deployment) []api.Deployment {
			for _, d := range rows {
				if d.ID > r.Ref.Deployment {
					change(d.Deployable, r)
				}
			}
			return rows
		}}
		l.Inject(with(retry.write, func(f *sandbox.Fault) { f.Drop = true }))
		if res := decide.Run(t.Context(), g, r); (res.Outcome == decide.LostDone) != (name == "") || (res.Made == nil) != (name != "") {
			t.Errorf("%s: outcome %d, made %+v", name, res.Outcome, res.Made)
		}
	}
}

func TestARunningJobIsCanceledSlowly(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := cancel.request(l, c)
	must[api.Job](t)(c.PlayJob(t.Context(), 1, r.Seen.Deployable.ID))
	l.pass(3 * time.Second)
	res := decide.Run(t.Context(), c, l.again(c, r))
	if res.Outcome != decide.Done || res.Job.Status != api.JobCanceling || res.Now.Status != api.StatusRunning {
		t.Errorf("outcome %d, %v: %+v", res.Outcome, res.Err, res.Now)
	}
	if w := l.writes(); len(w) != 1 || w[0].Body != "{}" || len(w[0].Query) != 0 {
		t.Errorf("sent %+v", w)
	}
}

// GitLab says yes also where there was nothing left to cancel.
func TestAJobThatEndedFirstIsNotCanceled(t *testing.T) {
	t.Parallel()
	l := open(t)
	var waited time.Duration
	c := l.as("maya", func(o *api.Options) {
		o.Sleep = func(ctx context.Context, d time.Duration) error { waited += d; return ctx.Err() }
	})
	r := cancel.request(l, c)
	must[api.Job](t)(c.PlayJob(t.Context(), 1, r.Seen.Deployable.ID))
	l.pass(3 * time.Second)
	r = l.again(c, r)
	l.Inject(with(cancel.write, func(f *sandbox.Fault) { f.Before = func() { l.pass(time.Hour) } }))
	res := decide.Run(t.Context(), c, r)
	if res.Outcome != decide.Unverified || res.Err != nil || res.Now == nil || res.Now.Deployable.Status != api.JobSuccess || waited != 0 {
		t.Errorf("outcome %d after %v, %v: %+v", res.Outcome, waited, res.Err, res.Now)
	}
	l.wantWrites(1)
}

func TestRefusalsOfTheOtherActs(t *testing.T) {
	t.Parallel()
	live := func(l *lab, c *api.Client) decide.Request {
		return l.request(c, decide.ActDelete, "qa", api.StatusSuccess, func(d api.Deployment) bool {
			e := must[api.Environment](l.t)(c.Environment(l.t.Context(), 1, d.Environment.ID))
			return e.LastDeployment.ID == d.ID
		})
	}
	tests := []struct {
		name, who string
		request   func(*lab, *api.Client) decide.Request
		kind      api.Kind
		want      string
	}{
		{"delete what is live", "maya", live, api.Invalid, "Deployment currently deployed to environment"},
		{"delete without the right", "rae", deletion.request, api.Forbidden, "403 Forbidden"},
		{"retry without the right", "rae", retry.request, api.Forbidden, "403 Forbidden"},
		{"cancel without the right", "rae", cancel.request, api.Forbidden, "403 Forbidden"},
		{"a right to read only", "read_api", deletion.request, api.Scope, "higher privileges"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as(test.who)
			res := decide.Run(t.Context(), c, test.request(l, c))
			if res.Outcome != decide.Refused || api.KindOf(res.Err) != test.kind || !strings.Contains(res.Err.Error(), test.want) || res.Gone {
				t.Errorf("outcome %d: %v", res.Outcome, res.Err)
			}
			l.wantWrites(1)
		})
	}
}

func TestADeletionRestsOnTheRecordThatWasSeen(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := deletion.request(l, c)
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Done || !res.Gone || res.Now != nil {
		t.Errorf("%+v", res)
	}
	at, err := http.ParseTime(l.writes()[0].Header.Get("If-Unmodified-Since"))
	if late := at.Sub(r.Seen.UpdatedAt); err != nil || late < 0 || late >= time.Second {
		t.Errorf("it rests on %v, the record is of %v", at, r.Seen.UpdatedAt)
	}
	r.Seen.UpdatedAt = r.Seen.UpdatedAt.Add(-time.Millisecond)
	l = open(t)
	if res := decide.Run(t.Context(), l.as("maya"), bound(l, r)); res.Outcome != decide.Changed || changedIn(res) != "Updated" {
		t.Errorf("outcome %d, %v, changed %q", res.Outcome, res.Err, changedIn(res))
	}
	l.wantWrites(0)
}

// bound is the same request to another sandbox of the same seed.
func bound(l *lab, r decide.Request) decide.Request {
	r.Ref.Host = l.as("maya").Host()
	return r
}

// Between the read and the write the record changes: GitLab finds out.
func TestARecordThatChangesInTheMomentBetweenStays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		before func(*lab, decide.Request)
		status int
		want   decide.Outcome
		change string
		gone   bool
	}{
		{"another status", func(l *lab, r decide.Request) {
			l.pass(time.Minute)
			if err := l.SetStatus(r.Ref.Deployment, "canceled"); err != nil {
				l.t.Error(err)
			}
		}, 0, decide.Changed, "Status, Updated", false},
		{"nothing that shows", nil, 412, decide.Changed, "Updated", false},
		{"changed, then gone", func(l *lab, r decide.Request) { deletion.late(l, r) }, 412, decide.Refused, "", true},
		{"gone", func(l *lab, r decide.Request) { deletion.late(l, r) }, 0, decide.Refused, "", true},
		{"changed, and nothing can be read", func(l *lab, _ decide.Request) {
			l.Inject(sandbox.Fault{Method: "GET", Status: 403, Body: `{"message":"403 Forbidden"}`})
		}, 412, decide.Refused, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			r := deletion.request(l, c)
			f := with(deletion.write, func(f *sandbox.Fault) {
				f.Times, f.Status, f.Body = 1, test.status, `{"message":"412 Precondition Failed"}`
			})
			if test.before != nil {
				f.Before = func() { test.before(l, r) }
			}
			l.Inject(f)
			res := decide.Run(t.Context(), c, r)
			if res.Outcome != test.want || changedIn(res) != test.change || res.Gone != test.gone || (res.Err == nil) != (test.want == decide.Changed) ||
				(res.Now == nil) != (test.status == 412 && test.want == decide.Refused) {
				t.Errorf("outcome %d, %v, changed %q, gone %v", res.Outcome, res.Err, changedIn(res), res.Gone)
			}
		})
	}
}

func TestWhatIsGoneIsTold(t *testing.T) {
	t.Parallel()
	for _, act := range acts {
		t.Run(act.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			r := act.request(l, c)
			r.Ref.Deployment = 999_999
			res := decide.Run(t.Context(), c, r)
			if res.Outcome != decide.NotSent || !res.Gone || api.KindOf(res.Err) != api.NotFound || res.Now != nil {
				t.Errorf("outcome %d, gone %v, %v", res.Outcome, res.Gone, res.Err)
			}
			want := "cannot delete deployment 999999 of project 1 on " + c.Host() + ": somebody else has deleted it"
			if act.name == "delete" && res.Err.Error() != want {
				t.Errorf("%v, want %s", res.Err, want)
			}
			l.wantWrites(0)
		})
	}
}

// A project that is hidden, a proxy and a lost route say nothing of a deployment.
func TestNotEveryAbsenceIsADeletion(t *testing.T) {
	t.Parallel()
	for name, absent := range map[string]sandbox.Fault{
		"the project is hidden": {Body: `{"message":"404 Project Not Found"}`},
		"no such route":         {Body: `{"error":"404 Not Found"}`},
		"a proxy":               {Body: `<html>404 Not found</html>`, ContentType: "text/html"},
		"no words":              {Body: `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			r := deletion.request(l, c)
			absent.Method, absent.Status = "GET", 404
			l.Inject(with(deletion.write, func(f *sandbox.Fault) { f.Cut, f.Before = true, func() { l.Inject(absent) } }))
			if res := decide.Run(t.Context(), c, r); res.Outcome != decide.LostUnknown || res.Gone {
				t.Errorf("outcome %d, gone %v", res.Outcome, res.Gone)
			}
			if res := decide.Run(t.Context(), c, r); res.Outcome != decide.NotSent || res.Gone {
				t.Errorf("before: outcome %d, gone %v", res.Outcome, res.Gone)
			}
		})
	}
}

// What was approved, and then is gone, was approved all the same.
func TestATargetThatIsGoneAfterwards(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cut  bool
		want decide.Outcome
	}{"after a yes": {false, decide.Done}, "after a lost reply": {true, decide.LostUnknown}} {
		l := open(t)
		c := l.as("maya")
		r := acts[0].request(l, c)
		l.Inject(with(acts[0].write, func(f *sandbox.Fault) {
			f.Cut, f.Before = test.cut, func() { l.Inject(sandbox.Fault{Method: "GET", Status: 404, Body: `{"message":"404 Not found"}`}) }
		}))
		if res := decide.Run(t.Context(), c, r); res.Outcome != test.want || !res.Gone || res.Now != nil {
			t.Errorf("%s: outcome %d, gone %v, %v", name, res.Outcome, res.Gone, res.Err)
		}
		l.wantWrites(1)
	}
}
