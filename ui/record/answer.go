package record

import (
	"maps"
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/present"
)

// refusable are the fields that GitLab names in a refusal; that of a new environment
// is about its name.
var refusable = map[string]spot{
	"environment": fieldEnvironment, "name": fieldEnvironment, "ref": fieldRef, "sha": fieldSHA, "tag": fieldTag, "status": fieldStatus,
}

// Answer takes the end of the request. It reports true when a new record was made and
// the card has nothing left to say; an answer to another request changes nothing.
// After any other answer the card is for another request: see WithOp.
func (m Model) Answer(r decide.Recorded) (next Model, done bool) {
	if !m.Sending() || r.Record.Op != m.op {
		return m, false
	}
	switch r.Outcome {
	case decide.Refused, decide.NotSent:
		return m.refused(r), false
	case decide.Done, decide.Changed, decide.LostDone, decide.LostUndone, decide.LostUnknown, decide.LostPending, decide.Unverified:
	}
	m.phase, m.result, m.button = answered, r, 0
	return m, r.Outcome == decide.Done && !r.Repeat
}

// refused brings the answer back into the form: what is about a field to that field,
// the rest above all of them. The keys go to the first field that is named.
func (m Model) refused(r decide.Recorded) Model {
	m.phase, m.errors, m.trouble = editing, map[spot]string{}, nil
	other := len(r.Fields) == 0
	for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
		at, known := refusable[field]
		if !known {
			other = true
			continue
		}
		words := text.Line(r.Fields[field])
		if before := m.errors[at]; before != "" {
			words = before + ", " + words
		}
		m.errors[at] = words
	}
	if other {
		m.trouble = &r
	}
	m.focus = fieldCancel
	for _, at := range []spot{fieldStatus, fieldTag, fieldSHA, fieldRef, fieldEnvironment} {
		if _, there := m.errors[at]; there {
			m.focus = at
		}
	}
	return m
}

// leadsBack reports whether an answered card leads back to its form.
func (m Model) leadsBack() bool {
	switch m.result.Outcome {
	case decide.LostUndone, decide.LostUnknown, decide.LostPending, decide.Unverified, decide.Changed:
		return true
	case decide.Done, decide.LostDone, decide.Refused, decide.NotSent:
	}
	return false
}

const back = "Back to the form"

// answerKey acts on one key of an answered card. No button of it writes.
func (m Model) answerKey(name string) (Model, intent.Intent) {
	switch name {
	case "enter":
		if m.button == 1 {
			m.phase, m.focus = editing, fieldCancel
			return m, nil
		}
		return m, intent.Close{}
	case "left":
		m.button = 0
	case "right":
		if m.leadsBack() {
			m.button = 1
		}
	case "tab", "shift+tab":
		if m.leadsBack() {
			m.button = 1 - m.button
		}
	}
	return m, nil
}

func (m Model) answerHints() (left, right []keys.Hint) {
	verb := "close"
	if m.button == 1 {
		verb = "back to the form"
	}
	left = append(left, keys.Hint{Keys: "enter", Verb: verb})
	if m.leadsBack() {
		left = append(left, keys.Hint{Keys: "tab", Verb: "move"})
	}
	return left, []keys.Hint{{Keys: "esc", Verb: "close"}}
}

// outcome is the sign and the sentence of an answered card.
func (m Model) outcome() (sign, sentence string) {
	number := ""
	if d := m.result.Deployment; d != nil {
		number = ", " + present.IID(d.IID)
	}
	lost := present.Unanswered(m.result.Err) + ". "
	switch m.result.Outcome {
	case decide.Done:
		if m.result.Repeat {
			return "✓", "It was there already" + number + ": GitLab made nothing new."
		}
		return "✓", "Recorded" + number + "."
	case decide.LostDone:
		return "?", lost + "Read back: the record is there" + number + "."
	case decide.LostUndone:
		return "?", lost + "Read back: the record is not there. Nothing was repeated."
	case decide.LostPending:
		return "?", lost + "Read back: the record is not there. It may still arrive. Nothing was repeated."
	case decide.Unverified:
		return "?", "GitLab said yes. Read back: the record is not there. Nothing was repeated."
	case decide.LostUnknown, decide.Changed, decide.Refused, decide.NotSent:
	}
	return "?", lost + "The record could not be read back. Nothing was repeated."
}

// quoted is the server's own sentence about nothing that is a field.
func quoted(r decide.Recorded) string {
	var words []string
	for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
		if _, known := refusable[field]; !known {
			words = append(words, field+" "+r.Fields[field])
		}
	}
	if e := api.AsError(r.Err); len(words) == 0 && e != nil {
		return text.Line(e.Message)
	}
	return text.Line(strings.Join(words, ", "))
}
