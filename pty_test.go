//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// sessionOptions is how a program is started. The zero value is the binary's
// usual user: 80x24, a dark terminal that answers, an empty home.
type sessionOptions struct {
	Cols, Rows   int           // 80 and 24 when zero
	Term         termOptions   // what kind of terminal it is
	Env          []string      // added to, and winning over, the clean environment
	Dir          string        // working folder; a new empty one when ""
	Home         string        // home folder to share between sessions; new when ""
	Limit        time.Duration // of each wait; waitLimit when zero
	StderrShown  bool          // stderr is the terminal too, and Stderr stays empty
	AllowUnknown bool          // do not fail on sequences the emulator does not know
	AllowRunning bool          // do not fail when the test ends before the program
}

// A session is a program running on a pseudo-terminal of its own, and the
// terminal it draws on. Its methods fail the test instead of returning errors.
type session struct {
	tb    testing.TB
	opts  sessionOptions
	Home  string
	cmd   *exec.Cmd
	ptmx  *os.File
	tty   *os.File
	begin *term.State // line settings before the start and after the end
	end   *term.State

	mu       sync.Mutex
	term     *emulator
	raw      bytes.Buffer
	stderr   lockedBuffer
	lastRead time.Time     // when the newest bytes came, before they were understood
	changed  chan struct{} // closed and replaced whenever something happened
	ended    bool
	drained  bool // the program ended and all its bytes were read
	code     int
	started  time.Time
	replies  chan string
	finished sync.WaitGroup
	closed   sync.Once
	escaped  bool // the last key was a bare escape and nobody waited since
}

// startSession runs a program on a new pseudo-terminal. It is killed, if need be,
// when the test ends, before the test's folders are removed.
func startSession(tb testing.TB, opts sessionOptions, path string, args ...string) *session {
	tb.Helper()
	if opts.Cols == 0 {
		opts.Cols = 80
	}
	if opts.Rows == 0 {
		opts.Rows = 24
	}
	if opts.Limit == 0 {
		opts.Limit = waitLimit
	}
	s := &session{tb: tb, opts: opts, Home: opts.Home, changed: make(chan struct{}), replies: make(chan string, 1024)}
	if s.Home == "" {
		s.Home = tb.TempDir()
	}
	if opts.Dir == "" {
		opts.Dir = tb.TempDir()
	}
	s.term = newTerm(opts.Cols, opts.Rows, opts.Term)
	s.term.reply = func(r string) {
		select {
		case s.replies <- r:
		default: // a program that asks a thousand times without reading
		}
	}
	s.open()
	s.cmd = exec.Command(path, args...)
	s.cmd.Dir, s.cmd.Env = opts.Dir, append(cleanEnv(tb, s.Home), opts.Env...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = s.tty, s.tty, &s.stderr
	if opts.StderrShown {
		s.cmd.Stderr = s.tty
	}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	s.cmd.WaitDelay = 2 * time.Second
	s.started = time.Now()
	if err := s.cmd.Start(); err != nil {
		tb.Fatalf("start %s: %v", path, err)
	}
	s.finished.Go(s.read)
	s.finished.Go(s.reap)
	go s.respond()
	tb.Cleanup(s.Close)
	return s
}

func (s *session) open() {
	s.tb.Helper()
	var err error
	if s.ptmx, s.tty, err = pty.Open(); err != nil {
		s.tb.Fatalf("open a pseudo-terminal: %v", err)
	}
	size := &pty.Winsize{Cols: uint16(s.opts.Cols), Rows: uint16(s.opts.Rows)}
	if err := pty.Setsize(s.tty, size); err != nil {
		s.tb.Fatalf("set its size: %v", err)
	}
	if s.begin, err = term.GetState(s.ptmx.Fd()); err != nil {
		s.tb.Fatalf("read its line settings: %v", err)
	}
}

// cleanEnv is the environment of a user with nothing configured.
func cleanEnv(tb testing.TB, home string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USER=tester", "LANG=C.UTF-8",
		"TERM=xterm-256color", "COLORTERM=truecolor", "TMPDIR=" + tb.TempDir(),
		"GIT_CONFIG_NOSYSTEM=1",
	}
	if raceEnabled { // a program with the race detector waits a second before it ends
		env = append(env, "GORACE=atexit_sleep_ms=20")
	}
	for name, dir := range map[string]string{
		"XDG_CONFIG_HOME": ".config", "XDG_STATE_HOME": ".local/state",
		"XDG_CACHE_HOME": ".cache", "XDG_DATA_HOME": ".local/share",
	} {
		env = append(env, name+"="+filepath.Join(home, dir))
	}
	return env
}

// read feeds the emulator until the other side is closed.
func (s *session) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := s.ptmx.Read(buf)
		now := time.Now()
		s.mu.Lock()
		s.raw.Write(buf[:n])
		_, _ = s.term.Write(buf[:n])
		if n > 0 {
			s.lastRead = now
		}
		s.drained = err != nil
		s.wake()
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// wake tells everybody who waits; the caller holds the lock.
func (s *session) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// respond writes the terminal's answers. It has a goroutine of its own because
// a program that does not read would otherwise stop the emulator.
func (s *session) respond() {
	for r := range s.replies {
		_, _ = s.ptmx.WriteString(r)
	}
}

