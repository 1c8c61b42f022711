package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func sentAt(op string, at time.Time) string {
	return fmt.Sprintf(`{"v":1,"op":%q,"event":"sent","at":%q,"act":"approve"}`+"\n", op, at.Format(time.RFC3339))
}

func answeredAt(op, outcome string) string {
	return fmt.Sprintf(`{"v":1,"op":%q,"event":"answered","at":"2026-11-22T12:00:00Z","outcome":%q}`+"\n", op, outcome)
}

func TestReadHostileLines(t *testing.T) {
	t.Parallel()
	good := sentAt("a", noon)
	for name, c := range map[string]struct {
		raw    string
		ops    []string
		broken int
	}{
		"empty":                  {"", nil, 0},
		"one":                    {good, []string{"a"}, 0},
		"without its end":        {strings.TrimSpace(good), []string{"a"}, 0},
		"blank lines, crlf":      {"\n\r\n" + strings.ReplaceAll(good, "\n", "\r\n") + " \n\n", []string{"a"}, 0},
		"nul":                    {strings.Repeat("\x00", 5000) + "\n" + good, []string{"a"}, 1},
		"only nul":               {strings.Repeat("\x00", 200_000), nil, 1},
		"not utf-8":              {"\xff\xfe{\n" + strings.Replace(good, "approve", "\xff", 1), []string{"a"}, 1},
		"other json":             {"[]\n1\nnull\n\"x\"\n{}\n" + good, []string{"a"}, 5},
		"no time":                {`{"v":1,"op":"x","event":"sent"}` + "\n" + good, []string{"a"}, 1},
		"time is none":           {`{"v":2,"op":"x","event":"sent","at":"soon"}` + "\n" + good, []string{"a"}, 1},
		"deep":                   {strings.Repeat("[", 100_000) + "\n" + good, []string{"a"}, 1},
		"huge line":              {good + strings.Repeat("x", maxLine+1) + "\n" + sentAt("b", noon), []string{"b", "a"}, 1},
		"huge lines at the ends": {strings.Repeat("x", 3*maxLine) + "\n" + good + strings.Repeat("x", maxLine), []string{"a"}, 2},
		"huge but json":          {`{"v":1,"op":"x","event":"sent","at":"2026-11-22T12:00:00Z","comment":"` + strings.Repeat("x", maxLine) + "\"}\n" + good, []string{"a"}, 1},
		"unknown event":          {`{"v":1,"op":"x","event":"noted","at":7}` + "\n" + good, []string{"a"}, 0},
		"unknown field":          {strings.Replace(good, `"act"`, `"new":{"x":[1]},"act"`, 1), []string{"a"}, 0},
		"other shape":            {strings.Replace(good, `"act"`, `"iid":"x","act"`, 1), nil, 1},
		"other shape, newer":     {strings.Replace(good, `"v":1`, `"iid":"x","v":2`, 1), []string{"a"}, 0},
		"twice":                  {good + good + sentAt("b", noon), []string{"b", "a"}, 0},
		"answer alone":           {answeredAt("z", "done") + good, []string{"a"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := read(t, put(t, c.raw))
			if !slices.Equal(ops(p), c.ops) || p.Broken != c.broken || p.Cut {
				t.Errorf("read %v, %d broken, cut %t; want %v, %d, false", ops(p), p.Broken, p.Cut, c.ops, c.broken)
			}
			for _, e := range p.Entries {
				if e.Sent.Act == "" || e.Answered != nil {
					t.Errorf("%s: %+v", e.Op, e)
				}
			}
		})
	}
}

func TestReadNoJournalYet(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	if p := read(t, j); len(p.Entries) != 0 || p.Broken != 0 || p.Cut {
		t.Errorf("read %+v", p)
	}
	if _, err := os.Stat(j.path); err == nil {
		t.Error("reading made the file")
	}
}

func TestTheLastAnswerCounts(t *testing.T) {
	t.Parallel()
	j := put(t, sentAt("a", noon)+sentAt("b", noon)+answeredAt("a", "unknown")+answeredAt("a", "done"))
	p := read(t, j)
	if e := p.Entries[1]; e.Op != "a" || e.Answered == nil || e.Answered.Outcome != "done" {
		t.Errorf("read %+v", e)
	}
	if p.Entries[0].Answered != nil {
		t.Error("the other's answer was given to b")
	}
}

