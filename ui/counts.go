package ui

import (
	"slices"

	"greenlight/ui/status"
)

// tabs are the views with their counts.
func (a App) tabs() status.Tabs {
	usual := a.usual()
	t := status.Tabs{Active: a.view()}
	counts := usual.Counts()
	blind, more := a.partlyBlind(), a.more()
	reading, unread := a.reading() || a.blind() || blind, usual.Unjudged() > 0 || blind
	for i, v := range usual.Views() {
		// What a deployment is to the user rests on its single read.
		open := unread && v.Filter.Judges()
		t.Tabs = append(t.Tabs, status.Tab{
			Name: v.Name, Count: counts[i],
			// What waits or runs is read however old it is: only the others can be cut.
			More: more && v.Filter.Empty() || open || reading && counts[i] > 0, Reading: (reading || open) && counts[i] == 0,
		})
	}
	if a.asking.on {
		t.Tabs = append(t.Tabs, a.askedTab())
	}
	return t
}

// reading reports whether the first load is under way, so that nothing can be said
// of what was not seen yet.
func (a App) reading() bool {
	for _, s := range a.sites {
		all, read, _ := s.counts()
		if s.phase == discovering && len(s.projects) == 0 || (s.phase == discovering || s.phase == ready) && read < all {
			return true
		}
	}
	return false
}

// arriving reports whether whom the first rows wait for is still being read.
func (a App) arriving() bool {
	return !a.arrived && a.usual().Unjudged() > 0 && a.usual().Len() > 0
}

// blind reports whether nothing was ever read, so that no count means anything.
func (a App) blind() bool {
	for _, s := range a.sites {
		if !s.newest().IsZero() {
			return false
		}
	}
	return true
}

// partlyBlind reports whether an instance was never read: what waits there is not
// known.
func (a App) partlyBlind() bool {
	return slices.ContainsFunc(a.sites, func(s site) bool { return s.newest().IsZero() && (s.phase != ready || s.offline()) })
}

// more reports whether any project has older deployments than were read.
func (a App) more() bool {
	for _, s := range a.sites {
		if slices.ContainsFunc(s.projects, func(p project) bool { return p.more }) {
			return true
		}
	}
	return false
}

// waiting counts what waits for the user; -1 while that is not known.
func (a App) waiting() (all, production int) {
	all, production = a.usual().Waiting()
	if all == 0 && (a.reading() || a.blind() || a.partlyBlind() || a.usual().Unjudged() > 0) {
		return -1, 0
	}
	return all, production
}
