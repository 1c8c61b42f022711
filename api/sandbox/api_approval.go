package sandbox

import (
	"net/http"
	"unicode/utf8"
)

// Refusals of the approval service, word for word.
// gitlab: ee/app/services/deployments/approval_service.rb
const (
	textUnprotected = "This environment is not protected."
	textOwn         = "You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."
	textNoRules     = "Deployment approvals is not configured for this environment."
	textComplete    = "This deployment is not waiting for approvals."
	textNoRight     = "You don't have permission to approve this deployment. Contact the project or group owner for help."
	textNoHat       = "There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead."
	textTooLong     = "Comment is too long (maximum is 255 characters)"
)

// approveDeployment records a decision. Whether it is accepted depends on the
// open rules, not on the status of the deployment.
func approveDeployment(c *call) (reply, error) {
	c.params.id("deployment_id")
	status := c.params.needOneOf("status", []string{approved, rejected})
	d, err := c.deployment()
	if err != nil {
		return reply{}, err
	}
	hat, comment := c.params.text("represented_as"), c.params.text("comment")
	r, err := c.ruleForDecision(d, status, hat)
	if err != nil {
		return reply{}, err
	}
	if utf8.RuneCountInString(comment) > 255 {
		return reply{}, refuse(http.StatusBadRequest, []string{textTooLong})
	}
	a, changed := c.w.record(d, c.u, r, status, comment)
	if status == rejected && changed && !c.w.drop(d) {
		return reply{}, refuse(http.StatusInternalServerError, "500 Internal Server Error")
	}
	return created(approvalJSONOf(c.w, a))
}

// ruleForDecision runs the service's checks in its order.
func (c *call) ruleForDecision(d *deployment, status, hat string) (*rule, error) {
	w := c.w
	no := func(text string) (*rule, error) { return nil, refuse(http.StatusBadRequest, text) }
	switch {
	case len(w.protectionsOf(d.env)) == 0:
		return no(textUnprotected)
	case d.user == c.u && status == approved && !d.project.selfApproval:
		return no(textOwn)
	case len(w.rulesOf(d.env)) == 0:
		return no(textNoRules)
	case w.pending(d) == 0:
		return no(textComplete)
	case w.ruleFor(d, c.u) == nil:
		return no(textNoRight)
	}
	if hat == "" {
		return w.ruleFor(d, c.u), nil
	}
	r, broken := w.ruleNamed(d, c.u, hat)
	switch {
	case broken:
		return nil, refuse(http.StatusInternalServerError, "500 Internal Server Error")
	case r == nil:
		return no(textNoHat)
	default:
		return r, nil
	}
}

// drop fails the job of a rejected deployment for good; a deployment without a
// job keeps its status. It is false where GitLab trips over a job that has
// ended already: the second person's rejection is stored and answered by a 500.
func (w *world) drop(d *deployment) bool {
	j := d.job
	if j == nil {
		return true
	}
	if isDone(j.status) {
		return false
	}
	j.failure = "deployment_rejected"
	w.setJob(j, statusFailed)
	return true
}
