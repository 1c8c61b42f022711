package fleet_test

import (
	"testing"
	"time"

	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// A project whose freeze periods hang holds one row for a while, and not each.
func TestFreezesThatHangAreLeftAlone(t *testing.T) {
	t.Parallel()
	d := stage(t, sandbox.SceneAhead)
	d.hurry(50 * time.Millisecond)
	remove := d.l.Inject(sandbox.Fault{Path: `/freeze_periods$`, Hang: true})
	for range 4 {
		d.row(d.ref)
	}
	if n := d.l.count("GET", `/freeze_periods$`); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if err := d.fact(fleet.FactFreezes).Brief.Err(fleet.FactFreezes); fleet.Reason(err) != "no answer within 50ms" {
		t.Error(err)
	}
	remove()
	d.hurry(20 * time.Second)
	d.l.pass(30 * time.Second)
	if b := d.fact(fleet.FactFreezes).Brief; b.Pending(fleet.FactFreezes) || b.Err(fleet.FactFreezes) != nil {
		t.Error(b.Err(fleet.FactFreezes))
	}
}
