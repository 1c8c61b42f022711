package trace

import (
	"context"
	"strings"
	"testing"
)

const bigSize = 50 << 20

func BenchmarkFill50MB(b *testing.B) {
	log := big(bigSize)
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		s, err := Create(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		if _, err = s.Fill(strings.NewReader(log)); err != nil {
			b.Fatal(err)
		}
		_ = s.Close()
	}
}

func BenchmarkRefill50MB(b *testing.B) {
	log := big(bigSize)
	s := spool(b, log)
	more := strings.Repeat("one more line of the log\n", 40)
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		log += more
		if _, err := s.Fill(strings.NewReader(log)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead200(b *testing.B) {
	s := spool(b, big(bigSize))
	total := read(b, s, Query{}).Rows
	for name, at := range map[string]int{"top": 0, "middle": total / 2, "end": total - 200} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				read(b, s, Query{At: at, N: 200})
			}
		})
	}
}

func BenchmarkFind50MB(b *testing.B) {
	s := spool(b, big(bigSize))
	for b.Loop() {
		s.found = finder{}
		if _, err := s.find(context.Background(), "REPLACE 99999/"); err != nil {
			b.Fatal(err)
		}
	}
}
