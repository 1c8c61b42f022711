package snapshot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"greenlight/api"
)

// writerFolder is the environment of a test binary that was started as a writer.
const writerFolder = "GREENLIGHT_TEST_SNAPSHOTS"

func TestMain(m *testing.M) {
	if path := os.Getenv(writerFolder); path != "" {
		os.Exit(writeForEver(New(path)))
	}
	goleak.VerifyTestMain(m)
}

// writeForEver is the other program: it tells the number of each state once that is
// written.
func writeForEver(f *Folder) int {
	for n := 1; ; n++ {
		e, err := Encode(context.Background(), numbered(n, 200))
		if err == nil {
			err = f.Write(context.Background(), e)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(n)
	}
}

const (
	host  = "gitlab.acme.dev"
	scope = "payments/api\x00platform"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// numbered is a state in which everything carries the same number.
func numbered(n, rows int) *State {
	s := &State{Host: host, Scope: scope, SavedAt: noon.Add(time.Duration(n) * time.Second)}
	s.Me.ID, s.Me.Username = int64(n), fmt.Sprint("user-", n)
	for id := range rows {
		if id%50 == 0 {
			s.Projects = append(s.Projects, Project{Info: api.Project{ID: int64(id/50 + 1), Name: fmt.Sprint("project-", n)}, ListedAt: noon})
		}
		p := &s.Projects[len(s.Projects)-1]
		p.Listed = append(p.Listed, api.Deployment{
			ID: int64(id + 1), IID: int64(n), Ref: fmt.Sprint("ref-", n), SHA: fmt.Sprintf("%040d", id), Status: api.StatusBlocked, UpdatedAt: noon,
		})
	}
	return s
}

// one is the number that all of a state carries.
func one(t *testing.T, s *State) int {
	t.Helper()
	n := int(s.Me.ID)
	for _, p := range s.Projects {
		for _, d := range p.Listed {
			if int(d.IID) != n || d.Ref != fmt.Sprint("ref-", n) || p.Info.Name != fmt.Sprint("project-", n) {
				t.Fatalf("a mix: %d, %s, %d, %s", n, p.Info.Name, d.IID, d.Ref)
			}
		}
	}
	return n
}

func encoded(t testing.TB, s *State) *Encoded {
	t.Helper()
	e, err := Encode(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func content(t testing.TB, s *State) []byte {
	t.Helper()
	return []byte(strings.Join(asTexts(encoded(t, s).pieces), ""))
}

func asTexts(pieces [][]byte) []string {
	var out []string
	for _, p := range pieces {
		out = append(out, string(p))
	}
	return out
}

// fresh is a folder that is not there yet.
func fresh(t testing.TB) *Folder {
	t.Helper()
	return New(filepath.Join(t.TempDir(), "cache", "greenlight"))
}

func write(t testing.TB, f *Folder, s *State) {
	t.Helper()
	if err := f.Write(t.Context(), encoded(t, s)); err != nil {
		t.Fatal(err)
	}
}

// put makes a file of raw bytes where a snapshot is looked for.
func put(t testing.TB, f *Folder, raw []byte) string {
	t.Helper()
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		t.Fatal(err)
	}
	path := f.Path(host, scope)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// reason is why a snapshot is refused, 0 where it is not.
func reason(t testing.TB, f *Folder) Reason {
	t.Helper()
	_, err := f.Read(t.Context(), host, scope)
	var refused *RefusedError
	var why Reason
	switch {
	case err == nil:
		return 0
	case !errors.As(err, &refused) || !errors.As(err, &why) || errors.Is(err, fs.ErrNotExist):
		t.Fatalf("%T: %v", err, err)
	case refused.Folder != strings.Contains(err.Error(), " "+f.path+" ") || refused.Folder == strings.Contains(err.Error(), " "+f.Path(host, scope)+" ") || strings.Contains(err.Error(), "reason"):
		t.Errorf("no sentence: %v", err)
	}
	return why
}

// filler gives every field of a value something that is not zero.
type filler struct{ n int64 }

func (f *filler) fill(v reflect.Value, depth int) {
	f.n++
	switch {
	case v.Type() == timeType:
		zone := time.UTC
		if f.n%2 == 0 {
			zone = time.FixedZone("", int(f.n%24-12)*1800+900)
		}
		v.Set(reflect.ValueOf(time.Unix(f.n*1e6, f.n%1e9).In(zone)))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i), depth)
		}
	case v.Kind() == reflect.Pointer:
		if depth > 0 || v.Type().Elem().Kind() != reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem(), depth-1)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0), depth-1)
		f.fill(v.Index(1), depth-1)
	case v.CanInt():
		v.SetInt(f.n%100 + 1)
	case v.CanUint():
		v.SetUint(uint64(f.n%100 + 1))
	case v.CanFloat():
		v.SetFloat(float64(f.n) + .5)
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.String:
		v.SetString(fmt.Sprintf("text %d \x1b[31m\xff", f.n))
	}
}

// full is a state without an empty field.
func full() *State {
	s := &State{}
	(&filler{}).fill(reflect.ValueOf(s).Elem(), 6)
	s.Host, s.Scope = host, scope
	return s
}
