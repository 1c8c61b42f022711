package main

import "github.com/charmbracelet/x/ansi"

// sgr applies a Select Graphic Rendition to the pen. Colours come as 38;5;n,
// 38;2;r;g;b or with colons, then with an optional colour space.
func (t *emulator) sgr(p ansi.Params) {
	if len(p) == 0 {
		t.setPen(0)
	}
	for i := 0; i < len(p); {
		n, more, _ := p.Param(i, 0)
		if n == 38 || n == 48 || n == 58 {
			i += t.sgrColor(n, p[i:], more)
			continue
		}
		if !more {
			t.setPen(n)
			i++
			continue
		}
		style, _, _ := p.Param(i+1, 1)
		if n == 4 && style <= 5 {
			t.cur.pen.Underline = style
		} else {
			t.miss("SGR %d:%d", n, style)
		}
		i += subparams(p[i:])
	}
}

// subparams is the length of the group of colon parameters that p begins with.
func subparams(p ansi.Params) int {
	for i := range p {
		if !p[i].HasMore() {
			return i + 1
		}
	}
	return len(p)
}

// sgrColor sets one of the three colours and returns how many parameters it
// used.
func (t *emulator) sgrColor(which int, p ansi.Params, colons bool) int {
	group := len(p)
	if colons {
		group = subparams(p)
	}
	at := func(i int) termColor {
		v, _, _ := p[:group].Param(i, 0)
		return termColor(min(max(v, 0), 255))
	}
	var c termColor
	used := 0
	kind := at(1)
	switch {
	case kind == 5 && group >= 3:
		c, used = paletteColor|at(2), 3
	case kind == 2 && colons && group >= 6:
		c = directColor | at(3)<<16 | at(4)<<8 | at(5)
	case kind == 2 && group >= 5:
		c, used = directColor|at(2)<<16|at(3)<<8|at(4), 5
	default:
		t.miss("SGR %d with kind %d and %d parameters", which, kind, group)
		used = group
	}
	if colons {
		used = group
	}
	switch which {
	case 38:
		t.cur.pen.Fg = c
	case 48:
		t.cur.pen.Bg = c
	default:
		t.cur.pen.Line = c
	}
	return used
}

func (t *emulator) setPen(n int) {
	pen := &t.cur.pen
	switch {
	case n == 0:
		*pen = cellStyle{Link: pen.Link}
	case n >= 1 && n <= 9:
		setAttribute(pen, n)
	case n == 21:
		pen.Underline = 2
	case n >= 22 && n <= 29 && n != 26:
		clearAttribute(pen, n)
	case n >= 30 && n <= 37:
		pen.Fg = paletteColor | termColor(n-30)
	case n >= 40 && n <= 47:
		pen.Bg = paletteColor | termColor(n-40)
	case n >= 90 && n <= 97:
		pen.Fg = paletteColor | termColor(n-90+8)
	case n >= 100 && n <= 107:
		pen.Bg = paletteColor | termColor(n-100+8)
	case n == 39:
		pen.Fg = 0
	case n == 49:
		pen.Bg = 0
	case n == 59:
		pen.Line = 0
	default:
		t.miss("SGR %d", n)
	}
}

func setAttribute(pen *cellStyle, n int) {
	switch n {
	case 1:
		pen.Bold = true
	case 2:
		pen.Faint = true
	case 3:
		pen.Italic = true
	case 4:
		pen.Underline = 1
	case 5, 6:
		pen.Blink = true
	case 7:
		pen.Reverse = true
	case 8:
		pen.Conceal = true
	case 9:
		pen.Strike = true
	}
}

func clearAttribute(pen *cellStyle, n int) {
	switch n {
	case 22:
		pen.Bold, pen.Faint = false, false
	case 23:
		pen.Italic = false
	case 24:
		pen.Underline = 0
	case 25:
		pen.Blink = false
	case 27:
		pen.Reverse = false
	case 28:
		pen.Conceal = false
	case 29:
		pen.Strike = false
	}
}
