package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// commitJSON is a commit as jobs and lists show it. Its times carry the
// author's offset, unlike those of rows.
// gitlab: lib/api/entities/commit.rb
type commitJSON struct {
	ID               string              `json:"id"`
	ShortID          string              `json:"short_id"`
	CreatedAt        string              `json:"created_at"`
	ParentIDs        []string            `json:"parent_ids"`
	Title            string              `json:"title"`
	Message          string              `json:"message"`
	AuthorName       string              `json:"author_name"`
	AuthorEmail      string              `json:"author_email"`
	AuthoredDate     string              `json:"authored_date"`
	CommitterName    string              `json:"committer_name"`
	CommitterEmail   string              `json:"committer_email"`
	CommittedDate    string              `json:"committed_date"`
	Trailers         map[string]string   `json:"trailers"`
	ExtendedTrailers map[string][]string `json:"extended_trailers"`
	WebURL           string              `json:"web_url"`
}

var homeZone = time.FixedZone("", 2*3600)

func (w *world) commitJSON(p *project, at commitID) commitJSON {
	fact, sha := w.fact(p, at), w.sha(p, at)
	when := fact.at.In(homeZone).Format("2006-01-02T15:04:05.000-07:00")
	mail := fact.author.username + "@acme.example"
	shape := commitJSON{
		ID: sha, ShortID: sha[:8], CreatedAt: when, ParentIDs: []string{}, Title: fact.title, Message: fact.title + "\n",
		AuthorName: fact.author.name, AuthorEmail: mail, AuthoredDate: when,
		CommitterName: fact.author.name, CommitterEmail: mail, CommittedDate: when,
		Trailers: map[string]string{}, ExtendedTrailers: map[string][]string{},
		WebURL: fmt.Sprintf("%s/-/commit/%s", w.projectURL(p), sha),
	}
	if parent, found := p.parent(at); found {
		shape.ParentIDs = append(shape.ParentIDs, w.sha(p, parent))
	}
	return shape
}

type commitStatsJSON struct {
	Additions int `json:"additions"`
	Deletions int `json:"deletions"`
	Total     int `json:"total"`
}

type commitFullJSON struct {
	commitJSON
	Stats        *commitStatsJSON `json:"stats,omitempty"`
	Status       *string          `json:"status"`
	ProjectID    int64            `json:"project_id"`
	LastPipeline *pipelineJSON    `json:"last_pipeline"`
}

func (w *world) commitFullJSON(p *project, at commitID, stats bool) commitFullJSON {
	shape := commitFullJSON{commitJSON: w.commitJSON(p, at), ProjectID: p.id}
	if stats {
		add, del := 1+pick(160, w.seed, p.id, int64(at.n), '+'), pick(90, w.seed, p.id, int64(at.n), '-')
		shape.Stats = &commitStatsJSON{add, del, add + del}
	}
	for i := len(p.deployments) - 1; i >= 0; i-- {
		d := p.deployments[i]
		if d.commit == at && d.job != nil {
			last := w.pipelineJSON(d.job.pipeline)
			shape.LastPipeline, shape.Status = &last, &last.Status
			break
		}
	}
	return shape
}

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
	Milestone      *struct{}      `json:"milestone"`
	MergeStatus    string         `json:"merge_status"`
	DetailedStatus string         `json:"detailed_merge_status"`
	SHA            string         `json:"sha"`
	MergeCommitSHA *string        `json:"merge_commit_sha"`
	SquashSHA      string         `json:"squash_commit_sha"`
	References     referencesJSON `json:"references"`
	TimeStats      timeStatsJSON  `json:"time_stats"`
	Tasks          taskJSON       `json:"task_completion_status"`
	HasConflicts   bool           `json:"has_conflicts"`
	Squash         bool           `json:"squash"`
}

func (w *world) mergeSimpleJSON(m mergeRequest) mergeSimpleJSON {
	return mergeSimpleJSON{
		ID: m.project.id*100_000 + int64(m.iid), IID: m.iid, ProjectID: m.project.id, Title: m.fact.title, State: "merged",
		CreatedAt: stamp(m.created()), UpdatedAt: stamp(m.fact.at),
		WebURL: fmt.Sprintf("%s/-/merge_requests/%d", w.projectURL(m.project), m.iid),
	}
}

func (w *world) mergeJSON(m mergeRequest) mergeJSON {
	author := w.userJSON(m.fact.author)
	merger := w.userJSON(w.mergerOf(m))
	short := fmt.Sprintf("!%d", m.iid)
	return mergeJSON{
		mergeSimpleJSON: w.mergeSimpleJSON(m), MergedBy: merger, MergeUser: merger, MergedAt: stamp(m.fact.at),
		TargetBranch: "main", SourceBranch: m.sourceBranch(), Notes: m.iid % 7, Author: author, Assignees: []*userJSON{author},
		Assignee: author, Reviewers: []*userJSON{merger}, Labels: []string{}, MergeStatus: "can_be_merged",
		DetailedStatus: "not_open", SHA: w.sha(m.project, m.commit), SquashSHA: w.sha(m.project, m.commit), Squash: true,
		References: referencesJSON{short, short, m.project.fullPath() + short},
	}
}

// sourceBranch is the title as people name branches.
func (m mergeRequest) sourceBranch() string {
	slug := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(m.fact.title), "-"), "-")
	if slug == "" {
		slug = "patch"
	}
	if len(slug) > 40 {
		slug = strings.Trim(slug[:40], "-")
	}
	return fmt.Sprintf("%d-%s", m.iid, slug)
}
