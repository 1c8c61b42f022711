package form

import (
	"fmt"
	"strings"
	"testing"

	"greenlight/api"
)

// The card is bound to what it was opened on: neither the list's row nor a late
// paste changes what it says or sends.
func TestTheCardIsBoundToItsTarget(t *testing.T) {
	t.Parallel()
	row := blocked()
	d := approval(row, Policy{}, "words")
	before := plainCard(t, d, 80, 24, false)
	row.Deployment.Deployable = &api.Job{Name: "other-job", Commit: &api.Commit{Title: "Another commit"}}
	row.Deployment.Environment.Name, row.Deployment.SHA = "elsewhere", "0000000"
	if after := plainCard(t, d, 80, 24, false); after != before {
		t.Errorf("the card followed the row:\n%s", after)
	}
	d = drive(d, "enter")
	if late, w := d.Paste(" and more"); w != nil || late.Draft() != "words" {
		t.Errorf("a paste under way made it %q", late.Draft())
	}
}

// With more dangers than fit, the field with the focus is on the screen, and so are
// the target, the consequence and the buttons.
func TestTheFocusedFieldIsVisible(t *testing.T) {
	t.Parallel()
	row := rollback()
	for i := range 12 {
		row.Verdict.Warnings = append(row.Verdict.Warnings, api.Warning{Must: true, Word: "Danger", Text: fmt.Sprint(i), Deed: fmt.Sprintf("Do deed %02d", i)})
	}
	d := approval(row, Policy{Confirm: TypeEnvironment}, "why")
	for _, f := range d.fields() {
		out := plainCard(t, d, 80, 24, false)
		if bars := strings.Count(out, "▌"); d.focus.kind != fieldCancel && bars != 1 {
			t.Errorf("at %v there are %d bars:\n%s", f, bars, out)
		}
		for _, part := range []string{"ledger/core → ◆ prod-eu", "cannot be withdrawn", "Cancel      Approve", "more lines"} {
			if !contains(out, part) {
				t.Errorf("at %v there is no %q:\n%s", f, part, out)
			}
		}
		d = drive(d, "tab")
	}
}
