package api

import (
	"context"
	"fmt"
	"net/http"
	"unicode/utf8"
)

// MaxComment is the length of an approval's comment, in characters.
// gitlab: ee/app/models/deployments/approval.rb
const MaxComment = 255

// ApprovalRequest is a decision on a deployment.
type ApprovalRequest struct {
	Decision Decision
	// Comment has at most MaxComment characters; empty sends none.
	Comment string
	// RepresentedAs is part of the name of a user, group or role as a rule shows
	// it; GitLab takes the first rule that contains it, upper and lower case told
	// apart. Empty means the first rule that covers the caller.
	RepresentedAs string
}

// Check names what GitLab would refuse of the values.
func (a ApprovalRequest) Check() error {
	if a.Decision != Approve && a.Decision != Reject {
		return fmt.Errorf("%q is no decision; it is approved or rejected", printable(string(a.Decision)))
	}
	if n := utf8.RuneCountInString(a.Comment); n > MaxComment {
		return fmt.Errorf("the comment has %d characters, %d are allowed", n, MaxComment)
	}
	return nil
}

// SubmitApproval approves or rejects a deployment. It is sent once. The reply
// tells nothing of what is still missing, and a decision repeated gives the first
// one back: read the deployment again after it. Approving does not start the job;
// rejecting fails it for good.
// gitlab: ee/lib/ee/api/deployments.rb, ee/app/services/deployments/approval_service.rb
func (c *Client) SubmitApproval(ctx context.Context, r Ref, a ApprovalRequest) (Approval, error) {
	op := "approve deployment"
	if a.Decision == Reject {
		op = "reject deployment"
	}
	body := struct {
		Status        Decision `json:"status"`
		Comment       string   `json:"comment,omitempty"`
		RepresentedAs string   `json:"represented_as,omitempty"`
	}{a.Decision, a.Comment, a.RepresentedAs}
	q := call{op: op, target: deploymentTarget(r), method: http.MethodPost, path: deploymentPath(r, "approval"), body: body}
	if err := c.own(q, r); err != nil {
		return Approval{}, err
	}
	if err := a.Check(); err != nil {
		return Approval{}, invalid(q, c.host, err.Error())
	}
	var got Approval
	_, err := c.do(ctx, q, &got)
	return got, err
}
