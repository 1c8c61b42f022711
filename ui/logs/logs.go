// Package logs draws the log of a deployment's job: the body of the Log tab.
//
// It holds a window of the log, some hundred lines around what is on the screen, so
// that moving needs nothing. Near the window's edge it wants the next one: Wants
// says which, the root reads it from the spool, Loaded takes it. An answer to an
// older question is dropped.
//
// At first it follows: the log's end is on the screen and stays there while the log
// grows. Any move up stops that. The cursor is a line; what is on the screen is
// derived from it.
package logs

import (
	"greenlight/api"
	"greenlight/api/trace"
	"greenlight/ui/field"
)

// Model is a log as it is looked at. It is a value.
type Model struct {
	w, h int
	// ascii is known while it is drawn only.
	ascii bool

	// job is the job as it was read with the log; told says that it was.
	job  api.Job
	told bool
	// done says that the job has ended: nothing follows.
	done  bool
	bytes int64
	// why is why it could not be read, absent why there is none.
	why, absent string

	win trace.Window
	got bool
	// query is what was asked for last; asking says that its answer is not there yet.
	query  trace.Query
	asking bool
	// jump says that the answer may move the screen: the cursor went elsewhere.
	jump  bool
	folds trace.Folds
	// timed says that lines of this log have times.
	timed bool

	follow bool
	// cursor is the row of the cursor's line. top is the first row on the screen, and
	// skip how many screen lines of it are above.
	cursor, top, skip int

	search search
	// unsought says that the next match was asked for where nothing is looked for.
	unsought bool
}

// search is the text that is looked for.
type search struct {
	typing bool
	field  field.Input
	// find is what is looked for, kept after it was typed.
	find string
	// from is the line where the search began; followed what it was then.
	from     int
	followed bool
	found    trace.Found
}

// New is a log that is not read yet.
func New() Model { return Model{follow: true} }

// Resize takes the size of the body.
func (m Model) Resize(w, h int) Model {
	m.w, m.h = w, h
	return m.settled()
}

// Absent takes why there is no log, in one sentence.
func (m Model) Absent(sentence string) Model {
	return Model{w: m.w, h: m.h, follow: true, absent: sentence, query: trace.Query{Seq: m.query.Seq + 1}}
}

// Failed takes why the log could not be read, in one sentence. What was read before
// stays.
func (m Model) Failed(sentence string) Model {
	m.why = sentence
	return m
}

// Progress takes the job as it is now, and how many bytes of its log the spool
// holds. done says that the job has ended.
func (m Model) Progress(job api.Job, bytes int64, done bool) Model {
	m.job, m.bytes, m.done = job, bytes, done
	m.told, m.why, m.absent = true, "", ""
	if m.follow {
		return m.ask(trace.Tail, 0)
	}
	return m.askHere()
}

// Loaded takes a window of the log. One that was not asked for last is dropped.
func (m Model) Loaded(w trace.Window) Model {
	if w.Query.Seq != m.query.Seq {
		return m
	}
	m.asking = false
	if m.got && w.Generation != m.win.Generation {
		return m.anew(w)
	}
	before, jump := m.cursor, m.jump
	m.win, m.got, m.jump = w, true, false
	m.folds = w.Folds
	m.search.found = w.Found
	for _, l := range w.Lines {
		m.timed = m.timed || !l.Time.IsZero()
	}
	switch {
	case m.follow:
		m.cursor = max(w.Rows-1, 0)
		return m
	case w.Query.Origin == trace.Row: // the window follows the cursor
		m.cursor = min(m.cursor, max(w.Rows-1, 0))
		return m.settled()
	}
	m.cursor = w.Row
	if jump {
		return m.shown()
	}
	m.top += m.cursor - before
	return m.settled()
}

// anew takes a log that began anew: what was folded and where the cursor was is of
// another one.
func (m Model) anew(w trace.Window) Model {
	m.win, m.folds, m.timed = w, trace.Folds{}, false
	m.follow, m.cursor, m.top, m.skip = true, 0, 0, 0
	m.search = search{}
	return m.ask(trace.Tail, 0)
}

// Wants is what must be read from the spool now; false for nothing.
func (m Model) Wants() (trace.Query, bool) { return m.query, m.asking }

// readAhead is how many lines a window has at least.
const readAhead = 400

// ask wants a window.
func (m Model) ask(o trace.Origin, at int) Model {
	m.query = trace.Query{Seq: m.query.Seq + 1, Origin: o, At: at, N: min(max(readAhead, 8*m.h), trace.MaxWindow),
		Folds: m.folds, Find: m.search.find}
	m.asking = true
	return m
}

// askLine wants the window around a line, which is shown then whatever was folded.
func (m Model) askLine(o trace.Origin, line int) Model {
	m.follow = false
	m = m.ask(o, line)
	m.query.Reveal, m.jump = true, true
	return m
}

// askHere wants the window around the cursor again.
func (m Model) askHere() Model {
	if l, ok := m.at(m.cursor); ok {
		return m.ask(trace.Around, l.Number)
	}
	return m.ask(trace.Row, max(m.cursor-readAhead/2, 0))
}

// at is the line of a row, where the window has it.
func (m Model) at(row int) (trace.Line, bool) {
	i := row - m.win.From
	if i < 0 || i >= len(m.win.Lines) {
		return trace.Line{}, false
	}
	return m.win.Lines[i], true
}

// number is the number of the cursor's line, as far as it is known.
func (m Model) number() int {
	if l, ok := m.at(m.cursor); ok {
		return l.Number
	}
	return m.cursor
}

// running reports that more may follow.
func (m Model) running() bool { return m.told && !m.done }
