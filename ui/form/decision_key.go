package form

import (
	tea "charm.land/bubbletea/v2"

	"greenlight/ui/field"
	"greenlight/ui/intent"
)

// Key acts on one key. While the card is not armed only esc is taken: what was
// typed before the card could be seen neither confirms nor edits.
func (d Decision) Key(k tea.KeyPressMsg, armed bool) (Decision, intent.Intent) {
	name := k.String()
	if d.Sending() {
		return d, d.underWay(name)
	}
	if name == "esc" {
		return d, intent.Close{}
	}
	if !armed {
		return d, nil
	}
	switch d.phase {
	case answered:
		return d.answerKey(name)
	case explained, vanished:
		return d.toldKey(name)
	case editing, checking, sending:
	}
	d.remark = ""
	return d.editKey(k)
}

// IsSent is why esc does nothing while a write is under way.
const IsSent = "It is sent: esc cannot take it back."

// underWay is what a key asks for while the request is under way.
func (d Decision) underWay(name string) intent.Intent {
	switch {
	case name != "esc":
		return nil
	case d.phase == checking:
		return intent.TakeBack{Op: d.op}
	}
	return intent.Refused{Sentence: IsSent, Op: d.op}
}

// editKey is Key while the card is edited.
func (d Decision) editKey(k tea.KeyPressMsg) (Decision, intent.Intent) {
	switch k.String() {
	case "enter":
		return d.enter()
	case "tab":
		return d.move(1, true), nil
	case "shift+tab":
		return d.move(-1, true), nil
	case "up":
		return d.vertical(-1), nil
	case "down":
		return d.vertical(1), nil
	}
	switch d.focus.kind {
	case fieldComment:
		return d.typedComment(d.comment.Key(k)), nil
	case fieldType:
		d.typed = d.typed.Key(k)
	case fieldTick:
		if k.String() == "space" {
			d.ticks = toggled(d.ticks, d.focus.n)
		}
	case fieldCancel, fieldAct:
		return d.sideways(k.String())
	case fieldChoice, fieldNone:
	}
	return d, nil
}

// Paste is text for the focused field; it confirms nothing.
func (d Decision) Paste(s string) (Decision, intent.Intent) {
	if d.phase != editing {
		return d, nil
	}
	d.remark = ""
	switch d.focus.kind {
	case fieldComment:
		return d.typedComment(d.comment.Insert(s)), nil
	case fieldType:
		d.typed = d.typed.Insert(s)
	case fieldChoice, fieldTick, fieldCancel, fieldAct, fieldNone:
	}
	return d, nil
}

func (d Decision) typedComment(in field.Input) Decision {
	d.comment = in
	if in.Cut() {
		d.remark = "Cut: GitLab takes 255 characters"
	}
	return d
}

// enter presses the filled button, or goes on where none is filled. While something is
// still being read it says so and stays.
func (d Decision) enter() (Decision, intent.Intent) {
	button, any := d.filled()
	switch {
	case any && button == fieldCancel:
		return d, intent.Close{}
	case any:
		d.phase = checking
		return d, intent.Submit{Request: d.request()}
	case d.waits() != "" && d.waits() == d.Reading():
		return d, intent.Refused{Sentence: d.verb() + " waits for " + d.waits() + ".", Reading: d.Reading()}
	}
	return d.move(1, false), nil
}

// vertical chooses a line where there are lines to choose, also from the comment,
// which has one line only; elsewhere it moves between the fields.
func (d Decision) vertical(step int) Decision {
	here := d.focus.kind == fieldChoice || d.focus.kind == fieldComment
	if !here || d.choices() < 2 {
		return d.move(step, false)
	}
	for i := d.chosen + step; i >= 0 && i < d.choices(); i += step {
		if d.statuses == nil || d.statuses[i].reason == "" {
			d.chosen, d.picked = i, true
			return d
		}
	}
	return d
}

// sideways moves along the buttons. The act cannot be reached while it waits, and
// says for what.
func (d Decision) sideways(key string) (Decision, intent.Intent) {
	switch key {
	case "left":
		d.focus = spot{kind: fieldCancel}
	case "right":
		if why := d.barred(); why != "" {
			return d, intent.Refused{Sentence: why}
		}
		if w := d.waits(); w != "" {
			return d, intent.Refused{Sentence: d.verb() + " waits for " + w + ".", Reading: d.Reading()}
		}
		d.focus = spot{kind: fieldAct}
	}
	return d, nil
}

func toggled(ticks []bool, n int) []bool {
	out := make([]bool, len(ticks))
	copy(out, ticks)
	out[n] = !out[n]
	return out
}
