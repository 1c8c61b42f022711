//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

// openScene starts on the one project of a scene, with what else the configuration
// says, and waits until the deployment that it is about is looked at.
func (g *gitlab) openScene(t *testing.T, at sandbox.Staged, config string, o sessionOptions) *story {
	t.Helper()
	s := g.start(t, config, o, at)
	s.looksAt(at.IID)
	return s
}

// start starts on the projects of scenes.
func (g *gitlab) start(t *testing.T, config string, o sessionOptions, at ...sandbox.Staged) *story {
	t.Helper()
	if o.Home == "" {
		o.Home, _ = configure(t, g.configOf(config, at...))
	}
	o.Env = append(o.Env, "GREENLIGHT_TOKEN="+g.Token("maya"))
	s := &story{startSession(t, o, greenlight(t)), g.tokens()}
	s.ready()
	return s
}

// configOf is a configuration that shows the projects of scenes and no other.
func (g *gitlab) configOf(more string, at ...sandbox.Staged) string {
	var paths []string
	for _, scene := range at {
		paths = append(paths, fmt.Sprintf("%q", scene.ProjectPath))
	}
	return fmt.Sprintf("%s\n[profiles.here]\nhost = %q\nprojects = [%s]\n", more, g.URL(), strings.Join(paths, ", "))
}

// looksAt waits until a deployment is the one below the list.
func (s *story) looksAt(number int64) {
	s.tb.Helper()
	s.WaitFor(regexp.MustCompile(fmt.Sprintf(`(?m) #%d [─-]+$`, number)))
}

// deciding opens the card that approves and waits until everything that decides is on
// it. Its comment can be typed.
func (s *story) deciding() {
	s.tb.Helper()
	s.again("a", "═ Approve ")
	s.settleComment()
	s.known()
}

// known waits until a card waits for no fact.
func (s *story) known() {
	s.tb.Helper()
	s.WaitGone(regexp.MustCompile(`looking for |comparing with |Approve waits for (what|who|the freeze)`))
}

// comments types a comment into the card that is open.
func (s *story) comments(text string) {
	s.tb.Helper()
	s.Type(text)
	s.WaitFor(text)
}

// approval is the body of a request that approves or rejects.
type approval struct {
	Status        string
	Comment       string
	RepresentedAs string `json:"represented_as"`
}

func (g *gitlab) approvalIn(t *testing.T, e sandbox.Entry) approval {
	t.Helper()
	var got approval
	if err := json.Unmarshal([]byte(e.Body), &got); err != nil {
		t.Fatalf("the approval is %q: %v", e.Body, err)
	}
	return got
}

// approvalOf fails unless exactly one approval or rejection was sent, and that of a
// scene, and returns what it said.
func (g *gitlab) approvalOf(t *testing.T, at sandbox.Staged) approval {
	t.Helper()
	post := one(t, "writes", g.writes())
	if want := approvalPath(at.Project, at.Deployment); post.Path != want || post.User != "maya" {
		t.Errorf("%s sent %s %s, want %s", post.User, post.Method, post.Path, want)
	}
	return g.approvalIn(t, post)
}

func approvalPath(project, deployment int64) string {
	return fmt.Sprintf("/api/v4/projects/%d/deployments/%d/approval", project, deployment)
}

// A noted is one line of the journal of decisions.
type noted struct {
	Op, Event, Act, User, Project, Environment, Ref, SHA, As, Comment, Outcome, Said string

	LiveSHA   string `json:"live_sha"`
	RequestID string `json:"request_id"`
	IID       int64
	Warnings  []string
}

// stateIn is the folder of a home where the journal of decisions is.
func stateIn(home string) string { return filepath.Join(home, ".local", "state", "greenlight") }

// notedIn reads the journal of decisions.
func notedIn(t *testing.T, home string) []noted {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(stateIn(home), "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var all []noted
	for line := range strings.Lines(string(text)) {
		var n noted
		if err := json.Unmarshal([]byte(line), &n); err != nil {
			t.Fatalf("the journal has %q: %v", line, err)
		}
		all = append(all, n)
	}
	return all
}

// events are the events of the journal, as "sent approve" and "answered done".
func events(all []noted) string {
	var out []string
	for _, n := range all {
		out = append(out, n.Event+" "+n.Act+n.Outcome)
	}
	return strings.Join(out, ", ")
}
