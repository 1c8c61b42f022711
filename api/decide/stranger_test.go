package decide_test

import (
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
)

// An approval that GitLab took as somebody else is done, and told as theirs: it is not
// lost, and cannot be taken back.
func TestAnApprovalTakenAsSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, act := range []decide.Act{decide.ActApprove, decide.ActReject} {
		l := open(t)
		r := l.request(l.as("maya"), act, "production", api.StatusBlocked)
		res := decide.Run(t.Context(), l.as("oto"), r)
		if res.Outcome != decide.Done || res.As == nil || res.As.Username != "oto" || res.Err != nil {
			t.Errorf("%v: %v as %v, %v", act, res.Outcome, res.As, res.Err)
		}
		res = decide.Run(t.Context(), l.as("maya"), l.request(l.as("maya"), act, "prod-us", api.StatusBlocked))
		if res.As != nil {
			t.Errorf("%v: one's own is told as another's: %v", act, res.As)
		}
	}
}
