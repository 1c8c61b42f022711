package sandbox_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestListRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	bad := func(reason string) string { return `{"message":"400 Bad request - ` + reason + `"}` }
	const both = "Both `updated_at` filter and `finished_at` filter can not be specified"
	const updated = "`updated_at` filter requires `updated_at` sort"
	const finished = "`finished_at` filter requires `finished_at` sort."
	const lonely = "`finished_at` sort requires `finished_at` filter or a filter with at least one of the finished statuses."
	const success = "`finished_at` filter must be combined with `success` status filter."
	const when = "2026-02-01T00:00:00Z"
	for _, c := range []struct {
		user, query string
		status      int
		want        string
	}{
		{"maya", "order_by=ref", 400, `{"error":"order_by does not have a valid value"}`},
		{"maya", "sort=up", 400, `{"error":"sort does not have a valid value"}`},
		{"maya", "status=paused", 400, `{"error":"status does not have a valid value"}`},
		{"maya", "updated_after=yesterday", 400, `{"error":"updated_after is invalid"}`},
		{"maya", "updated_after=2026-02-01T00:00:00+01:00&order_by=updated_at", 400, `{"error":"updated_after is invalid"}`},
		{"maya", "page=x", 400, `{"error":"page is invalid"}`},
		{"maya", "per_page=0", 400, `{"error":"per_page has a value not allowed"}`},
		{"maya", "sort=x&order_by=x&per_page=0", 400,
			`{"error":"per_page has a value not allowed, order_by does not have a valid value, sort does not have a valid value"}`},
		{"maya", "updated_after=" + when + "&finished_after=" + when, 400, bad(both)},
		{"maya", "updated_after=" + when, 400, bad(updated)},
		{"maya", "updated_before=" + when + "&order_by=id", 400, bad(updated)},
		{"maya", "finished_after=" + when + "&status=success", 400, bad(finished)},
		{"maya", "order_by=finished_at", 400, bad(lonely)},
		{"maya", "order_by=finished_at&status=blocked", 400, bad(lonely)},
		{"maya", "order_by=finished_at&finished_before=" + when, 400, bad(success)},
		{"maya", "order_by=finished_at&finished_before=" + when + "&status=failed", 400, bad(success)},
		{"gus", "", 403, `{"message":"403 Forbidden"}`},
		{"sam", "", 404, `{"message":"404 Project Not Found"}`},
		{"", "", 401, `{"message":"401 Unauthorized"}`},
		{"maya", "environment=nowhere", 200, `[]`},
		{"maya", "environment=Production", 200, `[]`},
		{"maya", "page=9223372036854775807", 200, `[]`},
	} {
		t.Run(c.user+" "+c.query, func(t *testing.T) {
			l.want(l.get(c.user, "/projects/1/deployments?"+c.query), c.status, c.want)
		})
	}
}

