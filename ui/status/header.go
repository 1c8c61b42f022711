package status

import (
	"strconv"
	"strings"
	"time"

	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// Identity is an instance and who one is there.
type Identity struct {
	Host string
	// User is the name without "@"; empty until it was read.
	User string
}

// Header is the first line of the screen.
type Header struct {
	// Identities are the instances in the order of the configuration.
	Identities     []Identity
	ReadOnly, Demo bool
	// Condition is shown at the right; nil is a first load of unknown size.
	Condition Condition
	// Waiting lets the light pulse: something was asked for and does not come.
	Waiting bool
	// WhyKey is the key that explains failures, as it is shown.
	WhyKey string
}

// View draws the header in exactly w cells. pulse is the frame of the light while it
// pulses. What is wrong is never cut for the names of hosts.
func (h Header) View(w int, st *theme.Styles, now time.Time, pulse int) string {
	p := pen{st, w}
	cond := h.Condition
	if cond == nil {
		cond = Reading{}
	}
	light := cond.light(pulse, st.ASCII)
	if h.Waiting {
		light = Reading{}.light(pulse, st.ASCII)
	}
	right := cond.spans(now, h.WhyKey)
	if n, is := cond.(narrowing); is && w < roomy {
		right = n.narrow(now, h.ReadOnly || h.Demo)
	}
	rightWidth := min(p.measure(right), max(w-2*margin-2, 0))
	l := p.line().At(margin).Put(light.role, light.text)
	if end := w - margin - rightWidth; end > margin+2+len("greenlight") {
		l.Put(theme.Text, " ").Put(theme.Strong, "greenlight")
		h.left(p, l, end-between)
	}
	l.At(w - margin - rightWidth)
	p.put(l, right, rightWidth)
	return l.String()
}

// roomy is the width from which chips, names and freshness stand beside one another.
const roomy = 100

// left writes who and where, up to column end; the chips are the last to go.
func (h Header) left(p pen, l *draw.Line, end int) {
	var chips []string
	if h.ReadOnly {
		chips = append(chips, "read-only")
	}
	if h.Demo {
		chips = append(chips, "demo")
	}
	room := end - l.Column()
	for _, c := range chips {
		room -= between + len(c) + 2
	}
	for _, s := range h.who(p, room) {
		l.Put(s.role, s.text)
	}
	for _, c := range chips {
		if l.Column()+between+len(c)+2 <= end {
			l.At(l.Column()+between).Chip(theme.ChipPlain, c)
		}
	}
}

// who is the longest of some spellings of hosts and users that fits into room.
func (h Header) who(p pen, room int) []span {
	for _, spelling := range h.spellings() {
		if p.measure(spelling) <= room {
			return spelling
		}
	}
	const shortest = 8
	if len(h.Identities) == 0 || room < between+shortest {
		return nil
	}
	if user := at("   ", h.Identities[0].User); user != "" && len(h.Identities) == 1 && room >= between+shortest+p.width(user) {
		return []span{{theme.Text, "   " + p.cut(h.Identities[0].Host, room-between-p.width(user), draw.Middle)}, {theme.Muted, user}}
	}
	return []span{{theme.Text, "   " + p.cut(h.Identities[0].Host, room-between, draw.Middle)}}
}

func (h Header) spellings() [][]span {
	if len(h.Identities) == 0 {
		return nil
	}
	first := h.Identities[0]
	var hosts []string
	var each []span
	same := true
	for i, id := range h.Identities {
		hosts = append(hosts, id.Host)
		same = same && id.User == first.User
		sep := "   "
		if i > 0 {
			sep = " · "
		}
		each = append(each, span{theme.Text, sep + id.Host}, span{theme.Muted, at(" ", id.User)})
	}
	all := []span{{theme.Text, "   " + strings.Join(hosts, " · ")}}
	user := span{theme.Muted, at("   ", first.User)}
	some := "   " + first.Host
	if n := len(hosts) - 1; n > 0 {
		some += " +" + strconv.Itoa(n)
	}
	out := [][]span{append(append([]span(nil), all...), user)}
	if !same {
		out = [][]span{each}
		user = span{}
	}
	if len(h.Identities) == 1 && first.User != "" {
		return out // the host is cut before the name goes
	}
	return append(out, all, []span{{theme.Text, some}, user}, []span{{theme.Text, some}})
}

func at(sep, user string) string {
	if user == "" {
		return ""
	}
	return sep + "@" + user
}
