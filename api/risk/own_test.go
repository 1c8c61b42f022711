package risk_test

import (
	"strings"
	"testing"

	"greenlight/api/risk"
)

func TestAllThatIsWrongWithOwnRulesIsTold(t *testing.T) {
	t.Parallel()
	set, wrong := risk.WithOwn([]risk.Rule{
		{Name: "billing", Globs: []string{"billing/**"}},
		{Name: "broken", Globs: []string{"[a"}},
		{Name: "migration"},
		{Name: "migratoin"},
	})
	if len(wrong) != 2 || wrong[0].Rule != "broken" || wrong[1].Rule != "migratoin" {
		t.Fatalf("wrong are %v", wrong)
	}
	if name, ok := set.Of("billing/tax.go"); !ok || name != "billing" {
		t.Errorf("billing is %q", name)
	}
	if name, ok := set.Of("db/migrate/1_a.rb"); ok && name == "migration" {
		t.Error("what was switched off is still told")
	}
	var many []risk.Rule
	for i := range 100 {
		many = append(many, risk.Rule{Name: strings.Repeat("x", i%20+1) + string(rune('a'+i/20)), Globs: []string{"a"}})
	}
	if _, wrong := risk.WithOwn(many); len(wrong) != 1 || !strings.Contains(wrong[0].Err.Error(), "risk rules") {
		t.Errorf("too many: %v", wrong)
	}
}
