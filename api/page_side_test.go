package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// counted serves literal pages as pages does, and tells on each how many there are.
func counted(rows ...[]int64) func(context.Context, int) (Page[int64], error) {
	fetch := pages(rows...)
	return func(ctx context.Context, page int) (Page[int64], error) {
		if page > len(rows) {
			return Page[int64]{}, errors.New("a page past the end is asked for")
		}
		p, err := fetch(ctx, page)
		p.Pages = len(rows)
		return p, err
	}
}

func self(n int64) int64 { return n }

// Whatever the pages hold, what is read side by side is what is read one after the
// other.
func TestAllAtOnceIsAll(t *testing.T) {
	t.Parallel()
	listings := map[string][][]int64{
		"empty": {{}}, "one": {{1, 2}}, "three": {{1, 2}, {3, 4}, {5}}, "shifted": {{1, 2}, {2, 3}, {3, 4}},
		"fails at first": {{-1}}, "fails later": {{1, 2}, {-1}, {3, 4}, {-1}}, "an empty one between": {{1, 2}, {}, {3}}, "a short first": {{1}, {2, 3}, {4, 5}},
	}
	for name, rows := range listings {
		for limit := range 8 {
			want, wantCut, wantErr := All(t.Context(), limit, self, counted(rows...))
			got, cut, err := AllAtOnce(t.Context(), limit, self, counted(rows...))
			if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) || cut != wantCut || !errors.Is(err, wantErr) && fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Errorf("%s up to %d: %v %v %v, want %v %v %v", name, limit, got, cut, err, want, wantCut, wantErr)
			}
			if got, _, _ := AllAtOnce(t.Context(), limit, self, pages(rows...)); len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("%s up to %d, uncounted: %v, want %v", name, limit, got, want)
			}
		}
	}
}

// groupPages serves a group of n projects. While gate is open, pages wait there.
func groupPages(t *testing.T, n int, counts bool, gate func(page int)) *gitlab {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		gate(page)
		var rows []string
		for id := (page-1)*MaxPerPage + 1; id <= min(page*MaxPerPage, n); id++ {
			rows = append(rows, fmt.Sprintf(`{"id":%d}`, id))
		}
		next := ""
		if page*MaxPerPage < n {
			next = strconv.Itoa(page + 1)
		}
		header := []string{"X-Next-Page", next}
		if counts {
			header = append(header, "X-Total", strconv.Itoa(n), "X-Total-Pages", strconv.Itoa((n+MaxPerPage-1)/MaxPerPage))
		}
		write(w, 200, "["+strings.Join(rows, ",")+"]", header...)
	})
}

func TestALargeGroupIsReadSideBySide(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	behind := 0
	all := make(chan struct{})
	g := groupPages(t, 5000, true, func(page int) {
		if page == 1 {
			return
		}
		mu.Lock()
		if behind++; behind == sideBySide {
			close(all)
		}
		mu.Unlock()
		<-all // none is answered before so many are there
	})
	c := client(t, g.URL)
	found, cut, err := AllAtOnce(t.Context(), 5000, func(p Project) int64 { return p.ID }, func(ctx context.Context, page int) (Page[Project], error) {
		return c.GroupProjects(ctx, "acme", page)
	})
	if err != nil || cut || len(found) != 5000 || len(g.all()) != 50 {
		t.Fatalf("%d projects by %d requests, cut %v, %v", len(found), len(g.all()), cut, err)
	}
	for i, p := range found {
		if p.ID != int64(i+1) {
			t.Fatalf("project %d is in place %d", p.ID, i)
		}
	}
	for _, r := range g.all() {
		if !strings.Contains(r.uri, "archived=false") || !strings.Contains(r.uri, "include_subgroups=true") {
			t.Errorf("asked for %s", r.uri)
		}
	}
}

func TestAGroupThatIsNotCountedIsReadInTurn(t *testing.T) {
	t.Parallel()
	g := groupPages(t, 350, false, func(int) {})
	c := client(t, g.URL)
	found, _, err := AllAtOnce(t.Context(), 5000, func(p Project) int64 { return p.ID }, func(ctx context.Context, page int) (Page[Project], error) {
		return c.GroupProjects(ctx, "acme", page)
	})
	if err != nil || len(found) != 350 || len(g.all()) != 4 {
		t.Errorf("%d projects by %d requests, %v", len(found), len(g.all()), err)
	}
}

// A panic on a goroutine of its own would leave the terminal as it is.
func TestAPanicBesideOthersComesOut(t *testing.T) {
	t.Parallel()
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "page 2 is mad") {
			t.Errorf("thrown: %v", r)
		}
	}()
	fetch := counted([]int64{1}, []int64{2}, []int64{3})
	_, _, _ = AllAtOnce(t.Context(), 10, self, func(ctx context.Context, page int) (Page[int64], error) {
		if page == 2 {
			panic("page 2 is mad")
		}
		return fetch(ctx, page)
	})
}
