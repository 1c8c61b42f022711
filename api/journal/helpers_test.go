package journal

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// The environment of a test binary that was started as a writer: the journal's path,
// and how many operations it writes, 0 for until it is killed.
const (
	writerPath = "GREENLIGHT_TEST_JOURNAL"
	writerMost = "GREENLIGHT_TEST_JOURNAL_MOST"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(writerPath); path != "" {
		os.Exit(write(path))
	}
	goleak.VerifyTestMain(m)
}

// write is the other program: it tells each id on stdout once Sent has returned.
func write(path string) int {
	most, _ := strconv.Atoi(os.Getenv(writerMost))
	j := New(path, time.Now)
	j.wait = time.Minute
	for i := 0; most == 0 || i < most; i++ {
		op, err := j.Sent(Sent{Act: "approve", IID: int64(i), Comment: strings.Repeat("long enough to be cut ", 300)})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(op)
		if i%2 == 0 {
			continue
		}
		if err := j.Answered(op, Answered{Outcome: "done"}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// ticking is a clock that goes on by a second each time it is looked at.
func ticking(from time.Time) func() time.Time {
	return func() time.Time {
		from = from.Add(time.Second)
		return from
	}
}

func fresh(t testing.TB) *Journal {
	t.Helper()
	return New(filepath.Join(t.TempDir(), "state", "greenlight", "journal.jsonl"), ticking(noon))
}

func sent(t testing.TB, j *Journal, s Sent) string {
	t.Helper()
	op, err := j.Sent(s)
	if err != nil {
		t.Fatal(err)
	}
	return op
}

func answered(t testing.TB, j *Journal, op string, a Answered) {
	t.Helper()
	if err := j.Answered(op, a); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, j *Journal) Page {
	t.Helper()
	p, err := j.Read(time.Time{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func content(t testing.TB, j *Journal) string {
	t.Helper()
	b, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// put makes a journal of raw text.
func put(t testing.TB, raw string) *Journal {
	t.Helper()
	j := New(filepath.Join(t.TempDir(), "journal.jsonl"), ticking(noon))
	if err := os.WriteFile(j.path, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	return j
}

func ops(p Page) []string {
	var out []string
	for _, e := range p.Entries {
		out = append(out, e.Op)
	}
	return out
}

// lines is what a program wrote, one a line.
func lines(b []byte) []string {
	var out []string
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		out = append(out, s.Text())
	}
	return out
}
