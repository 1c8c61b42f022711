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

// find is what matches a query, the best first; among equals what acts comes before
// what shows a view, that before all places, the shorter title before the longer.
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
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(m.rank(a.entry), m.rank(b.entry)),
			cmp.Compare(len(m.titles[a.entry]), len(m.titles[b.entry])))
	})
	return found
}

// rank tells actions, views and places apart by what they ask for.
func (m Model) rank(entry int) int {
	switch wish := m.entries[entry].Intent.(type) {
	case nil:
		if m.entries[entry].Why != "" {
			return 0 // what cannot be run is an action
		}
	case intent.Do:
		return 0
	case intent.ShowTab:
		return 1
	case intent.Show:
		if wish.Filter == "" {
			return 1
		}
	}
	return 2
}
