package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/parser"
)

// A termColor is the terminal's default (0), a palette entry or a direct colour.
type termColor uint32

const (
	paletteColor termColor = 1 << 24
	directColor  termColor = 2 << 24
)

// String is "default", the number of a palette entry, or "#rrggbb".
func (c termColor) String() string {
	switch {
	case c&directColor != 0:
		return fmt.Sprintf("#%06x", uint32(c&0xffffff))
	case c&paletteColor != 0:
		return fmt.Sprint(uint32(c & 0xff))
	}
	return "default"
}

// A cellStyle is how a cell is drawn; the zero value is the terminal's own.
type cellStyle struct {
	Fg, Bg, Line                                         termColor
	Bold, Faint, Italic, Blink, Reverse, Conceal, Strike bool
	Underline                                            int // 0 none, 1 straight, 2 double, 3 curly, 4 dotted, 5 dashed
	Link                                                 string
}

// A cell is one column of one row. Width is 1, or 2 for the first half of a
// wide character, or 0 for its second half. A blank cell's Text is "".
type cell struct {
	Text  string
	Width int
	Style cellStyle
}

// A keyboard is the protocol a terminal speaks once a program asks for more
// than the legacy encoding.
type keyboard int

const (
	legacyKeys keyboard = iota // ignores every request, as tmux does by default
	xtermKeys                  // honours modifyOtherKeys
	kittyKeys                  // honours the kitty protocol and answers its query
)

// termOptions is the terminal a test wants. The zero value answers queries,
// is dark, knows modes 2026 and 2027 and has a legacy keyboard.
type termOptions struct {
	Light     bool     // OSC 10/11 and the colour scheme report a light background
	Mute      bool     // answers nothing
	NoSync    bool     // does not know mode 2026
	NoUnicode bool     // does not know mode 2027: emoji are as wide as their parts
	Keyboard  keyboard // how keys are encoded on request
}

// An emulator is a terminal: bytes in, a grid of cells out. It follows
// xterm where terminals differ. It is not safe for concurrent use.
type emulator struct {
	opts    termOptions
	w, h    int
	parser  *ansi.Parser
	payload []byte // of the string sequence being read; the parser cuts UTF-8 at 0x9C

	grid, main, alt *grid
	held            *frame // what a program in mode 2026 still shows
	cur             termCursor
	top, bot        int // scroll region, inclusive
	tabs            []bool
	modes           map[int]bool // DEC private modes that are set
	insert, newline bool
	keypad          bool
	modifyOther     int
	lastRune        rune
	joinX, joinY    int // where a combining mark would go
	joinable        bool

	title, icon string
	titles      []string // every title set
	titleStack  []string
	cursorStyle int
	colours     map[int]string // OSC 4/10/11/12/104 overrides in force
	history     []string       // rows that scrolled off the main screen
	clips       []string       // OSC 52 payloads, as sent
	notes       []string       // OSC 9/777/99 notifications
	progress    string         // OSC 9;4 state in force
	status      string         // OSC 7501 record in force
	bells       int
	written     int
	unknown     []string
	reply       func(string) // nil: nobody listens
}

type termCursor struct {
	x, y   int
	wrap   bool // the last column was written; the next character wraps
	origin bool
	pen    cellStyle
}

// newTerm returns a blank terminal of w columns and h rows.
func newTerm(w, h int, opts termOptions) *emulator {
	t := &emulator{opts: opts, w: w, h: h, parser: ansi.NewParser()}
	t.parser.SetHandler(ansi.Handler{
		Print: t.print, Execute: t.control, HandleCsi: t.csi, HandleEsc: t.esc,
		HandleOsc: t.osc, HandleDcs: t.dcs,
		HandleApc: func(b []byte) { t.miss("APC %q", b) },
		HandlePm:  func(b []byte) { t.miss("PM %q", b) },
		HandleSos: func(b []byte) { t.miss("SOS %q", b) },
	})
	t.reset()
	return t
}

func (t *emulator) reset() {
	t.main, t.alt = newGrid(t.w, t.h), newGrid(t.w, t.h)
	t.grid, t.held = t.main, nil
	t.cur = termCursor{}
	t.top, t.bot = 0, t.h-1
	t.modes = map[int]bool{7: true, 25: true}
	t.insert, t.newline, t.keypad, t.joinable = false, false, false, false
	t.modifyOther, t.cursorStyle = 0, 0
	t.colours = map[int]string{}
	t.resetTabs()
}

func (t *emulator) resetTabs() {
	t.tabs = make([]bool, t.w)
	for i := 8; i < t.w; i += 8 {
		t.tabs[i] = true
	}
}

// Write feeds bytes a program wrote. It never fails.
func (t *emulator) Write(p []byte) (int, error) {
	for _, b := range p {
		t.feed(b)
	}
	t.written += len(p)
	return len(p), nil
}

// feed collects string payloads itself: the parser ends a string at a bare
// 0x9C, which is also the second byte of many CJK characters.
func (t *emulator) feed(b byte) {
	switch t.parser.State() {
	case parser.OscStringState, parser.DcsStringState, parser.ApcStringState:
		if b >= 0x20 {
			t.payload = append(t.payload, b)
		}
		if b >= 0x80 {
			b = '?'
		}
	default:
		t.payload = t.payload[:0]
	}
	t.parser.Advance(b)
}

func (t *emulator) miss(format string, args ...any) {
	t.unknown = append(t.unknown, fmt.Sprintf(format, args...))
}

