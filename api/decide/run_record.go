package decide

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"greenlight/api"
)

// Recorder is what RunRecord needs of a client.
type Recorder interface {
	// Host is the instance that the client talks to.
	Host() string
	GetDeployment(ctx context.Context, ref api.Ref) (api.Deployment, error)
	ListDeployments(ctx context.Context, project api.ProjectKey, f api.DeploymentFilter) (api.Page[api.Deployment], error)
	CreateDeployment(ctx context.Context, project int64, n api.NewDeployment) (api.Deployment, error)
	// Sleep pauses between two readings; it ends early with the context's error.
	Sleep(ctx context.Context, d time.Duration) error
}

// RunRecord makes one new record: look what is newest in its environment, send
// once, read back. It sends at most one write, whatever happens; an environment
// that does not exist yet is made by GitLab. Reading back takes a few seconds where
// it does not find at once what it looks for.
func RunRecord(ctx context.Context, g Recorder, r Record) Recorded {
	ctx, release := r.Gate.guard(ctx)
	defer release()
	res := Recorded{Record: r, Outcome: NotSent}
	if r.Project.Host != g.Host() {
		res.Err = fmt.Errorf("cannot record a deployment: project %d is on %s, not on %s; nothing was sent", r.Project.ID, r.Project.Host, g.Host())
		return res
	}
	if err := r.New.Check(); err != nil {
		name, text, _ := strings.Cut(err.Error(), " ")
		res.Fields, res.Err = byField(map[string][]string{name: {text}}), err
		return res
	}
	before, err := r.newest(ctx, g)
	if err == nil {
		err = ctx.Err()
	}
	if r.Gate.over() || err == nil && !r.Gate.pass() {
		err = ErrTakenBack
	}
	if err != nil {
		res.Err = err
		return res
	}
	top := int64(0)
	for _, d := range before {
		top = max(top, d.ID)
	}
	got, err := r.send(ctx, g)
	switch {
	case err == nil:
		res.Repeat = got.ID <= top || r.Me > 0 && got.User != nil && got.User.ID != r.Me
		res.confirm(ctx, g, got)
	case lost(err):
		res.Err = err
		res.search(ctx, g, top)
	default:
		res.refused(err)
	}
	return res
}

// send writes once, and takes only an answer that tells of what was asked.
func (r Record) send(ctx context.Context, g Recorder) (api.Deployment, error) {
	got, err := g.CreateDeployment(ctx, r.Project.ID, r.New)
	if err == nil && (got.ID <= 0 || !r.describes(got)) {
		return got, &api.Error{
			Kind: api.NotGitLab, Op: "record a deployment", Target: fmt.Sprintf("in project %d on %s", r.Project.ID, r.Project.Host),
			Message: "the reply tells of something else than what was asked", Unknown: true,
		}
	}
	return got, err
}

// newest reads the newest deployments of the environment; of one that is new there
// are none.
func (r Record) newest(ctx context.Context, g Recorder) ([]api.Deployment, error) {
	page, err := g.ListDeployments(ctx, api.ByID(r.Project.ID), api.DeploymentFilter{
		Environment: r.New.Environment, OrderBy: api.OrderByID, Sort: api.Desc, PerPage: newest,
	})
	return page.Items, err
}

// refused ends a record that did not leave or that GitLab said no to.
func (res *Recorded) refused(err error) {
	res.Err = err
	if answered(err) {
		res.Outcome, res.Fields = Refused, byField(api.AsError(err).Fields)
	}
}

// byField words GitLab's refusals by the fields of a record: a new environment is
// refused by its name. Nil where it named none of them.
// gitlab: lib/api/deployments.rb
func byField(said map[string][]string) map[string]string {
	var fields map[string]string
	for name, texts := range said {
		if name == "name" || strings.HasPrefix(name, "environment.") {
			name = "environment"
		}
		if !slices.Contains([]string{"environment", "ref", "sha", "tag", "status"}, name) || len(texts) == 0 {
			continue
		}
		if fields == nil {
			fields = map[string]string{}
		}
		if fields[name] != "" {
			texts = append([]string{fields[name]}, texts...)
		}
		fields[name] = strings.Join(texts, "; ")
	}
	return fields
}

// confirm reads back what GitLab said yes to. A yes that cannot be read back is
// still a yes; one that GitLab knows nothing of a little later is told.
func (res *Recorded) confirm(ctx context.Context, g Recorder, said api.Deployment) {
	res.Outcome, res.Deployment = Done, &said
	ref := api.Ref{Host: res.Record.Project.Host, Project: res.Record.Project.ID, Deployment: said.ID}
	for n := 0; ; n++ {
		now, err := g.GetDeployment(ctx, ref)
		if err != nil && !gone(err) {
			return
		}
		if err == nil {
			res.Deployment = &now
			if res.Record.describes(now) {
				res.Outcome = Done
				return
			}
		}
		res.Outcome = Unverified
		if n == len(pauses) || g.Sleep(ctx, pauses[n]) != nil {
			return
		}
	}
}

// search looks for a record whose answer never came, as for any other write.
func (res *Recorded) search(ctx context.Context, g Recorder, top int64) {
	res.Outcome = LostUnknown
	working := atWork(res.Err)
	for n := 0; ; n++ {
		rows, err := res.Record.newest(ctx, g)
		i := slices.IndexFunc(rows, func(d api.Deployment) bool { return d.ID > top && res.Record.made(d) })
		switch {
		case err == nil && i >= 0:
			res.Outcome, res.Deployment = LostDone, &rows[i]
			return
		case err == nil && working:
			res.Outcome = LostPending
		case err == nil:
			res.Outcome = LostUndone
			return
		case api.KindOf(err) == api.Timeout: // it took its time already
			return
		}
		if n == len(pauses) || g.Sleep(ctx, pauses[n]) != nil {
			return
		}
	}
}

// made reports whether a deployment is one that the caller recorded so.
func (r Record) made(d api.Deployment) bool {
	return d.Deployable == nil && d.User != nil && d.User.ID == r.Me && r.describes(d)
}

// describes reports whether a deployment is what was to be recorded. GitLab does
// not tell whether its ref is a tag, and takes a name for a commit too: only a
// whole hash is compared, since a name may look like the beginning of one.
// gitlab: lib/api/entities/deployment.rb, app/services/deployments/create_service.rb
func (r Record) describes(d api.Deployment) bool {
	return d.Environment.Name == r.New.Environment && d.Ref == r.New.Ref && d.Status == r.New.Status &&
		(!isHash(r.New.SHA) || strings.EqualFold(d.SHA, r.New.SHA))
}

// isHash tells the whole hash of a commit.
func isHash(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(strings.ToLower(s), "0123456789abcdef") == ""
}
