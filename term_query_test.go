package main

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

func itoa(n int) string { return strconv.Itoa(n) }

// answer sends what a terminal replies, unless it is mute.
func (t *emulator) answer(s string) {
	if t.reply != nil && !t.opts.Mute {
		t.reply(s)
	}
}

func (t *emulator) reportSize() {
	t.answer(fmt.Sprintf("\x1b[48;%d;%d;%d;%dt", t.h, t.w, t.h*20, t.w*10))
}

// requestMode answers DECRQM: 1 set, 2 reset, 0 not recognised.
func (t *emulator) requestMode(private bool, n int) bool {
	if !private {
		state := map[int]bool{4: t.insert, 20: t.newline}
		on, known := state[n]
		t.answer(fmt.Sprintf("\x1b[%d;%d$y", n, modeState(known, on)))
		return true
	}
	known := t.knownMode(n) || n == 6 || n == 47 || n == 66 || n >= 1047 && n <= 1049
	switch n {
	case 2026:
		known = !t.opts.NoSync
	case 2027:
		known = !t.opts.NoUnicode
	}
	t.answer(fmt.Sprintf("\x1b[?%d;%d$y", n, modeState(known, t.modes[n])))
	return true
}

func modeState(known, on bool) int {
	switch {
	case !known:
		return 0
	case on:
		return 1
	}
	return 2
}

// statusReport answers the ANSI device status reports.
func (t *emulator) statusReport(n int) bool {
	switch n {
	case 5:
		t.answer("\x1b[0n")
	case 6:
		t.answer(fmt.Sprintf("\x1b[%d;%dR", t.cur.y+1, t.cur.x+1))
	default:
		return false
	}
	return true
}

// windowOp handles XTWINOPS: sizes and the title stack.
func (t *emulator) windowOp(p ansi.Params) bool {
	switch csiArg(p, 0, 0) {
	case 14:
		t.answer(fmt.Sprintf("\x1b[4;%d;%dt", t.h*20, t.w*10))
	case 16:
		t.answer("\x1b[6;20;10t")
	case 18:
		t.answer(fmt.Sprintf("\x1b[8;%d;%dt", t.h, t.w))
	case 22:
		t.titleStack = append(t.titleStack, t.title)
	case 23:
		if n := len(t.titleStack); n > 0 {
			t.title, t.titleStack = t.titleStack[n-1], t.titleStack[:n-1]
		}
	default:
		return false
	}
	return true
}

// query answers the private queries.
func (t *emulator) query(prefix, final byte, p ansi.Params) bool {
	switch string(prefix) + string(final) {
	case "?u":
		if t.opts.Keyboard == kittyKeys {
			t.answer(fmt.Sprintf("\x1b[?%du", t.kittyFlags()))
		}
	case "?m":
		if t.opts.Keyboard == xtermKeys {
			t.answer(fmt.Sprintf("\x1b[>4;%dm", t.modifyOther))
		}
	case ">c":
		t.answer("\x1b[>1;10;0c")
	case "=c":
		t.answer("\x1bP!|00000000\x1b\\")
	case ">q":
		t.answer("\x1bP>|testterm(1.0)\x1b\\")
	case "?n":
		switch csiArg(p, 0, 0) {
		case 6:
			t.answer(fmt.Sprintf("\x1b[?%d;%d;1R", t.cur.y+1, t.cur.x+1))
		case 996:
			t.answer("\x1b[?997;" + map[bool]string{false: "1", true: "2"}[t.opts.Light] + "n")
		default:
			return false
		}
	default:
		return false
	}
	return true
}

// kittyFlags is the kitty keyboard flags in force on this screen.
func (t *emulator) kittyFlags() int {
	if k := t.grid.kitty; len(k) > 0 {
		return k[len(k)-1]
	}
	return 0
}

// osc handles operating system commands; data begins with the number.
func (t *emulator) osc(n int, _ []byte) {
	t.joinable = false
	_, rest, _ := strings.Cut(string(t.payload), ";")
	switch n {
	case 0, 2:
		t.title = rest
		t.titles = append(t.titles, rest)
	case 1:
		t.icon = rest
	case 7, 22, 133: // working folder, pointer shape, prompt marks
	case 8:
		_, t.cur.pen.Link, _ = strings.Cut(rest, ";")
	case 9:
		if state, ok := strings.CutPrefix(rest, "4;"); ok {
			t.progress = strings.TrimPrefix(state, "0")
			return
		}
		t.notes = append(t.notes, rest)
	case 99, 777:
		t.notes = append(t.notes, rest)
	case 4, 10, 11, 12:
		t.colour(n, rest)
	case 104, 110, 111, 112:
		delete(t.colours, n-100)
	case 52:
		t.clips = append(t.clips, rest)
	case 7501:
		t.programStatus(rest)
	default:
		t.miss("OSC %q", t.payload)
	}
}

// colour sets or answers a palette entry or one of the terminal's own colours.
func (t *emulator) colour(n int, rest string) {
	name := itoa(n)
	if n == 4 {
		entry, spec, _ := strings.Cut(rest, ";")
		name, rest = "4;"+entry, spec
	}
	if rest != "?" {
		t.colours[n] = rest
		return
	}
	dark, light := "1010/1010/1414", "fafa/fafa/f8f8"
	spec := dark
	if (n == 11) == t.opts.Light {
		spec = light
	}
	if set := t.colours[n]; set != "" {
		spec = hexColour(set)
	}
	t.answer("\x1b]" + name + ";rgb:" + spec + "\x1b\\")
}

// hexColour turns #rrggbb into rrrr/gggg/bbbb.
func hexColour(s string) string {
	s = strings.TrimPrefix(s, "#")
	if len(s) != 6 {
		return strings.TrimPrefix(s, "rgb:")
	}
	return s[:2] + s[:2] + "/" + s[2:4] + s[2:4] + "/" + s[4:] + s[4:]
}

// programStatus keeps an OSC 7501 record; a query is not answered, as almost
// no terminal knows it.
func (t *emulator) programStatus(rest string) {
	if rest != "?" {
		t.status = rest
	}
}

// dcs answers XTGETTCAP (only RGB and Tc are known) and refuses DECRQSS.
func (t *emulator) dcs(c ansi.Cmd, _ ansi.Params, _ []byte) {
	t.joinable = false
	switch {
	case c.Intermediate() == '+' && c.Final() == 'q':
		for _, name := range strings.Split(t.dcsText(), ";") {
			plain, _ := hex.DecodeString(name)
			if s := string(plain); s == "RGB" || s == "Tc" {
				t.answer("\x1bP1+r" + name + "\x1b\\")
			} else {
				t.answer("\x1bP0+r" + name + "\x1b\\")
			}
		}
	case c.Intermediate() == '$' && c.Final() == 'q':
		t.answer("\x1bP0$r\x1b\\")
	default:
		t.miss("DCS %s %q", describe(c, nil), t.dcsText())
	}
}

// dcsText is the payload of a DCS: what followed its final byte.
func (t *emulator) dcsText() string { return string(t.payload) }
