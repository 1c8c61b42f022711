package history

import (
	"strings"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

// why is the second line of a deployment: why it failed, who refused and what they
// said, who agreed. Nothing where there is nothing to tell.
func (p *picture) why(r fleet.Row) []rows.Span {
	parts := [][]rows.Span{reason(r), decided(r, api.Reject), decided(r, api.Approve)}
	if !r.Detailed {
		parts = append(parts, rows.Said(theme.Muted, "who approved was not read"))
	}
	text := rows.Sentence(parts...)
	if len(text) == 0 {
		return nil
	}
	return append([]rows.Span{{Role: theme.Text, Text: "  "}}, text...)
}

// reason is why the job failed, where that is not the rejection.
func reason(r fleet.Row) []rows.Span {
	job := r.Deployment.Deployable
	if r.Verdict.State != api.StateFailed || job == nil || job.FailureReason == nil {
		return nil
	}
	return rows.Said(theme.Muted, present.FailureReason(*job.FailureReason))
}

// decided names all who decided one way, with what they said: "approved by @ines
// “lgtm”, @bob".
func decided(r fleet.Row, how api.Decision) []rows.Span {
	var who []string
	for _, a := range r.Deployment.Approvals {
		if a.Status != how {
			continue
		}
		name := present.User(a.User)
		if a.Comment != nil && strings.TrimSpace(*a.Comment) != "" {
			name += " " + present.Quote(strings.TrimSpace(*a.Comment))
		}
		who = append(who, name)
	}
	if len(who) == 0 {
		return nil
	}
	if how == api.Reject {
		return rows.Said(theme.Text, "rejected by "+strings.Join(who, ", "))
	}
	return rows.Said(theme.Muted, "approved by "+strings.Join(who, ", "))
}
