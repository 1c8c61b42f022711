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
	a := c.w.record(d, c.u, r, status, comment)
	if status == rejected {
		c.w.drop(d)
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
	case w.ruleFor(d, c.u, "") == nil:
		return no(textNoRight)
	}
	r := w.ruleFor(d, c.u, hat)
	if r == nil {
		return no(textNoHat)
	}
	return r, nil
}

// drop fails the job of a rejected deployment for good. A second rejection
// finds it failed already and changes nothing; one without a job keeps its
// status.
func (w *world) drop(d *deployment) {
	j := d.job
	if j == nil || isDone(j.status) {
		return
	}
	j.failure = "deployment_rejected"
	w.setJob(j, statusFailed)
}
