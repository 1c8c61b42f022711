package main

import (
	"github.com/charmbracelet/x/ansi"
)

// esc handles the two- and three-byte escape sequences.
func (t *emulator) esc(c ansi.Cmd) {
	t.joinable = false
	if i := c.Intermediate(); i != 0 {
		if i >= '(' && i <= '+' && c.Final() == 'B' { // ASCII as a character set
			return
		}
		t.miss("ESC %c%c", i, c.Final())
		return
	}
	switch c.Final() {
	case '7':
		t.grid.saved = t.cur
	case '8':
		t.cur = t.grid.saved
	case 'D':
		t.index()
	case 'E':
		t.cur.x = 0
		t.index()
	case 'H':
		t.tabs[t.cur.x] = true
	case 'M':
		t.reverseIndex()
	case 'c':
		t.reset()
	case '=', '>':
		t.keypad = c.Final() == '='
	case '\\': // the end of a string
	default:
		t.miss("ESC %c", c.Final())
	}
}

// csi dispatches a control sequence by its prefix and intermediate byte.
func (t *emulator) csi(c ansi.Cmd, p ansi.Params) {
	if c.Final() != 'b' {
		t.joinable = false
	}
	known := false
	switch {
	case c.Intermediate() == '$' && c.Final() == 'p':
		known = t.requestMode(c.Prefix() == '?', csiArg(p, 0, 0))
	case c.Intermediate() == ' ' && c.Final() == 'q':
		t.cursorStyle, known = csiArg(p, 0, 1), true
	case c.Intermediate() == '!' && c.Final() == 'p':
		t.softReset()
		known = true
	case c.Intermediate() != 0:
	case c.Prefix() == 0:
		known = t.move(c.Final(), p) || t.edit(c.Final(), p) || t.settings(c.Final(), p)
	default:
		known = t.private(c.Prefix(), c.Final(), p)
	}
	if !known {
		t.miss("CSI %s", describe(c, p))
	}
}

// describe spells a sequence out for the list of unknown ones.
func describe(c ansi.Cmd, p ansi.Params) string {
	var b []byte
	if x := c.Prefix(); x != 0 {
		b = append(b, x)
	}
	for i := range p {
		if n := p[i].Param(-1); n >= 0 {
			b = append(b, itoa(n)...)
		}
		if i < len(p)-1 {
			b = append(b, ';')
		}
	}
	if x := c.Intermediate(); x != 0 {
		b = append(b, x)
	}
	return string(append(b, c.Final()))
}

// csiArg is parameter i, or def where it is missing; absurd counts are clamped.
func csiArg(p ansi.Params, i, def int) int {
	n, _, _ := p.Param(i, def)
	return min(max(n, 0), 65535)
}

// csiCount is a repeat count: missing and zero mean one.
func csiCount(p ansi.Params) int { return max(csiArg(p, 0, 1), 1) }

// move handles the sequences that only move the cursor.
func (t *emulator) move(final byte, p ansi.Params) bool {
	n := csiCount(p)
	switch final {
	case 'A', 'F':
		t.up(n)
	case 'B', 'e', 'E':
		t.down(n)
	case 'C', 'a':
		t.column0(t.cur.x + n)
	case 'D':
		t.column0(t.cur.x - n)
	case 'G', '`':
		t.column0(n - 1)
	case 'H', 'f':
		t.row0(n - 1)
		t.column0(max(csiArg(p, 1, 1), 1) - 1)
	case 'I':
		t.tab(n)
	case 'Z':
		t.tab(-n)
	case 'd':
		t.row0(n - 1)
	case 's':
		t.grid.saved = t.cur
	case 'u':
		t.cur = t.grid.saved
	default:
		return false
	}
	if final == 'E' || final == 'F' {
		t.column0(0)
	}
	return true
}

func (t *emulator) column0(x int) {
	t.cur.x, t.cur.wrap = min(max(x, 0), t.w-1), false
}

func (t *emulator) row0(y int) {
	lo, hi := 0, t.h-1
	if t.cur.origin {
		lo, hi = t.top, t.bot
		y += t.top
	}
	t.cur.y, t.cur.wrap = min(max(y, lo), hi), false
}

func (t *emulator) up(n int) {
	lo := 0
	if t.cur.y >= t.top {
		lo = t.top
	}
	t.cur.y, t.cur.wrap = max(t.cur.y-n, lo), false
}

func (t *emulator) down(n int) {
	hi := t.h - 1
	if t.cur.y <= t.bot {
		hi = t.bot
	}
	t.cur.y, t.cur.wrap = min(t.cur.y+n, hi), false
}

// edit handles the sequences that change cells.
func (t *emulator) edit(final byte, p ansi.Params) bool {
	n := csiCount(p)
	inside := t.cur.y >= t.top && t.cur.y <= t.bot
	switch final {
	case '@':
		t.insertCells(n)
	case 'P':
		t.deleteCells(n)
	case 'X':
		t.erase(t.cur.y, t.cur.x, t.cur.x+n)
	case 'J':
		return t.eraseDisplay(csiArg(p, 0, 0))
	case 'K':
		return t.eraseLine(csiArg(p, 0, 0))
	case 'L', 'M':
		if final == 'L' {
			n = -n
		}
		if inside {
			saved := t.history // lines deleted at the top do not scroll off
			t.scroll(t.cur.y, t.bot, n)
			t.history = saved
			t.cur.x = 0
		}
	case 'S':
		t.scroll(t.top, t.bot, n)
	case 'T':
		t.scroll(t.top, t.bot, -n)
	case 'b':
		for i := 0; i < n && t.lastRune != 0; i++ {
			t.print(t.lastRune)
		}
	default:
		return false
	}
	t.cur.wrap = t.cur.wrap && final == 'b'
	return true
}

