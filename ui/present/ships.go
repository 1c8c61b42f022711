package present

import (
	"fmt"

	"greenlight/api"
)

// ShipsSentence says how a commit stands to the live one: the loud lead and what
// follows it, with its blank or its colon ("OLDER", " than live by 12 commits: this
// rolls back v7.1.0"). live is what the live deployment is called, empty where it has
// no name.
func ShipsSentence(s api.Ships, live string) (lead, rest string) {
	switch s.Relation {
	case api.RelationFirst:
		return "first deployment here", ""
	case api.RelationSame:
		return "same commit as live", ""
	case api.RelationAhead:
		return "AHEAD " + Count(s.Ahead, false), ""
	case api.RelationOlder:
		rest = " than live by " + Plural(s.Behind, "commit", "commits")
		if live != "" {
			rest += ": this rolls back " + live
		}
		return "OLDER", rest
	case api.RelationDiverged:
		return "DIVERGED", fmt.Sprintf(": %s ahead, %s behind", Count(s.Ahead, false), Count(s.Behind, false))
	case api.RelationUnrelated:
		return "UNRELATED", " history"
	case api.RelationUnknown:
		if s.Ahead > 0 {
			return "AHEAD " + Count(s.Ahead, false), ", behind not known"
		}
		return "NOT AHEAD", ", behind not known"
	case api.RelationUnread:
		return "not compared", ""
	}
	return "not compared", ""
}

// LiveName is what a live deployment is called beside another one: its ref, or its
// commit where both are of one ref. Empty for nil.
func LiveName(live, d *api.Deployment) string {
	switch {
	case live == nil:
		return ""
	case live.Ref == "" || d != nil && live.Ref == d.Ref:
		return SHA(live.SHA)
	}
	return live.Ref
}
