package present

import (
	"testing"

	"greenlight/api"
)

func TestShipsSentences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ships            api.Ships
		live, lead, rest string
	}{
		{api.Ships{}, "v1", "not compared", ""},
		{api.Ships{Relation: api.RelationFirst}, "", "first deployment here", ""},
		{api.Ships{Relation: api.RelationSame}, "v1", "same commit as live", ""},
		{api.Ships{Relation: api.RelationAhead, Ahead: 1204}, "v1", "AHEAD 1 204", ""},
		{api.Ships{Relation: api.RelationOlder, Behind: 12}, "v7.1.0", "OLDER", " than live by 12 commits: this rolls back v7.1.0"},
		{api.Ships{Relation: api.RelationOlder, Behind: 1}, "", "OLDER", " than live by 1 commit"},
		{api.Ships{Relation: api.RelationDiverged, Ahead: 3, Behind: 5}, "v1", "DIVERGED", ": 3 ahead, 5 behind"},
		{api.Ships{Relation: api.RelationUnrelated, Ahead: 3, Behind: 5}, "v1", "UNRELATED", " history"},
		{api.Ships{Relation: api.RelationUnknown, Ahead: 3}, "v1", "AHEAD 3", ", behind not known"},
		{api.Ships{Relation: api.RelationUnknown}, "v1", "NOT AHEAD", ", behind not known"},
		{api.Ships{Relation: 99}, "v1", "not compared", ""},
	} {
		if lead, rest := ShipsSentence(c.ships, c.live); lead != c.lead || rest != c.rest {
			t.Errorf("%v: %q %q, want %q %q", c.ships.Relation, lead, rest, c.lead, c.rest)
		}
	}
}

func TestLiveNames(t *testing.T) {
	t.Parallel()
	d := &api.Deployment{Ref: "main", SHA: "3f2a91cafe"}
	for want, live := range map[string]*api.Deployment{
		"": nil, "v1": {Ref: "v1", SHA: "9c01d2e000"}, "9c01d2e": {Ref: "main", SHA: "9c01d2e000"}, "1111111": {SHA: "11111111"},
	} {
		if got := LiveName(live, d); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := LiveName(&api.Deployment{Ref: "v1"}, nil); got != "v1" {
		t.Errorf("%q", got)
	}
}
