package list

import "greenlight/api/fleet"

// Around are the rows next to the selected one, n above and n below, the nearer first.
func (m Model) Around(n int) []fleet.Row {
	if len(m.shown) == 0 {
		return nil
	}
	var out []fleet.Row
	for d := 1; d <= n; d++ {
		for _, i := range []int{m.index + d, m.index - d} {
			if i >= 0 && i < len(m.shown) {
				out = append(out, m.s.row(m.shown[i]))
			}
		}
	}
	return out
}
