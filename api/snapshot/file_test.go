package snapshot

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"greenlight/api"
)

func TestEveryFieldComesBack(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]*State{
		"full": full(), "nothing": {Host: host, Scope: scope}, "many parts": numbered(3, 3*partRows),
		"no rows": {Host: host, Scope: scope, Projects: make([]Project, 3)},
		"empty is not none": {Host: host, Scope: scope, Projects: []Project{{
			Looks: []Look{{Deployment: api.Deployment{Approvals: []api.Approval{}, ApprovalSummary: &api.ApprovalSummary{}, PendingApprovalCount: new(int)}}},
		}}},
	} {
		got, err := Decode(t.Context(), content(t, want), host, scope)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v\nwant\n%+v", name, got, want)
		}
	}
}

func TestWhatItSaysHasNoAge(t *testing.T) {
	t.Parallel()
	first := encoded(t, full())
	aged := full()
	aged.SavedAt, aged.Groups[0].At = noon, noon
	aged.Projects[1].ListedAt, aged.Projects[1].TiersAt, aged.Projects[1].RoleAt = noon, noon, noon
	aged.Projects[1].Looks[1].At = time.Time{}
	if e := encoded(t, aged); e.Says != first.Says {
		t.Error("another age says something else")
	}
	for name, change := range map[string]func(*State){
		"me":     func(s *State) { s.Me.Username = "jo" },
		"group":  func(s *State) { s.Groups[0].Coverage = api.Covered },
		"order":  func(s *State) { s.Projects[0], s.Projects[1] = s.Projects[1], s.Projects[0] },
		"status": func(s *State) { s.Projects[1].Listed[1].Status = "failed" },
		"update": func(s *State) { s.Projects[1].Listed[1].UpdatedAt = noon },
		"look":   func(s *State) { *s.Projects[0].Looks[0].Deployment.PendingApprovalCount = 77 },
		"none":   func(s *State) { s.Projects[0].Looks[0].Deployment.PendingApprovalCount = nil },
	} {
		s := full()
		if change(s); encoded(t, s).Says == first.Says {
			t.Errorf("%s: nobody notices", name)
		}
	}
}

func TestAnyByteThatDiffersIsNoticed(t *testing.T) {
	t.Parallel()
	whole := content(t, numbered(1, 40))
	for i := range whole {
		flipped := []byte(string(whole))
		flipped[i] ^= 1 << (i % 8)
		if s, err := Decode(t.Context(), flipped, host, scope); err == nil {
			t.Fatalf("byte %d of %d is another and %+v is read", i, len(whole), s)
		}
	}
	for n := range whole {
		var why Reason
		if _, err := Decode(t.Context(), whole[:n], host, scope); !errors.As(err, &why) || why != Cut && why != Empty && why != Corrupt {
			t.Fatalf("%d of %d bytes: %v", n, len(whole), err)
		}
	}
	if _, err := Decode(t.Context(), append(whole, 0), host, scope); !errors.Is(err, Corrupt) {
		t.Errorf("a byte more: %v", err)
	}
}

func TestEqualOnesAreKeptOnce(t *testing.T) {
	t.Parallel()
	s := numbered(1, 4)
	rows := s.Projects[0].Listed
	for i := range rows {
		rows[i].User = &api.User{ID: int64(i / 2), Username: "jo"}
		rows[i].Deployable = &api.Job{ID: 1, Commit: &api.Commit{ID: "abc", ParentIDs: []string{"def"}}}
	}
	got, err := Decode(t.Context(), content(t, s), host, scope)
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Fatalf("%+v, %v", got, err)
	}
	rows = got.Projects[0].Listed
	if rows[0].User != rows[1].User || rows[1].User == rows[2].User || rows[0].Deployable.Commit != rows[3].Deployable.Commit {
		t.Error("equal people and commits are several, or different ones one")
	}
	if rows[2].Deployable == rows[3].Deployable {
		t.Error("a job is another's, with what it holds")
	}
}

func TestTypesAreToldApart(t *testing.T) {
	t.Parallel()
	type node struct {
		A    int
		Next *node
	}
	kinds := []reflect.Type{
		reflect.TypeFor[struct{ A int }](), reflect.TypeFor[struct{ B int }](), reflect.TypeFor[struct{ A *int }](),
		reflect.TypeFor[struct{ A string }](), reflect.TypeFor[struct{ A []int }](), reflect.TypeFor[struct{ A, B int }](),
		reflect.TypeFor[struct {
			A time.Time `snapshot:"age"`
		}](), reflect.TypeFor[struct{ A time.Time }](), reflect.TypeFor[node](),
	}
	for _, named := range []func() reflect.Type{
		func() reflect.Type { type T struct{ A int }; return reflect.TypeFor[T]() },
		func() reflect.Type { type T struct{ B int }; return reflect.TypeFor[T]() },
	} {
		kinds = append(kinds, named())
	}
	seen := map[[8]byte]reflect.Type{}
	for _, k := range kinds {
		if other, ok := seen[fingerprint(k)]; ok {
			t.Errorf("%s looks like %s", k, other)
		}
		seen[fingerprint(k)] = k
	}
	if fingerprint(kinds[0]) != fingerprint(reflect.TypeFor[struct{ A int }]()) || shaped().types == fingerprint(reflect.TypeFor[State]()) {
		t.Error("a type is not itself")
	}
}

