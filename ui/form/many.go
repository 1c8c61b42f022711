package form

import (
	"slices"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/field"
	"greenlight/ui/present"
)

// ManyTarget is one target of a bulk card.
type ManyTarget struct {
	// Op names the request that is sent for it, unlike every other.
	Op     uint64
	Target Target
	// Skip says in a sentence why it is left out; empty where it takes part.
	Skip string
	// Joins takes it in by itself once it was read, where the card opens before that.
	Joins bool
	// Outdated is that it is decided on because something newer has succeeded: where that
	// is no longer so it is left out.
	Outdated bool
}

// Many is the card that takes one decision on many deployments: each is named, each
// is a request of its own, sent one after the other, and each has its own outcome.
// What is dangerous takes part only where it was ticked by itself.
type Many struct {
	act   decide.Act
	items []item

	comment field.Input
	// suggested is a comment that the user did not type; it is no draft.
	suggested string

	phase phase
	focus spot
	// cursor is the line of the list that keys act on, and that stays in sight.
	cursor int
	// free is true once the list was scrolled by hand: it then no longer follows what
	// is being sent.
	free bool
	// stopping: nothing more is sent after what is under way.
	stopping bool
	remark   string
	// sight is shared by all states of the card.
	sight *sight
}

// NewMany is the card for ActApprove, ActReject or ActPlay; the other acts are
// decided on one by one, and all targets are left out. draft is the comment that was
// left on an earlier one. The order of the targets is the order of sending.
func NewMany(act decide.Act, targets []ManyTarget, draft string) Many {
	m := Many{act: act, comment: field.New(draft, maxComment), focus: spot{kind: fieldComment}, sight: &sight{}}
	for _, t := range targets {
		m.items = append(m.items, newItem(act, t))
	}
	switch {
	case m.comments():
	case slices.ContainsFunc(m.items, item.open):
		m.focus = spot{kind: fieldChoice}
	default:
		m.focus = spot{kind: fieldCancel}
	}
	m.cursor = m.first()
	return m
}

// Suggest puts a comment into the card that may be changed, cut to what GitLab takes.
func (m Many) Suggest(comment string) Many {
	m.comment = field.New(comment, maxComment).Proposed()
	m.suggested = m.comment.Value()
	return m
}

// first is the first line: one that a key can change where there is any.
func (m Many) first() int {
	if stops := m.stops(); len(stops) > 0 {
		return stops[0]
	}
	return 0
}

// Act is what the card does.
func (m Many) Act() decide.Act { return m.act }

// Refs names all targets, those that are left out among them.
func (m Many) Refs() []api.Ref {
	out := make([]api.Ref, len(m.items))
	for i, it := range m.items {
		out[i] = it.ref()
	}
	return out
}

// Done names the targets whose write is known to be in GitLab. The others, refused
// or never sent, are still to be decided on.
func (m Many) Done() []api.Ref {
	var out []api.Ref
	for _, it := range m.items {
		if it.taken() {
			out = append(out, it.ref())
		}
	}
	return out
}

// Waits reports whether the card waits for the result of a request.
func (m Many) Waits(op uint64) bool {
	i := m.sent()
	return i >= 0 && m.items[i].op == op
}

// Sending reports that a request is under way: it cannot be changed, and can be taken
// back only until its write has begun.
func (m Many) Sending() bool { return m.phase == sending }

// Begun takes the news that the write of a request begins.
func (m Many) Begun(op uint64) Many {
	if !m.Waits(op) {
		return m
	}
	return m.change(m.sent(), func(it *item) { it.begun = true })
}

// begun reports that a write is under way, and not only the reading before it.
func (m Many) begun() bool {
	i := m.sent()
	return i >= 0 && m.items[i].begun
}

// Draft is the comment as it stands. It is empty once GitLab has taken it with one of
// the targets.
func (m Many) Draft() string {
	if slices.ContainsFunc(m.items, item.taken) || m.comment.Value() == m.suggested {
		return ""
	}
	return m.comment.Value()
}

// Dirty reports an unsent comment.
func (m Many) Dirty() bool { return m.Draft() != "" }

// sent is the index of the item that is under way, -1 for none.
func (m Many) sent() int {
	return slices.IndexFunc(m.items, func(it item) bool { return it.stage == itemSent })
}

// taking counts the items that take part and those of them in production.
func (m Many) taking() (all, production int) {
	for _, it := range m.items {
		if !it.takes() {
			continue
		}
		all++
		if it.target.Row.Production() {
			production++
		}
	}
	return all, production
}

// unticked counts the items that could take part and are not ticked.
func (m Many) unticked() int {
	n := 0
	for _, it := range m.items {
		if it.open() {
			n++
		}
	}
	return n
}

// change is the card with one item replaced; the older card keeps its own.
func (m Many) change(i int, edit func(*item)) Many {
	m.items = slices.Clone(m.items)
	edit(&m.items[i])
	return m
}

// comments reports whether the act takes a comment.
func (m Many) comments() bool { return m.act == decide.ActApprove || m.act == decide.ActReject }

// needsComment: one target that asks for a comment asks for it on all, and so does a
// danger that was ticked.
func (m Many) needsComment() bool {
	return m.comments() && slices.ContainsFunc(m.items, func(it item) bool {
		return it.takes() && (it.target.Policy.CommentRequired || len(it.dangers) > 0)
	})
}

// risky reports that Enter must not send from a field: production asks for one more
// deliberate step, as do dangers, rejections and jobs that start.
func (m Many) risky() bool {
	_, production := m.taking()
	return m.act != decide.ActApprove || production > 0 ||
		slices.ContainsFunc(m.items, func(it item) bool { return it.takes() && len(it.dangers) > 0 })
}

// waits names what the act still waits for, empty when it may be pressed.
func (m Many) waits() string {
	switch all, _ := m.taking(); {
	case all == 0:
		return "a target"
	case m.Reading() != "":
		return m.Reading()
	case m.needsComment() && m.comment.Value() == "":
		return "a comment"
	}
	if n := m.unseen(); n > 0 {
		return "a look at " + present.Plural(n, "more target", "more targets")
	}
	return ""
}
