package trace

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// spool makes a spool that is closed with the test.
func spool(t testing.TB, log string) *Spool {
	t.Helper()
	s, err := Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	fill(t, s, log)
	return s
}

func fill(t testing.TB, s *Spool, log string) bool {
	t.Helper()
	changed, err := s.Fill(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func read(t testing.TB, s *Spool, q Query) Window {
	t.Helper()
	w, err := s.Read(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// all is the text of every line, nothing folded.
func all(t testing.TB, s *Spool) []string {
	t.Helper()
	w := read(t, s, Query{N: MaxWindow, Folds: open(s)})
	var out []string
	for _, l := range w.Lines {
		out = append(out, l.Text())
	}
	return out
}

// open unfolds everything.
func open(s *Spool) Folds {
	var f Folds
	for id := range s.ix.sections {
		f = f.With(id, false)
	}
	return f
}

func start(at int, name string) string { return fmt.Sprintf("section_start:%d:%s\r\x1b[0K", at, name) }
func end(at int, name string) string   { return fmt.Sprintf("section_end:%d:%s\r\x1b[0K", at, name) }

// runnerLog is a log as GitLab's runner writes it.
const runnerLog = "\x1b[0KRunning with gitlab-runner 17.9.0 (c4cbe9dd)\x1b[0;m\n" +
	"\x1b[0K  on prod-3 t1_abc, system ID: s_1\x1b[0;m\n" +
	"section_start:1771037891:prepare_executor\r\x1b[0K\x1b[0K\x1b[36;1mPreparing the \"docker\" executor\x1b[0;m\x1b[0;m\n" +
	"\x1b[0KUsing Docker executor with image alpine ...\x1b[0;m\n" +
	"\x1b[0KPulling docker image alpine ...\x1b[0;m\n" +
	"section_end:1771037902:prepare_executor\r\x1b[0Ksection_start:1771037902:get_sources\r\x1b[0K\x1b[0K\x1b[36;1mGetting source from Git repository\x1b[0;m\x1b[0;m\n" +
	"\x1b[32;1mFetching changes...\x1b[0;m\n" +
	"section_end:1771037905:get_sources\r\x1b[0Ksection_start:1771037905:step_script\r\x1b[0K\x1b[0K\x1b[36;1mExecuting \"step_script\" stage of the job script\x1b[0;m\x1b[0;m\n" +
	"\x1b[32;1m$ bin/deploy --env production\x1b[0;m\n" +
	"release v8.0.1\n" +
	"10%\r50%\r100%\n" +
	"\x1b[32mok\x1b[0m done\n"

// big makes a log of about n bytes.
func big(n int) string {
	var b strings.Builder
	b.Grow(n + 1000)
	b.WriteString(runnerLog)
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "us-east-1      replace %d/40, \x1b[32mhealthy\x1b[0m p99 %d ms\n", i, i%97)
	}
	return b.String()
}
