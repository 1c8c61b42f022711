package draw

import (
	"strings"
)

// CutMode says where a text that is too long loses what does not fit.
type CutMode uint8

// The ways to cut.
const (
	// End keeps the beginning: "feature/re…".
	End CutMode = iota
	// Middle keeps two fifths on the left and three on the right: "rel…e-41".
	Middle
	// Path keeps the last name: "group/…/name", then "…/name", then "…name", then
	// Middle. The name alone would read as another one that exists.
	Path
	// Address keeps the host of a URL whole and cuts in the middle of what is behind it:
	// "https://acme.dev/pay…/4821". A host that has no room keeps its end, which is
	// whose it is.
	Address
	// Clip keeps the beginning and shows no sign of a cut.
	Clip
)

// Cut shortens s to at most w cells.
func Cut(s string, w int, how CutMode) string { return cut(wash(s, false), w, how, "…") }

// CutASCII is Cut with everything translated to ASCII.
func CutASCII(s string, w int, how CutMode) string { return cut(wash(s, true), w, how, "..") }

// cut shortens clean text.
func cut(s string, w int, how CutMode, dots string) string {
	if w <= 0 {
		return ""
	}
	if width(s) <= w {
		return s
	}
	room := w - width(dots)
	if room <= 0 {
		how = Clip
	}
	switch how {
	case End:
		return strings.TrimRight(head(s, room), " ") + dots
	case Middle:
		return middle(s, room, dots)
	case Path:
		return path(s, w, dots)
	case Address:
		return address(s, w, dots)
	case Clip:
		return head(s, w)
	default:
		return head(s, w)
	}
}

func middle(s string, room int, dots string) string {
	left := head(s, (2*room+4)/5)
	return left + dots + tail(s, room-width(left))
}

func path(s string, w int, dots string) string {
	slash := strings.LastIndexByte(s, '/')
	if slash < 0 || slash == len(s)-1 {
		return middle(s, w-width(dots), dots)
	}
	name := s[slash:]
	group, _, _ := strings.Cut(s, "/")
	for _, short := range []string{group + "/" + dots + name, dots + name, dots + name[1:]} {
		if width(short) <= w {
			return short
		}
	}
	return middle(s, w-width(dots), dots)
}

func address(s string, w int, dots string) string {
	room := w - width(dots)
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return middle(s, room, dots)
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	host, behind := rest[:end], rest[end:]
	for _, whole := range []string{scheme + "://" + host, host} {
		if left := room - width(whole); left >= 0 {
			return whole + middle(behind, left, dots)
		}
	}
	return dots + tail(host, room)
}

// head is the longest beginning of s that takes at most w cells.
func head(s string, w int) string {
	first, _ := part(s, w)
	return first
}

// part parts s behind the longest beginning that takes at most w cells.
func part(s string, w int) (first, rest string) {
	if plainASCII(s) {
		n := min(len(s), max(w, 0))
		return s[:n], s[n:]
	}
	var b strings.Builder
	for s != "" {
		c, behind := next(s)
		if w -= c.width; w < 0 {
			break
		}
		b.WriteString(c.text)
		s = behind
	}
	return b.String(), s
}

// tail is the longest end of s that takes at most w cells.
func tail(s string, w int) string {
	cells := split(s)
	from := len(cells)
	for from > 0 && w >= cells[from-1].width {
		from--
		w -= cells[from].width
	}
	return join(cells[from:])
}

func split(s string) []cell {
	var cells []cell
	for s != "" {
		var c cell
		if c, s = next(s); c.width > 0 {
			cells = append(cells, c)
		}
	}
	return cells
}

func join(cells []cell) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString(c.text)
	}
	return b.String()
}

// Wrap breaks s into lines of at most w cells, between words where it can; a word
// that is longer than a line is broken anywhere. An empty text is one empty line.
func Wrap(s string, w int) []string { return wrap(wash(s, false), w) }

// WrapASCII is Wrap with everything translated to ASCII.
func WrapASCII(s string, w int) []string { return wrap(wash(s, true), w) }

func wrap(s string, w int) []string {
	w = max(w, 1)
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(s) {
		size := width(word)
		if used > 0 && used+1+size <= w {
			line, used = line+" "+word, used+1+size
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		for size > w {
			first, rest := part(word, w)
			if first == "" { // a wide character on a line of one cell
				var c cell
				c, rest = next(word)
				first = c.text
			}
			lines = append(lines, first)
			word, size = rest, width(rest)
		}
		line, used = word, size
	}
	if used > 0 || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}
