//go:build unix

package snapshot

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	f := fresh(t)
	if _, err := f.Read(t.Context(), host, scope); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before the first save: %v", err)
	}
	write(t, f, numbered(1, 100))
	write(t, f, numbered(2, 100))
	got, err := f.Read(t.Context(), host, scope)
	if err != nil || !reflect.DeepEqual(got, numbered(2, 100)) {
		t.Fatal(err)
	}
	for _, of := range [][2]string{{"other.dev", scope}, {host, ""}} {
		if _, err := f.Read(t.Context(), of[0], of[1]); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", of, err)
		}
	}
	path := f.Path(host, scope)
	for name, want := range map[string]fs.FileMode{f.path: 0o700 | fs.ModeDir, path: 0o600, path + ".lock": 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if strings.Contains(path, "acme") || strings.Contains(path, "payments") {
		t.Errorf("%s tells where somebody works", path)
	}
}

// TestRefusedAndReplaced has every file that may be there instead of a snapshot.
func TestRefusedAndReplaced(t *testing.T) {
	t.Parallel()
	whole := content(t, numbered(1, 100))
	foreign := numbered(1, 100)
	foreign.Host = "gitlab.com"
	other := numbered(1, 100)
	other.Scope = ""
	withFormat := func(n uint32) []byte {
		b := bytes.Clone(whole)
		binary.LittleEndian.PutUint32(b[len(magic):], n)
		return b
	}
	types := bytes.Clone(whole)
	types[len(magic)+4] ^= 1
	chmod := func(mode fs.FileMode) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	instead := func(make func(path string) error) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := errors.Join(os.Remove(path), make(path)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		raw    []byte
		change func(*testing.T, string)
		want   Reason
	}{
		"good":            {whole, nil, 0},
		"empty":           {nil, nil, Empty},
		"cut":             {whole[:len(whole)-1], nil, Cut},
		"longer":          {append(bytes.Clone(whole), 1), nil, Corrupt},
		"something else":  {[]byte("SQLite format 3\x00 and so on, long enough to have a preamble of the right size"), nil, Corrupt},
		"newer":           {withFormat(format + 1), nil, Newer},
		"older":           {withFormat(format - 1), nil, Older},
		"other types":     {types, nil, Older},
		"another host's":  {content(t, foreign), nil, Foreign},
		"another scope's": {content(t, other), nil, Foreign},
		"huge": {whole, func(t *testing.T, path string) {
			if err := os.Truncate(path, maxSize+1); err != nil {
				t.Fatal(err)
			}
		}, TooLarge},
		"writable by others": {whole, chmod(0o622), Exposed},
		"unreadable":         {whole, chmod(0o200), Unreadable},
		"folder of others": {whole, func(t *testing.T, path string) {
			chmod(0o777)(t, filepath.Dir(path))
		}, Exposed},
		"a link": {whole, instead(func(path string) error {
			elsewhere := path + ".real"
			return errors.Join(os.WriteFile(elsewhere, whole, 0o600), os.Symlink(elsewhere, path))
		}), NoFile},
		"a link to nothing": {whole, instead(func(path string) error { return os.Symlink("/nowhere", path) }), NoFile},
		"a folder":          {whole, instead(func(path string) error { return os.Mkdir(path, 0o700) }), NoFile},
		"a full folder":     {whole, instead(func(path string) error { return os.MkdirAll(filepath.Join(path, "a"), 0o700) }), NoFile},
		"a pipe":            {whole, instead(func(path string) error { return syscall.Mkfifo(path, 0o600) }), NoFile},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := fresh(t)
			path := put(t, f, c.raw)
			if c.change != nil {
				c.change(t, path)
			}
			if c.want == Unreadable && os.Geteuid() == 0 {
				c.want = 0 // nothing is unreadable to root
			}
			if got := reason(t, f); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
			write(t, f, numbered(2, 100))
			s, err := f.Read(t.Context(), host, scope)
			if err != nil || one(t, s) != 2 {
				t.Errorf("the next save does not replace it: %v", err)
			}
			if info, err := os.Stat(f.path); err != nil || info.Mode().Perm()&exposed != 0 {
				t.Errorf("the folder stays open: %v %v", info.Mode(), err)
			}
			if real, err := os.ReadFile(path + ".real"); err == nil && !bytes.Equal(real, whole) {
				t.Error("a link led the save into another file")
			}
		})
	}
}

// foreigner is a file of another user.
type foreigner struct{ fs.FileInfo }

func (f foreigner) Sys() any {
	stat, _ := f.FileInfo.Sys().(*syscall.Stat_t)
	other := *stat
	other.Uid++
	return &other
}

func TestAnotherUsersFileIsRefused(t *testing.T) {
	t.Parallel()
	info, err := os.Lstat(put(t, fresh(t), content(t, numbered(1, 10))))
	if err != nil {
		t.Fatal(err)
	}
	if err := private(info, 0); err != nil {
		t.Error(err)
	}
	if err := private(foreigner{info}, 0); !errors.Is(err, OtherOwner) {
		t.Errorf("%v", err)
	}
}

