package api

import "testing"

// What hangs gives its place away, but never the user's.
func TestWhatHangsMakesRoom(t *testing.T) {
	t.Parallel()
	d := newDesk(0)
	begin := func(background bool) (n int) {
		for d.try(background) != nil {
			n++
		}
		return n
	}
	if n := begin(true); n != firstAtOnce {
		t.Fatalf("%d began at once, want %d", n, firstAtOnce)
	}
	d.clk.add(Hangs - 1)
	if n := begin(true); n != 0 {
		t.Fatalf("%d more began before their time", n)
	}
	d.clk.add(1)
	if n := begin(true); n != firstAtOnce {
		t.Errorf("%d more began beside what hangs, want %d", n, firstAtOnce)
	}
	d.clk.add(Hangs)
	rest := mostAtOnce + spare - 2*firstAtOnce
	if n := begin(true); n != min(rest, firstAtOnce) {
		t.Errorf("%d more began, want %d", n, min(rest, firstAtOnce))
	}
	d.clk.add(Hangs)
	_ = begin(true)
	if n := d.crew.open; n != mostAtOnce+spare {
		t.Errorf("%d hang at most, want %d", n, mostAtOnce+spare)
	}
	if n := begin(false); n != kept {
		t.Errorf("%d of the user's begin, want %d", n, kept)
	}
	for _, one := range append([]*turn(nil), d.turns...) {
		one.end()
	}
	if len(d.turns) != 0 || d.crew.open != 0 {
		t.Errorf("%d turns are left", len(d.turns))
	}
}
