package form

import (
	"fmt"
	"slices"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
)

// fieldKind is a kind of place that keys can act on.
type fieldKind uint8

const (
	fieldChoice fieldKind = iota
	fieldComment
	fieldTick
	fieldType
	fieldCancel
	fieldAct
	// fieldNone is where a risky card without fields begins: no button is filled.
	fieldNone
)

// spot is one place; n counts the ticks.
type spot struct {
	kind fieldKind
	n    int
}

// fields are the places of the card in the order of the tab key. The act is among
// them only while it can be pressed.
func (d Decision) fields() []spot {
	var fs []spot
	if d.choices() > 1 {
		fs = append(fs, spot{kind: fieldChoice})
	}
	if d.comments() {
		fs = append(fs, spot{kind: fieldComment})
	}
	for i := range d.ticks {
		fs = append(fs, spot{kind: fieldTick, n: i})
	}
	if d.types() {
		fs = append(fs, spot{kind: fieldType})
	}
	fs = append(fs, spot{kind: fieldCancel})
	if d.waits() == "" {
		fs = append(fs, spot{kind: fieldAct})
	}
	return fs
}

// choices is how many lines there are to choose between.
func (d Decision) choices() int {
	switch d.act {
	case decide.ActApprove:
		return len(d.hats)
	case decide.ActSetStatus:
		return len(d.statuses)
	case decide.ActReject, decide.ActPlay, decide.ActRetry, decide.ActCancel, decide.ActDelete:
	}
	return 0 // one rejection is enough, whatever the rule
}

func (d Decision) comments() bool {
	return d.act == decide.ActApprove || d.act == decide.ActReject
}

// types reports whether the environment's name has to be typed.
func (d Decision) types() bool {
	return d.act == decide.ActApprove && d.target.Policy.Confirm == TypeEnvironment
}

// move goes to the next or the previous field, around the ends only by wrap.
func (d Decision) move(step int, wrap bool) Decision {
	fs := d.fields()
	i := slices.Index(fs, d.focus) + step
	if wrap {
		i = (i + len(fs)) % len(fs)
	}
	d.focus = fs[max(0, min(i, len(fs)-1))]
	return d
}

// risky reports that Enter must not send from a field: the button row is then
// reached at Cancel. What takes a deployment off live is risky wherever it is.
func (d Decision) risky() bool {
	if len(d.dangers) > 0 || d.types() {
		return true
	}
	switch d.act {
	case decide.ActReject, decide.ActCancel, decide.ActDelete:
		return true
	case decide.ActRetry:
		return d.row().Production()
	case decide.ActSetStatus:
		return d.row().Production() && d.status().status == api.StatusSuccess || d.seen.Status == api.StatusSuccess
	case decide.ActApprove:
		return !d.hat().Effect
	case decide.ActPlay:
	}
	return false
}

// waits names what the act still waits for, empty when it may be pressed.
func (d Decision) waits() string {
	switch {
	case d.target.Policy.ReadOnly:
		return "a session that may write"
	case d.barred() != "":
		return "another state"
	case d.Reading() != "":
		return d.Reading()
	case d.needsComment() && d.comment.Value() == "":
		return "a comment"
	case d.open() == 1:
		return "the tick"
	case d.open() > 1:
		return fmt.Sprintf("%d ticks", d.open())
	case d.types() && d.typed.Value() != text.Line(d.seen.Environment.Name):
		return "the name"
	case d.act == decide.ActSetStatus && d.status().reason != "":
		return "a status that is possible"
	}
	return ""
}

// needsComment: a danger is acknowledged with a comment, and the configuration may
// ask for one.
func (d Decision) needsComment() bool {
	return d.comments() && (d.target.Policy.CommentRequired || len(d.dangers) > 0)
}

// open counts the ticks that are missing.
func (d Decision) open() int {
	n := 0
	for _, t := range d.ticks {
		if !t {
			n++
		}
	}
	return n
}

// filled is the button that Enter presses now; false where it presses none.
func (d Decision) filled() (fieldKind, bool) {
	switch {
	case d.focus.kind == fieldCancel:
		return fieldCancel, true
	case d.waits() != "":
		return 0, false
	case d.focus.kind == fieldAct, !d.risky():
		return fieldAct, true
	}
	return 0, false
}
