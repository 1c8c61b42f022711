package trace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	log := "Plain healthy\n\x1b[32mhea\x1b[0mlthy HEALTHY\nsick\n10% healthy\rdone       \n" +
		"2026-02-14T02:58:11.123456Z 00O stamped\n" + start(5, "healthy") + "GRÜN und gut\n\x1b]0;healthy\atitle\ntab\there\n"
	s := spool(t, log)
	for text, want := range map[string][]int{
		"healthy":     {0, 1},
		"HEALTHY":     {0, 1},
		"hea":         {0, 1},
		"sick":        {2},
		"done":        {3},
		"2026":        nil,
		"stamped":     {4},
		"section":     nil,
		"grün":        {5},
		"\x1b":        nil,
		"32m":         nil,
		"title":       {6},
		"b     h":     {7},
		"t":           {1, 0, 4, 5, 6, 7},
		"":            nil,
		"\n":          nil,
		"never there": nil,
	} {
		w := read(t, s, Query{N: 1, Find: text, Folds: open(s)})
		if text == "t" {
			want = []int{0, 1, 4, 5, 6, 7}
		}
		if !slices.Equal(w.Found.Lines, want) || w.Found.Total != len(want) {
			t.Errorf("%q is found in %v (%d), want %v", text, w.Found.Lines, w.Found.Total, want)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	s := spool(t, b.String())
	ctx := context.Background()
	for _, c := range []struct {
		text  string
		from  int
		back  bool
		line  int
		found bool
	}{
		{"line 49999", 0, false, 49999, true},
		{"LINE 12345", 20000, false, 12345, true}, // it goes on at the other end
		{"line 777", 777, false, 777, true},
		{"line 777", 778, false, 7770, true},
		{"line 777", 778, true, 777, true},
		{"line 777", 777, true, 7779, true},
		{"row", 0, false, 0, false},
	} {
		found, err := s.find(ctx, c.text)
		line, ok := found.At(c.from)
		if c.back {
			line, ok = found.Before(c.from)
		}
		if err != nil || ok != c.found || line != c.line {
			t.Errorf("%+v: line %d, %v, %v", c, line, ok, err)
		}
	}
	w := read(t, s, Query{Origin: Hit, At: 100, N: 20, Find: "line 4000"})
	if l := w.Lines[w.Row-w.From]; l.Text() != "line 4000" || w.Found.Total != 11 || w.Found.Position(l.Number) != 1 {
		t.Errorf("the first match is %q, %d in all", l.Text(), w.Found.Total)
	}
	if w = read(t, s, Query{Find: "line"}); w.Found.Total != 50_000 || len(w.Found.Lines) != maxFound {
		t.Errorf("%d matches, %d remembered", w.Found.Total, len(w.Found.Lines))
	}
	fill(t, s, b.String()+"line 4000 again")
	if w = read(t, s, Query{Find: "line 4000"}); w.Found.Total != 12 {
		t.Errorf("%d matches after the log grew", w.Found.Total)
	}
	fill(t, s, "line 4000\n")
	if w = read(t, s, Query{Find: "line 4000"}); w.Found.Total != 1 {
		t.Errorf("%d matches after the log began anew", w.Found.Total)
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.find(canceled, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled search: %v", err)
	}
}
