package ui

import (
	"time"

	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/intent"
)

// stage gathers what a refusal depends on.
func (a *App) stage() stage {
	row, ok := a.list.Selected()
	s := stage{row: row, ok: ok, policy: a.opt.Policies[row.Tier], record: a.cannotRecord()}
	s.other = a.zoomed && a.bench.tab == intent.TabLog && a.bench.log.of != 0
	if !a.zoomed {
		s.marked, _ = a.list.MarkCount()
	}
	if ok {
		s.off = a.off(row.Ref.Host)
	}
	return s
}

// cannotRecord says why nothing can be recorded anywhere; empty where it can.
func (a *App) cannotRecord() string {
	why := "no project has been read yet"
	for i := range a.sites {
		switch off := a.off(a.sites[i].host); {
		case off != "":
			why = off
		case len(a.sites[i].projects) > 0:
			return ""
		}
	}
	return why
}

// off says why nothing can be written on an instance; empty where it can.
func (a *App) off(host string) string {
	s := a.site(host)
	switch {
	case a.opt.ReadOnly:
		return "greenlight was started read-only"
	case s == nil:
		return ""
	case s.phase == refused:
		return "the token was refused: press r when it is renewed"
	case s.readOnly:
		return "the token may only read: its scopes lack api"
	case s.me.ID == 0 && !s.offline():
		return "it is still being asked who you are on " + host
	case s.offline():
		return "decisions are off while " + host + " does not answer"
	default:
		return ""
	}
}

func (a *App) site(host string) *site {
	for i := range a.sites {
		if a.sites[i].host == host {
			return &a.sites[i]
		}
	}
	return nil
}

// target is a row as a card is bound to it.
func (a *App) target(row fleet.Row) form.Target {
	t := form.Target{Row: row, Policy: a.opt.Policies[row.Tier]}
	if s := a.site(row.Ref.Host); s != nil {
		t.Me = s.me.ID
		if t.Label = a.labels[s.host]; t.Label != "" {
			t.Host = s.host
		}
		if a.old(&row) {
			t.Age = a.age(s, &row)
		}
	}
	return t
}

// now is the time by which ages are told: the clock of the selected row's
// instance, or of the first one.
func (a *App) now() time.Time {
	if row, ok := a.list.Selected(); ok {
		return a.opt.Fleet.ServerTime(row.Ref.Host)
	}
	if len(a.sites) == 0 {
		return a.opt.Now()
	}
	return a.opt.Fleet.ServerTime(a.sites[0].host)
}
