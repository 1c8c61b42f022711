package present

import (
	"slices"
	"testing"

	"greenlight/api"
)

// No state has a sign that the legend does not explain, and none is there twice.
func TestTheLegendIsWhole(t *testing.T) {
	t.Parallel()
	var all []string
	for _, s := range Signs() {
		if slices.Contains(all, s.Sign) || s.Means == "" {
			t.Errorf("%q is there twice, or means nothing", s.Sign)
		}
		all = append(all, s.Sign)
	}
	for s := api.StateNeedsYou; s <= api.StateReading; s++ {
		if !slices.Contains(all, StateSign(s)) {
			t.Errorf("%v has the sign %q, which is not explained", s, StateSign(s))
		}
	}
}
