package draw

import (
	"image/color"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api/trace"
	"greenlight/ui/theme"
)

// Ansi writes s in a style of the log's own, cleaned and measured like Put. Where
// there are no colours its hues are left out and bold, underline and the like stay;
// where there are fewer than it asks for the nearest one is taken. The terminal's
// own 16 colours are passed on as they are.
func (l *Line) Ansi(style trace.Style, s string) *Line {
	l.own = ownSGR(style, l.surface)
	l.Put(theme.Text, s)
	l.own = ""
	return l
}

// off switches any style off.
const off = "\x1b[m"

// sgr is what switches a run on and off.
func (r run) sgr() (string, string) {
	if r.own != "" {
		return r.own, off
	}
	return r.surface.SGR(r.role)
}

// addOwn adds text in the style that Ansi has set.
func (l *Line) addOwn(s string) {
	if n := len(l.runs); n > 0 && l.runs[n-1].own == l.own && l.runs[n-1].surface == l.surface {
		l.runs[n-1].text += s
		return
	}
	l.runs = append(l.runs, run{surface: l.surface, text: s, own: l.own})
}

// ownSGR is the sequence of a style on a surface; empty for one that looks like
// text.
func ownSGR(style trace.Style, surface *theme.Surface) string {
	if style == (trace.Style{}) {
		return ""
	}
	codes := make([]string, 0, 8)
	for _, a := range []struct {
		attr trace.Attr
		code string
	}{{trace.Bold, "1"}, {trace.Faint, "2"}, {trace.Italic, "3"}, {trace.Underline, "4"}, {trace.Reverse, "7"}, {trace.Strike, "9"}} {
		if style.Attr&a.attr != 0 {
			codes = append(codes, a.code)
		}
	}
	profile := depth(surface)
	fg := hue(style.Fg, profile, 30)
	if fg != "" {
		codes = append(codes, fg)
	}
	if bg := hue(style.Bg, profile, 40); bg != "" {
		codes = append(codes, bg)
	}
	if len(codes) == 0 {
		return ""
	}
	on := ""
	if fg == "" || surface.Filled() {
		on, _ = surface.SGR(theme.Text)
	}
	return on + "\x1b[" + strings.Join(codes, ";") + "m"
}

// hue spells a colour for what the terminal can show; base is 30 for the text and
// 40 for what is behind it. It is empty for no colour.
func hue(c trace.Color, profile colorprofile.Profile, base int) string {
	if profile < colorprofile.ANSI {
		return ""
	}
	switch c.Kind {
	case trace.NoColor:
		return ""
	case trace.Basic:
		return basicHue(c.Index, base)
	case trace.Indexed:
		return spelled(profile.Convert(ansi.IndexedColor(c.Index)), base)
	case trace.RGB:
		return spelled(profile.Convert(color.RGBA{c.R, c.G, c.B, 0xff}), base)
	}
	return ""
}

func basicHue(index uint8, base int) string {
	if index >= 8 {
		return strconv.Itoa(base + 60 + int(index%8))
	}
	return strconv.Itoa(base + int(index))
}

func spelled(c color.Color, base int) string {
	extended := strconv.Itoa(base + 8)
	switch c := c.(type) {
	case nil:
		return ""
	case ansi.BasicColor:
		return basicHue(uint8(c), base)
	case ansi.IndexedColor:
		return extended + ";5;" + strconv.Itoa(int(c))
	default:
		r, g, b, _ := c.RGBA()
		return extended + ";2;" + strconv.Itoa(int(r>>8)) + ";" + strconv.Itoa(int(g>>8)) + ";" + strconv.Itoa(int(b>>8))
	}
}

// depth is how many colours the styles of a surface make use of, which is what the
// terminal has: the theme was made for it. A surface without any hue has none.
func depth(s *theme.Surface) colorprofile.Profile {
	best := colorprofile.ASCII
	for _, r := range [...]theme.Role{theme.Focus, theme.Prod, theme.Bad, theme.OK, theme.Wait, theme.Muted} {
		switch s.Of(r).GetForeground().(type) {
		case ansi.BasicColor:
			best = max(best, colorprofile.ANSI)
		case ansi.IndexedColor:
			best = max(best, colorprofile.ANSI256)
		case color.RGBA:
			return colorprofile.TrueColor
		}
	}
	return best
}
