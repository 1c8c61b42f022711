//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

// A world is a GitLab in a process of its own, so that neither its memory nor its work
// is counted as greenlight's. It is this test program, started again.
type world struct {
	tb      testing.TB
	cmd     *exec.Cmd
	url     string // of the GitLab
	control string // of what a benchmark does behind its back
	tokens  map[string]string
	top     []string // what groups found
}

// worldEnv carries the options of a world to its process.
const worldEnv = "GREENLIGHT_TEST_WORLD"

// worldStart is the first line that a world's process writes.
type worldStart struct {
	URL, Control string
	Tokens       map[string]string
}

func init() { helpers["world"] = serveWorld }

// openWorld starts a world; its clock is the real one, until it is told to leap.
func openWorld(tb testing.TB, o sandbox.Options) *world {
	tb.Helper()
	if o.Journal == 0 {
		o.Journal = 1 << 20
	}
	o.Seed = 1
	options, err := json.Marshal(struct {
		sandbox.Options
		Now *int // a function has no JSON
	}{Options: o})
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(testBinary(tb))
	cmd.Env = append(os.Environ(), helperEnv+"=world", worldEnv+"="+string(options))
	cmd.Stderr = os.Stderr
	stop, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = stop.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var start worldStart
	if err != nil {
		tb.Fatalf("the world did not start: %v", err)
	}
	if err := json.Unmarshal(line, &start); err != nil {
		tb.Fatal(err)
	}
	return &world{tb: tb, cmd: cmd, url: start.URL, control: start.Control, tokens: start.Tokens}
}

// serveWorld is the process of a world. It ends when its input does, and so never
// outlives who started it.
func serveWorld() int {
	var o sandbox.Options
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var given struct {
		*sandbox.Options
		Now *int
	}
	given.Options = &o
	if err := json.Unmarshal([]byte(os.Getenv(worldEnv)), &given); err != nil {
		return fail(err)
	}
	clock := &worldClock{}
	o.Now = clock.now
	server, err := sandbox.Start(o)
	if err != nil {
		return fail(err)
	}
	defer server.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fail(err)
	}
	go func() { _ = http.Serve(listener, worldControl(server, clock)) }()
	start := worldStart{URL: server.URL(), Control: "http://" + listener.Addr().String(), Tokens: map[string]string{}}
	for _, u := range server.Users() {
		if start.Tokens[u.Username] == "" {
			start.Tokens[u.Username] = u.Token
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(start); err != nil {
		return fail(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// worldControl is what a benchmark may do to a world.
func worldControl(s *sandbox.Server, clock *worldClock) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/leap", func(_ http.ResponseWriter, r *http.Request) {
		d, _ := time.ParseDuration(r.FormValue("by"))
		clock.pass(d)
	})
	mux.HandleFunc("/journal", func(w http.ResponseWriter, r *http.Request) {
		asked := s.Requests("", r.FormValue("path"))
		asked = slices.DeleteFunc(asked, func(e sandbox.Entry) bool { return e.User != r.FormValue("user") })
		for i := range asked {
			asked[i].Header = nil
		}
		_ = json.NewEncoder(w).Encode(asked)
	})
	mux.HandleFunc("/reset", func(http.ResponseWriter, *http.Request) { s.ResetJournal() })
	mux.HandleFunc("/block", func(w http.ResponseWriter, r *http.Request) {
		id, _ := strconv.ParseInt(r.FormValue("id"), 10, 64)
		if err := s.SetStatus(id, "blocked"); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	mux.HandleFunc("/graphql", func(_ http.ResponseWriter, r *http.Request) { s.SetGraphQL(r.FormValue("on") == "true") })
	thaw := func() {}
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		thaw()
		if thaw = func() {}; r.FormValue("on") == "true" {
			thaw = s.Inject(sandbox.Fault{Hang: true})
		}
	})
	return mux
}

func (w *world) tell(path string) {
	w.tb.Helper()
	w.get(w.control+path, "", nil)
}

// get asks for JSON with a user's token; nobody's where there is none.
func (w *world) get(address, token string, into any) {
	w.tb.Helper()
	w.do(http.MethodGet, address, token, nil, into)
}

func (w *world) do(method, address, token string, body io.Reader, into any) {
	w.tb.Helper()
	req, err := http.NewRequest(method, address, body)
	if err != nil {
		w.tb.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("PRIVATE-TOKEN", token)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.tb.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= http.StatusBadRequest {
		w.tb.Fatalf("%s %s: %s %v\n%s", method, address, res.Status, err, text)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(text, into); err != nil {
		w.tb.Fatalf("%s: %v", address, err)
	}
}

// asked is what a user asked for since the journal was emptied, the oldest first;
// where path is given only what it, a regular expression, matches.
func (w *world) asked(user, path string) []sandbox.Entry {
	w.tb.Helper()
	var out []sandbox.Entry
	w.get(w.control+"/journal?"+url.Values{"user": {user}, "path": {path}}.Encode(), "", &out)
	return out
}

// block makes a new blocked deployment in a project, as somebody does who runs an old
// job again, and returns its id and number in the project.
func (w *world) block(project int) (id, iid int64) {
	w.tb.Helper()
	type row struct {
		ID, IID  int64
		SHA, Ref string
	}
	at := fmt.Sprintf("%s/api/v4/projects/%d/deployments", w.url, project)
	var rows []row
	w.get(at+"?per_page=1&sort=desc&environment=production", w.tokens["root"], &rows)
	if len(rows) == 0 {
		w.tb.Fatalf("project %d has nothing to run again", project)
	}
	body := fmt.Sprintf(`{"environment":"production","sha":%q,"ref":%q,"tag":false,"status":"running"}`, rows[0].SHA, rows[0].Ref)
	w.do(http.MethodPost, at, w.tokens["root"], strings.NewReader(body), nil)
	w.get(at+"?per_page=1&sort=desc&environment=production", w.tokens["root"], &rows)
	w.tell(fmt.Sprintf("/block?id=%d", rows[0].ID))
	return rows[0].ID, rows[0].IID
}

// args tell greenlight of all projects of the world to greenlight, by their groups.
func (w *world) args() []string {
	w.tb.Helper()
	args := []string{"--host", w.url}
	for _, group := range w.groups() {
		args = append(args, "--group", group)
	}
	return args
}

// groups are those at the top, which have all projects between them.
func (w *world) groups() []string {
	w.tb.Helper()
	if w.top != nil {
		return w.top // it may answer nothing any more
	}
	var groups []string
	for page := 1; ; page++ {
		var projects []struct {
			Namespace struct {
				FullPath string `json:"full_path"`
			}
		}
		w.get(fmt.Sprintf("%s/api/v4/projects?per_page=100&page=%d", w.url, page), w.tokens["root"], &projects)
		for _, p := range projects {
			group, _, _ := strings.Cut(p.Namespace.FullPath, "/")
			if !slices.Contains(groups, group) {
				groups = append(groups, group)
			}
		}
		if len(projects) < 100 {
			w.top = groups
			return groups
		}
	}
}

// open starts greenlight for the demo's user on all projects of the world.
func (w *world) open(o sessionOptions) *session {
	w.tb.Helper()
	o.Cols, o.Rows, o.AllowRunning = benchCols, benchRows, true
	o.Env = append(slices.Clone(o.Env), "GREENLIGHT_TOKEN="+w.tokens[worldUser])
	if o.Limit == 0 {
		o.Limit = 2 * time.Minute
	}
	return startSession(w.tb, o, greenlight(w.tb), w.args()...)
}

// worldUser is whose screen it is.
const worldUser = "maya"
