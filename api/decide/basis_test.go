package decide_test

import (
	"context"
	"slices"
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
)

func TestSurroundingsAreCompared(t *testing.T) {
	t.Parallel()
	basis := func(live string, dangers ...string) decide.Basis { return decide.Basis{Live: live, Dangers: dangers} }
	tests := []struct {
		name      string
		seen, now decide.Basis
		want      []decide.Difference
	}{
		{"the same", basis("v1", "a", "b"), basis("v1", "a", "b"), []decide.Difference{{What: "Live", Before: "v1", After: "v1", Same: true}}},
		{"another is live", basis("v1"), basis("v2"), []decide.Difference{{What: "Live", Before: "v1", After: "v2"}}},
		{"a danger came", basis("v1"), basis("v1", "a"), []decide.Difference{
			{What: "Live", Before: "v1", After: "v1", Same: true}, {What: "Dangers", Before: "none", After: "a"}}},
		{"a danger went", basis("v1", "a"), basis("v1"), []decide.Difference{
			{What: "Live", Before: "v1", After: "v1", Same: true}, {What: "Dangers", Before: "a", After: "none"}}},
		{"one came beside another", basis("v1", "a"), basis("v1", "a", "b", "c"), []decide.Difference{
			{What: "Live", Before: "v1", After: "v1", Same: true}, {What: "Dangers", Before: "not that", After: "b; c"}}},
		{"one for another", basis("v1", "a", "b"), basis("v2", "a", "c"), []decide.Difference{
			{What: "Live", Before: "v1", After: "v2"}, {What: "Dangers", Before: "b", After: "c"}}},
	}
	for _, test := range tests {
		diff, changed := decide.CompareBasis(test.seen, test.now)
		if !slices.Equal(diff, test.want) || changed != (test.name != "the same") {
			t.Errorf("%s: %v, %+v", test.name, changed, diff)
		}
	}
}

// around is a client that can read the surroundings.
type around struct {
	*api.Client
	now    decide.Basis
	survey func()
	asked  int
}

func (a *around) Survey(context.Context, api.Deployment) func(api.Deployment) decide.Basis {
	a.asked++
	if a.survey != nil {
		a.survey()
	}
	return func(api.Deployment) decide.Basis { return a.now }
}

func TestADecisionRestsOnItsSurroundings(t *testing.T) {
	t.Parallel()
	seen := decide.Basis{Live: "v1.7.9", Dangers: []string{"OLDER than live"}}
	for _, act := range []int{0, 2} { // approve and play
		tests := []struct {
			name   string
			basis  *decide.Basis
			now    decide.Basis
			change func(*lab, decide.Request)
			want   decide.Outcome
			asked  int
			what   string
		}{
			{"as it was", &seen, seen, nil, decide.Done, 1, ""},
			{"another is live", &seen, decide.Basis{Live: "v1.8.0", Dangers: seen.Dangers}, nil, decide.Changed, 1, "Live"},
			{"a danger more", &seen, decide.Basis{Live: "v1.7.9", Dangers: []string{"OLDER than live", "freeze"}}, nil, decide.Changed, 1, "Dangers"},
			{"it rests on none", nil, decide.Basis{}, nil, decide.Done, 0, ""},
			// then the deployment alone is told
			{"another commit", &seen, decide.Basis{}, func(l *lab, r decide.Request) { must[string](t)(l.SetSHA(r.Ref.Deployment)) }, decide.Changed, 1, "Commit"},
		}
		for _, test := range tests {
			l := open(t)
			c := l.as("maya")
			r := acts[act].request(l, c)
			r.Basis = test.basis
			if test.change != nil {
				test.change(l, r)
			}
			g := &around{Client: c, now: test.now}
			res := decide.Run(t.Context(), g, r)
			if res.Outcome != test.want || g.asked != test.asked || changedIn(res) != test.what {
				t.Errorf("%s, %s: outcome %d, %v, asked %d, changed %q", r.Act, test.name, res.Outcome, res.Err, g.asked, changedIn(res))
			}
			if test.want == decide.Changed {
				l.wantWrites(0)
			} else {
				l.wantWrites(1)
			}
		}
	}
}

// Who gives up while the surroundings are read is told that, not what seemed to have
// changed for want of an answer.
func TestGivingUpInTheSurvey(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	r := acts[0].request(l, c)
	r.Basis = &decide.Basis{Live: "v1.7.9"}
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	res := decide.Run(ctx, &around{Client: c, survey: giveUp}, r)
	if res.Outcome != decide.NotSent || res.Err == nil || len(res.Differences) != 0 {
		t.Errorf("outcome %d, %v, %+v", res.Outcome, res.Err, res.Differences)
	}
	l.wantWrites(0)
}

// The target is read after its surroundings: however long those take, what becomes of
// it meanwhile is seen.
func TestTheTargetIsReadLast(t *testing.T) {
	t.Parallel()
	for _, act := range []int{0, 2} { // approve and play
		l := open(t)
		c := l.as("maya")
		r := acts[act].request(l, c)
		r.Basis = &decide.Basis{Live: "v1.7.9"}
		canceled := func() {
			if err := l.SetStatus(r.Ref.Deployment, "canceled"); err != nil {
				t.Error(err)
			}
		}
		res := decide.Run(t.Context(), &around{Client: c, now: *r.Basis, survey: canceled}, r)
		if res.Outcome != decide.Changed || changedIn(res) == "" {
			t.Errorf("%s: outcome %d, %v, %+v", r.Act, res.Outcome, res.Err, res.Differences)
		}
		l.wantWrites(0)
	}
}
