package api

import "regexp"

// tierWords are GitLab's own guesses at an environment's tier by its name, in
// its order: the first that matches wins, so "preprod" is staging.
// gitlab: app/models/environment.rb
var tierWords = []struct {
	tier Tier
	word *regexp.Regexp
}{
	{TierDevelopment, regexp.MustCompile(`(?i)(dev|review|trunk)`)},
	{TierTesting, regexp.MustCompile(`(?i)(test|tst|int|ac(ce|)pt|qa|qc|control|quality)`)},
	{TierStaging, regexp.MustCompile(`(?i)(st(a|)g|mod(e|)l|pre|demo|non)`)},
	{TierProduction, regexp.MustCompile(`(?i)(pr(o|)d|live)`)},
}

// GuessTier guesses a tier by the environment's name, as GitLab does for a new
// one. It stands in where the real tier could not be read, so that production
// never looks harmless for want of a right.
func GuessTier(name string) Tier {
	for _, g := range tierWords {
		if g.word.MatchString(name) {
			return g.tier
		}
	}
	return TierOther
}
