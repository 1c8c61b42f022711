package ui

import (
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// revoked has the token refused until another one, a user's, lies in its place.
func (r *rig) revoked(next string) {
	r.t.Helper()
	renewed := r.server.Inject(sandbox.Fault{
		Status: 401, Body: `{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}`,
	})
	r.beat(11 * time.Second)
	r.sees("Your token was revoked")
	r.idle(0)
	renewed()
	r.mu.Lock()
	r.tokens[r.hosts[0]] = r.server.Token(next)
	r.mu.Unlock()
	r.settled()
}

// A card that one user has opened is not carried out with the token of another.
func TestAnotherUsersCardIsClosed(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]string{"one": "a", "many": "A a"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := staged(t, sandbox.SceneAhead, rigOptions{})
			r.keys(keys)
			r.settled()
			r.revoked("oto")
			r.keys("r")
			r.sees("is @oto's now. What @maya was about to decide is closed; nothing was sent.")
			if r.app.cards.Len() > 0 {
				t.Errorf("a card is open:\n%s", r.screen())
			}
			r.idle(0)
			r.settled()
			r.keys("enter enter")
			if r.idle(0); r.posts() > 0 {
				t.Errorf("sent %+v", r.server.Requests("POST", `/approval$`))
			}
		})
	}
}

// The card of one and the same user survives a renewed token.
func TestOnesOwnCardStaysOpen(t *testing.T) {
	t.Parallel()
	r, _ := staged(t, sandbox.SceneAhead, rigOptions{})
	r.keys("a")
	r.settled()
	r.revoked("maya")
	r.keys("r")
	r.idle(0)
	r.sees("@maya")
	r.settled()
	r.typed("smoke tests are green")
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	if sent := r.server.Requests("POST", `/approval$`); len(sent) != 1 || sent[0].User != "maya" || !containsBody(sent[0], "smoke tests are green") {
		t.Errorf("sent %+v", sent)
	}
}

// While GitLab has not said whose the token is that was read anew, nothing is decided.
func TestNothingIsDecidedBeforeItIsKnownWhoAsks(t *testing.T) {
	t.Parallel()
	r, _ := staged(t, sandbox.SceneAhead, rigOptions{})
	r.revoked("oto")
	heal := r.server.Inject(sandbox.Fault{Path: `/user$`, Status: 500, Body: `{"message":"500 Internal Server Error"}`})
	r.keys("r")
	r.idle(0)
	r.keys("a")
	if r.app.cards.Len() > 0 {
		t.Errorf("a card opens:\n%s", r.screen())
	}
	if strings.Contains(r.header(), "@maya") {
		t.Errorf("the header names whose token it was: %s", r.header())
	}
	heal()
	r.beat(time.Minute)
	r.sees("@oto")
}
