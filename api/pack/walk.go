package pack

import (
	"time"

	"greenlight/api"
)

// room is the memory that a deployment is read into, in one piece. What few of them have
// is not in it.
type room struct {
	deployment            api.Deployment
	job                   api.Job
	commit                api.Commit
	pipeline              api.Pipeline
	runner                api.Runner
	started, ended, wrote time.Time
	took, waited          float64
}

// The walks below name every field of what they walk over; a test fills each of them and
// looks whether it comes back.

// head is what Head reads.
func (c *coder) head(d *api.Deployment) {
	c.int(&d.ID)
	c.word((*string)(&d.Status))
	c.environment(&d.Environment)
	c.user(&d.User)
	c.text(&d.Ref)
	c.sha(&d.SHA)
}

func (c *coder) deployment(d *api.Deployment, r *room) {
	c.base = epoch
	c.head(d)
	c.int(&d.IID)
	c.time(&d.CreatedAt)
	c.base = d.CreatedAt.UnixMilli()
	c.time(&d.UpdatedAt)
	if job := opt(c, &d.Deployable, &r.job); job != nil {
		c.job(job, d, r)
	}
}

func (c *coder) environment(e *api.Environment) {
	n := uint64(inline)
	if !c.reads {
		n = c.dict.place(&c.tables, e)
	}
	if n = c.uint(n); n != inline {
		if c.reads {
			*e = *c.tables.places[n-first]
		}
		return
	}
	c.int(&e.ID)
	c.text(&e.Name)
	c.text(&e.Slug)
	c.word((*string)(&e.Tier))
	c.word(&e.State)
	c.time(&e.CreatedAt)
	c.time(&e.UpdatedAt)
	c.textOf(&e.ExternalURL)
}

// textOf is a text that may be missing, where it is not asked by a flag: an environment
// or a user has none.
func (c *coder) textOf(p **string) {
	var n uint64
	if !c.reads && *p != nil {
		n = 1
	}
	if n = c.uint(n); n == 0 {
		return
	}
	if c.reads {
		*p = new(string)
	}
	c.text(*p)
}

func (c *coder) user(p **api.User) {
	var n uint64
	if !c.reads {
		n = c.dict.person(&c.tables, *p)
	}
	n = c.uint(n)
	switch {
	case n == none:
		return
	case n != inline && c.reads:
		*p = c.tables.people[n-first]
	case n != inline:
	default:
		if c.reads {
			*p = new(api.User)
		}
		c.person(*p)
	}
}

func (c *coder) person(u *api.User) {
	c.int(&u.ID)
	c.text(&u.Username)
	c.text(&u.Name)
	c.word(&u.State)
	locked := uint64(0)
	if u.Locked {
		locked = 1
	}
	if locked = c.uint(locked); c.reads {
		u.Locked = locked == 1
	}
	c.textOf(&u.PublicEmail)
	c.textOf(&u.AvatarURL)
	c.text(&u.WebURL)
}

func (c *coder) job(j *api.Job, d *api.Deployment, r *room) {
	c.int(&j.ID)
	c.word(&j.Name)
	c.word(&j.Stage)
	c.word((*string)(&j.Status))
	c.same(&j.Ref, d.Ref)
	c.yes(&j.Tag)
	c.yes(&j.AllowFailure)
	c.yes(&j.Archived)
	c.yes(&j.Project.TokenScoped)
	c.time(&j.CreatedAt)
	c.timeOf(&j.StartedAt, &r.started)
	c.timeOf(&j.FinishedAt, &r.ended)
	c.timeOf(&j.ErasedAt, nil)
	c.timeOf(&j.ArtifactsExpireAt, nil)
	c.floatOf(&j.Coverage, nil)
	c.floatOf(&j.Duration, &r.took)
	c.floatOf(&j.QueuedDuration, &r.waited)
	c.user(&j.User)
	c.wordOf(&j.FailureReason)
	c.linkTo(&j.WebURL, j.ID)
	c.around(j, d, r)
	list(c, &j.Artifacts, c.artifact)
	list(c, &j.TagList, c.word)
}

// around is what a job was made for, ran on and left.
func (c *coder) around(j *api.Job, d *api.Deployment, r *room) {
	if commit := opt(c, &j.Commit, &r.commit); commit != nil {
		c.commit(commit, d, r)
	}
	if pipeline := opt(c, &j.Pipeline, &r.pipeline); pipeline != nil {
		c.pipeline(pipeline, d)
	}
	if runner := opt(c, &j.Runner, &r.runner); runner != nil {
		c.int(&runner.ID)
		c.wordOf(&runner.Description)
	}
	if m := opt(c, &j.RunnerManager, nil); m != nil {
		c.int(&m.ID)
		c.word(&m.SystemID)
		c.wordOf(&m.Version)
	}
	if f := opt(c, &j.ArtifactsFile, nil); f != nil {
		c.word(&f.Filename)
		c.int(&f.Size)
	}
}

func (c *coder) artifact(a *api.Artifact) {
	c.word(&a.FileType)
	c.int(&a.Size)
	c.word(&a.Filename)
}

func (c *coder) commit(m *api.Commit, d *api.Deployment, r *room) {
	c.same(&m.ID, d.SHA)
	c.begin(&m.ShortID, m.ID)
	c.text(&m.Message)
	c.begin(&m.Title, m.Message)
	c.word(&m.AuthorName)
	c.word(&m.AuthorEmail)
	c.timeOf(&m.CreatedAt, &r.wrote)
	c.link(&m.WebURL, m.ID)
	list(c, &m.ParentIDs, c.sha)
}

func (c *coder) pipeline(p *api.Pipeline, d *api.Deployment) {
	c.int(&p.ID)
	c.int(&p.IID)
	c.int(&p.ProjectID)
	c.same(&p.SHA, d.SHA)
	c.same(&p.Ref, d.Ref)
	c.word((*string)(&p.Status))
	c.word(&p.Source)
	c.time(&p.CreatedAt)
	c.time(&p.UpdatedAt)
	c.linkTo(&p.WebURL, p.ID)
	c.user(&p.User)
	if took := opt(c, &p.Duration, nil); took != nil {
		c.int(took)
	}
	c.timeOf(&p.StartedAt, nil)
	c.timeOf(&p.FinishedAt, nil)
	c.wordOf(&p.Coverage)
}

func (c *coder) timeOf(p **time.Time, room *time.Time) {
	if t := opt(c, p, room); t != nil {
		c.time(t)
	}
}

func (c *coder) floatOf(p **float64, room *float64) {
	if f := opt(c, p, room); f != nil {
		c.float(f)
	}
}

func (c *coder) wordOf(p **string) {
	if s := opt(c, p, nil); s != nil {
		c.word(s)
	}
}
