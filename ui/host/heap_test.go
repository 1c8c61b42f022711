package host

import "testing"

func TestGarbageIsBoundedByWhatIsInUse(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{0: 100, 4 << 20: 100, 14 << 20: 100, 28 << 20: 50, 56 << 20: 25, 70 << 20: 20, 1 << 30: 20, 1 << 62: 20} {
		if got := percentFor(live); got != want {
			t.Errorf("with %d bytes in use it is %d %%, want %d", live, got, want)
		}
	}
}
