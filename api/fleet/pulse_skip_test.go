package fleet

import (
	"testing"

	"greenlight/api"
)

// A project with many environments is in several questions: one that was not sent any
// more is no agreement, whatever the others were answered.
func TestAQuestionThatWasNotSentIsNoAnswer(t *testing.T) {
	t.Parallel()
	r := &pulseRound{h: &host{name: "h"}, verdicts: map[int64]pulseVerdict{1: pulseFresh, 2: pulseFresh, 3: pulseChanged}, stopped: true}
	r.ask(t.Context(), pulseAsk{ids: []int64{1, 3}, names: []string{"production"}})
	out := r.sort(Pulse{}, []api.ProjectRef{{Host: "h", ID: 1}, {Host: "h", ID: 2}, {Host: "h", ID: 3}})
	if len(out.Fresh) != 1 || out.Fresh[0].ID != 2 || len(out.Unseen) != 1 || len(out.Changed) != 1 {
		t.Errorf("fresh %v, changed %v, unseen %v", out.Fresh, out.Changed, out.Unseen)
	}
}
