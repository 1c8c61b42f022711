//go:build unix

package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// crowd are the groups of a GitLab of 40 projects.
var crowd = []string{"payments", "platform", "data", "services-01", "services-02"}

// openCrowd starts a GitLab of 40 projects in which nothing happens by itself.
func openCrowd(tb testing.TB, adjust ...func(*sandbox.Options)) *gitlab {
	tb.Helper()
	return openGitLab(tb, append([]func(*sandbox.Options){func(o *sandbox.Options) { o.Projects, o.Deployments = 40, 240 }}, adjust...)...)
}

// groups are the flags that show groups.
func groups(names []string) (args []string) {
	for _, name := range names {
		args = append(args, "--group", name)
	}
	return args
}

// oftenConfig shows groups of a GitLab and reads what is due as often as may be: what a
// story waits for comes sooner.
func (g *gitlab) oftenConfig(groups ...string) string {
	return fmt.Sprintf("[profiles.here]\nhost = %q\nrefresh = \"2s\"\ngroups = [\"%s\"]\n", g.URL(), strings.Join(groups, `", "`))
}

// often starts greenlight for maya on groups of a GitLab, with the shortest refresh. The
// home of the options is used where there is one.
func (g *gitlab) often(tb testing.TB, o sessionOptions, groups ...string) *story {
	tb.Helper()
	home, _ := configure(tb, g.oftenConfig(groups...))
	if o.Home == "" {
		o.Home = home
	}
	o.Env = append(o.Env, "GREENLIGHT_TOKEN="+g.Token("maya"))
	return &story{startSession(tb, o, greenlight(tb)), g.tokens()}
}

// lists are the requests of maya that begin to list projects, by project.
func (g *gitlab) lists() map[int][]sandbox.Entry {
	out := map[int][]sandbox.Entry{}
	for _, e := range of("maya", g.Requests("GET", `^/api/v4/projects/\d+/deployments$`)) {
		if e.Query.Has("status") || e.Query.Has("environment") || e.Query.Get("page") > "1" {
			continue
		}
		id, _ := strconv.Atoi(strings.Split(e.Path, "/")[4])
		out[id] = append(out[id], e)
	}
	return out
}

// pulses are the questions to GraphQL about what is newest in many projects.
func (g *gitlab) pulses() []sandbox.Entry {
	return slices.DeleteFunc(of("maya", g.Requests("POST", `/api/graphql$`)), func(e sandbox.Entry) bool { return !strings.Contains(e.Body, "lastDeployment") })
}

// seen are the projects that were listed in good order so far.
func (g *gitlab) seen() (ids []int) {
	for id, all := range g.lists() {
		if slices.ContainsFunc(all, func(e sandbox.Entry) bool { return e.Status == http.StatusOK || e.Status == http.StatusNotModified }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// tries sends something as an administrator, with a request of its own.
func (g *gitlab) tries(tb testing.TB, method, path string) {
	tb.Helper()
	req, err := http.NewRequest(method, g.URL()+"/api/v4"+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("PRIVATE-TOKEN", g.Token("root"))
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		tb.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode >= 300 {
		tb.Fatalf("%s %s: %d", method, path, res.StatusCode)
	}
}

// blocks lets the job of a deployment that has ended run once more in a protected
// environment: the deployment that comes of it waits for approvals.
func (g *gitlab) blocks(tb testing.TB, project int, env string) (number string) {
	tb.Helper()
	path := fmt.Sprintf("/projects/%d/deployments?order_by=id&sort=desc&environment=%s&status=", project, env)
	var ended, waiting []jobOf
	g.lookup(tb, path+"success", &ended)
	if len(ended) == 0 {
		tb.Fatalf("nothing was ever deployed to %s of project %d", env, project)
	}
	g.tries(tb, http.MethodPost, fmt.Sprintf("/projects/%d/jobs/%d/retry", project, ended[0].Deployable.ID))
	g.lookup(tb, path+"blocked", &waiting)
	if len(waiting) == 0 {
		tb.Fatalf("nothing waits in %s of project %d", env, project)
	}
	return "#" + strconv.FormatInt(waiting[0].IID, 10)
}

// messages opens the card that says what fails, and waits until it says something; the
// card is drawn once, so it is opened anew where it does not.
func (s *story) messages(want string) {
	s.tb.Helper()
	want = strings.Join(strings.Fields(want), " ")
	for range 10 {
		s.Send("!")
		s.WaitFor("─ Messages ─")
		if s.within(time.Second, func(screen string) bool { return strings.Contains(unbroken(screen), want) }) {
			return
		}
		s.closes("─ Messages ─")
	}
	s.tb.Fatalf("the messages never say %q", want)
}

// path is the path of a project.
func (g *gitlab) path(tb testing.TB, project int) string {
	tb.Helper()
	var p struct {
		Path string `json:"path_with_namespace"`
	}
	g.lookup(tb, "/projects/"+strconv.Itoa(project), &p)
	return p.Path
}

// named starts greenlight for maya on projects, with the shortest refresh.
func (g *gitlab) named(tb testing.TB, projects ...string) *story {
	tb.Helper()
	home, _ := configure(tb, fmt.Sprintf("[profiles.here]\nhost = %q\nrefresh = \"2s\"\nprojects = [\"%s\"]\n", g.URL(), strings.Join(projects, `", "`)))
	o := sessionOptions{Home: home, Env: []string{"GREENLIGHT_TOKEN=" + g.Token("maya")}}
	return &story{startSession(tb, o, greenlight(tb)), g.tokens()}
}
