package api

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// term is one parameter of a MergeRequestFilter by GitLab's name.
type term struct {
	name string
	// get writes the value, empty for none.
	get func(f *MergeRequestFilter) string
	// set reads a value that is not empty; its error is what follows the name.
	set func(f *MergeRequestFilter, value string, now func(string) (time.Time, error)) error
}

// terms are all parameters, in the order in which they are written.
// gitlab: lib/api/helpers/merge_requests_helpers.rb
var terms = []term{
	textTerm("state", func(f *MergeRequestFilter) *string { return &f.State }),
	textTerm("scope", func(f *MergeRequestFilter) *string { return &f.Scope }),
	textTerm("search", func(f *MergeRequestFilter) *string { return &f.Search }),
	listTerm("in", func(f *MergeRequestFilter) *[]string { return &f.In }),
	listTerm("labels", func(f *MergeRequestFilter) *[]string { return &f.Labels }),
	textTerm("milestone", func(f *MergeRequestFilter) *string { return &f.Milestone }),
	textTerm("author_username", func(f *MergeRequestFilter) *string { return &f.AuthorUsername }),
	numberTerm("author_id", func(f *MergeRequestFilter) *int64 { return &f.AuthorID }),
	textTerm("assignee_username", func(f *MergeRequestFilter) *string { return &f.AssigneeUsername }),
	numberTerm("assignee_id", func(f *MergeRequestFilter) *int64 { return &f.AssigneeID }),
	textTerm("reviewer_username", func(f *MergeRequestFilter) *string { return &f.ReviewerUsername }),
	numberTerm("reviewer_id", func(f *MergeRequestFilter) *int64 { return &f.ReviewerID }),
	textTerm("source_branch", func(f *MergeRequestFilter) *string { return &f.SourceBranch }),
	textTerm("target_branch", func(f *MergeRequestFilter) *string { return &f.TargetBranch }),
	timeTerm("created_after", func(f *MergeRequestFilter) **time.Time { return &f.CreatedAfter }),
	timeTerm("created_before", func(f *MergeRequestFilter) **time.Time { return &f.CreatedBefore }),
	timeTerm("updated_after", func(f *MergeRequestFilter) **time.Time { return &f.UpdatedAfter }),
	timeTerm("updated_before", func(f *MergeRequestFilter) **time.Time { return &f.UpdatedBefore }),
	timeTerm("deployed_after", func(f *MergeRequestFilter) **time.Time { return &f.DeployedAfter }),
	timeTerm("deployed_before", func(f *MergeRequestFilter) **time.Time { return &f.DeployedBefore }),
	textTerm("environment", func(f *MergeRequestFilter) *string { return &f.Environment }),
	{"wip", wipText, setWIP},
	textTerm("order_by", func(f *MergeRequestFilter) *string { return &f.OrderBy }),
	textTerm("sort", func(f *MergeRequestFilter) *string { return (*string)(&f.Sort) }),
	textTerm("view", func(f *MergeRequestFilter) *string { return &f.View }),
	countTerm("page", func(f *MergeRequestFilter) *int { return &f.Page }),
	countTerm("per_page", func(f *MergeRequestFilter) *int { return &f.PerPage }),
}

// negatable are the parameters that GitLab takes in not[…]; it looks past others.
// gitlab: lib/api/helpers/merge_requests_helpers.rb
var negatable = []string{"labels", "milestone", "author_username", "author_id", "assignee_username", "assignee_id",
	"reviewer_username", "reviewer_id", "my_reaction_emoji"}

func textTerm(name string, at func(*MergeRequestFilter) *string) term {
	return term{name, func(f *MergeRequestFilter) string { return *at(f) },
		func(f *MergeRequestFilter, value string, _ func(string) (time.Time, error)) error {
			*at(f) = value
			return nil
		}}
}

func listTerm(name string, at func(*MergeRequestFilter) *[]string) term {
	return term{name, func(f *MergeRequestFilter) string { return strings.Join(*at(f), ",") },
		func(f *MergeRequestFilter, value string, _ func(string) (time.Time, error)) error {
			for v := range strings.SplitSeq(value, ",") {
				if v = strings.TrimSpace(v); v == "" {
					return fmt.Errorf("%s=%s has a comma too many", name, printable(value))
				}
				*at(f) = append(*at(f), v)
			}
			return nil
		}}
}

func numberTerm(name string, at func(*MergeRequestFilter) *int64) term {
	return term{name, func(f *MergeRequestFilter) string { return positiveText(*at(f)) },
		func(f *MergeRequestFilter, value string, _ func(string) (time.Time, error)) (err error) {
			*at(f), err = positiveNumber(name, value)
			return err
		}}
}

func countTerm(name string, at func(*MergeRequestFilter) *int) term {
	return term{name, func(f *MergeRequestFilter) string { return positiveText(int64(*at(f))) },
		func(f *MergeRequestFilter, value string, _ func(string) (time.Time, error)) error {
			n, err := positiveNumber(name, value)
			*at(f) = int(n)
			return err
		}}
}

func positiveText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func positiveNumber(name, value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%s=%s is no number from 1 on", name, printable(value))
	}
	return n, nil
}

// timeTerm writes times in UTC, which every reader takes alike.
func timeTerm(name string, at func(*MergeRequestFilter) **time.Time) term {
	return term{name, func(f *MergeRequestFilter) string {
		if *at(f) == nil {
			return ""
		}
		return (*at(f)).UTC().Format(time.RFC3339Nano)
	}, func(f *MergeRequestFilter, value string, when func(string) (time.Time, error)) error {
		t, err := when(value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		t = t.UTC()
		*at(f) = &t
		return nil
	}}
}

func wipText(f *MergeRequestFilter) string {
	switch {
	case f.WIP == nil:
		return ""
	case *f.WIP:
		return "yes"
	}
	return "no"
}

func setWIP(f *MergeRequestFilter, value string, _ func(string) (time.Time, error)) error {
	if value != "yes" && value != "no" {
		return unknownValue("wip", value, []string{"yes", "no"})
	}
	f.WIP = new(value == "yes")
	return nil
}

// findTerm finds a parameter by its name; not[…] has terms of its own.
func findTerm(name string) (term, error) {
	if i := slices.IndexFunc(terms, func(t term) bool { return t.name == name }); i >= 0 {
		return terms[i], nil
	}
	key, negated := strings.CutPrefix(name, "not[")
	key = strings.TrimSuffix(key, "]")
	if negated && slices.Contains(negatable, key) && name == "not["+key+"]" {
		return notTerm(key), nil
	}
	return term{}, unknownTerm(name)
}

func notTerm(key string) term {
	name := "not[" + key + "]"
	return term{name, func(f *MergeRequestFilter) string { return f.Not[key] },
		func(f *MergeRequestFilter, value string, _ func(string) (time.Time, error)) error {
			if strings.HasSuffix(key, "_id") {
				if _, err := positiveNumber(name, value); err != nil {
					return err
				}
			}
			if f.Not == nil {
				f.Not = map[string]string{}
			}
			f.Not[key] = value
			return nil
		}}
}

// unknownTerm names the nearest parameter.
func unknownTerm(name string) error {
	known := make([]string, 0, len(terms)+len(negatable))
	for _, t := range terms {
		known = append(known, t.name)
	}
	for _, key := range negatable {
		known = append(known, "not["+key+"]")
	}
	if best := nearest(name, known); best != "" {
		return fmt.Errorf("%s is no parameter of merge requests; did you mean %s?", printable(name), best)
	}
	return fmt.Errorf("%s is no parameter of merge requests; use GitLab's names, as state, labels or created_after", printable(name))
}
