package form

import (
	"fmt"
	"strings"

	"greenlight/api/decide"
	"greenlight/ui/sheet"
)

// tally counts what became of the targets of a bulk card.
type tally struct {
	done, refused, unknown, unsent, reading, sending, waiting, out int
	// marked names the targets that are still to be decided on.
	marked []string
}

func (m Many) tally() tally {
	var t tally
	for _, it := range m.items {
		switch it.stage {
		case itemWaits:
			if it.takes() {
				t.waiting++
			} else {
				t.out++
			}
		case itemSent:
			if it.begun {
				t.sending++
			} else {
				t.reading++
			}
		case itemStopped:
			t.unsent++
			t.marked = append(t.marked, m.named(it))
		case itemEnded:
			t.ended(it.result.Outcome)
			if !it.taken() {
				t.marked = append(t.marked, m.named(it))
			}
		}
	}
	return t
}

// ended counts one outcome.
func (t *tally) ended(o decide.Outcome) {
	switch o {
	case decide.Done, decide.LostDone:
		t.done++
	case decide.Changed, decide.NotSent:
		t.unsent++
	case decide.Refused:
		t.refused++
	case decide.LostUndone, decide.LostUnknown, decide.LostPending, decide.Unverified:
		t.unknown++
	}
}

// over and all are for the footer: of those that take part, how many have ended.
func (t tally) over() int { return t.done + t.refused + t.unknown + t.unsent }
func (t tally) all() int  { return t.over() + t.reading + t.sending + t.waiting }

// soFar is "2 approved, 1 not sent, 1 sending. Nothing runs yet."
func (m Many) soFar() []sheet.Span {
	t := m.tally()
	var rest []string
	count := func(n int, words string) {
		if n > 0 {
			rest = append(rest, fmt.Sprintf("%d %s", n, words))
		}
	}
	count(t.refused, "refused")
	count(t.unknown, "unknown")
	count(t.unsent, "not sent")
	count(t.reading, "read again first")
	count(t.sending, "sending")
	count(t.waiting, "to come")
	count(t.out, "left out")
	tail := "."
	if len(rest) > 0 {
		tail = ", " + strings.Join(rest, ", ") + "."
	}
	if m.act == decide.ActApprove {
		tail += " Nothing runs yet."
	}
	head := fmt.Sprintf("%d %s", t.done, m.done())
	return joined(head, tail)
}

// joined is a strong head with a plain tail, without a blank between: the mark that
// ends the head stays with its last word.
func joined(head, tail string) []sheet.Span {
	mark, rest, _ := strings.Cut(tail, " ")
	return []sheet.Span{sheet.Strong(head + mark), sheet.Plain(rest)}
}

// marked says what is still to be decided on; empty where nothing is.
func (m Many) marked() string {
	switch names := m.tally().marked; len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " stays marked: look at it again, then decide anew."
	default:
		return list(names) + " stay marked: look at them again, then decide anew."
	}
}