// Unknown lists the sequences that the emulator has no meaning for. A test
// that finds any here cannot trust the screen.
func (t *emulator) Unknown() []string { return slices.Clone(t.unknown) }

// Written is the number of bytes fed so far.
func (t *emulator) Written() int { return t.written }

// Title is the window title in force.
func (t *emulator) Title() string { return t.title }

// Screen is the text shown, rows trimmed right and joined by newlines.
func (t *emulator) Screen() string {
	rows := make([]string, t.h)
	for y := range rows {
		rows[y] = t.Row(y)
	}
	return strings.Join(rows, "\n")
}

// Row is the text of row y (from 0), trimmed right; "" outside the screen.
func (t *emulator) Row(y int) string {
	g := t.shown().grid
	if y < 0 || y >= len(g.cells) {
		return ""
	}
	return rowText(g.cells[y])
}

// History is the rows that scrolled off the main screen and those still on it,
// without the blank ones at the end: what a person can scroll back to.
func (t *emulator) History() string {
	rows := slices.Clone(t.history)
	for _, r := range t.main.cells {
		rows = append(rows, rowText(r))
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

// Cell is the cell at column x of row y, both from 0.
func (t *emulator) Cell(x, y int) cell {
	g := t.shown().grid
	if y < 0 || y >= len(g.cells) || x < 0 || x >= len(g.cells[y]) {
		return cell{}
	}
	return g.cells[y][x]
}

// Find is the place of the first occurrence of s on the screen, or ok false.
func (t *emulator) Find(s string) (x, y int, ok bool) {
	for y := range t.h {
		row := t.Row(y)
		if i := strings.Index(row, s); i >= 0 {
			return t.column(y, i), y, true
		}
	}
	return 0, 0, false
}

// column turns a byte offset in a row's text into a column.
func (t *emulator) column(y, offset int) int {
	n := 0
	for x, c := range t.shown().grid.cells[y] {
		if n >= offset && c.Width > 0 {
			return x
		}
		n += len(c.shownText())
	}
	return t.w
}

// StyleOf is the style of the first cell of the first occurrence of s.
func (t *emulator) StyleOf(s string) (cellStyle, bool) {
	x, y, ok := t.Find(s)
	return t.Cell(x, y).Style, ok
}

// Cursor is the cursor's column and row, from 0, and whether it shows.
func (t *emulator) Cursor() (x, y int, visible bool) {
	f := t.shown()
	return f.cur.x, f.cur.y, f.visible
}

// Alt says whether the alternate screen is on.
func (t *emulator) Alt() bool { return t.grid == t.alt }

// Leftovers lists in words what a program did not put back: an ended program
// must leave none.
func (t *emulator) Leftovers() []string {
	var out []string
	note := func(on bool, what string) {
		if on {
			out = append(out, what)
		}
	}
	note(t.Alt(), "alternate screen on")
	note(!t.modes[25], "cursor hidden")
	note(!t.modes[7], "autowrap off")
	note(t.insert, "insert mode on")
	note(t.newline, "newline mode on")
	note(t.keypad, "keypad in application mode")
	note(t.cur.origin, "origin mode on")
	note(t.modifyOther != 0, "modifyOtherKeys on")
	note(len(t.main.kitty) > 0, "kitty keyboard pushed on the main screen")
	note(len(t.alt.kitty) > 0, "kitty keyboard pushed on the alternate screen")
	note(t.cur.pen != cellStyle{}, fmt.Sprintf("style not reset: %+v", t.cur.pen))
	note(t.top != 0 || t.bot != t.h-1, "scroll region set")
	note(t.cursorStyle > 1, "cursor shape changed")
	note(t.progress != "", "progress bar shown")
	for _, n := range sortedKeys(t.modes) {
		note(t.modes[n] && leftoverModes[n] != "", leftoverModes[n])
	}
	for _, n := range sortedKeys(t.colours) {
		note(true, fmt.Sprintf("OSC %d colour set", n))
	}
	return out
}

var leftoverModes = map[int]string{
	1: "application cursor keys on", 9: "X10 mouse on", 1000: "mouse buttons on",
	1001: "mouse highlight on", 1002: "mouse drag on", 1003: "mouse motion on",
	1004: "focus reports on", 1005: "UTF-8 mouse on", 1006: "SGR mouse on",
	1015: "urxvt mouse on", 1016: "pixel mouse on", 2004: "bracketed paste on",
	2026: "synchronized output on", 2027: "unicode core on",
	2031: "colour scheme reports on", 2048: "in-band resize on",
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// A frame is what a person sees at one moment.
type frame struct {
	grid    *grid
	cur     termCursor
	visible bool
}

// shown is the screen, or while a program holds it back (mode 2026) the screen
// from before.
func (t *emulator) shown() frame {
	if t.held != nil {
		return *t.held
	}
	return frame{grid: t.grid, cur: t.cur, visible: t.modes[25]}
}

// Resize changes the size; nothing is reflowed: rows are cut or added.
func (t *emulator) Resize(w, h int) {
	if drop := t.cur.y - (h - 1); drop > 0 && t.grid == t.main {
		t.scrollOff(drop)
		t.main.cells = t.main.cells[drop:]
		t.cur.y -= drop
	}
	t.main.resize(w, h)
	t.alt.resize(w, h)
	t.w, t.h = w, h
	t.top, t.bot, t.held = 0, h-1, nil
	t.cur.x, t.cur.y, t.cur.wrap = min(t.cur.x, w-1), min(t.cur.y, h-1), false
	t.joinable = false
	t.resetTabs()
	if t.modes[2048] {
		t.reportSize()
	}
}
