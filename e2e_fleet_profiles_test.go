//go:build unix

package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// twoTeams are two profiles of one GitLab, each with lines of its own; the second writes
// the address in another way.
func (g *gitlab) twoTeams(payments, platform string) string {
	return fmt.Sprintf(`[profiles.payments]
host = %q
projects = ["payments/api"]
%s
[profiles.platform]
host = %q
projects = ["payments/api"]
groups = ["platform"]
%s
`, g.URL(), payments, strings.Replace(g.URL(), "http://", "HTTP://", 1)+"/api/v4/", platform)
}

// Two profiles of one GitLab are one list there, of one user: what each of them names
// stands in it once and is decided on; with --profile it is what one of them names.
func TestStoryTwoProfilesOfOneHostAreOneList(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	home, _ := configure(t, g.twoTeams("", ""))
	mine := sessionOptions{Home: home, Env: []string{"GREENLIGHT_TOKEN=" + g.Token("maya")}}
	api, index := regexp.MustCompile(`(?m)^.* production +payments/api +v2\.14\.0 `), regexp.MustCompile(`(?m)^.* staging +(platform|…)/search-index +v0\.9\.2 `)

	s := &story{startSession(t, mine, greenlight(t)), g.tokens()}
	s.ready()
	s.Send("2")
	s.WaitFor(api)
	s.WaitFor(index)
	if n := len(api.FindAllString(s.Screen(), -1)); n != 1 {
		t.Errorf("what both name is there %d times, want once", n)
	}
	if screen := s.Screen(); strings.Contains(screen, "is ignored") || strings.Contains(screen, "most recent") {
		t.Errorf("the screen tells of what is not so:\n%s", screen)
	}
	one(t, "questions who the user is", g.Requests("GET", `^/api/v4/user$`))
	s.choose(mineAlone, "#4821")
	s.approveSelected()
	one(t, "approvals", g.approvals())
	s.leave()

	s = &story{startSession(t, mine, greenlight(t), "--profile", "payments"), g.tokens()}
	s.ready()
	s.Send("5")
	s.WaitFor("payments/api")
	if strings.Contains(s.Screen(), "platform/") {
		t.Errorf("one profile shows what the other names:\n%s", s.Screen())
	}
	s.leave()
}

// Two profiles of one GitLab with two tokens are refused, in one sentence that names
// both and says what to do.
func TestStoryTwoTokensOfOneHostAreRefused(t *testing.T) {
	t.Parallel()
	g := openGitLab(t)
	greenlight(t) // is built before its time is taken
	home, file := configure(t, g.twoTeams(`token = { env = "ONE" }`, `token = { env = "TWO" }`))
	got := runPiped(t, []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home + "/.config", "ONE=" + g.Token("maya"), "TWO=" + g.Token("oto")})
	want := fmt.Sprintf("greenlight: profiles \"payments\" and \"platform\" are both of %s, but their tokens come from different places, and only one token can decide there: "+
		"write the same token line in both, or name only one of them in profiles_shown of %s, or use --profile\n", g.URL(), file)
	if got.code != 1 || got.stderr != want || got.stdout != "" {
		t.Errorf("it ended with %d and said\n%s%s\nwanted\n%s", got.code, got.stdout, got.stderr, want)
	}
	none(t, "requests", g.Journal())
}
