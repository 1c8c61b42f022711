package decide_test

import (
	"context"
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
)

// surveyed is a client whose surroundings a test makes up.
type surveyed struct {
	*api.Client
	now decide.Basis
}

func (s surveyed) Survey(context.Context, api.Deployment) func(api.Deployment) decide.Basis {
	return func(api.Deployment) decide.Basis { return s.now }
}

// What is rejected for being outdated is rejected only while it is; dangers, of which
// nobody acknowledged any, are no matter.
func TestARejectionHoldsWhileItsReasonDoes(t *testing.T) {
	t.Parallel()
	seen := decide.Basis{Live: "v2 · aaaaaaa", Outdated: true}
	for name, test := range map[string]struct {
		now  decide.Basis
		want decide.Outcome
	}{
		"the same":      {seen, decide.Done},
		"other dangers": {decide.Basis{Live: seen.Live, Outdated: true, Dangers: []string{"freeze"}}, decide.Done},
		"not any more":  {decide.Basis{Live: seen.Live}, decide.Changed},
		"another live":  {decide.Basis{Live: "v1 · bbbbbbb", Outdated: true}, decide.Changed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as("maya")
			staged := l.Stage(0)
			ref := api.Ref{Host: c.Host(), Project: staged.Project, Deployment: staged.Deployment}
			d := must[api.Deployment](t)(c.GetDeployment(t.Context(), ref))
			me := must[api.CurrentUser](t)(c.CurrentUser(t.Context()))
			res := decide.Run(t.Context(), surveyed{c, test.now}, decide.Request{Act: decide.ActReject, Ref: ref, Seen: d, Me: me.ID, Basis: &seen})
			if res.Outcome != test.want {
				t.Errorf("it ended as %v, %v: %+v", res.Outcome, res.Err, res.Differences)
			}
			if sent := len(l.Requests("POST", `/approval$`)); (sent > 0) != (test.want == decide.Done) {
				t.Errorf("%d rejections were sent", sent)
			}
		})
	}
}
