package api

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

func TestPagesGoByNumber(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header      []string
		next, total int
	}{
		"middle":       {[]string{"X-Next-Page", "3", "X-Total", "250"}, 3, 250},
		"last":         {[]string{"X-Next-Page", "", "X-Total", "250", "Link", `<https://evil.example/?page=9>; rel="next"`}, 0, 250},
		"not counted":  {[]string{"X-Next-Page", "2"}, 2, -1},
		"nothing":      {nil, 0, -1},
		"nonsense":     {[]string{"X-Next-Page", "soon", "X-Total", "-4"}, 0, -1},
		"link alone":   {[]string{"Link", `<http://other:80/api/v4/x?page=1&per_page=20>; rel="prev", <http://other:80/api/v4/x?page=3&per_page=20>; rel="next"`}, 3, -1},
		"broken link":  {[]string{"Link", `<http://[::1?page=3>; rel="next"`}, 0, -1},
		"keyset link":  {[]string{"Link", `<http://other/x?cursor=abc>; rel="next"`}, 0, -1},
		"no next link": {[]string{"Link", `<http://other/x?page=1>; rel="first"`}, 0, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c2 := client(t, serve(t, answer(200, `[]`, c.header...)).URL)
			p, err := c2.ListDeployments(t.Context(), ByID(12), DeploymentFilter{})
			if err != nil || p.Next != c.next || p.Total != c.total {
				t.Errorf("next %d, total %d, %v; want %d, %d", p.Next, p.Total, err, c.next, c.total)
			}
		})
	}
}

// pages serves literal pages; -1 in place of a page fails it.
func pages(rows ...[]int64) func(context.Context, int) (Page[int64], error) {
	return func(_ context.Context, page int) (Page[int64], error) {
		p := Page[int64]{Items: rows[page-1], Total: -1}
		if len(p.Items) == 1 && p.Items[0] == -1 {
			return Page[int64]{}, &Error{Kind: Offline}
		}
		if page < len(rows) {
			p.Next = page + 1
		}
		return p, nil
	}
}

func TestAll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows  [][]int64
		limit int
		want  []int64
		cut   bool
		fails bool
	}{
		"one page":               {[][]int64{{3, 2, 1}}, 10, []int64{3, 2, 1}, false, false},
		"none":                   {[][]int64{{}}, 10, nil, false, false},
		"rows shift":             {[][]int64{{5, 4, 3}, {3, 2, 1}, {1}}, 10, []int64{5, 4, 3, 2, 1}, false, false},
		"exactly the bound":      {[][]int64{{3, 2}, {2, 1}}, 3, []int64{3, 2, 1}, false, false},
		"over the bound":         {[][]int64{{4, 3, 2, 1}}, 3, []int64{4, 3, 2}, true, false},
		"more pages":             {[][]int64{{4, 3}, {-1}}, 2, []int64{4, 3}, true, false},
		"over after a duplicate": {[][]int64{{4, 3}, {3, 2, 1}}, 3, []int64{4, 3, 2}, true, false},
		"fails half way":         {[][]int64{{4, 3}, {-1}}, 9, []int64{4, 3}, false, true},
	} {
		got, cut, err := All(t.Context(), c.limit, func(n int64) int64 { return n }, pages(c.rows...))
		if !reflect.DeepEqual(got, c.want) || cut != c.cut || (err != nil) != c.fails {
			t.Errorf("%s: %v, cut %v, %v", name, got, cut, err)
		}
	}
}

func TestAServerThatPagesInCirclesEnds(t *testing.T) {
	t.Parallel()
	n := 0
	got, _, err := All(t.Context(), 100, func(n int64) int64 { return n }, func(context.Context, int) (Page[int64], error) {
		n++
		return Page[int64]{Items: []int64{int64(n)}, Next: 2}, nil
	})
	if err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestRecentProjectsReadsOnlyWhatItNeeds(t *testing.T) {
	t.Parallel()
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		page := r.URL.Query().Get("page")
		var rows []string
		for i := range 100 {
			rows = append(rows, fmt.Sprintf(`{"id":%s%03d}`, page, i))
		}
		next := map[string]string{"1": "2", "2": "3", "3": ""}[page]
		write(w, 200, "["+strings.Join(rows, ",")+"]", "X-Next-Page", next)
	})
	c := client(t, g.URL)
	p, more, err := c.RecentProjects(t.Context(), 200)
	if err != nil || len(p) != 200 || !more || len(g.all()) != 2 {
		t.Errorf("%d projects, more %v, %d requests, %v", len(p), more, len(g.all()), err)
	}
	p, more, err = c.RecentProjects(t.Context(), 1000)
	if err != nil || len(p) != 300 || more || len(g.all()) != 5 {
		t.Errorf("%d projects, more %v, %d requests, %v", len(p), more, len(g.all()), err)
	}
}

func TestAPageIsAskedForOnlyWhereItChanged(t *testing.T) {
	t.Parallel()
	const known = `W/"d41d8cd98f00b204e9800998ecf8427e"`
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == known {
			w.Header().Set("Etag", known)
			w.Header().Set("X-Next-Page", "2")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		write(w, 200, `[{"id":7}]`, "Etag", known)
	})
	c := client(t, g.URL)
	first, err := c.ListDeployments(t.Context(), ByID(12), DeploymentFilter{PerPage: 100})
	if err != nil || first.Tag != known || first.Unchanged || len(first.Items) != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := c.ListDeployments(t.Context(), ByID(12), DeploymentFilter{PerPage: 100, IfNoneMatch: first.Tag})
	if err != nil || !again.Unchanged || again.Tag != known || again.Items != nil || again.Next != 2 {
		t.Errorf("%+v, %v", again, err)
	}
	all := g.all()
	if all[0].header["If-None-Match"] != nil || all[0].uri != all[1].uri || len(all) != 2 {
		t.Errorf("%d requests: %v, then %s", len(all), all[0].header, all[1].uri)
	}
	if other, err := c.ListDeployments(t.Context(), ByID(12), DeploymentFilter{IfNoneMatch: `W/"old"`}); err != nil || other.Unchanged || len(other.Items) != 1 {
		t.Errorf("with another tag: %+v, %v", other, err)
	}
}

func TestNotModifiedAnswersOnlyWhoAskedForIt(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }).URL)
	for _, odd := range []string{"", "W/\"a\nb\"", "\x00", strings.Repeat("x", 300)} {
		p, err := c.ListDeployments(t.Context(), ByID(12), DeploymentFilter{IfNoneMatch: odd})
		if KindOf(err) != NotGitLab || p.Unchanged {
			t.Errorf("%.9q: %+v, %v", odd, p, err)
		}
	}
}

func TestAnOddTagIsNoTag(t *testing.T) {
	t.Parallel()
	for _, odd := range []string{"", "\"a\tb\"", `"é"`, strings.Repeat("x", 300)} {
		c := client(t, serve(t, answer(200, `[]`, "Etag", odd)).URL)
		if p, err := c.ListDeployments(t.Context(), ByID(12), DeploymentFilter{}); err != nil || p.Tag != "" {
			t.Errorf("%.9q: %q, %v", odd, p.Tag, err)
		}
	}
}
