package decide_test

import (
	"context"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/sandbox"
)

// A proxy gives up before GitLab does: what was sent arrives while it is looked
// for, and is found.
func TestAWriteThatArrivesLateIsFound(t *testing.T) {
	t.Parallel()
	for name, yes := range map[string]sandbox.Fault{
		"after a 504":         {Status: 504, ContentType: "text/html", Body: "<html>Gateway timeout</html>"},
		"after a 408":         {Status: 408, Body: `{"error":"408 Request Timeout"}`},
		"after a lost socket": {Cut: true},
	} {
		for _, act := range acts {
			t.Run(act.name+" "+name, func(t *testing.T) {
				t.Parallel()
				l := open(t)
				var r decide.Request
				var waited time.Duration
				// the world of another client carries the write out on the third pause
				late := func(context.Context) { act.late(l, r) }
				c := l.as("maya", func(o *api.Options) {
					o.Sleep = func(ctx context.Context, d time.Duration) error {
						if waited += d; waited >= 6*time.Second && late != nil {
							late(ctx)
							late = nil
						}
						return ctx.Err()
					}
				})
				r = act.request(l, c)
				f := yes
				f.Method, f.Path, f.Times = act.write.Method, act.write.Path, 1
				l.Inject(f)
				res := decide.Run(t.Context(), c, r)
				if res.Outcome != decide.LostDone || (res.Now == nil) != res.Gone || !act.took(l, r, res.Now) {
					t.Errorf("outcome %d after %v: %+v", res.Outcome, waited, res.Now)
				}
				if waited != 6*time.Second {
					t.Errorf("it was looked for during %v", waited)
				}
				l.wantWrites(2) // the lost one and the one that stands for its late arrival
			})
		}
	}
}

// A yes whose deployment cannot be read back stays a yes.
func TestAYesThatCannotBeReadBackIsDone(t *testing.T) {
	t.Parallel()
	for _, act := range acts {
		l := open(t)
		c := l.as("maya")
		r := act.request(l, c)
		l.Inject(with(act.write, func(f *sandbox.Fault) {
			f.Before = func() { l.Inject(sandbox.Fault{Method: "GET", Status: 404, Body: `{}`}) }
		}))
		if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Done || res.Now != nil || res.Err != nil {
			t.Errorf("%s: outcome %d, %v, %+v", act.name, res.Outcome, res.Err, res.Now)
		}
		l.wantWrites(1)
	}
}

// What was seen once as absent is told as that, even where the later readings
// fail.
func TestALostWriteOfWhichLittleCanBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		failing sandbox.Fault
		want    decide.Outcome
	}{
		"the first reading fails": {sandbox.Fault{Method: "GET", Status: 404, Body: `{}`, Times: 1}, decide.LostPending},
		"all readings fail":       {sandbox.Fault{Method: "GET", Status: 404, Body: `{}`}, decide.LostUnknown},
	} {
		l := open(t)
		c := l.as("maya")
		r := acts[0].request(l, c)
		l.Inject(with(acts[0].write, func(f *sandbox.Fault) { f.Cut, f.Before = true, func() { l.Inject(test.failing) } }))
		if res := decide.Run(t.Context(), c, r); res.Outcome != test.want || (res.Now == nil) != (test.want == decide.LostUnknown) {
			t.Errorf("%s: outcome %d, %+v", name, res.Outcome, res.Now)
		}
	}
}

// rejob answers with another manual job once the play was sent.
type rejob struct {
	*api.Client
	played bool
}

func (g *rejob) PlayJob(ctx context.Context, project, job int64) (api.Job, error) {
	g.played = true
	return g.Client.PlayJob(ctx, project, job)
}

func (g *rejob) GetDeployment(ctx context.Context, ref api.Ref) (api.Deployment, error) {
	d, err := g.Client.GetDeployment(ctx, ref)
	if g.played && err == nil {
		job := *d.Deployable
		job.ID++
		d.Deployable = &job
	}
	return d, err
}

// Playing keeps a job's id: another manual job that is there after a lost play
// does not show that anything was started.
func TestAnotherManualJobIsNoStart(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := acts[2].request(l, c)
	l.Inject(with(acts[2].write, func(f *sandbox.Fault) { f.Cut = true }))
	if res := decide.Run(t.Context(), &rejob{Client: c}, r); res.Outcome != decide.LostPending {
		t.Errorf("outcome %d: %+v", res.Outcome, res.Now)
	}
}
