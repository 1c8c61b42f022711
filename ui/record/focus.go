package record

import (
	"slices"

	"greenlight/api"
)

// spot is a place that keys can act on.
type spot uint8

const (
	fieldProject spot = iota
	fieldEnvironment
	fieldRef
	fieldSHA
	fieldTag
	fieldStatus
	fieldCancel
	fieldAct
)

// input is the index of the line that is typed at a place; false where there is none.
func (s spot) input() (int, bool) {
	switch s {
	case fieldProject:
		return inProject, true
	case fieldEnvironment:
		return inEnvironment, true
	case fieldRef:
		return inRef, true
	case fieldSHA:
		return inSHA, true
	case fieldTag, fieldStatus, fieldCancel, fieldAct:
	}
	return 0, false
}

// fields are the places in the order of the tab key. The act is among them only while
// it can be pressed, and behind Cancel where it is risky.
func (m Model) fields() []spot {
	all := []spot{fieldProject, fieldEnvironment, fieldRef, fieldSHA, fieldTag, fieldStatus}
	switch {
	case m.waits() != "":
		return append(all, fieldCancel)
	case m.risky():
		return append(all, fieldCancel, fieldAct)
	}
	return append(all, fieldAct, fieldCancel)
}

// first is the first place where something is missing.
func (m Model) first() spot {
	if _, ok := m.project(); !ok {
		return fieldProject
	}
	for _, s := range []spot{fieldEnvironment, fieldRef, fieldSHA} {
		if i, _ := s.input(); m.value(i) == "" {
			return s
		}
	}
	return fieldStatus
}

// move goes to the next or the previous place, around the ends only by wrap.
func (m Model) move(step int, wrap bool) Model {
	fs := m.fields()
	i := slices.Index(fs, m.focus) + step
	if wrap {
		i = (i + len(fs)) % len(fs)
	}
	m.focus = fs[max(0, min(i, len(fs)-1))]
	return m
}

// risky reports what changes what counts as live in production: nothing is filled
// then, and Cancel is reached first.
func (m Model) risky() bool { return m.production() && statuses[m.status] == api.StatusSuccess }

// waits names what the act still waits for, empty when it may be pressed.
func (m Model) waits() string {
	if _, ok := m.project(); !ok {
		return "a project"
	}
	switch {
	case m.value(inEnvironment) == "":
		return "an environment"
	case m.value(inRef) == "":
		return "a ref"
	case m.value(inSHA) == "":
		return "a commit"
	case m.missing():
		return "a commit that is there"
	case m.current() && m.check.waits > 0:
		return "the commit to be read"
	}
	return ""
}

// pressed is the button that Enter presses now; false where it presses none.
func (m Model) pressed() (spot, bool) {
	switch {
	case m.focus == fieldCancel:
		return fieldCancel, true
	case m.focus == fieldAct && m.waits() == "":
		return fieldAct, true
	}
	return 0, false
}
