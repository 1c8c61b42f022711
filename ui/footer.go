package ui

import (
	"fmt"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/status"
)

// foot is the hint row and the footer.
func (a App) foot(r Rects, now time.Time) status.Foot {
	if top, ok := a.cards.Top(); ok {
		left, right := top.Hints(a.keys)
		f := status.Foot{Left: left, Right: right}
		if a.notices.visible && a.notices.shown.kind == status.Told {
			f.Message = a.message() // why a key of the card did nothing; all else is the card's to say
		}
		return f
	}
	if a.filter.editing {
		return a.filterFoot()
	}
	f := status.Foot{Left: a.rowHints(), Message: a.message()}
	if !r.Zoomed {
		f.Right = []keys.Hint{a.keys.Hint(keys.Filter), a.keys.Hint(keys.Palette), a.keys.Hint(keys.Help)}
	}
	if s := a.stage(); s.ok {
		f.Lead, f.Left = a.lead(a.site(s.row.Ref.Host), f.Left)
	}
	f.Hint = a.hint()
	if r.Zoomed {
		a.footTab(&f)
	}
	return f
}

// narrowFoot is the width below which a zoomed tab's own keys leave room for two of the
// row's: the way back must stay.
const narrowFoot = 100

// footTab adds what the zoomed tab has to say; while its search is typed nothing else.
func (a App) footTab(f *status.Foot) {
	f.Right = []keys.Hint{a.keys.Hint(keys.Help), a.keys.Hint(keys.Back)} // the last one goes last
	own, hint := a.tabHints()
	searching := a.bench.tab == intent.TabLog && a.bench.log.view.Searching()
	switch {
	case searching:
		f.Lead, f.Left, f.Right = "", nil, nil
	case len(own) > 0 && a.width < narrowFoot:
		f.Left = f.Left[:min(len(f.Left), 2)]
	}
	f.Left = append(f.Left, own...)
	if !searching && (len(own) == 0 || a.width >= narrowFoot) {
		f.Right = append([]keys.Hint{a.tabKeys()}, f.Right...)
	}
	if hint != "" {
		f.Hint = hint
	}
}

// tabKeys leads to the other tabs: by the arrows, where they are bound.
func (a App) tabKeys() keys.Hint {
	var out []string
	for _, act := range []keys.Action{keys.PreviousTab, keys.NextTab} {
		if all := a.keys.Labels(act); len(all) > 0 {
			out = append(out, all[len(all)-1])
		}
	}
	return keys.Hint{Keys: strings.Join(out, " "), Verb: "tabs"}
}

// lead says before all keys why nothing can be decided on an instance now, and
// which key mends it.
func (a App) lead(s *site, left []keys.Hint) (string, []keys.Hint) {
	refresh := keys.Hint{Keys: a.keys.Label(keys.Refresh), Verb: "try now"}
	switch {
	case s == nil:
		return "", left
	case s.phase == refused:
		refresh.Verb = "read the token again"
	case !s.offline():
		return "", left
	}
	return "Decisions are off.", append([]keys.Hint{refresh}, left...)
}

// hint is what the hint row says: the filter in force, or what came unseen.
func (a App) hint() string {
	parts := a.markedWords()
	if a.asking.shown {
		parts = append(parts, a.askedWords())
	}
	if text := a.filter.input.Value(); text != "" {
		_, n := a.list.Position()
		wrong := a.filter.problem
		if wrong == "" && n == 0 {
			wrong = a.filter.unknown
		}
		switch {
		case wrong != "":
			parts = []string{wrong + " " + a.keys.Label(keys.Back) + " clears the filter."}
		case n == 0 && a.list.Len() > 0: // the body says the rest
			parts = append(parts, "filter: "+text)
		default:
			parts = append(parts, fmt.Sprintf("%d shown, %s clears the filter: %s", n, a.keys.Label(keys.Back), text))
		}
	}
	if n := a.list.NewAbove(); n > 0 {
		parts = append(parts, fmt.Sprintf("%d new above, %s", n, a.keys.Label(keys.Top)))
	}
	return strings.Join(parts, "   ")
}

// markedWords says how many are marked, and that hidden ones are left out.
func (a App) markedWords() []string {
	shown, all := a.list.MarkCount()
	switch {
	case all == 0:
		return nil
	case shown == all:
		return []string{fmt.Sprintf("%d marked", all)}
	default:
		return []string{fmt.Sprintf("%d marked, %d hidden and left out", shown, all-shown)}
	}
}

func (a App) message() *status.Message {
	if !a.notices.visible {
		return nil
	}
	n := a.notices.shown
	m := &status.Message{Kind: n.kind, Text: n.text}
	for _, act := range n.next {
		m.Hints = append(m.Hints, a.keys.Hint(act))
	}
	return m
}

// rowHints are the keys that do something to the selected row now.
func (a App) rowHints() []keys.Hint {
	s := a.stage()
	if !s.ok {
		return []keys.Hint{a.keys.Hint(keys.NextView), a.keys.Hint(keys.Refresh)}
	}
	var out []keys.Hint
	if s.marked > 0 {
		for _, act := range []keys.Action{keys.Approve, keys.Reject, keys.Run} {
			if what := a.offer(act); what != "" {
				h := a.keys.Hint(act)
				h.Verb += " " + what
				out = append(out, h)
			}
		}
		return out
	}
	acts := []keys.Action{keys.Approve, keys.Reject, keys.Run}
	if s.row.External() {
		acts = append(acts, keys.Status)
	}
	switch s.row.Verdict.State {
	case api.StateRunning:
		acts = append(acts, keys.Log, keys.Watch, keys.Cancel)
	case api.StateFailed:
		acts = append(acts, keys.Retry, keys.Log)
	case api.StateCanceled:
		acts = append(acts, keys.Retry)
	default:
	}
	for _, act := range acts {
		if act == keys.Log && a.zoomed && a.bench.tab == intent.TabLog {
			continue
		}
		if refusal(act, s) == "" {
			out = append(out, a.keys.Hint(act))
		}
	}
	if !a.zoomed {
		out = append(out, a.keys.Hint(keys.Zoom))
	}
	return out
}

func (a App) filterFoot() status.Foot {
	_, n := a.list.Position()
	f := status.Foot{
		Hint: a.filter.hint,
		Right: []keys.Hint{
			{Keys: "enter", Verb: "keep"}, {Keys: "esc", Verb: "clear"}, {Keys: "tab", Verb: "complete"},
		},
		Filter: &status.Filter{
			Value: a.filter.input.Text(), Cursor: a.filter.input.Position(),
			Shown: n, Total: a.list.Counts()[a.list.ActiveView()], More: a.more(),
		},
	}
	switch {
	case a.filter.problem != "":
		f.Hint, f.Wrong = a.filter.problem, true
	case f.Hint == "" && n == 0 && a.filter.unknown != "": // it does not begin a known one either
		f.Hint, f.Wrong = a.filter.unknown, true
	}
	return f
}
