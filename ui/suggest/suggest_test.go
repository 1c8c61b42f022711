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

// At most five are seen, the picked one among them, and on a row of its own how many
// more there are. Fewer rows show fewer, and never more than there is room for.
func TestTheRows(t *testing.T) {
	t.Parallel()
	s := sheet.New(80, sheet.Width, uitest.Full(t), draw.Frame{})
	var many []Choice
	for i := range 12 {
		many = append(many, Choice{Text: fmt.Sprintf("review/%02d\x1b[2J", i), Note: "development"})
	}
	for room, seen := range map[int]int{10: 5, 6: 5, 5: 4, 2: 1} {
		m := New("", 0).Offer(many)
		for i := range 12 {
			m, _ = m.Move(1)
			rows := m.Rows(s, room)
			var out []string
			for _, r := range rows {
				if !r.Focus {
					t.Error("a suggestion may be scrolled away")
				}
				out = append(out, strings.TrimSpace(r.Line.Plain()))
			}
			above, behind := max(i-seen+1, 0), 12-seen-max(i-seen+1, 0)
			want := fmt.Sprintf("… %d more above, %d below", above, behind)
			if above == 0 {
				want = fmt.Sprintf("… %d more", behind)
			} else if behind == 0 {
				want = fmt.Sprintf("… %d more above", above)
			}
			all := strings.Join(out, "\n")
			if len(rows) != seen+1 || strings.Count(all, "▌") != 1 || out[seen] != want ||
				!strings.Contains(all, fmt.Sprintf("▌review/%02d  development", i)) || strings.Contains(all, "\x1b") {
				t.Fatalf("in %d rows at %d, want %q:\n%s", room, i, want, all)
			}
		}
	}
	m := New("", 0).Offer(many)
	for room := range 8 {
		if n := len(m.Rows(s, room)); n > room {
			t.Errorf("%d rows where there is room for %d", n, room)
		}
	}
	if all := New("", 0).Offer(many[:5]).Rows(s, 5); len(all) != 5 || strings.Contains(all[4].Line.Plain(), "more") {
		t.Error("five of five are not all seen")
	}
	if typed := m.Insert("zz\n"); len(typed.Rows(s, 9)) != 0 || typed.Input().Text() != "zz " {
		t.Errorf("%q has suggestions", typed.Input().Text())
	}
}

// They lie over what is below the field: nothing moves.
func TestTheyLieOver(t *testing.T) {
	t.Parallel()
	s := sheet.New(80, sheet.Width, uitest.Full(t), draw.Frame{})
	below := []sheet.Row{s.Heading("one"), s.Heading("two"), s.Heading("three")}
	for n, want := range map[int]string{0: "one,two,three", 1: "main,two,three", 2: "main,feature/prod,three", 5: "main,feature/prod,… 3 more"} {
		var out []string
		for _, r := range New("", 0).Offer(choices[:n]).Over(s, below) {
			out = append(out, strings.TrimSpace(r.Line.Plain()))
		}
		if got := strings.Join(out, ","); got != want {
			t.Errorf("%d suggestions leave %q, want %q", n, got, want)
		}
	}
}

// The only one is taken without a pick, but never for nothing typed.
func TestTheOnlyOne(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"fea": "feature/prod", "prod": "", "zz": ""} {
		got, took := typed(New("", 0).Offer(choices), s).Only()
		if took != (want != "") || took && (got.Value() != want || got.Any()) {
			t.Errorf("%s becomes %q, %v", s, got.Value(), took)
		}
	}
	if _, took := New("", 0).Offer(choices[:1]).Only(); took {
		t.Error("an empty field is filled in")
	}
}
