package detail

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
		top = p.short()
		floor = p.warnings(max(room-len(top), 1))
		top = fitShort(top, room-len(floor))
	} else {
		floor = p.warnings(max(room/2, 1))
		top = fit(p.summary(), room-len(floor)-gap(floor), true)
	}
	if over := len(top) - (room - len(floor)); over > 0 {
		top = p.cutOff(top, len(top)-over, "enter")
	}
	return stack(top, floor, room)
}

// zoomed draws the summary from line scroll on, and says how far it can go.
func (p pane) zoomed(room, scroll int) (lines []line, most int) {
	if room <= 0 {
		return nil, 0
	}
	floor := p.warnings(max(room/2, 1))
	room -= len(floor)
	top := fit(p.summary(), room-gap(floor), false)
	most = max(len(top)-(room-gap(floor)), 0)
	if most > 0 {
		room -= gap(floor)
		from := min(max(scroll, 0), most)
		top = p.cutOff(top[from:], room, "j")
		floor = append(make([]line, gap(floor)), floor...)
		return append(top, floor...), most
	}
	return stack(top, floor, room+len(floor)), 0
}

// cutOff keeps n lines, the last of which says how many more there are.
func (p pane) cutOff(lines []line, n int, key string) []line {
	if n <= 0 {
		return nil
	}
	if len(lines) <= n {
		return lines
	}
	kept := append([]line(nil), lines[:n]...)
	kept[n-1] = more(len(lines)-n+1, key)
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
