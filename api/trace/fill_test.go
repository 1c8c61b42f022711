package trace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

func TestFillTakesWhatIsNew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		logs    []string
		changed []bool
		anew    int
		want    []string
	}{
		"the same":           {[]string{"a\nb\n", "a\nb\n"}, []bool{true, false}, 0, []string{"a", "b"}},
		"more":               {[]string{"a\nb\n", "a\nb\nc\n"}, []bool{true, true}, 0, []string{"a", "b", "c"}},
		"the last line grew": {[]string{"a\nb", "a\nbcd", "a\nbcde\nf"}, []bool{true, true, true}, 0, []string{"a", "bcde", "f"}},
		"empty":              {[]string{"", ""}, []bool{false, false}, 0, nil},
		"erased":             {[]string{"a\nb\n", ""}, []bool{true, true}, 1, nil},
		"shorter":            {[]string{"a\nb\nc\n", "a\nb\n"}, []bool{true, true}, 1, []string{"a", "b"}},
		"another":            {[]string{"a\nb\n", "x\ny\nz\n"}, []bool{true, true}, 1, []string{"x", "y", "z"}},
		"another end":        {[]string{"a\nb\nc\n", "a\nB\nC\n"}, []bool{true, true}, 1, []string{"a", "B", "C"}},
		"and on from there":  {[]string{"a\nb", "x", "x\ny", "x\ny\n"}, []bool{true, true, true, true}, 1, []string{"x", "y"}},
		"a section that ends in the last line": {[]string{start(1, "a") + "A\nx" + end(2, "a"), start(1, "a") + "A\nx" + end(2, "a") + "\ny\n"},
			[]bool{true, true}, 0, []string{"A", "x", "y"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := spool(t, "")
			for i, log := range c.logs {
				if got := fill(t, s, log); got != c.changed[i] {
					t.Errorf("filling %q: changed %v", log, got)
				}
				if s.Size() != int64(len(log)) {
					t.Errorf("%d bytes after %q", s.Size(), log)
				}
			}
			if got := all(t, s); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if w := read(t, s, Query{}); w.Generation != c.anew {
				t.Errorf("it began anew %d times, want %d", w.Generation, c.anew)
			}
		})
	}
}

// A log that arrives in any pieces is the log that arrives at once.
func TestFillInPieces(t *testing.T) {
	t.Parallel()
	log := runnerLog + end(1771037999, "step_script") + "\n" + strings.Repeat("0123456789 ", 4000) + "\n\x1b[31mred\nstill red\n" +
		"2026-02-14T02:58:11.123456Z 00O a\n2026-02-14T02:58:11.123456Z 00O+b\n" + strings.Repeat("\r50%", 9000) + "\nend"
	want := outline(read(t, spool(t, log), Query{N: MaxWindow}))
	for _, step := range []int{1, 64, 1000} {
		s := spool(t, "")
		for at := 0; at < len(log); {
			at = min(at+step*(1+at/100), len(log))
			fill(t, s, log[:at])
		}
		if got := outline(read(t, s, Query{N: MaxWindow})); !slices.Equal(got, want) {
			t.Errorf("in steps of %d: %d lines, want %d\n%.2000q\n%.2000q", step, len(got), len(want), got, want)
		}
	}
	s := spool(t, "")
	if _, err := s.Fill(iotest.OneByteReader(strings.NewReader(log))); err != nil {
		t.Fatal(err)
	}
	if got := outline(read(t, s, Query{N: MaxWindow})); !slices.Equal(got, want) {
		t.Error("byte by byte it is another log")
	}
}

