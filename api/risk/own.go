package risk

// Wrong is a rule of a user's that cannot be taken, and why.
type Wrong struct {
	Rule string
	Err  error
}

// WithOwn returns the built-in rules with a user's own, merged as Merge does it, but for
// those that are wrong: all of them are told.
func WithOwn(own []Rule) (Set, []Wrong) {
	built, err := New(Default())
	if err != nil {
		return Set{}, []Wrong{{Err: err}}
	}
	var good []Rule
	var wrong []Wrong
	for _, r := range own {
		if _, err := built.Merge([]Rule{r}); err != nil {
			wrong = append(wrong, Wrong{r.Name, err})
			continue
		}
		good = append(good, r)
	}
	set, err := built.Merge(good)
	if err != nil { // each of them is right by itself: there are too many, or one is there twice
		return built, append(wrong, Wrong{good[len(good)-1].Name, err})
	}
	return set, wrong
}
