//go:build unix

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"greenlight/api/sandbox"
)

// From the start of the process to an approved production deployment: nothing but the
// key that opens the card and the one that confirms it, however often that is to be
// pressed again because something has just come.
func TestStoryFiveKeys(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneAhead)
	s := g.openScene(t, at, "", sessionOptions{})
	keys := s.again("a", "Approve   ◆ PRODUCTION")
	s.words("AHEAD 12 of live v1.7.9")
	s.known()
	keys += s.enters("✓ Approved payments/ahead → production")
	s.words("Complete: the job waits to be run.")
	if keys > 5 {
		t.Errorf("%d keys, want five at most", keys)
	}
	if got := g.approvalOf(t, at); got != (approval{Status: "approved", RepresentedAs: "Maintainers"}) {
		t.Errorf("sent %+v", got)
	}
	s.leave()
}

// A rollback with a pipeline that failed, under the strictest policy.
func TestStoryRollbackIsAcknowledged(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneRollback)
	g.redden(t, at)
	s := g.openScene(t, at, "[approve.production]\nconfirm = \"type-environment\"\n", sessionOptions{})
	s.WaitFor("OLDER · 25 files")
	s.deciding()
	s.WaitFor("▲ OLDER than live by 12 commits: this rolls back v1.7.9")
	s.shows("▲ Pipeline #", "failed: announce", "OLDER ·", "Approve waits for a comment")

	// Enter alone walks through the fields, comes to the way out and takes it.
	for range 5 {
		s.enter()
	}
	s.WaitGone("═ Approve ")
	none(t, "writes", g.writes())

	s.deciding()
	steps := []struct{ keys, waits string }{
		{"INC-2231", "Approve waits for 2 ticks"},
		{"tab", ""}, {"space", "Approve waits for the tick"},
		{"tab", ""}, {"space", "Approve waits for the name"},
		{"tab", ""}, {"productio", "Approve waits for the name"},
	}
	for _, step := range steps {
		if slices.Contains([]string{"tab", "space"}, step.keys) {
			s.Send(step.keys)
		} else {
			s.Type(step.keys)
		}
		if step.waits != "" {
			s.words(step.waits)
		}
	}
	none(t, "writes", g.writes())
	s.Type("n")
	s.WaitGone("Approve waits for")
	s.approves(g)
	s.words("Complete: the job waits to be run.")
	if got := g.approvalOf(t, at); got != (approval{Status: "approved", Comment: "INC-2231", RepresentedAs: "Maintainers"}) {
		t.Errorf("sent %+v", got)
	}
	s.leave()

	all := notedIn(t, s.Home)
	if got := events(all); got != "sent approve, answered done" {
		t.Fatalf("the journal has %s", got)
	}
	sent := all[0]
	for _, want := range []string{"OLDER than live by 12 commits: this rolls back v1.7.9", "failed: announce"} {
		if !strings.Contains(strings.Join(sent.Warnings, "\n"), want) {
			t.Errorf("the warnings of the journal lack %q: %q", want, sent.Warnings)
		}
	}
	if sent.SHA != at.SHA || sent.LiveSHA != at.LiveSHA || sent.Comment != "INC-2231" || sent.IID != at.IID || sent.Op != all[1].Op {
		t.Errorf("the journal has %+v", all)
	}
}

// toTheAct goes from the fields of a card with a danger to its act. Enter goes to the way
// out first, and sends nothing.
func (s *story) toTheAct(g *gitlab) {
	s.tb.Helper()
	s.Send("enter")
	s.WaitFor("enter cancel")
	none(s.tb, "writes", g.writes())
	s.settle("right", regexp.MustCompile(`enter approve`))
	none(s.tb, "writes", g.writes())
}

// approves approves what is dangerous.
func (s *story) approves(g *gitlab) {
	s.tb.Helper()
	s.toTheAct(g)
	s.confirm("✓ Approved payments/")
}

