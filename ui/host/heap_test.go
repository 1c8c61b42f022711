package host

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

func TestGarbageIsBoundedByWhatIsInUse(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{0: 100, 4 << 20: 100, 14 << 20: 100, 28 << 20: 50, 56 << 20: 25, 70 << 20: 25, 1 << 30: 25, 1 << 62: 25} {
		if got := percentFor(live); got != want {
			t.Errorf("with %d bytes in use it is %d %%, want %d", live, got, want)
		}
	}
}

// It is not run beside others: all of them would be counted.
func TestNothingIsCollectedWhileTheProgramStarts(t *testing.T) {
	t.Setenv("GOGC", "")
	runtime.GC()
	before := collections()
	stop := watchHeap()
	defer stop()
	for range 160 {
		garbage = make([]byte, 64<<10)
	}
	if n := collections() - before; n > 0 {
		t.Errorf("%d collections by 10 MiB", n)
	}
	deadline := time.Now().Add(10 * time.Second)
	for runtime.GC(); reading("/gc/gogc:percent") > mostPercent; runtime.GC() {
		if time.Now().After(deadline) {
			t.Fatalf("after a collection it is still %d %%", reading("/gc/gogc:percent"))
		}
	}
}

var garbage []byte

func collections() uint64 { return reading("/gc/cycles/total:gc-cycles") }

func reading(name string) uint64 {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
