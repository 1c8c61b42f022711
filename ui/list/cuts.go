package list

import "greenlight/ui/draw"

// cuts knows which environment names would look alike if their ends were cut, in
// one column width: those are cut in the middle. It asks all loaded names, not the
// ones on the screen, so that no name changes while one scrolls.
type cuts struct {
	width int
	ascii bool
	heads map[string]int
}

// add counts a name that came, n being 1, or that is gone, n being -1.
func (c *cuts) add(name string, n int) {
	if c.heads == nil || len(name) <= c.width {
		return
	}
	head := cutEnd(name, c.width, c.ascii)
	if c.heads[head] += n; c.heads[head] == 0 {
		delete(c.heads, head)
	}
}

// envCut is how a name that is too long for width cells is cut.
func (s *store) envCut(name string, width int, ascii bool) draw.CutMode {
	if len(name) <= width {
		return draw.End
	}
	if s.cuts.heads == nil || s.cuts.width != width || s.cuts.ascii != ascii {
		s.cuts = cuts{width: width, ascii: ascii, heads: map[string]int{}}
		for other := range s.kinds[kindEnv] {
			s.cuts.add(other, 1)
		}
	}
	if s.cuts.heads[cutEnd(name, width, ascii)] > 1 {
		return draw.Middle
	}
	return draw.End
}

func cutEnd(s string, width int, ascii bool) string { return shorten(s, width, draw.End, ascii) }

func shorten(s string, width int, how draw.CutMode, ascii bool) string {
	if ascii {
		return draw.CutASCII(s, width, how)
	}
	return draw.Cut(s, width, how)
}