// reap waits for the end of the program and then closes our end of its side,
// which lets the reader finish.
func (s *session) reap() {
	err := s.cmd.Wait()
	// Asked of our own side: the other is revoked on macOS once its leader ended.
	state, _ := term.GetState(s.ptmx.Fd())
	s.mu.Lock()
	s.end, s.ended, s.code = state, true, exitCode(s.cmd.ProcessState, err)
	s.mu.Unlock()
	_ = s.tty.Close()
}

// exitCode is the program's status as a shell shows it.
func exitCode(st *os.ProcessState, err error) int {
	if st == nil {
		return -1
	}
	if ws, ok := st.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	if err != nil && st.Success() {
		return -1
	}
	return st.ExitCode()
}

// Close kills the program if it still runs and gives its terminal back. It is
// called by itself when the test ends.
func (s *session) Close() { s.closed.Do(s.close) }

func (s *session) close() {
	s.mu.Lock()
	running := !s.ended
	s.mu.Unlock()
	if running {
		_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	}
	// Something the program left behind may hold the terminal open for ever.
	stuck := time.AfterFunc(2*time.Second, func() { _ = s.ptmx.Close() })
	s.finished.Wait()
	stuck.Stop()
	_ = s.ptmx.Close()
	close(s.replies)
	if u := s.term.Unknown(); len(u) > 0 && !s.opts.AllowUnknown {
		s.tb.Errorf("the program wrote sequences the emulator does not know: %q", u)
	}
	if running && !s.opts.AllowRunning && !s.tb.Failed() {
		s.tb.Errorf("the program still ran when the test ended: quit it, and check Restored")
	}
	if s.tb.Failed() {
		s.report()
	}
}

// report shows and saves what somebody needs who was not there.
func (s *session) report() {
	raw := s.raw.Bytes()
	s.tb.Logf("last screen:\n%s", s.term.boxed())
	s.tb.Logf("stderr: %s", s.stderr.String())
	s.tb.Logf("last bytes: %q", raw[max(0, len(raw)-1500):])
	dir := s.tb.ArtifactDir()
	for name, data := range map[string][]byte{
		"screen.txt": []byte(s.term.Screen() + "\n"), "raw.bin": raw, "stderr.txt": []byte(s.stderr.String()),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			s.tb.Logf("save %s: %v", name, err)
		}
	}
}

// Until waits until the condition holds for the screen shown, and returns when
// the bytes came that made it so. what completes "waited for ...".
func (s *session) Until(what string, ok func(*emulator) bool) time.Time {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), s.opts.Limit)
	defer cancel()
	for {
		s.mu.Lock()
		done, drained, changed, at := ok(s.term), s.drained, s.changed, s.lastRead
		s.mu.Unlock()
		switch {
		case done:
			s.escaped = false
			return at
		case drained:
			s.tb.Fatalf("waited for %s, but the program ended with %d", what, s.code)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			s.tb.Fatalf("waited %s for %s", s.opts.Limit, what)
		}
	}
}

// WaitFor waits until the screen has the text, or matches it when it is a
// *regexp.Regexp (^ and $ match at rows if it says (?m)).
func (s *session) WaitFor(want any) {
	s.tb.Helper()
	match := matcher(s.tb, want)
	s.Until(fmt.Sprintf("%q on the screen", want), func(t *emulator) bool { return match(t.Screen()) })
}

// WaitGone waits until the screen no longer has the text.
func (s *session) WaitGone(want any) {
	s.tb.Helper()
	match := matcher(s.tb, want)
	s.Until(fmt.Sprintf("%q to go from the screen", want), func(t *emulator) bool { return !match(t.Screen()) })
}

// WaitChange waits until the screen's text differs from before, and returns
// when the bytes came.
func (s *session) WaitChange(before string) time.Time {
	s.tb.Helper()
	return s.Until("the screen to change", func(t *emulator) bool { return t.Screen() != before })
}

func matcher(tb testing.TB, want any) func(string) bool {
	tb.Helper()
	switch w := want.(type) {
	case string:
		return func(s string) bool { return strings.Contains(s, w) }
	case *regexp.Regexp:
		return w.MatchString
	}
	tb.Fatalf("wait for a string or a *regexp.Regexp, not a %T", want)
	return nil
}

// WaitExit waits for the end of the program and checks its status: 128 plus
// the number for a program that a signal killed.
func (s *session) WaitExit(code int) {
	s.tb.Helper()
	ended := make(chan struct{})
	go func() { s.finished.Wait(); close(ended) }()
	ctx, cancel := context.WithTimeout(context.Background(), s.opts.Limit)
	defer cancel()
	select {
	case <-ended:
	case <-ctx.Done():
		s.tb.Fatalf("waited %s for the program to end", s.opts.Limit)
	}
	if s.code != code {
		s.tb.Fatalf("the program ended with %d, want %d", s.code, code)
	}
}

