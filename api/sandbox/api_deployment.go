package sandbox

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// deployment finds the deployment a path names, in a project whose
// deployments the caller may read.
func (c *call) deployment() (*deployment, error) { return c.deploymentOf((*call).readable) }

// deploymentOf finds the deployment a path names in the project that find
// gives, if it gives one.
func (c *call) deploymentOf(find func(*call) (*project, error)) (*deployment, error) {
	id := c.params.id("deployment_id")
	p, err := find(c)
	if err != nil {
		return nil, err
	}
	d := c.w.deployments[id]
	if d == nil || d.project != p {
		return nil, notFound("")
	}
	return d, nil
}

func getDeployment(c *call) (reply, error) {
	d, err := c.deployment()
	if err != nil {
		return reply{}, err
	}
	return ok(c.w.deploymentFullJSON(d))
}

// apiStatuses are those that a client may set.
var apiStatuses = []string{statusRunning, statusSuccess, statusFailed, statusCanceled}

// createDeployment records a deployment that was made outside GitLab CI.
// gitlab: lib/api/deployments.rb
func createDeployment(c *call) (reply, error) {
	p := c.params
	env, sha, ref := p.required("environment"), p.required("sha"), p.required("ref")
	if !p.given["tag"] {
		p.complain("tag is missing")
	}
	tag := p.boolean("tag", false)
	status := p.needOneOf("status", apiStatuses)
	proj, err := c.project()
	if err != nil {
		return reply{}, err
	}
	if !proj.readsDeployments(c.u) || !proj.may(c.u, levelDeveloper) || proj.archived {
		return reply{}, forbidden("")
	}
	commit, known := c.w.resolve(proj, sha)
	if !known {
		return reply{}, invalid("sha", "The commit does not exist")
	}
	if _, known := proj.refs[ref]; !known {
		return reply{}, invalid("ref", "The branch or tag does not exist")
	}
	e := proj.environmentBy[env]
	if e == nil {
		if err := checkEnvironmentName(env); err != nil {
			return reply{}, err
		}
		e = c.w.environmentOf(proj, env, c.w.now)
	}
	if !c.w.mayDeployTo(c.u, e) {
		return reply{}, forbidden("")
	}
	return created(c.w.deploymentFullJSON(c.w.recordExternal(e, c.u, commit, ref, tag, status)))
}

var environmentName = pattern(`\A[a-zA-Z0-9_\-$}{. /]+\z`)

const textEnvironmentName = "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"

// checkEnvironmentName is the validation of a new environment.
// gitlab: app/models/environment.rb
func checkEnvironmentName(name string) error {
	var wrong []string
	if utf8.RuneCountInString(name) > 255 {
		wrong = append(wrong, "is too long (maximum is 255 characters)")
	}
	if !environmentName().MatchString(name) || strings.HasPrefix(name, "/") || strings.HasSuffix(name, "/") {
		wrong = append(wrong, textEnvironmentName)
	}
	if len(wrong) == 0 {
		return nil
	}
	return refuse(http.StatusBadRequest, map[string][]string{"name": wrong})
}

// recordExternal makes a deployment without a job. What equals the current
// one of the environment is that one again.
func (w *world) recordExternal(e *environment, u *user, at commitID, ref string, tag bool, status string) *deployment {
	if last := e.lastSuccess(); last != nil && last.ref == ref && last.commit == at && last.tag == tag && last.status == status {
		return last
	}
	w.nextDeployment++
	e.project.nextIID++
	d := &deployment{
		id: w.nextDeployment, iid: e.project.nextIID, project: e.project, env: e, ref: ref, tag: tag, commit: at,
		status: statusCreated, user: u, created: w.now, updated: w.now,
	}
	w.insert(d)
	w.setDeployment(d, status)
	return d
}

// transitions are the events of the state machine and whence they lead.
// gitlab: app/models/deployment.rb
var transitions = map[string]struct {
	event string
	from  func(string) bool
}{
	statusRunning:  {"run", func(s string) bool { return s == statusCreated || s == statusBlocked }},
	statusSuccess:  {"succeed", func(s string) bool { return s != statusSuccess }},
	statusFailed:   {"drop", func(s string) bool { return s != statusFailed }},
	statusCanceled: {"cancel", func(s string) bool { return s != statusCanceled }},
}

func updateDeployment(c *call) (reply, error) {
	c.params.id("deployment_id")
	status := c.params.needOneOf("status", apiStatuses)
	d, err := c.deployment()
	if err != nil {
		return reply{}, err
	}
	if !d.project.may(c.u, levelDeveloper) || d.project.archived || !c.w.mayDeployTo(c.u, d.env) {
		return reply{}, forbidden("")
	}
	if d.job != nil {
		return reply{}, forbidden("Deployments created using GitLab CI can not be updated using the API")
	}
	way := transitions[status]
	if !way.from(d.status) {
		return reply{}, invalid("status", `cannot transition via "`+way.event+`"`)
	}
	c.w.setDeployment(d, status)
	return ok(c.w.deploymentFullJSON(d))
}

// deleteDeployment answers 204 without a body. It looks for the deployment
// before it looks at rights.
func deleteDeployment(c *call) (reply, error) {
	d, err := c.deploymentOf((*call).project)
	if err != nil {
		return reply{}, err
	}
	if !d.project.may(c.u, levelMaintainer) || d.project.archived || !c.w.mayDeployTo(c.u, d.env) {
		return reply{}, forbidden("")
	}
	if since, given := unmodifiedSince(c.r.Header); given && d.updated.After(since) {
		return reply{}, refuse(http.StatusPreconditionFailed, "412 Precondition Failed")
	}
	switch {
	case d.status == statusRunning:
		return reply{}, refuse(http.StatusBadRequest, "Cannot destroy running deployment")
	case d.env.lastSuccess() == d:
		return reply{}, refuse(http.StatusBadRequest, "Deployment currently deployed to environment")
	}
	c.w.remove(d)
	return reply{status: http.StatusNoContent, header: http.Header{}}, nil
}

// unmodifiedSince reads the header as Ruby's Time.parse does: HTTP dates, which
// have whole seconds only, and ISO 8601. Anything else counts as absent.
func unmodifiedSince(h http.Header) (time.Time, bool) {
	text := h.Get("If-Unmodified-Since")
	if at, err := http.ParseTime(text); err == nil {
		return at, true
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return at, err == nil
}
