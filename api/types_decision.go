package api

import "time"

// FreezePeriod is a stretch of time, coming back by two cron expressions, in which
// a project asks not to be deployed. GitLab only sets a variable in jobs by it: it
// stops nobody, and neither blocks nor shows on deployments.
// gitlab: lib/api/entities/freeze_period.rb, app/models/ci/freeze_period.rb
type FreezePeriod struct {
	ID int64 `json:"id"`
	// Start and End are cron expressions of five fields.
	Start string `json:"freeze_start"`
	End   string `json:"freeze_end"`
	// Zone is an IANA name or one of Rails' ("Eastern Time (US & Canada)").
	Zone string `json:"cron_timezone"`
}

// Freeze is one occurrence of a freeze period, From included, Until excluded.
type Freeze struct {
	From, Until time.Time
	// Zone is the name as GitLab has it; Place is the same as a location, UTC where the
	// name is unknown.
	Zone  string
	Place *time.Location
}

// Active reports whether it is on at a moment.
func (f Freeze) Active(at time.Time) bool { return !at.Before(f.From) && at.Before(f.Until) }

// Release is what a project published for a tag.
// gitlab: lib/api/entities/release.rb
type Release struct {
	Tag  string `json:"tag_name"`
	Name string `json:"name"`
	// Notes are in Markdown, with line ends, as GitLab sends them.
	Notes      string     `json:"description"`
	ReleasedAt *time.Time `json:"released_at"`
	Links      struct {
		Self string `json:"self"`
	} `json:"_links"`
}

// MergeRequestApprovals is who agreed to a merge request.
// gitlab: ee/lib/ee/api/entities/merge_request_approvals.rb, lib/api/entities/merge_request_approvals.rb
type MergeRequestApprovals struct {
	Approved bool `json:"approved"`
	// Required and Left are nil without Premium.
	Required *int `json:"approvals_required"`
	Left     *int `json:"approvals_left"`
	By       []struct {
		User *User `json:"user"`
	} `json:"approved_by"`
}

// RefGuard is how a branch or a tag is protected.
// gitlab: lib/api/entities/branch.rb, lib/api/entities/tag.rb
type RefGuard struct {
	Name      string `json:"name"`
	Protected bool   `json:"protected"`
	// Default, DevelopersPush and DevelopersMerge are of branches.
	Default         bool `json:"default"`
	DevelopersPush  bool `json:"developers_can_push"`
	DevelopersMerge bool `json:"developers_can_merge"`
	// Tag says that it is a tag.
	Tag bool `json:"-"`
}

// Insight is what only GraphQL says of a deployment and of the environment it goes
// to: GitLab's own answers where REST leaves an inference.
// gitlab: ee/app/graphql/ee/types/deployment_type.rb
type Insight struct {
	// Rules answer, rule by rule, whether the caller may approve under it. Neither one's
	// own deployment nor a complete approval is considered.
	Rules []RuleInsight
	// Freezes are those that GitLab evaluated, whether on or not; FreezesKnown is false
	// where it did not say.
	Freezes      []Freeze
	FreezesKnown bool
}

// RuleInsight is GitLab's answer about one rule, which is named by what it covers:
// one of the three is not nil.
type RuleInsight struct {
	UserID, GroupID *int64
	AccessLevel     *AccessLevel
	Required        int
	CanApprove      bool
}