// Restored checks that the ended program left the terminal as it found it.
func (s *session) Restored() {
	s.tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.tb.Fatalf("Restored before the program ended: WaitExit first")
	}
	for _, left := range s.term.Leftovers() {
		s.tb.Errorf("terminal not restored: %s", left)
	}
	if s.end == nil || *s.begin != *s.end {
		s.tb.Errorf("line settings not restored:\nbefore %+v\nafter  %+v", s.begin, s.end)
	}
}

// Signal sends a signal to the program.
func (s *session) Signal(sig syscall.Signal) {
	s.tb.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.tb.Fatalf("send %v: %v", sig, err)
	}
}

// Resize changes the terminal's size; the kernel tells the program.
func (s *session) Resize(cols, rows int) {
	s.tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.term.Resize(cols, rows)
	if err := pty.Setsize(s.ptmx, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		s.tb.Fatalf("resize: %v", err)
	}
}

// Screen is the text shown.
func (s *session) Screen() string { return look(s, (*emulator).Screen) }

// RawOutput is every byte the program wrote to the terminal so far.
func (s *session) RawOutput() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// Stderr is what the program wrote to its standard error, which is a pipe.
func (s *session) Stderr() string { return s.stderr.String() }

// look reads something from the session's terminal, safely.
func look[T any](s *session, get func(*emulator) T) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return get(s.term)
}

// A lockedBuffer can be read while a process writes to it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

var builtBinary struct {
	once sync.Once
	path string
	err  error
}

// greenlight is the path of the real program, built once per test run and only
// when a test asks for it.
func greenlight(tb testing.TB) string {
	tb.Helper()
	builtBinary.once.Do(func() { builtBinary.path, builtBinary.err = buildProgram(".", "greenlight") })
	if builtBinary.err != nil {
		tb.Fatal(builtBinary.err)
	}
	return builtBinary.path
}

// buildProgram compiles a main package of this module into the run's folder. Under
// -race the program is built with the race detector too: it then ends with 66
// and says why on stderr.
func buildProgram(pkg, name string) (string, error) {
	out := filepath.Join(binaries, name)
	args := []string{"build", "-o", out}
	if raceEnabled {
		args = append(args, "-race")
	}
	cmd := exec.Command("go", append(args, pkg)...)
	if f := flag.Lookup("test.bench"); f != nil && f.Value.String() != "" && !raceEnabled {
		// As the README builds it: a program that links the C library takes 2 ms more to start.
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	}
	if msg, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, msg)
	}
	return out, nil
}

// binaries is the folder of the programs built for this run.
var binaries string

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	if name := os.Getenv(helperEnv); name != "" {
		return helpers[name]()
	}
	dir, err := os.MkdirTemp("", "greenlight-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	binaries = dir
	sideBySide()
	return m.Run()
}

// sideBySide runs more stories side by side than there are processors, unless -parallel says
// how many: they wait for the screen nearly all of their time.
func sideBySide() {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if n := runtime.GOMAXPROCS(0); !given && n < 4 {
		_ = flag.Set("test.parallel", strconv.Itoa(perProcessor*n))
	}
}

// Send presses keys one after the other, each in a write of its own: "j",
// "enter", "esc", "ctrl+c", "alt+x", "shift+tab", "pgdn" ...
//
// A legacy keyboard's escape right before another key is that key with alt, so
// a story must wait for what esc did before it presses the next one. Where that
// mistake is wanted, use SendRaw.
func (s *session) Send(keys ...string) {
	s.tb.Helper()
	for _, k := range keys {
		if s.escaped {
			s.tb.Fatalf("%q right after esc is alt+%s: wait for what esc did first", k, k)
		}
		s.mu.Lock()
		data, err := s.term.encodeKey(k)
		s.mu.Unlock()
		if err != nil {
			s.tb.Fatal(err)
		}
		s.SendRaw(data)
		s.escaped = data == "\x1b"
	}
}

// Type presses the characters of a text, each in a write of its own.
func (s *session) Type(text string) {
	s.tb.Helper()
	for _, r := range text {
		s.SendRaw(string(r))
	}
}

// SendRaw writes all of data at once: a burst, as of keys typed ahead.
func (s *session) SendRaw(data string) {
	s.tb.Helper()
	if _, err := s.ptmx.WriteString(data); err != nil {
		s.tb.Fatalf("write %q to the program: %v", data, err)
	}
}

// Paste pastes a text, bracketed if the program asked for that.
func (s *session) Paste(text string) {
	s.tb.Helper()
	s.SendRaw(look(s, func(t *emulator) string { return t.encodePaste(text) }))
}

// Mouse presses a button (leftButton, wheelDown ...) at a cell, from 0.
func (s *session) Mouse(button, x, y int) {
	s.tb.Helper()
	s.mu.Lock()
	data, err := s.term.encodeMouse(button, x, y)
	s.mu.Unlock()
	if err != nil {
		s.tb.Fatal(err)
	}
	s.SendRaw(data)
}
