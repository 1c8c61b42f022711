//go:build unix

package main

import (
	"testing"
)

// underShell starts a program as a shell with job control would, so that it can
// be suspended: the kernel ignores ctrl+z in a session without a shell. While
// the program is stopped the screen says "stopped" and its status; a key
// "enter" brings it back. The session ends with the program's own status. Its
// stderr is the terminal, as bash takes job control from there.
func underShell(tb testing.TB, opts sessionOptions, path string, args ...string) *session {
	tb.Helper()
	const script = `"$0" "$@"; echo "stopped $?"; read -r _; fg >/dev/null; exit $?`
	opts.StderrShown = true
	return startSession(tb, opts, "/bin/sh", append([]string{"-m", "-c", script, path}, args...)...)
}

func TestSessionUnderAShellSuspends(t *testing.T) {
	t.Parallel()
	s := underShell(t, sessionOptions{Env: []string{helperEnv + "=keys"}}, testBinary(t))
	s.WaitFor("ready")
	s.Send("ctrl+z")
	s.WaitFor("stopped 148")
	s.Until("the terminal to be given back", func(t *emulator) bool { return len(t.Leftovers()) == 0 })
	s.Send("enter")
	s.WaitFor("ready")
	s.Send("q")
	s.WaitExit(7)
	s.Restored()
}
