package fleet

import (
	"context"
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/api/text"
)

// Find reads the deployment that a link names, once its instance was discovered.
// Its project need not be among those shown: from then on it is known like them.
// A job or pipeline is looked for among the newest 3000 deployments. Every miss is
// one sentence that names what was looked for.
func (f *Fleet) Find(ctx context.Context, name string, l api.Link) (Row, error) {
	h, err := f.host(name)
	if err != nil {
		return Row{}, err
	}
	p, err := h.visit(ctx, l.Project)
	if err != nil {
		return Row{}, err
	}
	begun := h.begin()
	var d *api.Deployment
	work, ctx := sideUntil(ctx)
	work.Go(func() (err error) {
		d, err = search{h, p, text.Line(h.path(p))}.linked(ctx, l)
		return err
	})
	work.Go(func() error { h.readTiers(ctx, p); return nil })
	if err := work.Wait(); err != nil {
		return Row{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.row(p, d, p.single(d, begun)), nil
}

// visit is a project by its path, read and remembered where it is not known.
func (h *host) visit(ctx context.Context, path string) (*project, error) {
	if p := h.called(path); p != nil {
		h.admit(p)
		return p, nil
	}
	info, err := h.source.Client.Project(ctx, path)
	if err != nil {
		return nil, absent(err, fmt.Sprintf("project %s on %s", text.Line(path), h.name))
	}
	h.remember(info)
	p, err := h.known(info.ID)
	if err == nil {
		h.admit(p)
	}
	return p, err
}

// admit keeps a project that was asked for, whatever is shown.
func (h *host) admit(p *project) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p.admitted = true
}

func (h *host) called(path string) *project {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.projects {
		if strings.EqualFold(p.info.PathWithNamespace, path) {
			return p
		}
	}
	return nil
}

// absent words that something cannot be seen: GitLab does not tell whether it is
// there.
func absent(err error, what string) error {
	if api.KindOf(err) == api.NotFound {
		return fmt.Errorf("%s: not found or no access", what)
	}
	return err
}

// search looks for a deployment in one project.
type search struct {
	h *host
	p *project
	// path is the project's, safe for a sentence.
	path string
}

// linked is the deployment that a link names.
func (s search) linked(ctx context.Context, l api.Link) (*api.Deployment, error) {
	switch l.Kind {
	case api.LinkDeployment:
		return s.numbered(ctx, l.Environment, l.ID)
	case api.LinkEnvironment:
		e, err := s.environment(ctx, l.Environment)
		if err != nil {
			return nil, err
		}
		return s.current(ctx, e.Name)
	case api.LinkJob:
		return s.ofJob(ctx, l.ID)
	case api.LinkPipeline:
		return s.ofPipeline(ctx, l.ID)
	case api.LinkProject:
		return s.current(ctx, "")
	}
	return nil, fmt.Errorf("the link into %s names nothing that deploys", s.path)
}

func (s search) environment(ctx context.Context, id int64) (api.Environment, error) {
	e, err := s.h.source.Client.Environment(ctx, s.p.id, id)
	return e, absent(err, fmt.Sprintf("environment %d of %s", id, s.path))
}

// numbered is a deployment by the number that the web pages show, which rises with
// the id within a project.
func (s search) numbered(ctx context.Context, environment, iid int64) (*api.Deployment, error) {
	e, err := s.environment(ctx, environment)
	if err != nil {
		return nil, err
	}
	var found *api.Deployment
	cut, err := s.scan(ctx, e.Name, func(d *api.Deployment) bool {
		if d.IID == iid {
			found = d
		}
		return d.IID <= iid
	})
	return found, s.verdict(found, cut, err, fmt.Sprintf("deployment #%d of %s to %s", iid, s.path, text.Line(e.Name)),
		fmt.Sprintf("%s has no deployment #%d to %s: not found or no access", s.path, iid, text.Line(e.Name)))
}

// ofJob is the deployment of a job.
func (s search) ofJob(ctx context.Context, id int64) (*api.Deployment, error) {
	what := fmt.Sprintf("job %d of %s", id, s.path)
	job, err := s.h.source.Client.Job(ctx, s.p.id, id)
	if err != nil {
		return nil, absent(err, what)
	}
	since := job.CreatedAt
	if job.Pipeline != nil && job.Pipeline.CreatedAt.Before(since) {
		since = job.Pipeline.CreatedAt
	}
	var found *api.Deployment
	cut, err := s.scan(ctx, "", func(d *api.Deployment) bool {
		if d.Deployable != nil && d.Deployable.ID == id {
			found = d
		}
		return found != nil || d.CreatedAt.Before(since.Add(-slack))
	})
	return found, s.verdict(found, cut, err, what, what+" deploys nothing")
}

// ofPipeline is the newest deployment of a pipeline that waits, else its newest.
func (s search) ofPipeline(ctx context.Context, id int64) (*api.Deployment, error) {
	what := fmt.Sprintf("pipeline %d of %s", id, s.path)
	pipeline, err := s.h.source.Client.Pipeline(ctx, s.p.id, id)
	if err != nil {
		return nil, absent(err, what)
	}
	var newest, found *api.Deployment
	cut, err := s.scan(ctx, "", func(d *api.Deployment) bool {
		if j := d.Deployable; j == nil || j.Pipeline == nil || j.Pipeline.ID != id {
			return d.CreatedAt.Before(pipeline.CreatedAt.Add(-slack))
		}
		if newest == nil {
			newest = d
		}
		if waits(d) {
			found = d
		}
		return found != nil
	})
	if found == nil {
		found = newest
	}
	return found, s.verdict(found, cut, err, what, what+" deploys nothing")
}
