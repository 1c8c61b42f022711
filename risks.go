package main

import (
	"greenlight/api/risk"
	"greenlight/config"
)

// risksOf adds the user's risks to those that are built in. Each that is wrong is a
// problem of its own line.
func risksOf(file config.File) (risk.Set, config.Errors) {
	var own []risk.Rule
	var wrong config.Errors
	for _, r := range file.Risks {
		rule := risk.Rule(r)
		if _, err := risk.WithOwn([]risk.Rule{rule}); err != nil {
			wrong = append(wrong, file.Problem(config.Child("risks", r.Name), err.Error()))
			continue
		}
		own = append(own, rule)
	}
	set, err := risk.WithOwn(own)
	if err != nil {
		wrong = append(wrong, file.Problem("risks", err.Error()))
	}
	return set, wrong
}
