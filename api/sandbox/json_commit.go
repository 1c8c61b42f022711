package sandbox

import (
	"fmt"
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
