package api

import (
	"strings"
	"testing"
	"time"
)

func TestDeploymentFilterCheck(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		f    DeploymentFilter
		want string
	}{
		"zero":                           {DeploymentFilter{}, ""},
		"newest first":                   {DeploymentFilter{OrderBy: OrderByID, Sort: Desc, PerPage: 100}, ""},
		"iid":                            {DeploymentFilter{OrderBy: OrderByIID}, ""},
		"created":                        {DeploymentFilter{OrderBy: OrderByCreatedAt}, ""},
		"updated sort without filter":    {DeploymentFilter{OrderBy: OrderByUpdatedAt}, ""},
		"updated pair":                   {DeploymentFilter{OrderBy: OrderByUpdatedAt, UpdatedAfter: &at, UpdatedBefore: &at, Status: StatusBlocked}, ""},
		"finished":                       {DeploymentFilter{OrderBy: OrderByFinishedAt, FinishedAfter: &at, Status: StatusSuccess}, ""},
		"finished sort of failed":        {DeploymentFilter{OrderBy: OrderByFinishedAt, Status: StatusFailed}, ""},
		"finished sort of canceled":      {DeploymentFilter{OrderBy: OrderByFinishedAt, Status: StatusCanceled}, ""},
		"unknown status is GitLab's":     {DeploymentFilter{Status: "paused"}, ""},
		"both":                           {DeploymentFilter{OrderBy: OrderByUpdatedAt, UpdatedAfter: &at, FinishedBefore: &at}, "cannot be combined"},
		"updated without its sort":       {DeploymentFilter{UpdatedAfter: &at}, "order_by=updated_at"},
		"updated before with id":         {DeploymentFilter{OrderBy: OrderByID, UpdatedBefore: &at}, "order_by=updated_at"},
		"finished without its sort":      {DeploymentFilter{FinishedAfter: &at, Status: StatusSuccess}, "order_by=finished_at"},
		"finished sort alone":            {DeploymentFilter{OrderBy: OrderByFinishedAt}, "needs finished_after"},
		"finished sort of running":       {DeploymentFilter{OrderBy: OrderByFinishedAt, Status: StatusRunning}, "needs finished_after"},
		"finished sort of skipped":       {DeploymentFilter{OrderBy: OrderByFinishedAt, Status: StatusSkipped}, "needs finished_after"},
		"finished filter without status": {DeploymentFilter{OrderBy: OrderByFinishedAt, FinishedBefore: &at}, "status=success"},
		"finished filter of failed":      {DeploymentFilter{OrderBy: OrderByFinishedAt, FinishedBefore: &at, Status: StatusFailed}, "status=success"},
		"ref":                            {DeploymentFilter{OrderBy: "ref"}, "order_by=ref"},
		"no such order":                  {DeploymentFilter{OrderBy: "status"}, "order_by=status"},
		"no such sort":                   {DeploymentFilter{Sort: "up"}, "sort=up"},
		"page below one":                 {DeploymentFilter{Page: -1}, "page"},
		"page too large":                 {DeploymentFilter{PerPage: 101}, "per_page"},
	} {
		err := c.f.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestMergeRequestFilterCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		f    MergeRequestFilter
		want string
	}{
		"zero":             {MergeRequestFilter{}, ""},
		"all of it":        {fullMergeRequestFilter(), ""},
		"by id":            {MergeRequestFilter{AuthorID: 1, AssigneeUsername: "ana", Scope: "reviews_for_me"}, ""},
		"state":            {MergeRequestFilter{State: "open"}, "state=open does not exist; use opened"},
		"order":            {MergeRequestFilter{OrderBy: "id"}, "order_by=id does not exist"},
		"scope":            {MergeRequestFilter{Scope: "mine"}, "scope=mine does not exist"},
		"view":             {MergeRequestFilter{View: "full"}, "view=full does not exist; use simple"},
		"in":               {MergeRequestFilter{In: []string{"title", "comments"}}, "in=comments does not exist"},
		"sort":             {MergeRequestFilter{Sort: "up"}, "sort=up"},
		"person twice":     {MergeRequestFilter{ReviewerID: 1, ReviewerUsername: "ana"}, "reviewer_id and reviewer_username"},
		"nobody":           {MergeRequestFilter{AssigneeID: -1}, "assignee_id=-1"},
		"hostile":          {MergeRequestFilter{State: "a\x1b[2J"}, "state=a does not exist"},
		"a page too large": {MergeRequestFilter{PerPage: 101}, "per_page"},
	} {
		err := c.f.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestADeploymentWithoutItsFieldsIsNotSent(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(201, `{"id":1}`))
	c := client(t, g.URL)
	whole := NewDeployment{Environment: "production", SHA: "abc", Ref: "main", Status: StatusSuccess}
	for want, spoil := range map[string]func(*NewDeployment){
		"environment is empty": func(n *NewDeployment) { n.Environment = " " },
		"sha is empty":         func(n *NewDeployment) { n.SHA = "" },
		"ref is empty":         func(n *NewDeployment) { n.Ref = "" },
		"valid value":          func(n *NewDeployment) { n.Status = StatusBlocked },
	} {
		n := whole
		spoil(&n)
		_, err := c.CreateDeployment(t.Context(), 12, n)
		if e := fails(t, err, Invalid); !strings.Contains(e.Message, want) || e.Unknown {
			t.Errorf("%v, want %q", e, want)
		}
	}
	if len(g.all()) != 0 {
		t.Error("something was sent")
	}
	if _, err := c.CreateDeployment(t.Context(), 12, whole); err != nil {
		t.Error(err)
	}
}

func TestABrokenFilterIsNotSent(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(200, "[]"))
	c := client(t, g.URL)
	at := time.Now()
	_, err := c.ListDeployments(t.Context(), ByID(1), DeploymentFilter{UpdatedAfter: &at})
	if e := fails(t, err, Invalid); !strings.Contains(e.Error(), "cannot list deployments of project 1 on "+c.Host()+": updated_after") {
		t.Error(e)
	}
	_, err = c.DeploymentMergeRequests(t.Context(), ref(c), MergeRequestFilter{Sort: "up"})
	fails(t, err, Invalid)
	if n := len(g.all()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