// redden fails a job behind the waiting one, and with it the pipeline.
func (g *gitlab) redden(t *testing.T, at sandbox.Staged) {
	t.Helper()
	var jobs []struct {
		ID   int64
		Name string
	}
	g.lookup(t, fmt.Sprintf("/projects/%d/pipelines/%d/jobs", at.Project, at.Pipeline), &jobs)
	for _, j := range jobs {
		if j.Name == "announce" {
			if err := g.SetJobStatus(j.ID, "failed"); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("there is no such job: %+v", jobs)
}

// Freezes stop jobs that ask for them, and never an approval.
func TestStoryFreeze(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneFrozen)
	s := g.openScene(t, at, "", sessionOptions{Env: []string{"TZ=America/New_York"}})
	clocks := regexp.MustCompile(`▲ Freeze until ((Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d\d:00 CES?T \(((Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d\d:00 E[SD]T here\)\. GitLab will not`)
	s.WaitFor(clocks)
	s.deciding()
	s.WaitFor(clocks)
	s.shows("[ ] Go on in spite of the freeze")
	s.comments("agreed with @ines")
	s.words("Approve waits for the tick")
	s.Send("tab", "space")
	s.WaitFor("[x] Go on in spite of the freeze")
	s.WaitGone("Approve waits for")
	s.approves(g)
	s.words("Complete: the job waits to be run.")
	if got := g.approvalOf(t, at); got != (approval{Status: "approved", Comment: "agreed with @ines", RepresentedAs: "Maintainers"}) {
		t.Errorf("sent %+v", got)
	}
	s.leave()
	if sent := notedIn(t, s.Home)[0]; !strings.Contains(strings.Join(sent.Warnings, "\n"), "Freeze until") {
		t.Errorf("the journal has the warnings %q", sent.Warnings)
	}
}

// Two groups of hers have to agree, and the second one is whom she speaks for.
func TestStoryTwoHats(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneTwoHats)
	s := g.openScene(t, at, "", sessionOptions{})
	s.deciding()
	s.shows("(•) payments-leads", "( ) security-group", "GitLab says so")
	s.settle("down", regexp.MustCompile(`\(•\) security-group`))
	s.words("Completes security-group. 1 more approval is needed after yours, from payments-leads.")
	s.confirm("Approved payments/two-hats → production as security-group.")
	s.words("1 more approval needed.")
	if got := g.approvalOf(t, at); got != (approval{Status: "approved", RepresentedAs: "security-group"}) {
		t.Errorf("sent %+v", got)
	}
	if e := g.approvals()[0]; e.Status != 201 {
		t.Errorf("GitLab answered %d", e.Status)
	}
	s.leave()
}

// GitLab takes the first rule whose name a hat's name is found in (gitlab:
// ee/app/services/deployments/approval_service.rb): what leads elsewhere is no choice.
func TestStoryShadowedHat(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneShadowedGroup)
	s := g.openScene(t, at, "", sessionOptions{})
	s.deciding()
	s.WaitFor(regexp.MustCompile(`\(•\) qa-group +0/1 → 1/1`))
	s.WaitFor(regexp.MustCompile(`\( \) qa +its name leads to qa-group`))
	// No key chooses it.
	s.Send("down")
	s.WaitFor("enter cancel")
	s.Send("up")
	s.comments("after both")
	s.shows("(•) qa-group", "( ) qa ")
	s.confirm("Approved payments/shadowed-group → production as qa-group.")
	if got := g.approvalOf(t, at); got.RepresentedAs != "qa-group" {
		t.Errorf("sent %+v", got)
	}
	s.leave()
}

// Between the card and its enter something newer becomes live.
func TestStoryWhatChangedIsShown(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	at := g.Stage(sandbox.SceneCrowded)
	newer := at.Others[1]
	s := g.start(t, "", sessionOptions{}, at)
	s.settle("down", regexp.MustCompile(fmt.Sprintf(`(?m) #%d [─-]+$`, at.IID)))
	s.deciding()
	s.words("AHEAD 12 of live v1.7.9")
	s.comments("reviewed")
	s.Send("tab", "space")
	s.WaitFor("[x] Take v1.8.0 although #")
	s.toTheAct(g)
	if err := g.SetStatus(newer, "success"); err != nil {
		t.Fatal(err)
	}
	s.confirm(regexp.MustCompile(`It changed (after|while) you looked\. Nothing was sent\.`))
	none(t, "writes", g.writes())
	side := regexp.MustCompile(`Live +v1\.7\.9 · ` + at.LiveSHA[:7] + ` +→ +main · [0-9a-f]{7}`)
	s.WaitFor(side)
	s.words("OLDER than live by 4 commits: this rolls back main")
	s.WaitFor(regexp.MustCompile(`Comment +reviewed +kept`))

	s.settle("left", regexp.MustCompile(`enter close`))
	s.Send("right")
	s.WaitFor("enter look again")
	s.Send("enter")
	s.WaitFor(regexp.MustCompile(`reviewed +8/255`))
	s.words("Ships OLDER · 12 files")
	s.known()
	none(t, "writes", g.writes())
	// What is dangerous now has to be acknowledged now.
	s.words("Approve waits for the tick")
	s.settle("x", regexp.MustCompile(`reviewedx+ `))
	s.Send("tab", "space")
	s.WaitFor("[x] Roll production back 4 commits")
	s.WaitGone("Approve waits for")
	s.approves(g)
	s.words("Complete: the job waits to be run.")
	if got := g.approvalOf(t, at); got.Status != "approved" || !strings.HasPrefix(got.Comment, "reviewedx") {
		t.Errorf("sent %+v", got)
	}
	s.leave()
	if got := events(notedIn(t, s.Home)); got != "sent approve, answered done" {
		t.Errorf("the journal has %s", got)
	}
}
