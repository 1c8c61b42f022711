package fleet

import (
	"context"
	"fmt"
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/text"
)

const (
	// scanRows bounds how many deployments are looked through for one.
	scanRows = 3000
	// slack is how far the order of ids and that of creation may differ.
	slack = time.Minute
)

// scan shows the deployments of a project, or of one environment of it, newest
// first until enough were seen; cut tells that there are more than it reads.
func (s search) scan(ctx context.Context, environment string, enough func(*api.Deployment) bool) (cut bool, err error) {
	filter := newest(environment)
	for filter.Page = 1; ; {
		page, err := s.h.source.Client.ListDeployments(ctx, api.ByID(s.p.id), filter)
		if err != nil {
			return false, err
		}
		for i := range page.Items {
			if enough(&page.Items[i]) {
				return false, nil
			}
		}
		switch {
		case page.Next <= filter.Page:
			return false, nil
		case filter.Page*filter.PerPage >= scanRows:
			return true, nil
		}
		filter.Page = page.Next
	}
}

// newest asks for whole pages, newest first, of one environment or of all.
func newest(environment string) api.DeploymentFilter {
	return api.DeploymentFilter{OrderBy: api.OrderByID, Sort: api.Desc, Environment: environment, PerPage: api.MaxPerPage}
}

// verdict is why a scan found nothing.
func (s search) verdict(found *api.Deployment, cut bool, err error, what, none string) error {
	switch {
	case err != nil:
		return err
	case found != nil:
		return nil
	case cut:
		return fmt.Errorf("%s is not among the newest %d deployments that were looked through", what, scanRows)
	}
	return fmt.Errorf("%s", none)
}

// current is the newest deployment of an environment, or of the whole project, that
// waits and was not overtaken, else the newest.
func (s search) current(ctx context.Context, environment string) (*api.Deployment, error) {
	blocked := newest(environment)
	blocked.Status = api.StatusBlocked
	var all, waiting api.Page[api.Deployment]
	work, ctx := sideUntil(ctx)
	read := func(f api.DeploymentFilter, into *api.Page[api.Deployment]) {
		work.Go(func() (err error) {
			*into, err = s.h.source.Client.ListDeployments(ctx, api.ByID(s.p.id), f)
			return err
		})
	}
	read(newest(environment), &all)
	read(blocked, &waiting)
	if err := work.Wait(); err != nil {
		return nil, err
	}
	for i := range waiting.Items {
		d := &waiting.Items[i]
		overtaken := func(x api.Deployment) bool {
			return x.Status == api.StatusSuccess && x.Environment.Name == d.Environment.Name && x.ID > d.ID
		}
		if waits(d) && !slices.ContainsFunc(all.Items, overtaken) {
			return d, nil
		}
	}
	switch {
	case len(all.Items) > 0:
		return &all.Items[0], nil
	case environment != "":
		return nil, fmt.Errorf("nothing was ever deployed to %s of %s", text.Line(environment), s.path)
	}
	return nil, fmt.Errorf("%s has no deployments", s.path)
}

// waits reports whether a deployment waits for somebody.
func waits(d *api.Deployment) bool {
	return d.Status == api.StatusBlocked && !d.Queued()
}
