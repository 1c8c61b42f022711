package decide_test

import (
	"errors"
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/sandbox"
)

// What is taken back while the target is read again is never sent, and ends at once.
func TestWhatIsTakenBackWhileItReadsIsNotSent(t *testing.T) {
	t.Parallel()
	for _, act := range acts {
		t.Run(act.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			r := act.request(l, c)
			r.Gate = decide.NewGate()
			l.Inject(sandbox.Fault{Method: "GET", Path: `/deployments/\d+$`, Hang: true, Before: func() {
				if !r.Gate.Shut() {
					t.Error("it cannot be taken back before anything is sent")
				}
			}})
			res := decide.Run(t.Context(), c, r)
			if res.Outcome != decide.NotSent || !errors.Is(res.Err, decide.ErrTakenBack) || res.Differences != nil {
				t.Errorf("outcome %d: %v", res.Outcome, res.Err)
			}
			if r.Gate.Begun() {
				t.Error("the write has begun")
			}
			l.wantWrites(0)
		})
	}
}

// Once the write is under way it is not taken back, and goes on to its end.
func TestWhatIsUnderWayIsNotTakenBack(t *testing.T) {
	t.Parallel()
	for _, act := range acts {
		t.Run(act.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			r := act.request(l, c)
			r.Gate = decide.NewGate()
			l.Inject(with(act.write, func(f *sandbox.Fault) {
				f.Before = func() {
					if !r.Gate.Begun() || r.Gate.Shut() {
						t.Error("what is under way was taken back")
					}
				}
			}))
			if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Done || res.Err != nil {
				t.Errorf("outcome %d: %v", res.Outcome, res.Err)
			}
			l.wantWrites(1)
		})
	}
}

func TestAShutGateLetsNothingPass(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := acts[0].request(l, c)
	r.Gate = decide.NewGate()
	r.Gate.Shut()
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.NotSent || !errors.Is(res.Err, decide.ErrTakenBack) {
		t.Errorf("outcome %d: %v", res.Outcome, res.Err)
	}
	l.wantWrites(0)
	r.Gate = nil
	if res := decide.Run(t.Context(), c, r); res.Outcome != decide.Done {
		t.Errorf("without a gate: outcome %d: %v", res.Outcome, res.Err)
	}
	l.wantWrites(1)
}

func TestARecordIsTakenBackWhileItReads(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := decide.Record{
		Project: api.ProjectRef{Host: c.Host(), ID: 1}, Me: 1, Gate: decide.NewGate(),
		New: api.NewDeployment{Environment: "loadtest", Ref: "main", SHA: "0123456789012345678901234567890123456789", Status: api.StatusRunning},
	}
	l.Inject(sandbox.Fault{Method: "GET", Path: `/deployments$`, Hang: true, Before: func() { r.Gate.Shut() }})
	res := decide.RunRecord(t.Context(), c, r)
	if res.Outcome != decide.NotSent || !errors.Is(res.Err, decide.ErrTakenBack) {
		t.Errorf("outcome %d: %v", res.Outcome, res.Err)
	}
	l.wantWrites(0)
}
