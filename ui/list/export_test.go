package list

// Room is how many rows a list has memory for.
func Room(m Model) int { return len(m.s.entries.blocks) * blockEntries }