func (t *emulator) eraseDisplay(kind int) bool {
	from, to := t.cur.y+1, t.h
	switch kind {
	case 0:
		t.eraseLine(0)
	case 1:
		t.eraseLine(1)
		from, to = 0, t.cur.y
	case 2:
		from = 0
	case 3:
		t.history, from = nil, t.h
	default:
		return false
	}
	for y := from; y < to; y++ {
		t.erase(y, 0, t.w)
	}
	t.cur.wrap = false
	return true
}

func (t *emulator) eraseLine(kind int) bool {
	from, to := t.cur.x, t.w
	switch kind {
	case 0:
	case 1:
		from, to = 0, t.cur.x+1
	case 2:
		from = 0
	default:
		return false
	}
	t.erase(t.cur.y, from, to)
	t.cur.wrap = false
	return true
}

// settings handles styles, margins, tab stops, modes and plain queries.
func (t *emulator) settings(final byte, p ansi.Params) bool {
	switch final {
	case 'm':
		t.sgr(p)
	case 'r':
		top, bot := max(csiArg(p, 0, 1), 1)-1, csiArg(p, 1, t.h)-1
		if bot < 0 || bot >= t.h {
			bot = t.h - 1
		}
		if top < bot {
			t.top, t.bot = top, bot
			t.row0(0)
			t.column0(0)
		}
	case 'g':
		switch csiArg(p, 0, 0) {
		case 0:
			t.tabs[t.cur.x] = false
		case 3:
			t.tabs = make([]bool, t.w)
		default:
			return false
		}
	case 'h', 'l':
		return t.ansiModes(p, final == 'h')
	case 'c':
		t.answer("\x1b[?62;22;52c")
	case 'n':
		return t.statusReport(csiArg(p, 0, 0))
	case 't':
		return t.windowOp(p)
	default:
		return false
	}
	return true
}

func (t *emulator) ansiModes(p ansi.Params, on bool) bool {
	for i := range p {
		switch csiArg(p, i, 0) {
		case 4:
			t.insert = on
		case 20:
			t.newline = on
		default:
			return false
		}
	}
	return true
}

// softReset is DECSTR.
func (t *emulator) softReset() {
	t.modes[25], t.modes[7], t.modes[1] = true, true, false
	t.insert, t.keypad, t.cur.origin = false, false, false
	t.top, t.bot = 0, t.h-1
	t.cur.pen = cellStyle{}
	t.grid.saved = termCursor{}
}

// private handles the sequences with a prefix byte: modes and keyboards.
func (t *emulator) private(prefix, final byte, p ansi.Params) bool {
	switch string(prefix) + string(final) {
	case "?h", "?l":
		ok := len(p) > 0
		for i := range p {
			ok = t.setMode(csiArg(p, i, 0), final == 'h') && ok
		}
		return ok
	case "?W":
		t.resetTabs()
		return csiArg(p, 0, 0) == 5
	case "?J":
		return t.eraseDisplay(csiArg(p, 0, 0))
	case "?K":
		return t.eraseLine(csiArg(p, 0, 0))
	case ">u":
		t.grid.kitty = append(t.grid.kitty, csiArg(p, 0, 0))
	case "<u":
		keep := max(len(t.grid.kitty)-csiCount(p), 0)
		t.grid.kitty = t.grid.kitty[:keep]
	case "=u":
		t.setKitty(csiArg(p, 0, 0), csiArg(p, 1, 1))
	case ">m":
		if csiArg(p, 0, 0) == 4 {
			t.modifyOther = csiArg(p, 1, 0)
		}
	default:
		return t.query(prefix, final, p)
	}
	return true
}

// setKitty changes the flags in force: 1 replaces, 2 adds, 3 removes.
func (t *emulator) setKitty(flags, how int) {
	k := t.grid.kitty
	if len(k) == 0 {
		k = []int{0}
	}
	switch last := &k[len(k)-1]; how {
	case 2:
		*last |= flags
	case 3:
		*last &^= flags
	default:
		*last = flags
	}
	t.grid.kitty = k
}

// setMode switches a DEC private mode. Modes without a meaning for a test are
// remembered, unknown ones reported.
func (t *emulator) setMode(n int, on bool) bool {
	switch n {
	case 6:
		t.cur.origin = on
		t.row0(0)
		t.column0(0)
	case 47, 1047:
		t.switchScreen(on, n == 1047 && !on)
	case 1048:
		t.saveOrRestore(on)
	case 1049:
		if on {
			t.main.saved = t.cur
		}
		t.switchScreen(on, false)
		if on {
			t.eraseDisplay(2)
		} else {
			t.cur = t.main.saved
		}
	case 66:
		t.keypad = on
	case 2026:
		t.hold(on)
	default:
		if !t.knownMode(n) {
			return false
		}
	}
	t.modes[n] = on
	if n == 2048 && on {
		t.reportSize()
	}
	return true
}

func (t *emulator) knownMode(n int) bool {
	switch n {
	case 1, 7, 12, 25, 40, 45, 1007, 1034:
		return true
	}
	return leftoverModes[n] != ""
}

func (t *emulator) saveOrRestore(save bool) {
	if save {
		t.grid.saved = t.cur
	} else {
		t.cur = t.grid.saved
	}
}

func (t *emulator) switchScreen(alt, clear bool) {
	if clear && t.grid == t.alt {
		t.eraseDisplay(2)
	}
	t.grid = t.main
	if alt {
		t.grid = t.alt
	}
}

// hold keeps the present frame on the screen until it is let go.
func (t *emulator) hold(on bool) {
	switch {
	case !on:
		t.held = nil
	case t.held == nil && !t.opts.NoSync:
		f := t.shown()
		f.grid = f.grid.clone()
		t.held = &f
	}
}
