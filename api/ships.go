package api

// Relation is how a deployment's commit stands to the one that is live.
type Relation uint8

// The relations.
const (
	// RelationUnread: it was not compared.
	RelationUnread Relation = iota
	// RelationFirst: nothing is live.
	RelationFirst
	// RelationSame: the same commit is live.
	RelationSame
	// RelationAhead: it brings commits, and live has none besides.
	RelationAhead
	// RelationOlder: live has commits besides and it brings none: a rollback.
	RelationOlder
	// RelationDiverged: each has commits that the other has not.
	RelationDiverged
	// RelationUnrelated: the two share no history at all.
	RelationUnrelated
	// RelationUnknown: it was compared, and what live has besides is not known.
	RelationUnknown
)

// String is the relation as a word.
func (r Relation) String() string {
	switch r {
	case RelationUnread:
		return "unread"
	case RelationFirst:
		return "first"
	case RelationSame:
		return "same"
	case RelationAhead:
		return "ahead"
	case RelationOlder:
		return "older"
	case RelationDiverged:
		return "diverged"
	case RelationUnrelated:
		return "unrelated"
	case RelationUnknown:
		return "unknown"
	}
	return "?"
}

// Ships is what a deployment would change, in numbers.
type Ships struct {
	Relation Relation
	// Ahead are the commits that it brings, Behind those that live has and it has not.
	Ahead, Behind int
	// Files, Added and Removed count what differs; Cut says that GitLab gave no more.
	Files, Added, Removed int
	Cut                   bool
}
