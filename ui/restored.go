package ui

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api/fleet"
	"greenlight/api/snapshot"
)

// restored shows what an earlier run has saved, until GitLab has said how it is now. What
// was read meanwhile stays. It comes in pieces, so that the first rows are on the screen
// before the last are in the list.
func (a *App) restored(msg restoredMsg) tea.Cmd {
	s := a.site(msg.host)
	if s == nil {
		return nil
	}
	var refused *snapshot.RefusedError
	if errors.As(msg.err, &refused) {
		a.note(notice{text: sentence(msg.err)})
	}
	r := msg.restored
	if s.me.ID != 0 && s.me.ID != r.Me.ID {
		return nil
	}
	if len(r.Projects) > 0 {
		s.restoring(r)
	}
	if s.restored.IsZero() {
		return nil // there is nothing, or it is another user's
	}
	a.setLoading() // more is to come: the cursor stays on the first row until it is moved
	for _, snap := range r.Snapshots {
		a.restoreProject(s, snap)
	}
	a.resize()
	a.setLoading()
	if !r.More {
		return nil
	}
	return restoreCmd(a.ctx, a.opt.Fleet, s.host)
}

// restoring begins with the first piece.
func (s *site) restoring(r fleet.Restored) {
	if s.phase != ready && len(s.projects) == 0 {
		shown := make([]project, len(r.Projects))
		for i, p := range r.Projects {
			shown[i] = project{Project: p}
		}
		s.watch(shown)
	}
	if s.me.ID == 0 {
		s.saved = r.Me
	}
	s.restored = r.SavedAt
}

// restoreProject shows a project as it was, unless it was read meanwhile, or is none of
// those that are shown.
func (a *App) restoreProject(s *site, snap fleet.Snapshot) {
	i := s.find(snap.Project.Ref)
	if i < 0 || s.projects[i].listed > 0 || s.projects[i].err != nil {
		return
	}
	p := &s.projects[i]
	p.good, p.more = snap.ReadAt, snap.More
	p.counted(snap.Rows)
	*a.usual() = a.usual().Replace(snap.Project.Ref, snap.Rows, a.now())
}

// saving is when what is shown was last saved for the next start.
type saving struct {
	at    time.Time
	under bool
	// told is true once it was told that it cannot be saved.
	told bool
}

// saveEvery is how often that is done at most. It is saved once more at the end.
const saveEvery = time.Minute

// save saves what is shown where it is time.
func (a *App) save() tea.Cmd {
	now := a.opt.Now()
	if a.saving.at.IsZero() || now.Before(a.saving.at) {
		a.saving.at = now
	}
	if a.saving.under || now.Sub(a.saving.at) < saveEvery {
		return nil
	}
	a.saving.at, a.saving.under = now, true
	return saveCmd(a.ctx, a.opt.Fleet)
}

// saved notes the end of that. That it cannot be done is told once: all else goes on.
func (a *App) saved(msg savedMsg) {
	a.saving.under = false
	if msg.err == nil {
		a.saving.told = false
		return
	}
	if !a.saving.told {
		a.saving.told = true
		a.note(notice{text: sentence(msg.err)})
	}
}
