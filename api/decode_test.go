package api

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// document is an example of GitLab's published page on deployments.
func document(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// example serves an example as deployment id.
func example(t *testing.T, body string, id int64) Deployment {
	t.Helper()
	c := client(t, serve(t, answer(200, body)).URL)
	d, err := c.GetDeployment(t.Context(), Ref{Host: c.Host(), Project: 12, Deployment: id})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheDocumentedList(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, answer(200, document(t, "list"))).URL)
	p, err := c.ListDeployments(t.Context(), ByID(1), DeploymentFilter{})
	if err != nil || len(p.Items) != 2 {
		t.Fatalf("%v, %v", p, err)
	}
	d := p.Items[0]
	j := d.Deployable
	if d.ID != 41 || d.IID != 1 || d.Status != StatusCreated || d.Environment.Name != "production" || d.User.Username != "root" ||
		!d.CreatedAt.Equal(time.Date(2016, 8, 11, 7, 36, 40, 222_000_000, time.UTC)) {
		t.Errorf("%+v", d)
	}
	if d.PendingApprovalCount != nil || d.Approvals != nil || d.ApprovalSummary != nil {
		t.Error("a listing has approvals")
	}
	if j.ID != 657 || j.Coverage != nil || j.StartedAt != nil || j.Runner != nil || j.FinishedAt == nil || j.FailureReason != nil || j.Pipeline.ID != 36 {
		t.Errorf("%+v", j)
	}
	// the author's own zone, and a carriage return that the screen must not see
	if !j.Commit.CreatedAt.Equal(time.Date(2016, 8, 11, 7, 36, 1, 0, time.UTC)) || !strings.HasSuffix(j.Commit.Title, "\r") {
		t.Errorf("%+v", j.Commit)
	}
	if url := d.Environment.ExternalURL; url == nil || *url != "https://about.gitlab.com" {
		t.Errorf("%v", url)
	}
}