func TestReadSinceAndMost(t *testing.T) {
	t.Parallel()
	var raw strings.Builder
	for i := range 1000 {
		raw.WriteString(sentAt(fmt.Sprint(i), noon.Add(time.Duration(i)*time.Minute)))
		raw.WriteString(answeredAt(fmt.Sprint(i), "done"))
	}
	j := put(t, raw.String())
	for name, c := range map[string]struct {
		since         time.Time
		most          int
		newest, count int
		cut           bool
	}{
		"all":               {time.Time{}, 0, 999, 1000, false},
		"exactly all":       {time.Time{}, 1000, 999, 1000, false},
		"one less":          {time.Time{}, 999, 999, 999, true},
		"one":               {time.Time{}, 1, 999, 1, true},
		"since":             {noon.Add(990 * time.Minute), 0, 999, 10, false},
		"since, as many":    {noon.Add(990 * time.Minute), 10, 999, 10, false},
		"since, fewer":      {noon.Add(990 * time.Minute), 9, 999, 9, true},
		"since, in between": {noon.Add(990*time.Minute - time.Second), 0, 999, 10, false},
		"nothing since":     {noon.Add(1e6 * time.Minute), 5, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := j.Read(c.since, c.most)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Entries) != c.count || p.Cut != c.cut || p.Broken != 0 {
				t.Fatalf("%d entries, cut %t, %d broken; want %d, %t, 0", len(p.Entries), p.Cut, p.Broken, c.count, c.cut)
			}
			for i, e := range p.Entries {
				if e.Op != fmt.Sprint(c.newest-i) || e.Answered == nil {
					t.Fatalf("entry %d is %s, answered %t", i, e.Op, e.Answered != nil)
				}
			}
		})
	}
}

func TestAClockThatWasWrongHidesNothing(t *testing.T) {
	t.Parallel()
	raw := sentAt("before", noon) + sentAt("1970", time.Unix(0, 0)) + sentAt("after", noon.Add(time.Hour))
	p, err := put(t, raw).Read(noon.Add(-time.Minute), 0)
	if err != nil || !slices.Equal(ops(p), []string{"after", "before"}) {
		t.Errorf("read %v (%v)", ops(p), err)
	}
}

func TestOldLinesAmongNewOnesEndNothing(t *testing.T) {
	t.Parallel()
	old, raw, want := strings.Repeat(sentAt("old", time.Unix(0, 0)), olderRun-1), "", []string(nil)
	for i := range 4 {
		raw = sentAt(fmt.Sprint(i), noon) + old + raw
		want = append(want, fmt.Sprint(i))
	}
	raw = sentAt("beyond", noon) + sentAt("old", time.Unix(0, 0)) + old + raw
	p, err := put(t, raw).Read(noon, 0)
	if err != nil || !slices.Equal(ops(p), want) {
		t.Errorf("read %v (%v), want %v", ops(p), err, want)
	}
}

// jsonOf is a line of exactly so many bytes, without its end.
func jsonOf(op string, n int) string {
	line := strings.Replace(strings.TrimSpace(sentAt(op, noon)), `"act"`, `"comment":"","act"`, 1)
	return strings.Replace(line, `:""`, `:"`+strings.Repeat("x", n-len(line))+`"`, 1)
}

func TestTheLongestLine(t *testing.T) {
	t.Parallel()
	for n, broken := range map[int]int{maxLine - 1: 0, maxLine: 1} {
		p := read(t, put(t, sentAt("a", noon)+jsonOf("b", n)+"\n"))
		if p.Broken != broken || len(p.Entries) != 2-broken {
			t.Errorf("beside a line of %d bytes: read %v, %d broken", n, ops(p), p.Broken)
		}
	}
}

// endless is one line that never begins; it notes how much of it is kept.
type endless struct {
	lines *backwards
	most  int
}

func (f *endless) ReadAt(p []byte, _ int64) (int, error) {
	f.most = max(f.most, len(f.lines.buf))
	return copy(p, bytes.Repeat([]byte{'x'}, len(p))), nil
}

