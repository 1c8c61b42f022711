package sandbox

import (
	"fmt"
	"strings"
	"time"
)

type referencesJSON struct {
	Short    string `json:"short"`
	Relative string `json:"relative"`
	Full     string `json:"full"`
}

type timeStatsJSON struct {
	Estimate      int     `json:"time_estimate"`
	Spent         int     `json:"total_time_spent"`
	HumanEstimate *string `json:"human_time_estimate"`
	HumanSpent    *string `json:"human_total_time_spent"`
}

type taskJSON struct {
	Count     int `json:"count"`
	Completed int `json:"completed_count"`
}

// milestoneJSON is the milestone of a merge request; due_date is a bare date.
// gitlab: lib/api/entities/milestone.rb
type milestoneJSON struct {
	ID      int64   `json:"id"`
	IID     int64   `json:"iid"`
	GroupID int64   `json:"group_id"`
	Title   string  `json:"title"`
	State   string  `json:"state"`
	DueDate *string `json:"due_date"`
	WebURL  string  `json:"web_url"`
}

func (w *world) milestoneJSON(m mergeRequest) *milestoneJSON {
	title := m.milestone()
	if title == "" {
		return nil
	}
	at := m.fact.at.UTC()
	no := int64(at.Year()*12 + int(at.Month()))
	due := time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	return &milestoneJSON{
		ID: no, IID: no - 2020*12, GroupID: m.project.group.id, Title: title, State: "active", DueDate: &due,
		WebURL: fmt.Sprintf("%s/groups/%s/-/milestones/%d", w.root, m.project.group.fullPath(), no-2020*12),
	}
}

// mergeSimpleJSON is what view=simple answers.
type mergeSimpleJSON struct {
	ID          int64  `json:"id"`
	IID         int    `json:"iid"`
	ProjectID   int64  `json:"project_id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	State       string `json:"state"`
	CreatedAt   stamp  `json:"created_at"`
	UpdatedAt   stamp  `json:"updated_at"`
	WebURL      string `json:"web_url"`
}

// mergeJSON is a merge request of a list.
// gitlab: lib/api/entities/merge_request_basic.rb
type mergeJSON struct {
	mergeSimpleJSON
	MergedBy       *userJSON      `json:"merged_by"`
	MergeUser      *userJSON      `json:"merge_user"`
	MergedAt       stamp          `json:"merged_at"`
	ClosedBy       *userJSON      `json:"closed_by"`
	ClosedAt       stamp          `json:"closed_at"`
	TargetBranch   string         `json:"target_branch"`
	SourceBranch   string         `json:"source_branch"`
	Notes          int            `json:"user_notes_count"`
	Upvotes        int            `json:"upvotes"`
	Downvotes      int            `json:"downvotes"`
	Author         *userJSON      `json:"author"`
	Assignees      []*userJSON    `json:"assignees"`
	Assignee       *userJSON      `json:"assignee"`
	Reviewers      []*userJSON    `json:"reviewers"`
	Labels         []string       `json:"labels"`
	Draft          bool           `json:"draft"`
	Milestone      *milestoneJSON `json:"milestone"`
	MergeStatus    string         `json:"merge_status"`
	DetailedStatus string         `json:"detailed_merge_status"`
	SHA            string         `json:"sha"`
	MergeCommitSHA *string        `json:"merge_commit_sha"`
	SquashSHA      *string        `json:"squash_commit_sha"`
	References     referencesJSON `json:"references"`
	TimeStats      timeStatsJSON  `json:"time_stats"`
	Tasks          taskJSON       `json:"task_completion_status"`
	HasConflicts   bool           `json:"has_conflicts"`
	Squash         bool           `json:"squash"`
}

func (w *world) mergeSimpleJSON(m mergeRequest) mergeSimpleJSON {
	return mergeSimpleJSON{
		ID: m.project.id*100_000 + int64(m.iid), IID: m.iid, ProjectID: m.project.id, Title: m.fact.title, State: "merged",
		Description: m.description(),
		CreatedAt:   stamp(m.created()), UpdatedAt: stamp(m.fact.at),
		WebURL: fmt.Sprintf("%s/-/merge_requests/%d", w.projectURL(m.project), m.iid),
	}
}

func (w *world) mergeJSON(m mergeRequest) mergeJSON {
	author := w.userJSON(m.fact.author)
	merger := w.userJSON(w.mergerOf(m))
	short := fmt.Sprintf("!%d", m.iid)
	shape := mergeJSON{
		mergeSimpleJSON: w.mergeSimpleJSON(m), MergedBy: merger, MergeUser: merger, MergedAt: stamp(m.fact.at),
		TargetBranch: "main", SourceBranch: m.sourceBranch(), Notes: m.iid % 7, Author: author, Assignees: []*userJSON{author},
		Assignee: author, Reviewers: []*userJSON{merger}, Labels: m.labels(), MergeStatus: "can_be_merged",
		DetailedStatus: "not_open",
		References:     referencesJSON{short, short, m.project.fullPath() + short}, Milestone: w.milestoneJSON(m),
	}
	if m.description() != "" {
		shape.Tasks = taskJSON{Count: 2, Completed: 1}
	}
	w.mergeSHAs(m, &shape)
	return shape
}

// mergeSHAs names the commit of main by which a merge request is known there: the
// squashed one, the one that merged, or, fast-forwarded, the head of its branch.
// gitlab: app/services/merge_requests/merge_strategies/from_source_branch.rb
func (w *world) mergeSHAs(m mergeRequest, shape *mergeJSON) {
	landed := w.sha(m.project, m.commit)
	shape.SHA = landed
	switch m.project.mergeMethod {
	case mergeCommit:
		shape.MergeCommitSHA = &landed
		if head, found := m.project.parent(m.commit); found {
			shape.SHA = w.sha(m.project, head)
		}
	case mergeForward:
	default:
		shape.SquashSHA, shape.Squash = &landed, true
	}
}

// sourceBranch is the title as people name branches.
func (m mergeRequest) sourceBranch() string {
	slug := strings.Trim(notSlug().ReplaceAllString(strings.ToLower(m.fact.title), "-"), "-")
	if slug == "" {
		slug = "patch"
	}
	if len(slug) > 40 {
		slug = strings.Trim(slug[:40], "-")
	}
	return fmt.Sprintf("%d-%s", m.iid, slug)
}
