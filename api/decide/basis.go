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
	// Outdated is that something newer has succeeded: the reason of a sweep.
	Outdated bool
}

// Surveyor is a client that can read the surroundings of a deployment again, given as
// it was seen. What cannot be read again stays as it was known, except what is live:
// where nothing tells of that, it differs from what was. The answer words them for the
// deployment as it is read after them.
type Surveyor interface {
	Survey(ctx context.Context, seen api.Deployment) (around func(now api.Deployment) Basis)
}

// survey reads the surroundings again where the request rests on them; nil where it
// does not.
func survey(ctx context.Context, g GitLab, req Request) func(api.Deployment) Basis {
	if s, ok := g.(Surveyor); ok && req.Basis != nil {
		return s.Survey(ctx, req.Seen)
	}
	return nil
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

// compareAround compares the surroundings of a request with what they are now.
func compareAround(req Request, now Basis) (diff []Difference, changed bool) {
	if req.Act == ActReject {
		return compareReason(*req.Basis, now)
	}
	return CompareBasis(*req.Basis, now)
}

// compareReason is CompareBasis for a rejection: no danger is acknowledged for it, but
// what it was given for must still hold.
func compareReason(seen, now Basis) (diff []Difference, changed bool) {
	word := func(b Basis) string {
		if b.Outdated {
			return "outdated"
		}
		return "not outdated"
	}
	diff = []Difference{difference("Live", seen.Live, now.Live, seen.Live == now.Live)}
	if seen.Outdated != now.Outdated {
		diff = append(diff, difference("State", word(seen), word(now), false))
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
