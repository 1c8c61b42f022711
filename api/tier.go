package api

import (
	"regexp"
	"sync"
)

// tierWords are GitLab's own guesses at an environment's tier by its name, in
// its order: the first that matches wins, so "preprod" is staging.
// gitlab: app/models/environment.rb
var tierWords = []struct {
	tier Tier
	word func() *regexp.Regexp
}{
	{TierDevelopment, pattern(`(?i)(dev|review|trunk)`)},
	{TierTesting, pattern(`(?i)(test|tst|int|ac(ce|)pt|qa|qc|control|quality)`)},
	{TierStaging, pattern(`(?i)(st(a|)g|mod(e|)l|pre|demo|non)`)},
	{TierProduction, pattern(`(?i)(pr(o|)d|live)`)},
}

// pattern is compiled when it is first asked for: a start has no time for what may never
// be needed.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// GuessTier guesses a tier by the environment's name, as GitLab does for a new
// one. It stands in where the real tier could not be read, so that production
// never looks harmless for want of a right.
func GuessTier(name string) Tier {
	for _, g := range tierWords {
		if g.word().MatchString(name) {
			return g.tier
		}
	}
	return TierOther
}