// What no save mends is not said to be mended by one.
func TestARefusedFolderIsTold(t *testing.T) {
	t.Parallel()
	at := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(at, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := New(at)
	_, err := f.Read(t.Context(), host, scope)
	if want := "the folder of snapshots " + at + " is not used: it is not a folder; nothing is saved until that is put right"; !errors.Is(err, NoFolder) || err.Error() != want {
		t.Errorf("%v", err)
	}
	if err := f.Write(t.Context(), encoded(t, full())); err == nil {
		t.Error("it is saved all the same")
	}
	theirs := &RefusedError{Path: "/x", Why: OtherOwner, Folder: true}
	ours := &RefusedError{Path: "/x", Why: Exposed, Folder: true}
	if strings.Contains(theirs.Error(), "next save") || !strings.Contains(ours.Error(), "next save") {
		t.Errorf("%v\n%v", theirs, ours)
	}
}

func TestAFolderThatCannotBeMadeIsTold(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := New(filepath.Join(file, "greenlight"))
	if err := f.Write(t.Context(), encoded(t, numbered(1, 1))); err == nil || !strings.Contains(err.Error(), f.path) {
		t.Errorf("%v", err)
	}
	if got := reason(t, f); got != Unreadable {
		t.Errorf("%v", got)
	}
}

func TestASaveEndsWithItsContext(t *testing.T) {
	t.Parallel()
	f := fresh(t)
	write(t, f, numbered(1, 10))
	other := flock.New(f.Path(host, scope) + ".lock")
	if ok, err := other.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	late := encoded(t, numbered(2, 10))
	began := time.Now()
	if err := f.Write(ctx, late); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > lockWait/2 {
		t.Errorf("%v after %s", err, time.Since(began))
	}
	if s, err := f.Read(t.Context(), host, scope); err != nil || one(t, s) != 1 {
		t.Errorf("what was there is no more: %v", err)
	}
	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
	write(t, f, numbered(3, 10))
}

func TestTwoWritersNeverMix(t *testing.T) {
	t.Parallel()
	f := fresh(t)
	write(t, f, numbered(0, 300))
	var writers sync.WaitGroup
	for n := range 3 {
		writers.Go(func() {
			for i := range 15 {
				e, err := Encode(t.Context(), numbered(n*15+i, 300+100*n))
				if err == nil {
					err = New(f.path).Write(t.Context(), e)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for reads := 0; ; reads++ {
		s, err := f.Read(t.Context(), host, scope)
		if err != nil {
			t.Fatal(err)
		}
		one(t, s)
		select {
		case <-done:
			if left := others(t, f); reads == 0 || len(left) > 0 {
				t.Errorf("%d reads, left: %q", reads, left)
			}
			return
		default:
		}
	}
}

// others is what lies in the folder besides the snapshot and its lock.
func others(t *testing.T, f *Folder) []string {
	t.Helper()
	all, err := os.ReadDir(f.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var out []string
	base := filepath.Base(f.Path(host, scope))
	for _, e := range all {
		if e.Name() != base && e.Name() != base+".lock" {
			out = append(out, e.Name())
		}
	}
	return out
}

// kills is how many writers are killed.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("GREENLIGHT_KILLS")); err == nil && n > 0 {
		return n
	}
	return 20
}

func TestKilledWritersLeaveAWholeSnapshot(t *testing.T) {
	t.Parallel()
	f := fresh(t)
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	left, within := 0, 0
	for round := range kills() {
		told := killed(t, f, random.IntN(3), time.Duration(random.IntN(8000))*time.Microsecond)
		s, err := f.Read(t.Context(), host, scope)
		switch {
		case err == nil && one(t, s) < told:
			t.Fatalf("seed %d, round %d: %d was told and is lost: %d", seed, round, told, one(t, s))
		case err == nil:
			within++
		case !errors.Is(err, fs.ErrNotExist) || told > 0:
			t.Fatalf("seed %d, round %d: %v", seed, round, err)
		}
		left += len(others(t, f))
		write(t, f, numbered(1000, 20))
		if s, err := f.Read(t.Context(), host, scope); err != nil || one(t, s) != 1000 {
			t.Fatalf("seed %d, round %d: the next save: %v", seed, round, err)
		}
		if rest := others(t, f); len(rest) > 0 {
			t.Fatalf("seed %d, round %d: files pile up: %q", seed, round, rest)
		}
		if err := os.Remove(f.Path(host, scope)); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d read, %d files were left by the killed and removed", within, left)
	if within == 0 {
		t.Error("no writer came to write")
	}
}

// killed lets a writer tell some saves, kills it a little later, in whatever it is doing
// then, and returns the last that it told.
func killed(t *testing.T, f *Folder, after int, later time.Duration) (told int) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), writerFolder+"="+f.path)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(out)
	for range after {
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatalf("%v: %s", err, &stderr)
		}
		told, _ = strconv.Atoi(strings.TrimSpace(line))
	}
	<-time.After(later)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for line := range strings.Lines(string(rest)) {
		if n, err := strconv.Atoi(strings.TrimSuffix(line, "\n")); err == nil && strings.HasSuffix(line, "\n") {
			told = n
		}
	}
	return told
}
