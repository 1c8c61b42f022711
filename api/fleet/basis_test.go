package fleet_test

import (
	"slices"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
)

// What comes late in the words of a danger makes it no other danger.
func TestABasisIsTheDangersAndNotTheirDetails(t *testing.T) {
	t.Parallel()
	basis := func(w ...api.Warning) []string {
		return fleet.BasisOf(fleet.Row{Verdict: api.Verdict{Warnings: w}}).Dangers
	}
	red := api.Warning{Kind: api.DangerPipeline, Must: true, Word: "Pipeline", Text: "#60 failed", Deed: "Go on with a pipeline that failed"}
	named := red
	named.Text = "#60 failed: contract-test"
	if a, b := basis(red), basis(named); !slices.Equal(a, b) || len(a) != 1 {
		t.Errorf("%q and %q", a, b)
	}
	canceled := red
	canceled.Deed = "Go on with a pipeline that was canceled"
	if slices.Equal(basis(red), basis(canceled)) {
		t.Error("a failed pipeline and a canceled one are one danger")
	}
	freeze := api.Warning{Kind: api.DangerFreeze, Must: true, Word: "Freeze", Text: "until Mon 06:00 CET.", Deed: "Go on in spite of the freeze"}
	today := freeze
	today.Text = "until 06:00 CET."
	if !slices.Equal(basis(freeze), basis(today)) || slices.Equal(basis(freeze), basis()) {
		t.Error("a freeze is another one at midnight, or none at all")
	}
	note := api.Warning{Kind: api.NoteRisk, Word: "Migration", Text: "db/migrate/a.rb"}
	if len(basis(note)) != 0 {
		t.Error("a note has to be acknowledged")
	}
}
