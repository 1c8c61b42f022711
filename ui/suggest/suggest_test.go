package suggest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/draw"
	"greenlight/ui/sheet"
	"greenlight/ui/uitest"
)

func typed(m Model, s string) Model {
	for _, r := range s {
		m = m.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return m
}

func shown(m Model) []string {
	var out []string
	for _, i := range m.found {
		out = append(out, m.all[i].Text)
	}
	return out
}

var choices = []Choice{{Text: "main"}, {Text: "feature/prod"}, {Text: "Production"}, {Text: "prod-eu"}, {Text: "支付"}}

func TestWhatIsSuggested(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		m    Model
		want []string
	}{
		"nothing typed: all":           {New("", 0).Offer(choices), []string{"main", "feature/prod", "Production", "prod-eu", "支付"}},
		"beginnings first":             {typed(New("", 0).Offer(choices), "PROD"), []string{"Production", "prod-eu", "feature/prod"}},
		"a value put in":               {New("prod", 0).Offer(choices), nil},
		"and edited":                   {typed(New("prod", 0).Offer(choices), "-"), []string{"prod-eu"}},
		"all of it is there":           {typed(New("", 0).Offer(choices), "main"), nil},
		"nothing like it":              {typed(New("", 0).Offer(choices), "zz"), nil},
		"wide":                         {typed(New("", 0).Offer(choices), "付"), []string{"支付"}},
		"what comes later is searched": {typed(New("", 0), "mai").Offer(choices), []string{"main"}},
	} {
		if got := shown(tt.m); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestPickingIsByArrowsOnly(t *testing.T) {
	t.Parallel()
	m := typed(New("", 0).Offer(choices), "prod")
	if _, took := m.Take(); took || m.Picking() {
		t.Error("something is picked that nobody picked")
	}
	if _, moved := m.Move(-1); moved {
		t.Error("up from the field itself stays in it")
	}
	m, _ = m.Move(1)
	m, _ = m.Move(1)
	kept := m.Offer(append([]Choice{{Text: "product"}}, choices...))
	if got, took := kept.Take(); !took || got.Value() != "prod-eu" || got.Any() {
		t.Errorf("new choices move the pick: %q", got.Value())
	}
	if back, moved := m.Move(-1); !moved || !back.Picking() {
		t.Error("up does not go back")
	}
	m, _ = m.Move(1)
	m, _ = m.Move(1)
	if got, _ := m.Take(); got.Value() != "feature/prod" {
		t.Errorf("past the end %q", got.Value())
	}
	if next := typed(m, "x"); next.Picking() {
		t.Error("typing keeps the pick")
	}
	if gone := m.Offer(choices[:1]); gone.Picking() {
		t.Error("the pick outlives its choice")
	}
}

// At most five are seen, the picked one among them, and how many more there are.
func TestTheRows(t *testing.T) {
	t.Parallel()
	s := sheet.New(80, sheet.Width, uitest.Full(t), draw.Frame{})
	var many []Choice
	for i := range 12 {
		many = append(many, Choice{Text: fmt.Sprintf("review/%02d\x1b[2J", i), Note: "development"})
	}
	m := New("", 0).Offer(many)
	for i := range 12 {
		m, _ = m.Move(1)
		rows := m.Rows(s)
		var out string
		for _, r := range rows {
			if !r.Focus {
				t.Error("a suggestion may be scrolled away")
			}
			out += r.Line.Plain() + "\n"
		}
		left := max(7-max(i-4, 0), 0)
		if len(rows) != 5 || strings.Count(out, "▌") != 1 || !strings.Contains(out, fmt.Sprintf("▌review/%02d  ", i)) ||
			strings.Contains(out, fmt.Sprintf("development · %d more", left)) != (left > 0) || strings.Contains(out, "\x1b") {
			t.Fatalf("at %d, %d left:\n%s", i, left, out)
		}
	}
	if typed := m.Insert("zz\n"); len(typed.Rows(s)) != 0 || typed.Input().Text() != "zz " {
		t.Errorf("%q has suggestions", typed.Input().Text())
	}
}
