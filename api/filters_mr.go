package api

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// MergeRequestFilter narrows the merge requests of a deployment. The zero value
// is GitLab's default: all states, newest first, 20 a page.
// gitlab: lib/api/helpers/merge_requests_helpers.rb
type MergeRequestFilter struct {
	// State is opened, closed, locked, merged or all.
	State string
	// OrderBy is created_at, label_priority, milestone_due, popularity, priority,
	// title, updated_at or merged_at.
	OrderBy string
	Sort    Sort
	// Search looks in the fields of In: title, description, or both when empty.
	Search string
	In     []string
	// Scope is created_by_me, assigned_to_me, reviews_for_me or all; empty means all.
	Scope string
	// A person is named by id or by exact username, not by both; 0 names nobody.
	AuthorID, AssigneeID, ReviewerID                   int64
	AuthorUsername, AssigneeUsername, ReviewerUsername string
	// Labels must all be there.
	Labels                        []string
	Milestone                     string
	SourceBranch, TargetBranch    string
	CreatedAfter, CreatedBefore   *time.Time
	UpdatedAfter, UpdatedBefore   *time.Time
	DeployedAfter, DeployedBefore *time.Time
	// WIP tells drafts from the rest; nil means both.
	WIP *bool
	// Environment is where it was deployed to.
	Environment string
	// View is "simple" for fewer fields; most fields of MergeRequest stay empty.
	View string
	// Not excludes. GitLab takes labels, milestone, my_reaction_emoji and the people
	// in it, and looks past everything else.
	Not map[string]string
	// Page begins at 1; 0 means the first.
	Page int
	// PerPage is at most MaxPerPage; 0 means 20.
	PerPage int
}

// Check names what GitLab would answer with a 400, or take for nothing at all.
// gitlab: lib/api/helpers/merge_requests_helpers.rb
func (f MergeRequestFilter) Check() error {
	for _, p := range []struct {
		name, value string
		known       []string
	}{
		{"state", f.State, []string{"opened", "closed", "locked", "merged", "all"}},
		{"order_by", f.OrderBy, []string{"created_at", "label_priority", "milestone_due", "popularity", "priority", "title", "updated_at", "merged_at"}},
		{"scope", f.Scope, []string{"created_by_me", "assigned_to_me", "reviews_for_me", "all"}},
		{"view", f.View, []string{"simple"}},
	} {
		if p.value != "" && !slices.Contains(p.known, p.value) {
			return unknownValue(p.name, p.value, p.known)
		}
	}
	fields := []string{"title", "description"}
	for _, in := range f.In {
		if !slices.Contains(fields, in) {
			return unknownValue("in", in, fields)
		}
	}
	for _, p := range []struct {
		name, username string
		id             int64
	}{{"author", f.AuthorUsername, f.AuthorID}, {"assignee", f.AssigneeUsername, f.AssigneeID}, {"reviewer", f.ReviewerUsername, f.ReviewerID}} {
		switch {
		case p.id < 0:
			return fmt.Errorf("%s_id=%d is no id", p.name, p.id)
		case p.id > 0 && p.username != "":
			return fmt.Errorf("%s_id and %s_username cannot be combined; drop one", p.name, p.name)
		}
	}
	if err := f.checkNot(); err != nil {
		return err
	}
	return checkListing(f.Sort, f.Page, f.PerPage)
}

// checkNot names what GitLab would refuse under not[…].
func (f MergeRequestFilter) checkNot() error {
	for _, who := range []string{"author", "assignee", "reviewer"} {
		if f.Not[who+"_id"] != "" && f.Not[who+"_username"] != "" {
			return fmt.Errorf("not[%s_id] and not[%s_username] cannot be combined; drop one", who, who)
		}
	}
	return nil
}

func unknownValue(name, value string, known []string) error {
	return fmt.Errorf("%s=%s does not exist; use %s", name, printable(value), strings.Join(known, ", "))
}

func (f MergeRequestFilter) query() params {
	var p params
	for _, kv := range [][2]string{
		{"state", f.State}, {"order_by", f.OrderBy}, {"sort", string(f.Sort)},
		{"search", f.Search}, {"in", strings.Join(f.In, ",")},
		{"author_username", f.AuthorUsername}, {"assignee_username", f.AssigneeUsername},
		{"reviewer_username", f.ReviewerUsername}, {"labels", strings.Join(f.Labels, ",")},
		{"milestone", f.Milestone}, {"source_branch", f.SourceBranch}, {"target_branch", f.TargetBranch},
		{"environment", f.Environment}, {"view", f.View}, {"scope", f.Scope},
	} {
		p.set(kv[0], kv[1])
	}
	p.number("author_id", f.AuthorID)
	p.number("assignee_id", f.AssigneeID)
	p.number("reviewer_id", f.ReviewerID)
	p.time("created_after", f.CreatedAfter)
	p.time("created_before", f.CreatedBefore)
	p.time("updated_after", f.UpdatedAfter)
	p.time("updated_before", f.UpdatedBefore)
	p.time("deployed_after", f.DeployedAfter)
	p.time("deployed_before", f.DeployedBefore)
	if f.WIP != nil {
		p.set("wip", map[bool]string{true: "yes", false: "no"}[*f.WIP])
	}
	for k, v := range f.Not {
		p.set("not["+k+"]", v)
	}
	p.number("page", int64(f.Page))
	p.number("per_page", int64(f.PerPage))
	return p
}
