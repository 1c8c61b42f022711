package form

import (
	"slices"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
)

// next sends the next target that takes part; at the end it leaves the card to tell.
func (m Many) next() (Many, intent.Intent) {
	i := slices.IndexFunc(m.items, func(it item) bool { return it.takes() && it.stage == itemWaits })
	if i >= 0 && m.stopping {
		m = m.halt(func(item) bool { return true }, "stopped before it")
		i = -1
	}
	if i < 0 {
		m.phase, m.focus = answered, spot{kind: fieldCancel}
		return m, nil
	}
	m.phase = sending
	m = m.change(i, func(it *item) { it.stage = itemSent })
	if !m.free {
		m.cursor = i
	}
	return m, intent.Submit{Request: m.items[i].request(m.act, m.comment.Value())}
}

// Answer takes the end of the request that is under way and returns the next one, nil
// at the end. A result of another request changes nothing. What one target meets
// stops no other, but for what would meet them all: a host that cannot be reached or
// that refuses the token is not asked again.
func (m Many) Answer(r decide.Result) (Many, intent.Intent) {
	if !m.Waits(r.Request.Op) {
		return m, nil
	}
	i := m.sent()
	m = m.change(i, func(it *item) { it.stage, it.result = itemEnded, r })
	if why := blocksAll(r); why != "" {
		host := m.items[i].ref().Host
		m = m.halt(func(it item) bool { return it.ref().Host == host }, why)
	}
	return m.next()
}

// halt takes their turn from the items that wait.
func (m Many) halt(which func(item) bool, why string) Many {
	m.items = slices.Clone(m.items)
	for i := range m.items {
		if it := &m.items[i]; it.takes() && it.stage == itemWaits && which(*it) {
			it.stage, it.stop = itemStopped, why
		}
	}
	return m
}

// blocksAll says why no other write to the same host can succeed now; empty where one
// may.
func blocksAll(r decide.Result) string {
	e := api.AsError(r.Err)
	if e == nil {
		return ""
	}
	switch e.Kind {
	case api.Unauthorized, api.Expired, api.Revoked:
		return "the token was refused"
	case api.Scope, api.ReadOnly:
		return "nothing can be written here"
	case api.Offline, api.TLS:
		return "GitLab cannot be reached"
	default: // the others are about the one target, or pass
		return ""
	}
}

// Refresh takes a newer single reading of a target that was not sent yet. Where it
// differs from what the card was opened on, the target is marked and left out.
func (m Many) Refresh(row fleet.Row) Many {
	return m.each(row.Ref, func(it item) item { return it.refresh(m.act, row, m.phase == sending) })
}

// Vanished takes the news that a deployment does not exist any more: it is left out
// where it was not sent yet.
func (m Many) Vanished(ref api.Ref) Many {
	return m.each(ref, func(it item) item {
		if it.stage == itemWaits && !it.told {
			return it.leave("somebody else has deleted it")
		}
		return it
	})
}

// each replaces the items of a deployment, and leaves the act where it can no longer
// be pressed: what it would do has changed.
func (m Many) each(ref api.Ref, change func(item) item) Many {
	if m.phase != editing && m.phase != sending {
		return m
	}
	for i := range m.items {
		if m.items[i].ref() != ref {
			continue
		}
		before := m.Asks()
		next := change(m.items[i])
		m = m.change(i, func(it *item) { *it = next })
		if m.phase == editing && m.focus.kind == fieldAct && m.Asks() != before {
			m.focus = spot{kind: fieldCancel}
		}
	}
	return m
}
