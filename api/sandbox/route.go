package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// route is one endpoint. Segments that begin with a colon are variables.
type route struct {
	method    string
	segments  []string
	handle    func(*call) (reply, error)
	anonymous bool // answers without a token too
	readUser  bool // scope read_user is enough
	anyScope  bool // any valid token will do
	ee        bool // absent from a FOSS GitLab
}

// routes is every endpoint the sandbox serves, below /api/v4; a FOSS GitLab
// lacks some.
func routes(foss bool) []*route {
	get, post, put, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	const one = "/projects/:id"
	const many = one + "/deployments"
	const pipeline = one + "/pipelines/:pipeline_id"
	list := []*route{
		{method: get, segments: path("/user"), handle: getUser, readUser: true},
		{method: get, segments: path("/metadata"), handle: getMetadata, readUser: true},
		{method: get, segments: path("/version"), handle: getVersion, readUser: true},
		{method: get, segments: path("/personal_access_tokens/self"), handle: getOwnToken, anyScope: true},

		{method: get, segments: path("/projects"), handle: listProjects, anonymous: true},
		{method: get, segments: path(one), handle: getProject, anonymous: true},
		{method: get, segments: path("/groups/:id/projects"), handle: listGroupProjects, anonymous: true},
		{method: get, segments: path("/groups/:id/members/:user_id"), handle: getGroupMember, anonymous: true},
		{method: get, segments: path("/groups/:id/members/all/:user_id"), handle: getGroupMemberAll, anonymous: true},
		{method: get, segments: path(one + "/members/:user_id"), handle: getProjectMember, anonymous: true},
		{method: get, segments: path(one + "/members/all/:user_id"), handle: getProjectMemberAll, anonymous: true},

		{method: get, segments: path(many), handle: listDeployments},
		{method: post, segments: path(many), handle: createDeployment},
		{method: get, segments: path(many + "/:deployment_id"), handle: getDeployment},
		{method: put, segments: path(many + "/:deployment_id"), handle: updateDeployment},
		{method: del, segments: path(many + "/:deployment_id"), handle: deleteDeployment},
		{method: get, segments: path(many + "/:deployment_id/merge_requests"), handle: listDeploymentMergeRequests},
		{method: post, segments: path(many + "/:deployment_id/approval"), handle: approveDeployment, ee: true},

		{method: get, segments: path(one + "/environments"), handle: listEnvironments},
		{method: get, segments: path(one + "/environments/:environment_id"), handle: getEnvironment},
		{method: get, segments: path(one + "/jobs/:job_id"), handle: getJob},
		{method: get, segments: path(one + "/jobs/:job_id/trace"), handle: getTrace},
		{method: post, segments: path(one + "/jobs/:job_id/play"), handle: playJob},
		{method: post, segments: path(one + "/jobs/:job_id/retry"), handle: retryJob},
		{method: post, segments: path(one + "/jobs/:job_id/cancel"), handle: cancelJob},
		{method: get, segments: path(pipeline), handle: getPipeline, anonymous: true},
		{method: get, segments: path(pipeline + "/jobs"), handle: listPipelineJobs},
		{method: get, segments: path(pipeline + "/bridges"), handle: listPipelineBridges},
		{method: get, segments: path(one + "/protected_environments"), handle: listProtectedEnvironments, ee: true},
		{method: get, segments: path(one + "/protected_environments/:name"), handle: getProtectedEnvironment, ee: true},
		{method: get, segments: path("/groups/:id/protected_environments"), handle: listGroupProtectedEnvironments, ee: true},
		{method: get, segments: path("/groups/:id/protected_environments/:name"), handle: getGroupProtectedEnvironment, ee: true},
		{method: get, segments: path(one + "/freeze_periods"), handle: listFreezePeriods},
		{method: get, segments: path(one + "/freeze_periods/:freeze_period_id"), handle: getFreezePeriod},
	}
	list = append(list, repositoryRoutes(one)...)
	return slices.DeleteFunc(list, func(rt *route) bool { return foss && rt.ee })
}

// repositoryRoutes is what is read of code and of how it came there: nobody has to
// sign in for a public project's.
func repositoryRoutes(project string) []*route {
	repository, merges := project+"/repository", project+"/merge_requests"
	list := []*route{
		{segments: path(repository + "/compare"), handle: compareRefs},
		{segments: path(repository + "/branches"), handle: listBranches},
		{segments: path(repository + "/branches/:branch"), handle: getBranch},
		{segments: path(repository + "/tags"), handle: listTags},
		{segments: path(repository + "/tags/:tag_name"), handle: getTag},
		{segments: path(repository + "/commits/:sha"), handle: getCommit},
		{segments: path(repository + "/commits/:sha/merge_requests"), handle: listCommitMergeRequests},
		{segments: path(merges), handle: listProjectMergeRequests},
		{segments: path(merges + "/:merge_request_iid/approvals"), handle: getMergeRequestApprovals},
		{segments: path(project + "/releases/:tag_name"), handle: getRelease},
	}
	for _, rt := range list {
		rt.method, rt.anonymous = http.MethodGet, true
	}
	return list
}

func path(pattern string) []string { return strings.Split(strings.TrimPrefix(pattern, "/"), "/") }

// match finds the route of a method and an escaped path below the API's root.
// The path is cut before it is decoded: %2F stays inside its segment.
// gitlab: lib/api/api.rb
func match(list []*route, method, escaped string) (*route, map[string]string, error) {
	raw := strings.Split(strings.TrimSuffix(strings.TrimPrefix(escaped, "/"), "/"), "/")
	segments := make([]string, len(raw))
	for i, s := range raw {
		decoded, err := url.PathUnescape(s)
		if err != nil {
			return nil, nil, noRoute()
		}
		segments[i] = decoded
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var others []string
	for _, rt := range list {
		vars, fits := rt.vars(segments)
		switch {
		case !fits:
		case rt.method == method:
			return rt, vars, nil
		default:
			others = append(others, rt.method)
		}
	}
	if len(others) == 0 {
		return nil, nil, noRoute()
	}
	slices.Sort(others)
	err := refuseError(http.StatusMethodNotAllowed, errorBody{Error: "405 Not Allowed"}).(*refusal)
	err.header.Set("Allow", strings.Join(slices.Compact(others), ", "))
	return nil, nil, err
}

func noRoute() error { return refuseError(http.StatusNotFound, errorBody{Error: "404 Not Found"}) }

func (rt *route) vars(segments []string) (map[string]string, bool) {
	if len(segments) != len(rt.segments) {
		return nil, false
	}
	vars := map[string]string{}
	for i, want := range rt.segments {
		switch {
		case strings.HasPrefix(want, ":") && segments[i] != "":
			vars[want[1:]] = segments[i]
		case want != segments[i]:
			return nil, false
		}
	}
	return vars, true
}
