package query

import (
	"slices"

	"greenlight/api"
	"greenlight/ui/field"
	"greenlight/ui/suggest"
)

// Draft is what was typed and chosen on a card and not asked. It is a plain value that
// can be compared; the zero Draft is that nothing was.
type Draft struct {
	// Project is the chosen project, and Name what stands in its field, which may name
	// none.
	Project api.ProjectRef
	Name    string

	Environment string
	Status      api.Status
	OrderBy     api.OrderBy
	Sort        api.Sort
	// The times are kept as they were typed: "3d" counts from when the card is open
	// again.
	UpdatedAfter, UpdatedBefore, FinishedAfter, FinishedBefore string
}

// Draft is the card as it stands, to be kept when it closes. It is zero where the card
// says what it began with, and once it was asked.
func (m Model) Draft() Draft {
	if d := m.typed(); !m.asked && d != m.start {
		return d
	}
	return Draft{}
}

// WithDraft puts a draft into a new card; a zero one changes nothing. Of a project that
// is no longer shown the name stays.
func (m Model) WithDraft(d Draft) Model {
	if d == (Draft{}) {
		return m
	}
	name := d.Name
	if i := slices.IndexFunc(m.projects, func(p Project) bool { return p.Ref == d.Project }); i >= 0 {
		name = m.name(i) // another project of its path may have come, or gone
	}
	m.project = m.project.Set(name)
	m.environment = suggest.New(d.Environment, maxText)
	m.status, m.order = indexOf(statuses, d.Status), indexOf(orders, d.OrderBy)
	m.direction = indexOf(directions, d.Sort)
	for i, s := range []string{d.UpdatedAfter, d.UpdatedBefore, d.FinishedAfter, d.FinishedBefore} {
		m.dates[i] = field.New(s, maxDate)
	}
	return m.choose()
}

// typed is what stands in the fields.
func (m Model) typed() Draft {
	p, _ := m.chosen()
	return Draft{Project: p.Ref, Name: m.project.Value(), Environment: m.environment.Value(),
		Status: statuses[m.status], OrderBy: orders[m.order], Sort: directions[m.direction],
		UpdatedAfter: m.dates[updatedFrom].Value(), UpdatedBefore: m.dates[updatedTo].Value(),
		FinishedAfter: m.dates[finishedFrom].Value(), FinishedBefore: m.dates[finishedTo].Value()}
}
