// Package shift is the card of what was decided from this machine, read from the local
// journal, and of the handover to whoever is on call next: a list of decisions within a
// span of time, one of which unfolds, and the span as Markdown, in a file or in the
// clipboard.
//
// The card does no IO and knows no clock. Keys go in, a new card and an intent come
// out; what it asked for comes back through Loaded and Written.
package shift

import (
	"slices"
	"time"

	"greenlight/api/journal"
	"greenlight/api/text"
	"greenlight/ui/intent"
	"greenlight/ui/present"
)

// span is how far back a list and its handover reach.
type span uint8

const (
	spanShift span = iota
	spanDay
	spanWeek
	spanAll

	spanCount
)

// String is the span on the card.
func (s span) String() string {
	switch s {
	case spanShift:
		return "this shift (8h)"
	case spanDay:
		return "24h"
	case spanWeek:
		return "7 days"
	case spanAll:
		return "all"
	case spanCount:
	}
	return "?"
}

// from is when a span that ends now begins; the zero time for no beginning.
func (s span) from(now time.Time) time.Time {
	switch s {
	case spanShift:
		return now.Add(-8 * time.Hour)
	case spanDay:
		return now.Add(-24 * time.Hour)
	case spanWeek:
		return now.AddDate(0, 0, -7)
	case spanAll, spanCount:
	}
	return time.Time{}
}

// Model is the card.
type Model struct {
	now     time.Time
	loading bool
	// err says why nothing could be read; empty where it could.
	err string
	// page is all that was read, the newest first; items is what of it lies in the span.
	page  journal.Page
	span  span
	items []journal.Entry
	pick  int
	// open unfolds the picked one; skip is how many of its lines were scrolled away.
	open bool
	skip int
	hand hand
}

// hand is what became of a handover, or of what was copied last.
type hand struct {
	writing bool
	// path is where it is, err why it could not be written, said another sentence.
	path, err, said string
}

// New is the card before anything was read; now is the local time, whose zone is that
// of all times on it.
func New(now time.Time) Model { return Model{now: now, loading: true} }

// Wants is what the card asks for first: all there is, up to what a page of the journal
// holds, since the answer does not say which span it is for.
func (m Model) Wants() intent.Intent { return intent.ReadJournal{} }

// Loaded takes what was read, or why it could not be.
func (m Model) Loaded(page journal.Page, err error) Model {
	m.loading, m.err = false, ""
	if err != nil {
		m.err = sentence(err)
		return m
	}
	m.page = page
	return m.choose(m.span)
}

// Written takes where a handover was written to, or why it could not be.
func (m Model) Written(path string, err error) Model {
	m.hand = hand{path: path}
	if err != nil {
		m.hand = hand{err: sentence(err)}
	}
	return m
}

// choose takes a span; what was picked stays picked where it lies in that span too.
func (m Model) choose(s span) Model {
	was := m.picked()
	m.span, m.items, m.pick, m.skip = s, m.within(s), 0, 0
	if was != nil {
		m.pick = max(slices.IndexFunc(m.items, func(e journal.Entry) bool { return e.Op == was.Op }), 0)
	}
	return m
}

func (m Model) within(s span) []journal.Entry {
	from := s.from(m.now)
	var out []journal.Entry
	for _, e := range m.page.Entries {
		if !e.Sent.At.Before(from) {
			out = append(out, e)
		}
	}
	return out
}

// bounds are the times of the handover. It ends now, or with the last decision where a
// clock runs ahead or another program decided since.
func (m Model) bounds() (from, to time.Time) {
	to = m.now
	for _, e := range m.items {
		if e.Sent.At.After(to) {
			to = e.Sent.At
		}
	}
	return m.span.from(m.now), to
}

// short reports a span of which not all was read.
func (m Model) short() bool {
	n := len(m.page.Entries)
	return m.page.Cut && (n == 0 || !m.page.Entries[n-1].Sent.At.Before(m.span.from(m.now)))
}

// picked is the decision under the cursor; nil where there is none.
func (m Model) picked() *journal.Entry {
	if m.pick < 0 || m.pick >= len(m.items) {
		return nil
	}
	return &m.items[m.pick]
}

// Dirty is false: nothing is typed.
func (m Model) Dirty() bool { return false }

// sentence is an error as one.
func sentence(err error) string {
	s := present.Capital(text.Line(err.Error()))
	if s == "" {
		return "No reason was given."
	}
	if last := s[len(s)-1]; last != '.' && last != '?' {
		s += "."
	}
	return s
}
