package filter

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/present"
)

// Field is a part of a row that a filter looks for text in.
type Field uint8

// The fields, in the order a Hay keeps them.
const (
	FieldEnv Field = iota
	FieldProject
	FieldRef
	FieldUser
	FieldTitle
	FieldState
	fieldCount
)

// What a Hay keeps behind the fields: bare words are not looked for in there as text.
const (
	partSHA Field = iota + fieldCount
	partIID
	partStatus
	partTier
	partCount
)

// separator stands between the parts of a Hay. Folding leaves it in no text.
const separator = "\x00"

// minSHA is how many digits a bare word needs to be tried as the beginning of a
// commit: as many as Git itself asks for. Fewer match by chance at every key.
const minSHA = 4

// Hay is what a filter needs of a row, folded. Whoever holds rows keeps one for
// each beside it: making it costs more than a hundred matches. It is one text and
// little else, since what a match costs is fetching its memory.
type Hay struct {
	// text holds all parts one after the other, ends where each one ends. The sha is
	// in full, the iid has its "#".
	text  string
	ends  [partCount]uint16
	state api.State
	since time.Time
}

// Read folds a row. state replaces the row's own, for a row whose approvals are
// being read again and which still stands for what it was.
func Read(row *fleet.Row, state api.State) Hay {
	d := row.Deployment
	h := Hay{state: state, since: Since(row)}
	h.text, h.ends = join([partCount]string{
		FieldEnv:     d.Environment.Name,
		FieldProject: row.Project,
		FieldRef:     d.Ref,
		FieldUser:    row.Username(),
		FieldTitle:   row.Title(),
		FieldState:   present.StateWord(*row),
		partSHA:      d.SHA,
		partIID:      "#" + strconv.FormatInt(d.IID, 10),
		partStatus:   string(d.Status),
		partTier:     cmp.Or(string(row.Tier), "unknown"),
	})
	return h
}

// mostPart is how many bytes of a part are kept. Nobody searches behind the first
// kilobytes, and all parts together stay below what an end can say.
const mostPart = 4 << 10

// join folds parts into one text.
func join(parts [partCount]string) (string, [partCount]uint16) {
	var ends [partCount]uint16
	var b strings.Builder
	size := 0
	for _, p := range parts {
		size += min(len(p), mostPart) + 1
	}
	b.Grow(size)
	for i, p := range parts {
		b.WriteString(head(fold(text.Line(head(p)))))
		ends[i] = uint16(min(b.Len(), math.MaxUint16))
		b.WriteString(separator)
	}
	return b.String(), ends
}

// head is the beginning of a text that is kept, in whole runes.
func head(s string) string {
	if len(s) <= mostPart {
		return s
	}
	end := mostPart
	for end > mostPart-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// Since is when the state of the row began that it was read from.
func (h *Hay) Since() time.Time { return h.since }

// Since is when the state of a row began: what its age counts from.
func Since(row *fleet.Row) time.Time {
	d := row.Deployment
	switch {
	case !row.Verdict.Since.IsZero():
		return row.Verdict.Since
	case !d.UpdatedAt.IsZero():
		return d.UpdatedAt
	}
	return d.CreatedAt
}

// field is one folded part.
func (h *Hay) field(f Field) string {
	from := uint16(0)
	if f > 0 {
		from = h.ends[f-1] + 1
	}
	return h.text[from:h.ends[f]]
}

// Match reports whether a row is asked for at a time of the server's clock.
func (f Filter) Match(row *fleet.Row, now time.Time) bool {
	if f.Empty() {
		return true
	}
	h := Read(row, row.Verdict.State)
	return f.MatchHay(&h, now)
}

// MatchHay is Match for a row that was folded before.
func (f Filter) MatchHay(h *Hay, now time.Time) bool {
	for i := range f.terms {
		if t := &f.terms[i]; t.match(h, now) == t.not {
			return false
		}
	}
	return true
}

func (t *term) match(h *Hay, now time.Time) bool {
	switch t.key {
	case keyText:
		return t.anywhere(h)
	case keyEnv:
		return strings.Contains(h.field(FieldEnv), t.value)
	case keyProject:
		return strings.Contains(h.field(FieldProject), t.value)
	case keyRef:
		return strings.Contains(h.field(FieldRef), t.value)
	case keyUser:
		return strings.Contains(h.field(FieldUser), strings.TrimPrefix(t.value, "@"))
	case keyStatus:
		return h.field(partStatus) == t.value
	case keyTier:
		return h.field(partTier) == t.value
	case keyState:
		return t.isState(h)
	case keySHA:
		return strings.HasPrefix(h.field(partSHA), t.value)
	case keyAge:
		return t.isAge(h, now)
	case keyCan:
		return h.state == api.StateNeedsYou || h.state == api.StateMaybeYou
	case keyCount:
	}
	return false
}

// anywhere looks for a bare word.
func (t *term) anywhere(h *Hay) bool {
	switch {
	case strings.Contains(h.text[:h.ends[FieldState]], t.value):
		return true
	case len(t.value) >= minSHA && strings.HasPrefix(h.field(partSHA), t.value):
		return true
	case t.value[0] == '#':
		return strings.HasPrefix(h.field(partIID), t.value)
	case t.value[0] == '@':
		return len(t.value) > 1 && strings.Contains(h.field(FieldUser), t.value[1:])
	}
	return h.field(partIID)[1:] == t.value
}

// isState compares with the word of the state; one that greenlight does not know
// has GitLab's.
func (t *term) isState(h *Hay) bool {
	if h.state == api.StateOther {
		return h.field(partStatus) == t.value
	}
	return present.StateName(h.state) == t.value
}

func (t *term) isAge(h *Hay, now time.Time) bool {
	age := now.Sub(h.since)
	if t.older {
		return age > t.age
	}
	return age < t.age
}
