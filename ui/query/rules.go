package query

import (
	"strings"

	"greenlight/api"
	"greenlight/api/text"
	"greenlight/ui/field"
)

// mend is what one key changes to get a rule out of the way.
type mend uint8

const (
	mendNone mend = iota
	mendDropFinished
	mendDropUpdated
	mendOrderUpdated
	mendOrderFinished
	mendSuccess
)

// String is the mend as the verb of a key, "orders by updated_at".
func (d mend) String() string {
	switch d {
	case mendNone:
		return ""
	case mendDropFinished:
		return "drops the finished dates"
	case mendDropUpdated:
		return "drops the updated dates"
	case mendOrderUpdated:
		return "orders by updated_at"
	case mendOrderFinished:
		return "orders by finished_at"
	case mendSuccess:
		return "sets the status success"
	}
	return ""
}

// obstacle is what is in the way of the query, in words, and what would mend it. It
// is empty where nothing is.
type obstacle struct {
	words string
	mend  mend
}

// obstacle finds what is wrong first: what was typed, then the rules.
func (m Model) obstacle() obstacle {
	if _, ok := m.chosen(); !ok {
		if m.project.Value() == "" {
			return obstacle{words: "A project is missing."}
		}
		return obstacle{words: "No project of that name is shown here."}
	}
	for i := range m.dates {
		if _, err := m.when(i); err != nil {
			return obstacle{words: sentence(err)}
		}
	}
	f := m.filter()
	err := f.Check()
	if err == nil {
		return obstacle{}
	}
	if o := m.rule(f); o.words != "" {
		return o
	}
	return obstacle{words: sentence(err)}
}

// rule is the first of GitLab's rules, in its order, that a filter breaks.
// gitlab: app/finders/deployments_finder.rb
func (m Model) rule(f api.DeploymentFilter) obstacle {
	updated := f.UpdatedAfter != nil || f.UpdatedBefore != nil
	finished := f.FinishedAfter != nil || f.FinishedBefore != nil
	switch {
	case updated && finished:
		drop := mendDropFinished
		if m.focus == fieldFinishedFrom || m.focus == fieldFinishedTo {
			drop = mendDropUpdated // what is being typed stays
		}
		return obstacle{"GitLab takes updated dates or finished dates, not both.", drop}
	case updated && f.OrderBy != api.OrderByUpdatedAt:
		return obstacle{"Updated dates need the order updated_at.", mendOrderUpdated}
	case finished && f.OrderBy != api.OrderByFinishedAt:
		return obstacle{"Finished dates need the order finished_at.", mendOrderFinished}
	case f.OrderBy == api.OrderByFinishedAt && !finished:
		return obstacle{"The order finished_at needs a finished date, or the status success, failed or canceled.", mendSuccess}
	case finished && f.Status != api.StatusSuccess:
		return obstacle{"Finished dates need the status success.", mendSuccess}
	}
	return obstacle{}
}

// mended is the card after the key that mends what is in the way.
func (m Model) mended(d mend) Model {
	switch d {
	case mendDropFinished:
		m.dates[finishedFrom], m.dates[finishedTo] = field.New("", maxDate), field.New("", maxDate)
	case mendDropUpdated:
		m.dates[updatedFrom], m.dates[updatedTo] = field.New("", maxDate), field.New("", maxDate)
	case mendOrderUpdated:
		m.order = indexOf(orders, api.OrderByUpdatedAt)
	case mendOrderFinished:
		m.order = indexOf(orders, api.OrderByFinishedAt)
	case mendSuccess:
		m.status = indexOf(statuses, api.StatusSuccess)
	case mendNone:
	}
	return m
}

func indexOf[T comparable](all []T, one T) int {
	for i, x := range all {
		if x == one {
			return i
		}
	}
	return 0
}

// sentence is an error as one.
func sentence(err error) string {
	s := text.Line(err.Error())
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
