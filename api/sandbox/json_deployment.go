package sandbox

type environmentBasicJSON struct {
	ID          int64   `json:"id"`
	Name        string  `json:"name"`
	Slug        string  `json:"slug"`
	ExternalURL *string `json:"external_url"`
	CreatedAt   stamp   `json:"created_at"`
	UpdatedAt   stamp   `json:"updated_at"`
}

func environmentBasicOf(e *environment) environmentBasicJSON {
	shape := environmentBasicJSON{
		ID: e.id, Name: e.name, Slug: e.slug, CreatedAt: stamp(e.created), UpdatedAt: stamp(e.updated),
	}
	if e.externalURL != "" {
		shape.ExternalURL = &e.externalURL
	}
	return shape
}

type environmentJSON struct {
	environmentBasicJSON
	Tier        string             `json:"tier"`
	State       string             `json:"state"`
	AutoStopAt  stamp              `json:"auto_stop_at"`
	Description *string            `json:"description"`
	Project     *simpleProjectJSON `json:"project,omitempty"` // absent from the single one
}

func (w *world) environmentJSON(e *environment) environmentJSON {
	p := w.simpleProjectJSON(e.project)
	return environmentJSON{environmentBasicJSON: environmentBasicOf(e), Tier: e.tier, State: e.state, Project: &p}
}

type environmentFullJSON struct {
	environmentJSON
	LastDeployment *deploymentJSON `json:"last_deployment"`
}

// deploymentJSON is the entity of the list.
// gitlab: lib/api/entities/deployment.rb
type deploymentJSON struct {
	ID          int64                 `json:"id"`
	IID         int64                 `json:"iid"`
	Ref         string                `json:"ref"`
	SHA         string                `json:"sha"`
	CreatedAt   stamp                 `json:"created_at"`
	UpdatedAt   stamp                 `json:"updated_at"`
	User        *userJSON             `json:"user"`
	Environment *environmentBasicJSON `json:"environment,omitempty"`
	Deployable  *jobJSON              `json:"deployable"`
	Status      string                `json:"status"`
}

func (w *world) deploymentJSON(d *deployment) deploymentJSON {
	env := environmentBasicOf(d.env)
	shape := deploymentJSON{
		ID: d.id, IID: d.iid, Ref: d.ref, SHA: w.sha(d.project, d.commit), CreatedAt: stamp(d.created), UpdatedAt: stamp(d.updated),
		User: w.userJSON(d.user), Environment: &env, Status: d.status,
	}
	if d.job != nil {
		job := w.jobJSON(d.job)
		shape.Deployable = &job
	}
	return shape
}

type approvalJSON struct {
	User      *userJSON `json:"user"`
	Status    string    `json:"status"`
	CreatedAt stamp     `json:"created_at"`
	Comment   *string   `json:"comment"`
}

func approvalJSONOf(w *world, a *approval) approvalJSON {
	shape := approvalJSON{User: w.userJSON(a.user), Status: a.status, CreatedAt: stamp(a.created)}
	if a.comment != "" {
		shape.Comment = &a.comment
	}
	return shape
}

func approvalsJSON(w *world, list []*approval) []approvalJSON {
	out := make([]approvalJSON, 0, len(list))
	for _, a := range list {
		out = append(out, approvalJSONOf(w, a))
	}
	return out
}

// ruleJSON lists every approval ever given under the rule, to any deployment.
// gitlab: ee/lib/api/entities/protected_environments/approval_rule_for_summary.rb
type ruleJSON struct {
	ID          int64          `json:"id"`
	UserID      *int64         `json:"user_id"`
	GroupID     *int64         `json:"group_id"`
	AccessLevel *int           `json:"access_level"`
	Description *string        `json:"access_level_description"`
	Required    int            `json:"required_approvals"`
	Inheritance int            `json:"group_inheritance_type"`
	Approvals   []approvalJSON `json:"deployment_approvals"`
}

func (w *world) ruleJSON(r *rule) ruleJSON {
	shape := ruleJSON{ID: r.id, Required: r.required, Approvals: approvalsJSON(w, r.approvals)}
	shape.UserID, shape.GroupID, shape.AccessLevel = r.ids()
	if r.inherited {
		shape.Inheritance = 1
	}
	if name := r.humanName(); name != "" {
		shape.Description = &name
	}
	return shape
}

type summaryJSON struct {
	Rules []ruleJSON `json:"rules"`
}

// deploymentFullJSON adds what only the single deployment has; in a FOSS
// GitLab that is nothing.
// gitlab: ee/lib/ee/api/entities/deployment_extended.rb
type deploymentFullJSON struct {
	deploymentJSON
	Pending   *int            `json:"pending_approval_count,omitempty"`
	Approvals *[]approvalJSON `json:"approvals,omitempty"`
	Summary   *summaryJSON    `json:"approval_summary,omitempty"`
}

func (w *world) deploymentFullJSON(d *deployment) deploymentFullJSON {
	shape := deploymentFullJSON{deploymentJSON: w.deploymentJSON(d)}
	if w.foss {
		return shape
	}
	pending, given := w.pending(d), approvalsJSON(w, d.approvals)
	summary := summaryJSON{Rules: []ruleJSON{}}
	for _, r := range w.rulesOf(d.env) {
		summary.Rules = append(summary.Rules, w.ruleJSON(r))
	}
	shape.Pending, shape.Approvals, shape.Summary = &pending, &given, &summary
	return shape
}
