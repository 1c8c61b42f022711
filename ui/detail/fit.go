package detail

import "slices"

// body draws the summary into exactly room lines.
func (p pane) body(room, scroll int) []line {
	if room <= 0 {
		return nil
	}
	if p.form == Zoom {
		lines, _ := p.zoomed(room, scroll)
		return lines
	}
	var top, floor []line
	if p.form == Peek && p.h < shortBelow {
		top, floor = p.shortFloor(room)
	} else {
		floor, _ = p.warnings(max(room/2, 1))
		top = fit(p.summary(), room-len(floor)-gap(floor), true)
	}
	if over := len(top) - (room - len(floor)); over > 0 {
		top = p.cutOff(top, len(top)-over, "when zoomed")
	}
	return stack(top, floor, room)
}

// shortFloor is the short form with its warnings, which take the title's row when they
// need it.
func (p pane) shortFloor(room int) (top, floor []line) {
	top = p.short()
	free := max(room-len(top), 1)
	floor, missing := p.warnings(free)
	if missing > 0 {
		floor, _ = p.warnings(free + 1)
	}
	return fitShort(top, room-len(floor)), floor
}

// zoomed draws the summary from line scroll on, and says how far it can go. What
// scrolls leaves out nothing but blank lines. The first screen is the decision; what
// has no room beside it comes below.
func (p pane) zoomed(room, scroll int) (lines []line, most int) {
	if room <= 0 {
		return nil, 0
	}
	floor, _ := p.warnings(max(room/2, 1))
	free := max(room-len(floor)-gap(floor), 0)
	all := p.summary()
	top := fit(all, free, false)
	rest := append(leftOut(all, top), p.record()...)
	if len(top) > free {
		top, rest = dropFrom(all, 0, kindBlank), p.record()
	}
	whole := append(append([]line(nil), top...), rest...)
	most = max(len(whole)-free, 0)
	from := min(max(scroll, 0), most)
	if from == 0 && len(top) == free {
		return stack(top, floor, room), most
	}
	return stack(p.cutOff(whole[from:], free, "below"), floor, room), most
}

// leftOut are the extra lines of all that fit left out, which are the last ones.
func leftOut(all, kept []line) []line {
	extras := func(lines []line) []line {
		return slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return l.kind != kindExtra })
	}
	return extras(all)[len(extras(kept)):]
}

// cutOff keeps n lines, the last of which says how many more there are.
func (p pane) cutOff(lines []line, n int, where string) []line {
	if n <= 0 {
		return nil
	}
	if len(lines) <= n {
		return lines
	}
	kept := append([]line(nil), lines[:n]...)
	kept[n-1] = more(len(lines)-n+1, where)
	return kept
}

// stack puts top at the top and floor at the bottom of room lines.
func stack(top, floor []line, room int) []line {
	out := make([]line, room)
	copy(out, top)
	copy(out[max(room-len(floor), 0):], floor)
	return out
}

// gap is the blank line that parts the floor from what is above it.
func gap(floor []line) int {
	if len(floor) == 0 {
		return 0
	}
	return 1
}

// fit leaves out what the room has no place for: sections that are only nice to
// have, then blank lines from the last on, then, where nothing scrolls, spare lines
// from the last on. What decides is never left out.
func fit(lines []line, room int, spare bool) []line {
	lines = dropFrom(lines, room, kindExtra)
	lines = dropFrom(lines, room, kindBlank)
	if spare {
		lines = dropFrom(lines, room, kindSpare)
	}
	return lines
}

// fitShort leaves the title out of the short form when the warnings need its row.
func fitShort(lines []line, room int) []line {
	lines = dropFrom(lines, room, kindBlank)
	return dropFrom(lines, room, kindSpare)
}

// dropFrom removes lines of a kind, the last first, until room is enough.
func dropFrom(lines []line, room int, k kind) []line {
	out := append([]line(nil), lines...)
	for i := len(out) - 1; i >= 0 && len(out) > room; i-- {
		if out[i].kind == k {
			out = append(out[:i], out[i+1:]...)
		}
	}
	return out
}
