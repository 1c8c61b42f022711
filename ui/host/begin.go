package host

import "github.com/charmbracelet/x/ansi"

// Begin prepares the process for a screen, beside all else that there is to do before the
// first frame: call it first, and end at the end.
func Begin() (end func()) {
	end = watchHeap() // first: it stops the world for a moment, and there is nobody to wait for yet
	go measure()
	return end
}

// measure has the widths of all characters be known. They are worked out when the first
// one that is not ASCII is drawn, which would be in the first frame while it is written.
func measure() { ansi.WcWidth.StringWidth("─") }