func TestABrokenConnectionKeepsTheLog(t *testing.T) {
	t.Parallel()
	s := spool(t, "a\nb\nc\n")
	broken := errors.New("connection reset")
	for _, c := range []struct {
		arrived string
		err     error
		want    []string
	}{
		{"a\n", broken, []string{"a", "b", "c"}},
		{"a\nb\nc\nd\ne", io.ErrUnexpectedEOF, []string{"a", "b", "c", "d", "e"}},
		{"", broken, []string{"a", "b", "c", "d", "e"}},
	} {
		_, err := s.Fill(io.MultiReader(strings.NewReader(c.arrived), iotest.ErrReader(c.err)))
		if !errors.Is(err, c.err) {
			t.Errorf("error %v, want %v", err, c.err)
		}
		if got := all(t, s); !slices.Equal(got, c.want) {
			t.Errorf("after %q and an error: %q, want %q", c.arrived, got, c.want)
		}
	}
	if fill(t, s, "a\nb\nc\nd\nef\n"); !slices.Equal(all(t, s), []string{"a", "b", "c", "d", "ef"}) {
		t.Errorf("after the errors: %q", all(t, s))
	}
}

func TestTheFileIsPrivateAndGone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, "secret\n")
	info, err := s.file.Stat()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*"))
	if runtime.GOOS != "windows" && len(left) > 0 {
		t.Errorf("others can find %v", left)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Read(context.Background(), Query{N: 5}); err == nil || err.Error() != "the log is closed" {
		t.Errorf("reading a closed log: %v", err)
	}
	if _, err := s.Fill(strings.NewReader("secret\nmore\n")); err == nil {
		t.Error("a closed log is filled")
	}
	if _, err := Create(filepath.Join(dir, "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a folder: %v", err)
	}
}

func TestFillWhileReading(t *testing.T) {
	t.Parallel()
	log := big(2 << 20)
	s := spool(t, "")
	var wg sync.WaitGroup
	done := make(chan struct{})
	for i := range 3 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				w, err := s.Read(context.Background(), Query{Origin: Origin(n % 4), At: n * 97, N: 50, Find: []string{"", "healthy"}[i%2], Reveal: true})
				if err != nil || len(w.Lines) != min(50, w.Rows) {
					t.Errorf("%d of %d rows, %v", len(w.Lines), w.Rows, err)
					return
				}
			}
		})
	}
	for i := 1; i <= 8; i++ {
		fill(t, s, log[:len(log)*i/8])
	}
	fill(t, s, "x"+log[:1<<20])
	close(done)
	wg.Wait()
}

// A log of 50 MB costs next to no memory, and neither does one of line breaks only.
func TestMemoryIsBounded(t *testing.T) {
	for name, line := range map[string]string{"lines": fmt.Sprintf("%063d\n", 7), "breaks": "\n"} {
		size := 50 << 20
		if name == "breaks" {
			size = 4 << 20
		}
		s := spool(t, "")
		heap := func() uint64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		before := heap()
		if _, err := s.Fill(&endless{line: line, left: size}); err != nil {
			t.Fatal(err)
		}
		w := read(t, s, Query{Origin: Tail, N: 400})
		if grown := int64(heap()) - int64(before); grown > 8<<20 {
			t.Errorf("%s: the heap has grown by %d kB for %d lines", name, grown>>10, w.Total)
		}
		runtime.KeepAlive(s)
		runtime.KeepAlive(w)
	}
}

// endless writes a line again and again.
type endless struct {
	line string
	left int
}

func (e *endless) Read(b []byte) (int, error) {
	n := 0
	for e.left >= len(e.line) && n+len(e.line) <= len(b) {
		n += copy(b[n:], e.line)
		e.left -= len(e.line)
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// What is not shown has checkpoints too: the end of a log is not read through 4 MB
// of a progress that was overwritten.
func TestReadingStartsNearWhatIsRead(t *testing.T) {
	t.Parallel()
	s := spool(t, "begin\n"+strings.Repeat("\r 45% done", 400_000)+"\nend\n")
	if c := s.ix.before(2); s.size-int64(c.off) > 2*stepBytes {
		t.Errorf("the last line is read from byte %d of %d on", c.off, s.size)
	}
	if got := all(t, s); !slices.Equal(got, []string{"begin", " 45% done", "end"}) {
		t.Errorf("got %q", got)
	}
}
