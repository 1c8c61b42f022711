package host

import "testing"

func TestGarbageIsBoundedByWhatIsInUse(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{0: 100, 4 << 20: 100, 20 << 20: 100, 40 << 20: 50, 80 << 20: 25, 1 << 30: 25, 1 << 62: 25} {
		if got := percentFor(live); got != want {
			t.Errorf("with %d bytes in use it is %d %%, want %d", live, got, want)
		}
	}
}
