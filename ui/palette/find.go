package palette

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"greenlight/ui/intent"
)

// match is one entry that was found.
type match struct {
	// entry is its index, score how well it matches.
	entry, score int
	// at are the bytes of its title where a character of the query stands.
	at []int
}

// end is where the last letter that was typed for stands; a match has at least one.
func (f match) end() int { return f.at[len(f.at)-1] }

// find is what matches a query, the best first; among equals what acts comes before
// what shows a view, that before all places, the shorter title before the longer. Views
// and tabs that match at the same letters keep their order, which is that on the screen.
func (m Model) find(query string) []match {
	var found []match
	if query == "" {
		for i := range m.entries {
			found = append(found, match{entry: i})
		}
		slices.SortStableFunc(found, func(a, b match) int { return cmp.Compare(m.rank(a.entry), m.rank(b.entry)) })
		return found
	}
	for _, f := range fuzzy.FindNoSort(query, m.titles) {
		// the matcher takes one off for each letter that was not asked for, so that a
		// short place would beat every action: taken back, the length decides last
		score := f.Score + len(f.Str) - len(f.MatchedIndexes)
		if strings.EqualFold(f.Str, query) {
			score = math.MaxInt // the whole title was typed
		}
		found = append(found, match{entry: f.Index, score: score, at: f.MatchedIndexes})
	}
	slices.SortStableFunc(found, func(a, b match) int {
		rank := m.rank(a.entry)
		by := cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(rank, m.rank(b.entry)))
		if by == 0 && rank == views {
			return cmp.Compare(a.end(), b.end())
		}
		return cmp.Or(by, cmp.Compare(len(m.titles[a.entry]), len(m.titles[b.entry])))
	})
	return found
}

// The ranks of what a command asks for.
const (
	actions = iota
	views
	others
)

// rank tells actions, views and places apart by what they ask for.
func (m Model) rank(entry int) int {
	switch wish := m.entries[entry].Intent.(type) {
	case nil:
		if m.entries[entry].Why != "" {
			return actions // what cannot be run is an action
		}
	case intent.Do:
		return actions
	case intent.ShowTab:
		return views
	case intent.Show:
		if wish.Filter == "" {
			return views
		}
	}
	return others
}
