package journal

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

func TestWrittenThenRead(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	left := 0
	s := Sent{
		At: noon, Act: "approve", Host: "https://gitlab.example.com", User: "priya", Project: "shop/api", ProjectID: 7,
		Deployment: 900, IID: 12, Environment: "production", Tier: "production", Ref: "v1.2.3", SHA: strings.Repeat("a1", 20),
		LiveRef: "v1.2.2", LiveSHA: strings.Repeat("b2", 20), As: "Release managers", Comment: "two\nlines, \"quoted\" <b>",
		Status: "success", Warnings: []string{"OLDER than #13", "You started this pipeline."}, Job: 5, URL: "https://gitlab.example.com/x",
	}
	a := Answered{At: noon.Add(time.Second), Outcome: "refused", Said: "403: no", RequestID: "01HX", Status: "blocked", Left: &left, Made: 3}
	first := sent(t, j, s)
	answered(t, j, first, a)
	second := sent(t, j, Sent{Act: "run", At: noon.In(time.FixedZone("CET", 3600))})

	got := read(t, j)
	want := Page{Entries: []Entry{{Op: second, Sent: Sent{Act: "run", At: noon}}, {Op: first, Sent: s, Answered: &a}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v, want\n%+v", got, want)
	}
	for i, line := range strings.SplitAfter(strings.TrimSuffix(content(t, j), "\n"), "\n") {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil || m["v"] != 1.0 || m["op"] == "" {
			t.Errorf("line %d is %s (%v)", i, line, err)
		}
	}
	if !strings.Contains(content(t, j), `<b>`) {
		t.Error("what people wrote is not readable in the file")
	}
	if !strings.HasPrefix(content(t, j), `{"v":1,"op":"`+first+`","event":"sent","at":"2026-11-22T12:00:00Z","act":"approve",`) {
		t.Errorf("the file begins %.200s", content(t, j))
	}
}

func TestIDsSortByTimeAndNeverMeet(t *testing.T) {
	t.Parallel()
	var ids []string
	for i := range 2000 {
		ids = append(ids, newOp(noon.Add(time.Duration(i)*11*time.Hour+time.Duration(i)*time.Millisecond)))
	}
	if !slices.IsSorted(ids) {
		t.Error("ids do not sort by time")
	}
	seen := map[string]bool{}
	for range 2000 {
		seen[newOp(noon)] = true
	}
	if len(seen) != 2000 {
		t.Errorf("%d different ids of 2000 in one millisecond", len(seen))
	}
}

func TestZeroTimesBecomeNow(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	op := sent(t, j, Sent{})
	answered(t, j, op, Answered{})
	e := read(t, j).Entries[0]
	if !e.Sent.At.After(noon) || !e.Answered.At.After(e.Sent.At) {
		t.Errorf("sent at %s, answered at %s", e.Sent.At, e.Answered.At)
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes")
	}
	j := fresh(t)
	if _, err := os.Stat(filepath.Dir(j.path)); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal("New made the folder")
	}
	sent(t, j, Sent{})
	for path, want := range map[string]fs.FileMode{j.path: 0o600, filepath.Dir(j.path): 0o700, filepath.Dir(filepath.Dir(j.path)): 0o700, j.path + ".lock": 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s is %v (%v), want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

func TestNothingHiddenGetsIntoTheFile(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	comment := "a\x1b[2Jb\u009b2Jc\x7fd\u202ee\u2028f\U000E0041g\x00h é 日本 👩"
	sent(t, j, Sent{Comment: comment})
	raw := content(t, j)
	if i := strings.IndexFunc(raw, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r > 0x7f && hidden(r) }); i >= 0 {
		t.Errorf("%q is raw in the file", raw[i:i+4])
	}
	if !strings.Contains(raw, "é 日本 👩") {
		t.Errorf("what can be seen is not readable in %s", raw)
	}
	if got := read(t, j).Entries[0].Sent.Comment; got != comment {
		t.Errorf("read %q, want %q", got, comment)
	}
}

func TestTornLine(t *testing.T) {
	t.Parallel()
	whole := fresh(t)
	first := sent(t, whole, Sent{Comment: "kept"})
	kept := len(content(t, whole))
	sent(t, whole, Sent{Comment: "日本"})
	raw := content(t, whole)
	for cut := kept + 1; cut < len(raw); cut++ {
		if end := len(raw) - cut; end > 30 && cut > kept+3 && cut%7 > 0 {
			continue // each costs two writes to the disk
		}
		j := put(t, raw[:cut])
		next := sent(t, j, Sent{Comment: "next"})
		p := read(t, j)
		wholeLine := cut == len(raw)-1 // only its end is missing
		want, broken := []string{next, first}, 1
		if wholeLine {
			want, broken = []string{next, p.Entries[1].Op, first}, 0
		}
		if !slices.Equal(ops(p), want) || p.Broken != broken {
			t.Fatalf("cut after %d bytes: read %v, %d broken; want %v, %d", cut, ops(p), p.Broken, want, broken)
		}
		if !strings.HasPrefix(content(t, j), raw[:cut]) {
			t.Fatalf("cut after %d bytes: what was there has changed", cut)
		}
	}
}

func TestForeignFilesAreRefused(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	for name, c := range map[string]struct {
		arrange func(path, other string) error
		want    string
	}{
		"link":            {func(p, o string) error { return os.Symlink(o, p) }, "move that away"},
		"dangling link":   {func(p, o string) error { return os.Symlink(o+"-none", p) }, "move that away"},
		"folder":          {func(p, _ string) error { return os.Mkdir(p, 0o700) }, "move that away"},
		"link as lock":    {func(p, o string) error { return os.Symlink(o+"-none", p+".lock") }, "move that away"},
		"file as folder":  {func(p, o string) error { d := filepath.Dir(p); return errors.Join(os.Remove(d), os.Link(o, d)) }, "XDG_STATE_HOME"},
		"read-only place": {func(p, _ string) error { return os.Chmod(filepath.Dir(p), 0o500) }, "make it writable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "read-only place" && os.Geteuid() == 0 {
				t.Skip("root may write everywhere; on Linux a test of its own tries it")
			}
			dir := t.TempDir()
			other, folder := filepath.Join(dir, "other"), filepath.Join(dir, "state")
			if err := errors.Join(os.WriteFile(other, []byte("theirs"), 0o600), os.Mkdir(folder, 0o700)); err != nil {
				t.Fatal(err)
			}
			j := New(filepath.Join(folder, "journal.jsonl"), ticking(noon))
			if err := c.arrange(j.path, other); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
			op, err := j.Sent(Sent{})
			if err == nil || op != "" {
				t.Fatalf("wrote %q (%v)", op, err)
			}
			if msg := err.Error(); !strings.Contains(msg, j.path) || !strings.Contains(msg, c.want) || strings.Contains(msg, "\n") {
				t.Errorf("the error is %q; it should name %s and say %q", msg, j.path, c.want)
			}
			if b, _ := os.ReadFile(other); string(b) != "theirs" {
				t.Errorf("the other file became %q", b)
			}
			if _, err := os.Stat(other + "-none"); err == nil {
				t.Error("a file was made where the link leads")
			}
		})
	}
}