// reaches calls found for every type that a type holds.
func reaches(t reflect.Type, seen map[reflect.Type]bool, found func(reflect.Type, string)) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch {
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer:
		reaches(t.Elem(), seen, found)
	case t.Kind() == reflect.Struct && t != timeType:
		for i := range t.NumField() {
			found(t.Field(i).Type, t.Field(i).Name)
			reaches(t.Field(i).Type, seen, found)
		}
	}
}

func TestNoStoredFieldHoldsASecret(t *testing.T) {
	t.Parallel()
	n := 0
	reaches(reflect.TypeFor[State](), map[reflect.Type]bool{}, func(f reflect.Type, name string) {
		n++
		secret := f == reflect.TypeFor[api.Secret]() || f == reflect.TypeFor[api.Token]() || f == reflect.TypeFor[*api.Token]()
		lower := strings.ToLower(name)
		named := f.Kind() == reflect.String && (strings.Contains(lower, "token") || strings.Contains(lower, "secret") || strings.Contains(lower, "password"))
		if secret || named {
			t.Errorf("%s %s is stored", name, f)
		}
	})
	if n < 100 {
		t.Errorf("only %d fields were looked at", n)
	}
}

func TestTooManyRowsAreNotSaved(t *testing.T) {
	t.Parallel()
	if _, err := Encode(t.Context(), numbered(1, MaxRows+1)); err == nil {
		t.Error("more rows than are read are written")
	}
	if _, err := Encode(t.Context(), numbered(1, MaxRows)); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	whole := content(t, numbered(1, 100))
	if _, err := Encode(ctx, numbered(1, 100)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := Decode(ctx, whole, host, scope); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// forged is a part that says that so many of something follow.
func forged(n uint64, rest ...byte) []byte {
	e := newEncoder()
	e.uvarint(n)
	e.body = append(e.body, rest...)
	part, _ := e.part()
	return part
}

// TestLiesTakeNoMemory is not parallel: it counts what is allocated.
func TestLiesTakeNoMemory(t *testing.T) {
	zeros := make([]byte, 200_000)
	for name, part := range map[string][]byte{
		"a length":      forged(1 << 62),
		"no such one":   forged(1, 1<<5, 1, 1<<6|0x80, 1, 99),
		"many nothings": forged(uint64(len(zeros)), zeros...),
		"texts":         {0xff, 0xff, 0xff, 0xff, 0x7f, 1},
		"a text":        {1, 0xff, 0xff, 0xff, 0xff, 0x7f, 1},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p := listedPart{Sum: sum(part)}
		_, err := p.read(part)
		runtime.ReadMemStats(&after)
		if took, most := after.TotalAlloc-before.TotalAlloc, uint64(3*(growth*len(part)+spare)); !errors.Is(err, Corrupt) || took > most {
			t.Errorf("%s: %v, took %d bytes, more than %d", name, err, took, most)
		}
	}
	f := fresh(t)
	if err := os.Truncate(put(t, f, []byte("large")), maxSize+1); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	why := reason(t, f)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; why != TooLarge || took > spare {
		t.Errorf("a large file: %v, took %d bytes", why, took)
	}
}

func TestWhatCannotBeStoredIsNoticedAtOnce(t *testing.T) {
	t.Parallel()
	for _, kind := range []reflect.Type{
		reflect.TypeFor[struct{ A **int }](), reflect.TypeFor[struct{ A map[string]int }](), reflect.TypeFor[struct{ a int }](), reflect.TypeFor[any](),
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", kind)
				}
			}()
			codecs{}.of(kind)
		}()
	}
}

func TestDeepOnesAreRefused(t *testing.T) {
	t.Parallel()
	s := numbered(1, 1)
	for range maxDepth {
		s.Projects[0].Listed[0].Environment.LastDeployment = &api.Deployment{Environment: s.Projects[0].Listed[0].Environment}
	}
	if _, err := Decode(t.Context(), content(t, s), host, scope); !errors.Is(err, Corrupt) {
		t.Errorf("%v", err)
	}
}

func TestReasonsAreSentences(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for r := Corrupt; r <= Unreadable; r++ {
		if text := r.Error(); seen[text] || strings.Contains(text, "reason") || !strings.Contains(text, "it") && !strings.Contains(text, "greenlight") {
			t.Errorf("%d: %s", r, text)
		}
		seen[r.Error()] = true
	}
	if got := fmt.Sprint(&RefusedError{Path: "/x", Why: Cut}); got != "the snapshot /x is not used: its end is missing; the next save replaces it" {
		t.Error(got)
	}
}

// FuzzDecode tries whole files, and parts past their sums.
func FuzzDecode(f *testing.F) {
	for _, s := range []*State{full(), numbered(1, 3), {}} {
		f.Add(content(f, s))
		e := newEncoder()
		shaped().projects.encode(e, reflect.ValueOf(&s.Projects).Elem())
		part, _ := e.part()
		f.Add(part)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if s, err := Decode(t.Context(), raw, host, scope); (s == nil) == (err == nil) {
			t.Fatal(s, err)
		}
		var projects []Project
		d := newDecoder(raw)
		shaped().projects.decode(d, reflect.ValueOf(&projects).Elem())
		if !d.whole() {
			return
		}
		again := &State{Projects: projects, Host: host, Scope: scope}
		if again.rows() > MaxRows {
			return
		}
		// What is taken for good can be written and read once more.
		got, err := Decode(t.Context(), content(t, again), host, scope)
		if err != nil || len(got.Projects) != len(projects) {
			t.Fatal(err)
		}
	})
}
