package detail

import "slices"

const (
	// places is how many lines there are for what a deployment brings.
	places = 4
	// floorRows is how many warnings an ordinary decision has: as many rows are kept for
	// them before they are known.
	floorRows = 2
)

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
		floor = p.floor(room)
		top = p.above(room, floor)
	}
	if over := len(top) - (room - len(floor)); over > 0 {
		top = p.cutOff(top, len(top)-over, "when zoomed")
	}
	return stack(top, floor, room)
}

// shortFloor is the short form with its warnings. Where they need a row, what it ships
// and the pipeline share one.
func (p pane) shortFloor(room int) (top, floor []line) {
	top = p.short(false)
	free := max(room-len(top), 1)
	floor, missing := p.warnings(free, free)
	if missing > 0 {
		top = p.short(true)
		free = max(room-len(top), 1)
		floor, _ = p.warnings(free, free)
	}
	return dropFrom(top, room-len(floor), kindBlank), floor
}

// floor is the warnings in at most half of the room. They are wrapped where that takes
// nothing from the decision.
func (p pane) floor(room int) []line {
	most := max(room/2, 1)
	roomy := most
	if p.open() {
		roomy = room - len(dropFrom(p.decision(places), 0, kindExtra))
	}
	lines, _ := p.warnings(most, roomy)
	return lines
}

// above is the summary where it does not scroll.
func (p pane) above(room int, floor []line) []line {
	if !p.open() {
		return fit(p.summary(), room-len(floor)-gap(floor), true)
	}
	_, top := p.settle(room, len(floor))
	return dropFrom(top, room-len(floor), kindSpare)
}

// zoomed draws the summary from line scroll on, and says how far it can go. What
// scrolls leaves out nothing but blank lines. The first screen is the decision; what
// has no room beside it comes below.
func (p pane) zoomed(room, scroll int) (lines []line, most int) {
	if room <= 0 {
		return nil, 0
	}
	floor := p.floor(room)
	top, rest, free := p.arranged(room, len(floor))
	if len(top) > free {
		top = dropFrom(top, 0, kindBlank)
	}
	whole := append(append([]line(nil), top...), rest...)
	most = max(len(whole)-free, 0)
	from := min(max(scroll, 0), most)
	// One row that is left over is no place for a count: what decides stands alone.
	if from == 0 && (len(top) == free || p.open() && len(top) == free-1) {
		return stack(top, floor, room), most
	}
	return stack(p.cutOff(whole[from:], free, "below"), floor, room), most
}

// arranged is the first screen of the zoomed summary, what comes below it, and how many
// rows there are for either above a floor of so many lines.
func (p pane) arranged(room, floor int) (top, rest []line, free int) {
	if !p.open() {
		free = max(room-floor-min(floor, 1), 0)
		all := p.summary()
		top = fit(all, free, false)
		if len(top) > free {
			return all, p.record(), free
		}
		return top, append(leftOut(all, top), p.record()...), free
	}
	all, top := p.settle(room, floor)
	free = max(room-floor, 0)
	if floor > 0 && len(top) < free {
		free--
	}
	if rest = leftOut(all, top); p.settled {
		rest = append(rest, p.record()...)
	}
	return top, rest, free
}

// settle fits the decision above a floor of so many lines. The floor keeps its place
// before it is known, and the lines for what the deployment brings do not follow from
// what that is: what arrives late moves nothing. First the sections go that are only
// nice to have, then blank lines, of which the one above the floor is the last, then
// lines of what it brings.
func (p pane) settle(room, floor int) (all, top []line) {
	kept := floorRows
	if !p.wide() {
		kept++ // one of them is wrapped
	}
	free := room - max(floor, min(kept, room/2))
	for _, n := range []int{places, places - 1, places - 2, 0} {
		all = p.decision(n)
		top = dropFrom(dropSections(all, room-max(floor, floorRows)-1), free, kindBlank)
		if len(top) <= free {
			break
		}
	}
	return all, top
}

// dropSections takes whole sections from the end that are only nice to have, until room
// is enough.
func dropSections(lines []line, room int) []line {
	for len(lines) > room {
		i := len(lines) - 1
		for i >= 0 && (lines[i].kind != kindExtra || lines[i].label == "") {
			i--
		}
		if i < 1 {
			return lines
		}
		lines = lines[:i-1]
	}
	return lines
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