func TestErrorsAreOneCleanLine(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no folder may have such a name")
	}
	dir := filepath.Join(t.TempDir(), "a\x1b[2Jb\nc")
	if err := os.MkdirAll(filepath.Join(dir, "journal.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	j := New(filepath.Join(dir, "journal.jsonl"), ticking(noon))
	_, err := j.Sent(Sent{})
	_, readErr := j.Read(time.Time{}, 0)
	for _, err := range []error{err, readErr} {
		if err == nil || strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("the error is %q", err)
		}
	}
}

func TestALockIsNotWaitedForForever(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	sent(t, j, Sent{})
	j.wait = 30 * time.Millisecond
	before := content(t, j)
	lock := flock.New(j.path + ".lock")
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	_, err := j.Sent(Sent{})
	if !errors.Is(err, errBusy) || !strings.Contains(err.Error(), "hangs") {
		t.Errorf("beside a lock: %v", err)
	}
	if content(t, j) != before {
		t.Error("it was written although another program had the lock")
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	j.turn <- struct{}{} // a write of this program that hangs
	if _, err := j.Sent(Sent{}); !errors.Is(err, errBusy) {
		t.Errorf("behind a write that hangs: %v", err)
	}
	<-j.turn
	j.wait = lockWait
	sent(t, j, Sent{})
}

func TestTooLong(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	if _, err := j.Sent(Sent{Comment: strings.Repeat("x", maxLine)}); !errors.Is(err, errLong) {
		t.Errorf("a comment of 1 MiB: %v", err)
	}
	op := sent(t, j, Sent{Comment: strings.Repeat("x", maxLine-1000)})
	answered(t, j, op, Answered{Outcome: "refused", Said: strings.Repeat("日", maxLine)})
	p := read(t, j)
	if len(p.Entries) != 1 || p.Broken != 0 || p.Entries[0].Answered == nil {
		t.Fatalf("%d entries, %d broken", len(p.Entries), p.Broken)
	}
	if said := p.Entries[0].Answered.Said; len(said) > maxSaid || !strings.HasSuffix(said, "日…") {
		t.Errorf("%d bytes of what was said, ending in %q", len(said), said[len(said)-6:])
	}
}

func TestAnAnswerNeedsAnOperation(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	if err := j.Answered("", Answered{Outcome: "done"}); err == nil {
		t.Error("an answer to nothing was taken")
	}
}

// BenchmarkSent is what a decision waits for before it goes out: the disk.
func BenchmarkSent(b *testing.B) {
	j := fresh(b)
	s := Sent{Act: "approve", Project: "shop/api", Environment: "production", Ref: "v1.2.3", Comment: "after the smoke test", Warnings: []string{"OLDER than #13"}}
	for b.Loop() {
		sent(b, j, s)
	}
}