func TestListOrders(t *testing.T) {
	t.Parallel()
	l := start(t)
	id := func(d row) int64 { return d.ID }
	updated := func(d row) int64 { return d.UpdatedAt.UnixMilli() }
	finished := func(d row) int64 { return d.Deployable.FinishedAt.UnixMilli() }
	for _, c := range []struct {
		query string
		key   func(row) int64
		desc  bool
	}{
		{"", id, false},
		{"sort=desc", id, true},
		{"order_by=iid", id, false},
		{"order_by=created_at&sort=desc", id, true},
		{"order_by=updated_at", updated, false},
		{"order_by=updated_at&sort=desc", updated, true},
		{"order_by=finished_at&status=failed", finished, false},
		{"order_by=finished_at&status=canceled&sort=desc", finished, true},
	} {
		t.Run(c.query, func(t *testing.T) {
			rows := decode[[]row](l, l.get("rae", "/projects/1/deployments?per_page=100&"+c.query), 200)
			keys := []int64{}
			for _, d := range rows {
				if d.Deployable != nil || !strings.Contains(c.query, "finished") {
					keys = append(keys, c.key(d))
				}
			}
			sorted := slices.Clone(keys)
			slices.Sort(sorted)
			if c.desc {
				slices.Reverse(sorted)
			}
			if len(keys) == 0 || !slices.Equal(keys, sorted) {
				t.Errorf("order is %v", keys)
			}
		})
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	l := start(t)
	all := l.rows(api, "")
	since, until := night.Add(-3*24*time.Hour), night.Add(-time.Hour)
	for _, c := range []struct {
		query string
		keep  func(row) bool
	}{
		{"status=blocked", func(d row) bool { return d.Status == "blocked" }},
		{"status=skipped", func(d row) bool { return d.Status == "skipped" }},
		{"environment=production", func(d row) bool { return d.Environment.Name == "production" }},
		{"environment=review%2Fx-12", func(d row) bool { return d.Environment.Name == "review/x-12" }},
		{"environment=prod-eu&status=success", func(d row) bool { return d.Environment.Name == "prod-eu" && d.Status == "success" }},
		{"order_by=updated_at&updated_after=" + since.Format(time.RFC3339), func(d row) bool { return !d.UpdatedAt.Before(since) }},
		{"order_by=updated_at&updated_after=" + url.QueryEscape(since.In(time.FixedZone("", 3600)).Format(time.RFC3339)),
			func(d row) bool { return !d.UpdatedAt.Before(since) }},
		{"order_by=updated_at&updated_after=" + since.Format(time.RFC3339) + "&updated_before=" + until.Format(time.RFC3339),
			func(d row) bool { return !d.UpdatedAt.Before(since) && !d.UpdatedAt.After(until) }},
		{"order_by=finished_at&status=success&finished_after=" + since.Format(time.RFC3339) + "&finished_before=" + until.Format(time.RFC3339),
			func(d row) bool {
				return d.Status == "success" && !d.UpdatedAt.Before(since) && d.UpdatedAt.Before(until)
			}},
		{"pagination=keyset", func(row) bool { return true }},
	} {
		t.Run(c.query, func(t *testing.T) {
			want, got := map[int64]bool{}, map[int64]bool{}
			for _, d := range all {
				if c.keep(d) {
					want[d.ID] = true
				}
			}
			for _, d := range decode[[]row](l, l.get("maya", "/projects/1/deployments?per_page=100&"+c.query), 200) {
				got[d.ID] = true
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestUpdatedBoundsAreInclusiveAndSeeChanges(t *testing.T) {
	t.Parallel()
	l := start(t)
	query := "order_by=updated_at&sort=asc&updated_after=" + night.Format(time.RFC3339)
	if n := len(l.rows(api, query)); n != 0 {
		t.Fatalf("%d rows changed at the start", n)
	}
	d := l.in(api, "production", "blocked")
	l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "rejected"})
	rows := decode[[]row](l, l.get("maya", "/projects/1/deployments?"+query), 200)
	if len(rows) != 1 || rows[0].ID != d.ID || !rows[0].UpdatedAt.Equal(night) {
		t.Errorf("changed are %+v", rows)
	}
	l.clock.add(time.Second)
	if n := len(decode[[]row](l, l.get("maya", "/projects/1/deployments?"+query), 200)); n != 1 {
		t.Errorf("a second later %d", n)
	}
}

func TestFinishedBounds(t *testing.T) {
	t.Parallel()
	l := start(t)
	end := l.first(api, "status=success", func(d row) bool { return d.Deployable != nil }).Deployable.FinishedAt.Format("2006-01-02T15:04:05.000Z")
	const path = "/projects/1/deployments?order_by=finished_at&status=success&per_page=100&finished_"
	holds := func(query string) bool {
		for _, d := range decode[[]row](l, l.get("maya", path+query), 200) {
			if d.Deployable != nil && d.Deployable.FinishedAt.Format("2006-01-02T15:04:05.000Z") == end {
				return true
			}
		}
		return false
	}
	if !holds("after=" + end) {
		t.Error("finished_after is not inclusive")
	}
	if holds("before=" + end) {
		t.Error("finished_before is inclusive")
	}
}

func TestListHasNoApprovalFields(t *testing.T) {
	t.Parallel()
	l := start(t)
	for _, d := range decode[[]object](l, l.get("maya", "/projects/1/deployments?per_page=100"), 200) {
		for _, field := range []string{"pending_approval_count", "approvals", "approval_summary", "finished_at"} {
			if _, there := d[field]; there {
				t.Fatalf("the list has %s", field)
			}
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	l := start(t)
	path := "/projects/payments%2Fapi/deployments"
	total := len(l.rows(api, ""))
	base := l.URL() + "/api/v4" + path + "?id=payments%2Fapi&order_by=id"
	for _, c := range []struct {
		query                         string
		page, per, prev, next, totals string
		link                          string
	}{
		{"", "1", "20", "", "2", fmt.Sprint(total, " ", 2), `<%s&page=2&per_page=20&sort=asc>; rel="next", ` +
			`<%s&page=1&per_page=20&sort=asc>; rel="first", <%s&page=2&per_page=20&sort=asc>; rel="last"`},
		{"page=2&sort=desc", "2", "20", "1", "", fmt.Sprint(total, " ", 2), `<%s&page=1&per_page=20&sort=desc>; rel="prev", ` +
			`<%s&page=1&per_page=20&sort=desc>; rel="first", <%s&page=2&per_page=20&sort=desc>; rel="last"`},
		{"per_page=500", "1", "100", "", "", fmt.Sprint(total, " ", 1),
			`<%s&page=1&per_page=500&sort=asc>; rel="first", <%s&page=1&per_page=500&sort=asc>; rel="last"`},
		{"page=7", "7", "20", "", "", fmt.Sprint(total, " ", 2),
			`<%s&page=1&per_page=20&sort=asc>; rel="first", <%s&page=2&per_page=20&sort=asc>; rel="last"`},
		{"per_page=-3", "1", "20", "", "2", fmt.Sprint(total, " ", 2), `<%s&page=2&per_page=-3&sort=asc>; rel="next", ` +
			`<%s&page=1&per_page=-3&sort=asc>; rel="first", <%s&page=2&per_page=-3&sort=asc>; rel="last"`},
	} {
		t.Run(c.query, func(t *testing.T) {
			h := l.get("maya", path+"?"+c.query).header
			got := []string{h.Get("X-Page"), h.Get("X-Per-Page"), h.Get("X-Prev-Page"), h.Get("X-Next-Page"),
				h.Get("X-Total") + " " + h.Get("X-Total-Pages"), h.Get("Link")}
			want := []string{c.page, c.per, c.prev, c.next, c.totals, strings.ReplaceAll(c.link, "%s", base)}
			if !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestEmptyListIsOnePage(t *testing.T) {
	t.Parallel()
	l := start(t)
	h := l.get("maya", "/projects/1/deployments?environment=nowhere").header
	if h.Get("X-Total") != "0" || h.Get("X-Total-Pages") != "1" || h.Get("X-Next-Page") != "" {
		t.Errorf("headers are %v", h)
	}
}

func TestLargeListsAreNotCounted(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Projects, o.Deployments = 1, 10_050 })
	a := l.get("maya", "/projects/1/deployments?per_page=100&page=2")
	if _, there := a.header["X-Total"]; there || a.header.Get("X-Total-Pages") != "" || strings.Contains(a.header.Get("Link"), `rel="last"`) {
		t.Errorf("it is counted: %v", a.header)
	}
	if a.header.Get("X-Next-Page") != "3" || !strings.Contains(a.header.Get("Link"), `rel="next"`) {
		t.Errorf("no way on: %v", a.header)
	}
	if small := l.get("maya", "/projects/1/deployments?status=blocked"); small.header.Get("X-Total") == "" {
		t.Error("a small list is not counted")
	}
}
