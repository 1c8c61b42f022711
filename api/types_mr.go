package api

import "time"

// MergeRequest is a merge request that a deployment shipped.
// gitlab: lib/api/entities/merge_request.rb, lib/api/entities/merge_request_basic.rb
type MergeRequest struct {
	ID           int64   `json:"id"`
	IID          int64   `json:"iid"`
	ProjectID    int64   `json:"project_id"`
	Title        string  `json:"title"`
	Description  *string `json:"description"`
	State        string  `json:"state"`
	Draft        bool    `json:"draft"`
	SourceBranch string  `json:"source_branch"`
	TargetBranch string  `json:"target_branch"`
	Author       *User   `json:"author"`
	// Assignee is the first of Assignees, for older readers.
	Assignee  *User  `json:"assignee"`
	Assignees []User `json:"assignees"`
	Reviewers []User `json:"reviewers"`
	// MergedBy is the old name of MergeUser.
	MergedBy       *User      `json:"merged_by"`
	MergeUser      *User      `json:"merge_user"`
	MergedAt       *time.Time `json:"merged_at"`
	ClosedBy       *User      `json:"closed_by"`
	ClosedAt       *time.Time `json:"closed_at"`
	CreatedAt      time.Time  `json:"created_at"`
	UpdatedAt      time.Time  `json:"updated_at"`
	Labels         []string   `json:"labels"`
	Milestone      *Milestone `json:"milestone"`
	SHA            string     `json:"sha"`
	MergeCommitSHA *string    `json:"merge_commit_sha"`
	SquashSHA      *string    `json:"squash_commit_sha"`
	// MergeStatus is the old word; DetailedMergeStatus says why.
	MergeStatus         string     `json:"merge_status"`
	DetailedMergeStatus string     `json:"detailed_merge_status"`
	HasConflicts        bool       `json:"has_conflicts"`
	Squash              bool       `json:"squash"`
	References          References `json:"references"`
	WebURL              string     `json:"web_url"`
	UserNotesCount      int        `json:"user_notes_count"`
	Upvotes             int        `json:"upvotes"`
	Downvotes           int        `json:"downvotes"`
	TimeStats           TimeStats  `json:"time_stats"`
	Tasks               Tasks      `json:"task_completion_status"`
}

// Milestone is the milestone of a merge request. DueDate is a bare date, nil for
// none.
// gitlab: lib/api/entities/milestone.rb
type Milestone struct {
	ID      int64   `json:"id"`
	IID     int64   `json:"iid"`
	Title   string  `json:"title"`
	State   string  `json:"state"`
	DueDate *string `json:"due_date"`
	WebURL  string  `json:"web_url"`
}

// References are the ways to name a merge request: "!12" in its project,
// "web!12" in its group, "payments/web!12" everywhere.
type References struct {
	Short    string `json:"short"`
	Relative string `json:"relative"`
	Full     string `json:"full"`
}

// TimeStats are in seconds, and in words where there is anything to say.
type TimeStats struct {
	Estimate      int64   `json:"time_estimate"`
	Spent         int64   `json:"total_time_spent"`
	HumanEstimate *string `json:"human_time_estimate"`
	HumanSpent    *string `json:"human_total_time_spent"`
}

// Tasks counts the check boxes of a description.
type Tasks struct {
	Count     int `json:"count"`
	Completed int `json:"completed_count"`
}