func TestTheDocumentedDeployments(t *testing.T) {
	t.Parallel()
	d := example(t, document(t, "get"), 42)
	if d.Status != StatusSuccess || d.Deployable.Pipeline.ID != 42 || d.Deployable.Commit.ShortID != "a91957a8" {
		t.Errorf("%+v", d)
	}
	for _, name := range []string{"create", "update"} {
		if d := example(t, document(t, name), 42); d.Deployable != nil || !d.UpdatedAt.IsZero() || d.User == nil {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestTheDocumentedApprovals(t *testing.T) {
	t.Parallel()
	withID := func(s string) string { return `{"id":42,` + strings.TrimPrefix(strings.TrimSpace(s), "{") }
	d := example(t, withID(document(t, "summary")), 42)
	rules := d.ApprovalSummary.Rules
	if len(rules) != 2 || *rules[0].GroupID != 134 || rules[0].UserID != nil || rules[0].AccessLevel != nil || *rules[1].Description != "security-group" ||
		rules[1].Required != 2 || rules[1].Given[0].User.ID != 100 || rules[1].Given[0].Comment != nil || rules[0].Given == nil {
		t.Errorf("%+v", rules)
	}
	d = example(t, withID(document(t, "approvals")), 42)
	if *d.PendingApprovalCount != 0 || len(d.Approvals) != 1 || d.Approvals[0].User.Name != "****" || *d.Approvals[0].Comment != "Looks good to me" {
		t.Errorf("%+v", d)
	}
	c := client(t, serve(t, answer(201, document(t, "approval"))).URL)
	a, err := c.SubmitApproval(t.Context(), ref(c), ApprovalRequest{Decision: Approve})
	if err != nil || a.Status != Approve || a.User.ID != 100 || *a.Comment != "Looks good to me" || a.CreatedAt.Year() != 2022 {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestNullIsNullAndAbsentIsAbsent(t *testing.T) {
	t.Parallel()
	d := example(t, `{"id":1,"user":null,"deployable":null,"environment":{"id":2,"name":"x","external_url":null},
		"pending_approval_count":0,"approvals":[],"approval_summary":{"rules":[]}}`, 1)
	if d.User != nil || d.Deployable != nil || d.Environment.ExternalURL != nil {
		t.Errorf("%+v", d)
	}
	if d.PendingApprovalCount == nil || *d.PendingApprovalCount != 0 || d.Approvals == nil || d.ApprovalSummary == nil || d.ApprovalSummary.Rules == nil {
		t.Errorf("no approvals needed looks like no approvals sent: %+v", d)
	}
	d = example(t, `{"id":1,"deployable":{"id":9,"user":null,"commit":null,"coverage":null,"duration":null,"queued_duration":null,"runner":null,"failure_reason":"deployment_rejected"}}`, 1)
	if d.PendingApprovalCount != nil || d.Approvals != nil || d.ApprovalSummary != nil {
		t.Errorf("absent fields are there: %+v", d)
	}
	j := d.Deployable
	if j.User != nil || j.Commit != nil || j.Coverage != nil || j.Duration != nil || j.QueuedDuration != nil || j.Runner != nil || *j.FailureReason != "deployment_rejected" {
		t.Errorf("%+v", j)
	}
}

func TestANewerGitLabIsUnderstood(t *testing.T) {
	t.Parallel()
	d := example(t, `{"id":9223372036854775807,"status":"paused","new_field":{"deep":[1,2]},"environment":{"name":"日本/🚀","tier":"canary","colour":"red"},
		"deployable":{"id":5000000000,"status":"waiting_for_callback","coverage":98.3,"duration":12.5,"archived":true},
		"approvals":[{"status":"abstained","user":null,"created_at":"2026-02-01T12:00:00Z"}],
		"approval_summary":{"rules":[{"id":1,"access_level":25,"access_level_description":null,"required_approvals":1,"group_inheritance_type":1,"deployment_approvals":null}]}}`,
		9223372036854775807)
	if d.Status != "paused" || d.Environment.Tier != "canary" || d.Environment.Name != "日本/🚀" || d.Deployable.Status != "waiting_for_callback" ||
		d.Deployable.ID != 5_000_000_000 || *d.Deployable.Coverage != 98.3 || d.Approvals[0].Status != "abstained" || d.Approvals[0].User != nil {
		t.Errorf("%+v", d)
	}
	r := d.ApprovalSummary.Rules[0]
	if *r.AccessLevel != 25 || r.Description != nil || r.Inheritance != 1 {
		t.Errorf("%+v", r)
	}
}

func TestMergeRequestsAreRead(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, answer(200, `[{"id":1,"iid":881,"project_id":12,"title":"Retry","description":null,"state":"merged","merged_by":{"id":3},
		"merge_user":{"id":3,"username":"ana"},"merged_at":"2026-02-01T12:00:00.000Z","closed_by":null,"closed_at":null,"target_branch":"main","source_branch":"x",
		"author":{"id":2,"username":"lin"},"assignees":[],"assignee":null,"reviewers":[{"id":4}],"labels":["a","b"],"draft":false,"milestone":null,
		"detailed_merge_status":"not_open","sha":"abc","merge_commit_sha":"def","squash_commit_sha":null,"web_url":"https://x","time_stats":{"time_estimate":0}}]`)).URL)
	p, err := c.DeploymentMergeRequests(t.Context(), ref(c), MergeRequestFilter{})
	if err != nil {
		t.Fatal(err)
	}
	m := p.Items[0]
	if m.IID != 881 || m.Author.Username != "lin" || m.MergeUser.Username != "ana" || m.ClosedBy != nil || m.MergedAt == nil || len(m.Labels) != 2 ||
		*m.MergeCommitSHA != "def" || m.SquashSHA != nil || m.Description != nil || m.DetailedMergeStatus != "not_open" || len(m.Reviewers) != 1 {
		t.Errorf("%+v", m)
	}
}

// Every field of the contract comes out.
func TestTheFieldsOfAMergeRequest(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, answer(200, `[{"id":1,"merged_by":{"id":3},"assignee":{"id":4},"milestone":{"id":5,"iid":6,"title":"v3","state":"active",
		"due_date":"2026-03-01","web_url":"https://m"},"merge_status":"can_be_merged","references":{"short":"!881","relative":"api!881","full":"payments/api!881"},
		"user_notes_count":7,"upvotes":2,"downvotes":1,"time_stats":{"time_estimate":3600,"total_time_spent":60,"human_time_estimate":"1h","human_total_time_spent":null},
		"task_completion_status":{"count":4,"completed_count":3},"has_conflicts":true,"squash":true}]`)).URL)
	p, err := c.DeploymentMergeRequests(t.Context(), ref(c), MergeRequestFilter{})
	if err != nil {
		t.Fatal(err)
	}
	day, hour := "2026-03-01", "1h"
	want := MergeRequest{ID: 1, MergedBy: &User{ID: 3}, Assignee: &User{ID: 4},
		Milestone:   &Milestone{ID: 5, IID: 6, Title: "v3", State: "active", DueDate: &day, WebURL: "https://m"},
		MergeStatus: "can_be_merged", References: References{"!881", "api!881", "payments/api!881"}, UserNotesCount: 7, Upvotes: 2, Downvotes: 1,
		TimeStats: TimeStats{3600, 60, &hour, nil}, Tasks: Tasks{4, 3}, HasConflicts: true, Squash: true}
	if !reflect.DeepEqual(p.Items[0], want) {
		t.Errorf("%+v", p.Items[0])
	}
}

func TestTheFieldsOfADeployment(t *testing.T) {
	t.Parallel()
	d := example(t, `{"id":345,"user":{"id":5,"public_email":"ana@acme.dev","locked":true,"avatar_url":"https://a"},
		"environment":{"id":2,"created_at":"2026-02-01T12:00:00.000Z","updated_at":"2026-02-01T12:00:00.000Z"},
		"deployable":{"id":7,"status":"waiting_for_callback","erased_at":"2026-02-01T12:00:00.000Z","artifacts_file":{"filename":"a.zip","size":12},
		"artifacts_expire_at":"2026-02-01T12:00:00.000Z","runner_manager":{"id":8,"system_id":"s_1","version":"18.9"},"archived":true,
		"project":{"ci_job_token_scope_enabled":true}}}`, 345)
	email, avatar, version := "ana@acme.dev", "https://a", "18.9"
	if want := (&User{ID: 5, PublicEmail: &email, Locked: true, AvatarURL: &avatar}); !reflect.DeepEqual(d.User, want) {
		t.Errorf("%+v", d.User)
	}
	if e := d.Environment; !e.CreatedAt.Equal(noon) || !e.UpdatedAt.Equal(noon) {
		t.Errorf("%+v", e)
	}
	want := &Job{ID: 7, Status: JobCallback, ErasedAt: &noon, ArtifactsFile: &ArtifactsFile{"a.zip", 12}, ArtifactsExpireAt: &noon,
		RunnerManager: &RunnerManager{8, "s_1", &version}, Archived: true, Project: JobProject{TokenScoped: true}}
	if !reflect.DeepEqual(d.Deployable, want) {
		t.Errorf("%+v", d.Deployable)
	}
}
