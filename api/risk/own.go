package risk

// WithOwn returns the built-in rules with a user's own, merged as Merge does it.
func WithOwn(own []Rule) (Set, error) {
	built, err := New(Default())
	if err != nil {
		return Set{}, err
	}
	return built.Merge(own)
}
