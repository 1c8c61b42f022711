package present

import (
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/api/fleet"
)

// reasons words the failures that GitLab names; what is missing here is shown as
// its own word with blanks.
// gitlab: app/presenters/commit_status_presenter.rb
var reasons = map[string]string{
	"script_failure":                    "script failure",
	"stuck_or_timeout_failure":          "stuck, or timed out",
	"job_execution_timeout":             "the job took too long",
	"runner_system_failure":             "the runner failed",
	"no_matching_runner":                "no runner matches its tags",
	"ci_quota_exceeded":                 "no compute minutes are left",
	"user_blocked":                      "its user is blocked",
	"deployment_rejected":               "rejected by an approver",
	"protected_environment_failure":     "not allowed to deploy to this environment",
	"environment_creation_failure":      "the environment could not be created",
	"failed_outdated_deployment_job":    "a newer deployment went first",
	"forward_deployment_failure":        "a newer deployment went first",
	"upstream_bridge_project_not_found": "the upstream project was not found",
	"missing_dependency_failure":        "an artifact it needs is gone",
	"api_failure":                       "GitLab's own API failed",
	"data_integrity_failure":            "GitLab's data did not fit",
	"archived_failure":                  "the job is archived",
	"unmet_prerequisites":               "its prerequisites were not met",
	"scheduler_failure":                 "it could not be scheduled",
	"runner_unsupported":                "the runner is too old for it",
	"stale_schedule":                    "its schedule is stale",
	"unknown_failure":                   "GitLab names no reason",
}

// FailureReason is GitLab's failure_reason in words; empty for an empty one.
func FailureReason(reason string) string {
	if words, ok := reasons[reason]; ok {
		return words
	}
	return strings.ReplaceAll(reason, "_", " ")
}

func failure(r fleet.Row) string {
	if r.Deployment == nil {
		return ""
	}
	if r.External() {
		return recorded(r)
	}
	if reason := r.Deployment.Deployable.FailureReason; reason != nil && *reason != "" {
		return FailureReason(*reason)
	}
	return "GitLab names no reason"
}

// Unanswered says how a write was lost: nothing came back, or an answer that says
// nothing of what became of it, such as a 500.
func Unanswered(err error) string {
	if e := api.AsError(err); e != nil && e.Status >= 500 {
		return fmt.Sprintf("GitLab answered %d", e.Status)
	}
	return "No answer came"
}
