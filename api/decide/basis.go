package decide

import (
	"context"
	"slices"
	"strings"

	"greenlight/api"
)

// Basis is what a decision rests on besides the deployment itself, in words as they
// stood on the screen.
type Basis struct {
	// Live is what is live in the environment, "v7.1.0 · 9c01d2e".
	Live string
	// Dangers are what had to be acknowledged, each a sentence.
	Dangers []string
}

// Surveyor is a client that can read the surroundings of a deployment again. What
// cannot be read again differs from what was.
type Surveyor interface {
	Survey(ctx context.Context, now api.Deployment) Basis
}

// CompareBasis lists the surroundings before and after, and says whether they changed.
func CompareBasis(seen, now Basis) (diff []Difference, changed bool) {
	same := slices.Equal(seen.Dangers, now.Dangers)
	diff = []Difference{difference("Live", seen.Live, now.Live, seen.Live == now.Live)}
	if !same {
		diff = append(diff, difference("Dangers", listed(seen.Dangers, now.Dangers), listed(now.Dangers, seen.Dangers), false))
	}
	return diff, anyChanged(diff)
}

// listed words those dangers that the other side has not; what both have says nothing.
func listed(dangers, others []string) string {
	var own []string
	for _, d := range dangers {
		if !slices.Contains(others, d) {
			own = append(own, d)
		}
	}
	switch {
	case len(own) > 0:
		return strings.Join(own, "; ")
	case len(dangers) > 0:
		return "not that"
	}
	return "none"
}