func TestOfAnEndlessLineNothingIsKept(t *testing.T) {
	t.Parallel()
	f := &endless{}
	f.lines = &backwards{file: f, at: 8 * maxLine}
	if _, long, err := f.lines.next(); !long || err != nil || f.most > maxLine+chunk {
		t.Errorf("long %t (%v), %d bytes were kept", long, err, f.most)
	}
}

// patched is a huge file that repeats a line.
type patched struct {
	size int64
	line []byte
	read int64
}

func (f *patched) ReadAt(p []byte, at int64) (int, error) {
	f.read += int64(len(p))
	for i := range p {
		p[i] = f.line[(at+int64(i))%int64(len(f.line))]
	}
	return len(p), nil
}

func TestAHugeFileIsReadFromItsEnd(t *testing.T) {
	t.Parallel()
	line := []byte(sentAt("a", noon))
	f := &patched{line: line, size: int64(len(line)) * 1_000_000_000}
	p, err := readPage(f, f.size, noon.Add(time.Second), 100)
	if err != nil || len(p.Entries) != 0 || f.read > 4*chunk {
		t.Errorf("%d entries (%v), %d bytes read", len(p.Entries), err, f.read)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	one := []byte(strings.Replace(sentAt("OPOPOPOP", noon), `"act"`, `"comment":"`+strings.Repeat("y", 500_000)+`","act"`, 1))
	orphan := []byte(strings.Replace(answeredAt("OPOPOPOP", "done"), `"outcome"`, `"said":"`+strings.Repeat("y", 500_000)+`","outcome"`, 1))
	for name, line := range map[string][]byte{"operations": one, "answers": orphan} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &numbered{line: line}
			p, err := readPage(f, int64(len(line))*1000, time.Time{}, maxEntries)
			if err != nil || !p.Cut || f.read > 2*maxHeld {
				t.Errorf("cut %t, %d entries (%v), %d bytes read", p.Cut, len(p.Entries), err, f.read)
			}
		})
	}
}

// numbered repeats a line, each with its own id.
type numbered struct {
	line []byte
	read int
}

func (f *numbered) ReadAt(p []byte, at int64) (int, error) {
	f.read += len(p)
	n := int64(len(f.line))
	for done := 0; done < len(p); {
		i := (at + int64(done)) / n
		own := bytes.Replace(f.line, []byte("OPOPOPOP"), fmt.Appendf(nil, "%08d", i), 1)
		done += copy(p[done:], own[(at+int64(done))%n:])
	}
	return len(p), nil
}

// FuzzRead reads what nobody wrote, then appends to it.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "\n", "{", sentAt("a", noon) + answeredAt("a", "done"), sentAt("a", noon)[:40], "\x00\xff\n\n", `{"v":9e99,"op":1}`} {
		f.Add([]byte(s), uint8(3))
	}
	f.Fuzz(func(t *testing.T, raw []byte, most uint8) {
		p, err := readPage(bytes.NewReader(raw), int64(len(raw)), time.Time{}, int(most)+1)
		if err != nil || len(p.Entries) > int(most)+1 || len(p.Entries)+p.Broken > bytes.Count(raw, []byte{'\n'})+1 {
			t.Fatalf("%d entries, %d broken of %q (%v)", len(p.Entries), p.Broken, raw, err)
		}
		line, err := encode(sentLine{head{version, "fuzz", eventSent}, Sent{At: noon, Comment: string(raw)}})
		if errors.Is(err, errLong) {
			return
		}
		if err != nil || bytes.Count(line, []byte{'\n'}) != 1 {
			t.Fatalf("%q became %q (%v)", raw, line, err)
		}
		whole := append(append(bytes.Clone(raw), '\n'), line...)
		p, err = readPage(bytes.NewReader(whole), int64(len(whole)), time.Time{}, 1)
		if err != nil || len(p.Entries) != 1 || p.Entries[0].Op != "fuzz" || p.Entries[0].Sent.Comment != string([]rune(string(raw))) {
			t.Fatalf("after %q: %+v (%v)", raw, p, err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var raw strings.Builder
	for i := range 50_000 {
		raw.WriteString(sentAt(fmt.Sprint(i), noon.Add(time.Duration(i)*time.Minute)) + answeredAt(fmt.Sprint(i), "done"))
	}
	j := put(b, raw.String())
	for name, since := range map[string]time.Time{"shift": noon.Add(49_500 * time.Minute), "all": {}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := j.Read(since, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
