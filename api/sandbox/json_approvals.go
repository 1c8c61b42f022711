package sandbox

import (
	"slices"
	"time"
)

type mergeApprovalJSON struct {
	User       *userJSON `json:"user"`
	ApprovedAt stamp     `json:"approved_at"`
}

// mergeApprovalsJSON is all that a FOSS GitLab says of a merge request's approvals:
// approved is then whether anybody did.
// gitlab: lib/api/entities/merge_request_approvals.rb
type mergeApprovalsJSON struct {
	UserHas    bool                `json:"user_has_approved"`
	UserCan    bool                `json:"user_can_approve"`
	Approved   bool                `json:"approved"`
	ApprovedBy []mergeApprovalJSON `json:"approved_by"`
}

// mergeStateJSON is what one with the enterprise code says: approved is then whether
// enough did, which is so where nobody had to.
// gitlab: ee/lib/ee/api/entities/approval_state.rb
type mergeStateJSON struct {
	ID          int64  `json:"id"`
	IID         int    `json:"iid"`
	ProjectID   int64  `json:"project_id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	State       string `json:"state"`
	CreatedAt   stamp  `json:"created_at"`
	UpdatedAt   stamp  `json:"updated_at"`
	MergeStatus string `json:"merge_status"`
	mergeApprovalsJSON
	Required          int        `json:"approvals_required"`
	Left              int        `json:"approvals_left"`
	Password          bool       `json:"require_password_to_approve"`
	Suggested         []userJSON `json:"suggested_approvers"`
	Approvers         []userJSON `json:"approvers"`
	ApproverGroups    []struct{} `json:"approver_groups"`
	RulesLeft         []struct{} `json:"approval_rules_left"`
	HasRules          bool       `json:"has_approval_rules"`
	ApproversFeature  bool       `json:"merge_request_approvers_available"`
	SeveralRules      bool       `json:"multiple_approval_rules_available"`
	InvalidRulesFound []struct{} `json:"invalid_approvers_rules"`
}

// mergeApprovalsJSON answers by the edition.
func (w *world) mergeApprovalsJSON(m mergeRequest, u *user) any {
	by := w.approvers(m)
	short := mergeApprovalsJSON{
		UserHas: u != nil && slices.Contains(by, u), Approved: len(by) > 0, ApprovedBy: make([]mergeApprovalJSON, 0, len(by)),
	}
	for no, who := range by {
		at := m.fact.at.Add(-time.Duration(len(by)-no) * 47 * time.Minute)
		short.ApprovedBy = append(short.ApprovedBy, mergeApprovalJSON{w.userJSON(who), stamp(at)})
	}
	if w.foss {
		return short
	}
	simple := w.mergeSimpleJSON(m)
	full := mergeStateJSON{
		ID: simple.ID, IID: m.iid, ProjectID: m.project.id, Title: simple.Title, Description: simple.Description, State: simple.State,
		CreatedAt: simple.CreatedAt, UpdatedAt: simple.UpdatedAt, MergeStatus: "can_be_merged", mergeApprovalsJSON: short,
		Suggested: []userJSON{}, Approvers: []userJSON{}, ApproverGroups: []struct{}{}, RulesLeft: []struct{}{},
		HasRules: !w.lonely(m), ApproversFeature: true, SeveralRules: true, InvalidRulesFound: []struct{}{},
	}
	if !w.lonely(m) {
		full.Required = 1
	}
	full.Left = max(full.Required-len(by), 0)
	full.Approved = full.Left == 0
	return full
}
