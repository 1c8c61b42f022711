package api

import (
	"fmt"
	"time"
)

// Ref names one deployment anywhere: the instance, the project and the
// deployment. Ids repeat across instances, so no pair of them is enough.
type Ref struct {
	// Host is the instance as ParseInstance writes it, "gitlab.acme.dev" or
	// "acme.dev/gitlab".
	Host string
	// Project is the numeric project id: paths change when projects move.
	Project int64
	// Deployment is the global id of the API, not the iid of the web pages.
	Deployment int64
}

// String is for logs and errors, "gitlab.acme.dev/12/deployments/345".
func (r Ref) String() string {
	return fmt.Sprintf("%s/%d/deployments/%d", r.Host, r.Project, r.Deployment)
}

// ProjectRef names one project on one instance.
type ProjectRef struct {
	Host string
	ID   int64
}

// Status is the state GitLab gives a deployment. The set is open: a status this
// version does not know is kept as it came.
// gitlab: app/models/deployment.rb
type Status string

// The statuses known today.
const (
	StatusCreated  Status = "created"
	StatusRunning  Status = "running"
	StatusSuccess  Status = "success"
	StatusFailed   Status = "failed"
	StatusCanceled Status = "canceled"
	StatusSkipped  Status = "skipped"
	StatusBlocked  Status = "blocked"
)

// User is a person or a bot as GitLab embeds one in other records.
// gitlab: lib/api/entities/user_basic.rb
type User struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
	// State is active, blocked, deactivated, ldap_blocked, banned ...; the set is
	// open.
	State string `json:"state"`
	// Locked is after too many wrong passwords.
	Locked bool `json:"locked"`
	// PublicEmail and AvatarURL are nil where there is none.
	PublicEmail *string `json:"public_email"`
	AvatarURL   *string `json:"avatar_url"`
	WebURL      string  `json:"web_url"`
}

// CurrentUser is the owner of the token.
// gitlab: lib/api/entities/user_public.rb
type CurrentUser struct {
	User
	Bot bool `json:"bot"`
	// IsAdmin is present for administrators only.
	IsAdmin bool `json:"is_admin"`
}

// Token is what GitLab says of the token in use.
// gitlab: lib/api/entities/personal_access_token.rb
type Token struct {
	ID     int64    `json:"id"`
	Name   string   `json:"name"`
	Scopes []string `json:"scopes"`
	Active bool     `json:"active"`
	// ExpiresAt is a bare date, 2026-02-14: the token is dead from the start of
	// that day, UTC. Nil when it never expires.
	ExpiresAt *string `json:"expires_at"`
}

// Deployment is one deployment. The approval fields come from a single read, a
// creation and an update; a listing never has them.
// gitlab: lib/api/entities/deployment.rb
type Deployment struct {
	ID        int64     `json:"id"`
	IID       int64     `json:"iid"`
	Ref       string    `json:"ref"`
	SHA       string    `json:"sha"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Status    Status    `json:"status"`
	// User triggered the pipeline; nil for a deleted account. It does not change
	// when somebody else plays the job.
	User        *User       `json:"user"`
	Environment Environment `json:"environment"`
	// Deployable is the job; nil when the deployment was recorded through the API
	// or the job is gone.
	Deployable *Job `json:"deployable"`

	// PendingApprovalCount is the sum over all rules of what is still missing; nil
	// when GitLab did not send it (a listing, or a FOSS build).
	PendingApprovalCount *int `json:"pending_approval_count"`
	// Approvals holds the decisions on this deployment, without their rules; nil
	// like PendingApprovalCount.
	Approvals []Approval `json:"approvals"`
	// ApprovalSummary holds the rules; nil like PendingApprovalCount.
	ApprovalSummary *ApprovalSummary `json:"approval_summary"`
}

// Environment is where a deployment goes. Tier, State and LastDeployment come
// from the environments API only.
// gitlab: lib/api/entities/environment.rb
type Environment struct {
	ID          int64   `json:"id"`
	Name        string  `json:"name"`
	Slug        string  `json:"slug"`
	ExternalURL *string `json:"external_url"`
	// CreatedAt and UpdatedAt are zero where a newer GitLab leaves them out.
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Tier      Tier      `json:"tier"`
	State     string    `json:"state"`
	// LastDeployment is the last successful one; nil when there is none, and in
	// listings.
	LastDeployment *Deployment `json:"last_deployment"`
}

// Tier says what an environment is for. The set is open.
// gitlab: app/models/environment.rb
type Tier string

// The tiers known today. TierUnknown means that it was not read.
const (
	TierUnknown     Tier = ""
	TierProduction  Tier = "production"
	TierStaging     Tier = "staging"
	TierTesting     Tier = "testing"
	TierDevelopment Tier = "development"
	TierOther       Tier = "other"
)

// Decision is what an approver says.
type Decision string

// The two decisions GitLab takes.
const (
	Approve Decision = "approved"
	Reject  Decision = "rejected"
)

// Approval is one person's decision on one deployment.
// gitlab: ee/lib/api/entities/deployments/approval.rb
type Approval struct {
	User      *User     `json:"user"`
	Status    Decision  `json:"status"`
	CreatedAt time.Time `json:"created_at"`
	Comment   *string   `json:"comment"`
}

// ApprovalSummary is the list of rules that guard the environment.
type ApprovalSummary struct {
	Rules []ApprovalRule `json:"rules"`
}

// ApprovalRule asks for a number of approvals by one user, one group or one
// role: exactly one of UserID, GroupID and AccessLevel is set.
// gitlab: ee/lib/api/entities/protected_environments/approval_rule_for_summary.rb
type ApprovalRule struct {
	ID          int64        `json:"id"`
	UserID      *int64       `json:"user_id"`
	GroupID     *int64       `json:"group_id"`
	AccessLevel *AccessLevel `json:"access_level"`
	// Description is the human name: a person's, a group's, "Maintainers". Nil for
	// the Reporter and administrator rules.
	Description *string `json:"access_level_description"`
	Required    int     `json:"required_approvals"`
	// Inheritance is 0 where only direct members of the group count, 1 where
	// inherited ones do too.
	Inheritance int `json:"group_inheritance_type"`
	// Given holds every approval ever given under this rule, to any deployment.
	// Never count it: use RuleProgress.
	Given []Approval `json:"deployment_approvals"`
}

// AccessLevel is a role as GitLab numbers it.
// gitlab: lib/gitlab/access.rb
type AccessLevel int

// The levels that matter to deployments.
const (
	NoAccess   AccessLevel = 0
	Guest      AccessLevel = 10
	Reporter   AccessLevel = 20
	Developer  AccessLevel = 30
	Maintainer AccessLevel = 40
	Owner      AccessLevel = 50
	Admin      AccessLevel = 60
)

// Member is somebody's place in a project or group.
type Member struct {
	User
	AccessLevel AccessLevel `json:"access_level"`
}
