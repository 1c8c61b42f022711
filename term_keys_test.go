package main

import (
	"fmt"
	"strings"
)

// keyNumber is a key that the terminal sends as a numbered or lettered
// sequence; kitty is its code point in the kitty protocol, where it has one.
type keyNumber struct {
	letter byte // CSI letter, or CSI number ~ when 0
	number int
	kitty  int
	plain  string // what the legacy encoding sends without modifiers
}

var namedKeys = map[string]keyNumber{
	"enter": {plain: "\r", kitty: 13}, "tab": {plain: "\t", kitty: 9}, "esc": {plain: "\x1b", kitty: 27},
	"backspace": {plain: "\x7f", kitty: 127}, "space": {plain: " ", kitty: 32},
	"up": {letter: 'A'}, "down": {letter: 'B'}, "right": {letter: 'C'}, "left": {letter: 'D'},
	"home": {letter: 'H'}, "end": {letter: 'F'}, "insert": {number: 2}, "delete": {number: 3},
	"pgup": {number: 5}, "pgdown": {number: 6}, "pgdn": {number: 6},
	"f1": {letter: 'P'}, "f2": {letter: 'Q'}, "f3": {letter: 'R'}, "f4": {letter: 'S'}, "f5": {number: 15},
	"f6": {number: 17}, "f7": {number: 18}, "f8": {number: 19}, "f9": {number: 20}, "f10": {number: 21},
	"f11": {number: 23}, "f12": {number: 24},
}

// encodeKey is what this terminal sends for a key: a character, a name such as
// "enter", either behind "ctrl+", "alt+" and "shift+" in that order.
func (t *emulator) encodeKey(name string) (string, error) {
	rest, mods := name, 0
	for i, prefix := range []string{"ctrl+", "alt+", "shift+"} {
		if r, ok := strings.CutPrefix(rest, prefix); ok {
			rest, mods = r, mods|[]int{4, 2, 1}[i]
		}
	}
	if k, ok := namedKeys[rest]; ok {
		return t.encodeNamed(k, mods), nil
	}
	runes := []rune(rest)
	if len(runes) != 1 {
		return "", fmt.Errorf("there is no key %q", name)
	}
	return t.encodeRune(runes[0], mods)
}

func (t *emulator) encodeNamed(k keyNumber, mods int) string {
	kitty := t.kittyFlags()&1 != 0 && t.opts.Keyboard == kittyKeys
	other := t.modifyOther == 2 && t.opts.Keyboard == xtermKeys
	switch {
	case k.plain != "" && kitty && (mods != 0 || k.kitty == 27):
		return csiU(k.kitty, mods)
	case k.plain != "" && other && mods != 0 && k.kitty != 127 && (k.kitty != 9 || mods != 1):
		return fmt.Sprintf("\x1b[27;%d;%d~", mods+1, k.kitty)
	case k.kitty == 9 && mods&1 != 0:
		return "\x1b[Z"
	case k.plain != "" && mods&2 != 0:
		return "\x1b" + k.plain
	case k.plain == " " && mods == 4:
		return "\x00"
	case k.plain != "":
		return k.plain
	case mods != 0 && k.letter != 0:
		return fmt.Sprintf("\x1b[1;%d%c", mods+1, k.letter)
	case mods != 0:
		return fmt.Sprintf("\x1b[%d;%d~", k.number, mods+1)
	case k.letter != 0 && (k.letter >= 'P' || t.modes[1]):
		return "\x1bO" + string(k.letter)
	case k.letter != 0:
		return "\x1b[" + string(k.letter)
	}
	return fmt.Sprintf("\x1b[%d~", k.number)
}

func csiU(code, mods int) string {
	if mods == 0 {
		return fmt.Sprintf("\x1b[%du", code)
	}
	return fmt.Sprintf("\x1b[%d;%du", code, mods+1)
}

func (t *emulator) encodeRune(r rune, mods int) (string, error) {
	switch {
	case mods&6 == 0:
		return string(r), nil
	case t.kittyFlags()&1 != 0 && t.opts.Keyboard == kittyKeys:
		return csiU(int(r), mods), nil
	case t.modifyOther == 2 && t.opts.Keyboard == xtermKeys:
		return fmt.Sprintf("\x1b[27;%d;%d~", mods+1, r), nil
	}
	s := string(r)
	if mods&4 != 0 {
		if r < '@' || r > '\x7f' {
			return "", fmt.Errorf("a legacy keyboard has no ctrl+%c", r)
		}
		s = string(r & 0x1f)
	}
	if mods&2 != 0 {
		s = "\x1b" + s
	}
	return s, nil
}

// encodePaste wraps pasted text as the program asked for. Like a real terminal
// it takes the end mark out of the text.
func (t *emulator) encodePaste(text string) string {
	if !t.modes[2004] {
		return text
	}
	return "\x1b[200~" + strings.ReplaceAll(text, "\x1b[201~", "") + "\x1b[201~"
}

// The buttons of encodeMouse.
const (
	leftButton  = 0
	rightButton = 2
	wheelUp     = 64
	wheelDown   = 65
)

// encodeMouse is a press (and for real buttons the release) at a cell, from 0.
func (t *emulator) encodeMouse(button, x, y int) (string, error) {
	if !t.modes[1006] || !t.modes[1000] && !t.modes[1002] && !t.modes[1003] {
		return "", fmt.Errorf("the program did not ask for the mouse")
	}
	press := fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1)
	if button >= wheelUp {
		return press, nil
	}
	return press + fmt.Sprintf("\x1b[<%d;%d;%dm", button, x+1, y+1), nil
}

// boxed is the screen in a frame, for failures.
func (t *emulator) boxed() string {
	var b strings.Builder
	x, y, visible := t.Cursor()
	fmt.Fprintf(&b, "%dx%d, alternate screen %t, cursor %d,%d shown %t, title %q\n", t.w, t.h, t.Alt(), x, y, visible, t.title)
	line := "+" + strings.Repeat("-", t.w) + "+\n"
	b.WriteString(line)
	for row := range t.h {
		b.WriteString("|" + t.Row(row) + "\n")
	}
	b.WriteString(line)
	return b.String()
}
