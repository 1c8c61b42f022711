package logs

import (
	"testing"

	"greenlight/ui/uitest"
)

func BenchmarkView(b *testing.B) {
	st := uitest.Full(b)
	d := open(b, runner(deploy)+numbered(5000), running(), 120, 34)
	b.ReportAllocs()
	for b.Loop() {
		d.m.View(120, 34, true, st, now, 1)
	}
}

func BenchmarkScroll(b *testing.B) {
	st := uitest.Full(b)
	d := open(b, numbered(500_000), running(), 120, 34)
	for b.Loop() {
		d.move(-34)
		d.m.View(120, 34, true, st, now, 1)
	}
}
