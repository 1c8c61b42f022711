//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"greenlight/api/sandbox"
)

func TestStoryJournal(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	yes, no, refused := g.Stage(sandbox.SceneAhead), g.Stage(sandbox.SceneSame), g.Stage(sandbox.SceneTwoHats)
	g.Inject(sandbox.Fault{
		Method: "POST", Path: approvalPath(refused.Project, refused.Deployment) + "$", Status: 400,
		Body: `{"message":"This environment is frozen by Ines until Monday."}`,
	})
	s := g.start(t, "", sessionOptions{}, yes, no, refused)
	s.Send("H")
	s.words("Nothing was decided from here in this span.")
	s.closes("─ Journal ─")

	s.choose("can:approve project:ahead", shown(yes))
	s.deciding()
	s.comments("INC-2231, smoke tests are green")
	s.confirm("✓ Approved payments/ahead")
	s.choose("can:approve project:same", shown(no))
	s.rejects("wrong tag")
	s.choose("can:approve project:two-hats", shown(refused))
	s.deciding()
	s.confirm("frozen by Ines")
	s.closes("═ Approve ")
	if posts := g.approvals(); len(posts) != 3 || len(g.writes()) != 3 {
		t.Fatalf("%d approvals, want three: %+v", len(posts), g.writes())
	}

	s.Send("H")
	s.WaitFor("3 decisions")
	s.WaitFor(regexp.MustCompile(`✓ done +approve +payments/ahead → ◆ production .*` + yes.SHA[:7]))
	s.WaitFor(regexp.MustCompile(`✓ done +reject +payments/same → ◆ production .*` + no.SHA[:7]))
	s.WaitFor(regexp.MustCompile(`▌ \d\d:\d\d +✗ refused +approve +payments/two-hats → ◆ production`))
	s.enters("“This environment is frozen by Ines")
	s.handsOver(t, yes, no, refused)
	s.closes("─ Journal ─")
	s.leave()

	all := notedIn(t, s.Home)
	want := "sent approve, answered done, sent reject, answered done, sent approve, answered refused"
	if got := events(all); got != want {
		t.Fatalf("the journal has %s, want %s", got, want)
	}
	for i, at := range []sandbox.Staged{yes, no, refused} {
		sent, answered := all[2*i], all[2*i+1]
		if sent.Op != answered.Op || sent.User != "maya" || sent.Project != at.ProjectPath || sent.IID != at.IID || sent.SHA != at.SHA || sent.LiveSHA != at.LiveSHA {
			t.Errorf("the journal has %+v and %+v of %+v", sent, answered, at)
		}
		if posted := g.approvals()[i]; answered.RequestID != posted.RequestID {
			t.Errorf("the journal has request %q, GitLab %q", answered.RequestID, posted.RequestID)
		}
	}
	if text, _ := os.ReadFile(filepath.Join(stateIn(s.Home), "journal.jsonl")); strings.Contains(string(text), "glpat-") {
		t.Error("a token is in the journal")
	}
}

func shown(at sandbox.Staged) string { return "#" + strconv.FormatInt(at.IID, 10) }

// rejects rejects what is selected, with a comment.
func (s *story) rejects(comment string) {
	s.tb.Helper()
	s.again("X", "═ Reject ")
	s.settleComment()
	s.comments(comment)
	s.presses("reject", "has failed for good.")
}

// handsOver writes the handover of three decisions from the open journal and looks into
// its file.
func (s *story) handsOver(t *testing.T, at ...sandbox.Staged) {
	t.Helper()
	s.Send("w")
	s.WaitFor("The handover is in")
	files, err := filepath.Glob(filepath.Join(stateIn(s.Home), "*", "handover-*.md"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the handovers are %q (%v), want one", files, err)
	}
	s.Send("y")
	s.words("The path was handed to the clipboard.")
	if got := s.clip(1); got != files[0] {
		t.Errorf("copied %q, the file is %q", got, files[0])
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	wants := []string{"INC-2231, smoke tests are green", "wrong tag", "refused by GitLab", "frozen by Ines until Monday", "rejected", "approved"}
	for _, one := range at {
		wants = append(wants, one.ProjectPath, shown(one))
	}
	for _, want := range wants {
		if !strings.Contains(strings.ReplaceAll(string(text), `\`, ""), want) {
			t.Errorf("the handover lacks %q:\n%s", want, text)
		}
	}
}

// A program that dies while GitLab is thinking has written down what it sent, and the
// next one says that nobody knows what became of it.
func TestStoryJournalOfTheKilled(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, s *story){
		"kill -9": func(_ *testing.T, s *story) {
			s.Signal(syscall.SIGKILL)
			s.WaitExit(128 + int(syscall.SIGKILL))
		},
		"ctrl+c": func(_ *testing.T, s *story) {
			s.Send("ctrl+c")
			s.gone(0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			at := g.Stage(sandbox.SceneAhead)
			g.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1, Hang: true})
			s := g.openScene(t, at, "", sessionOptions{})
			s.deciding()
			s.comments("go")
			s.confirm("Sending the approval")
			waitUntil(t, "the approval to reach GitLab", func() bool { return len(g.approvals()) == 1 })
			end(t, s)
			all := notedIn(t, s.Home)
			// Who quits may still have the time to note that nobody knows; who is killed has not.
			got := events(all)
			if noted := name == "ctrl+c" && got == "sent approve, answered unknown"; got != "sent approve" && !noted {
				t.Errorf("the journal has %s, want a lone sent", got)
			}
			if sent := all[0]; sent.SHA != at.SHA || sent.Comment != "go" {
				t.Errorf("the journal has %+v", sent)
			}

			next := g.start(t, "", sessionOptions{Home: s.Home}, at)
			next.Send("H")
			next.WaitFor("1 decision")
			next.WaitFor(regexp.MustCompile(`▌ \d\d:\d\d +\? UNKNOWN +approve +payments/ahead → ◆ production`))
			next.words("1 decision is UNKNOWN: look in GitLab before anything else.")
			next.closes("─ Journal ─")
			next.leave()
			one(t, "approvals", g.approvals())
		})
	}
}

// What cannot be written down is not sent.
func TestStoryJournalCannotBeWritten(t *testing.T) {
	t.Parallel()
	for advice, spoil := range map[string]func(file string) error{
		"move that away and try again": func(file string) error { return os.MkdirAll(file, 0o700) },
		"set XDG_STATE_HOME to another folder": func(file string) error {
			if err := os.MkdirAll(filepath.Dir(filepath.Dir(file)), 0o700); err != nil {
				return err
			}
			return os.WriteFile(filepath.Dir(file), nil, 0o600)
		},
	} {
		t.Run(advice, func(t *testing.T) {
			t.Parallel()
			g := openGitLab(t)
			at := g.Stage(sandbox.SceneAhead)
			home, _ := configure(t, g.configOf("", at))
			file := filepath.Join(stateIn(home), "journal.jsonl")
			if err := spoil(file); err != nil {
				t.Fatal(err)
			}
			s := g.openScene(t, at, "", sessionOptions{Home: home})
			s.deciding()
			s.comments("on it")
			s.confirm("Nothing was sent")
			s.words("It could not be noted: the journal")
			s.words(advice)
			none(t, "writes", g.writes())
			s.closes("═ Approve ")
			none(t, "writes", g.writes())
			s.again("a", "on it") // what was typed is still there
			s.closes("═ Approve ")
			s.SendRaw("q")
			s.WaitFor("would be lost")
			s.settle("right", regexp.MustCompile(`enter quit`))
			s.Send("enter")
			s.gone(0)
		})
	}
}
