package form

import (
	"greenlight/api/decide"
	"greenlight/ui/keys"
)

// Hints are the keys that work on the card now, the most consequential first.
func (d Decision) Hints(keys.Map) (left, right []keys.Hint) {
	switch d.phase {
	case checking:
		return []keys.Hint{{Verb: d.doing()}}, []keys.Hint{{Keys: "esc", Verb: small(d.leave())}}
	case sending:
		return []keys.Hint{{Verb: d.doing() + ", wait for the answer"}}, nil
	case answered:
		return d.answerHints()
	case explained, vanished:
		return d.toldHints()
	case editing:
	}
	return d.editHints(), []keys.Hint{{Keys: "esc", Verb: small(d.leave())}}
}

func (d Decision) answerHints() (left, right []keys.Hint) {
	again, verb := d.again()
	if d.button == 0 {
		verb = "close"
	}
	left = append(left, keys.Hint{Keys: "enter", Verb: verb})
	if again != "" {
		left = append(left, keys.Hint{Keys: "tab", Verb: "move"})
	}
	switch {
	case d.result.Outcome == decide.Refused && d.quoted() != "":
		left = append(left, keys.Hint{Keys: "y", Verb: "copy the error"})
	case d.lostTarget() && d.comment.Value() != "":
		left = append(left, keys.Hint{Keys: "y", Verb: "copy the comment"})
	}
	return left, []keys.Hint{{Keys: "esc", Verb: "close"}}
}

func (d Decision) editHints() []keys.Hint {
	enter := keys.Hint{Keys: "enter", Verb: d.enterVerb()}
	choose := keys.Hint{Keys: "↑ ↓", Verb: "choose"}
	switch {
	case d.focus.kind == fieldTick:
		return []keys.Hint{{Keys: "space", Verb: "tick"}, enter, {Keys: "tab", Verb: "move"}}
	case d.focus.kind == fieldChoice:
		return []keys.Hint{choose, enter, {Keys: "tab", Verb: "move"}}
	case d.focus.kind == fieldCancel, d.focus.kind == fieldAct:
		return []keys.Hint{enter, {Keys: "tab", Verb: "next"}, {Keys: "← →", Verb: "move"}}
	case d.focus.kind == fieldComment && d.choices() > 1:
		return []keys.Hint{enter, {Keys: "tab", Verb: "next field"}, choose}
	}
	return []keys.Hint{enter, {Keys: "tab shift+tab", Verb: "move"}}
}

// enterVerb is what Enter does now.
func (d Decision) enterVerb() string {
	button, any := d.filled()
	switch {
	case any && button == fieldCancel:
		return small(d.leave())
	case any:
		return small(d.label())
	case d.waits() != "" && d.waits() == d.Reading():
		return "waits for " + d.Reading()
	case d.focus.kind == fieldComment || d.focus.kind == fieldType:
		return "next field"
	}
	return "next"
}
