package sheet

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/draw"
	"greenlight/ui/field"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

func sheet(t testing.TB, w, widest int, ascii bool) *Sheet {
	t.Helper()
	return New(w, widest, uitest.Styles(t, colorprofile.TrueColor, ascii), draw.Frame{Title: "Card"})
}

// lines are the rows as text, without the blanks at their ends.
func lines(rows []Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, strings.TrimRight(ansi.Strip(r.Line.String()), " "))
	}
	return out
}

// shown is the card as plain lines; it has to fit the screen and be as wide as it
// says.
func shown(t testing.TB, s *Sheet, h int) string {
	t.Helper()
	b := s.Block(h)
	if b.H > h-3 {
		t.Errorf("the card has %d rows on a screen of %d", b.H, h)
	}
	var out []string
	for _, l := range b.Lines {
		if w := ansi.StringWidth(l); w != b.W {
			t.Errorf("a line is %d cells wide, the card %d: %q", w, b.W, ansi.Strip(l))
		}
		out = append(out, strings.TrimRight(ansi.Strip(l), " "))
	}
	return strings.Join(out, "\n")
}

func TestTheWidthOfACard(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ screen, widest, want int }{
		{80, Width, 72}, {80, ListWidth, 76}, {200, ListWidth, 86}, {74, Width, 70}, {20, Width, 30},
	} {
		if s := sheet(t, tt.screen, tt.widest, false); s.W != tt.want || s.End() != tt.want-4 {
			t.Errorf("on %d cells a card of at most %d is %d wide", tt.screen, tt.widest, s.W)
		}
	}
}

// Text flows by words, breaks what is longer than a line, keeps its roles and is
// measured as it is put.
func TestFlow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		ascii bool
		spans []Span
		want  []string
	}{
		{"one line", false, []Span{Plain("a bb"), Strong("ccc")}, []string{"  Label      a bb ccc"}},
		{"no words", false, []Span{Plain("")}, []string{"  Label"}},
		{"wraps", false, []Span{Plain("twelve cells and more")}, []string{"  Label      twelve cells", "             and more"}},
		{"breaks", false, []Span{Plain("0123456789abcdef")}, []string{"  Label      0123456789abc", "             def"}},
		{"wide", false, []Span{Plain("支付网关支付网关")}, []string{"  Label      支付网关支付", "             网关"}},
		{"ascii is measured", true, []Span{Plain("1234567890 →x")}, []string{"  Label      1234567890", "             ->x"}},
		{"hostile", false, []Span{Plain("a\x1b[31mb\u202ec")}, []string{"  Label      abc"}},
	} {
		s := sheet(t, 34, 30, tt.ascii)
		if got := lines(s.Labelled("Label", tt.spans...)); strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%s: it flows as\n%s\nwant\n%s", tt.name, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
	}
	s := sheet(t, 34, 30, false)
	if got := lines(s.Headline(theme.Bad, "✗", "Nothing was sent to anybody.")); strings.Join(got, "|") != "  ✗ Nothing was sent to|    anybody." {
		t.Errorf("a headline is %q", got)
	}
}

// long is a card with n lines of fields of which one has the focus, and blank lines of
// each kind.
func long(t testing.TB, n, focus int) *Sheet {
	s := sheet(t, 80, Width, false)
	s.Top = append(s.Top, s.Heading("the head"))
	s.Add(s.Blank(First))
	for i := range n {
		row := s.Heading(fmt.Sprintf("field %02d.", i))
		row.Focus = i == focus
		s.Add(row)
		if i == 0 {
			s.Add(s.Blank(Inside), s.Blank(Between))
		}
	}
	s.Then = append([]Row{s.Blank(Hard)}, s.Labelled("Then", Plain("it runs"))...)
	s.Bottom = append(s.Bottom, s.Buttons(Note{}, 0, Button{theme.ChipFocus, "Close", false}))
	return s
}

// What does not fit is left out from the softest blank line on; then the middle
// scrolls, and says how much is hidden.
func TestTheMiddleGivesWay(t *testing.T) {
	t.Parallel()
	blanks := func(out string) int { return strings.Count(out, "│"+strings.Repeat(" ", 70)+"│") }
	for h, want := range map[int]int{17: 4, 16: 3, 15: 2, 14: 1} {
		if out := shown(t, long(t, 5, -1), h); blanks(out) != want || strings.Contains(out, "more lines") {
			t.Errorf("on %d rows there are %d blank lines, want %d:\n%s", h, blanks(out), want, out)
		}
	}
	for focus := range 40 {
		out := shown(t, long(t, 40, focus), 24)
		for _, part := range []string{"the head", "it runs", "Close", fmt.Sprintf("field %02d.", focus), "more lines"} {
			if !strings.Contains(out, part) {
				t.Fatalf("with the focus at %d there is no %q:\n%s", focus, part, out)
			}
		}
	}
	if out := shown(t, long(t, 40, 20), 24); strings.Count(out, "more lines") != 2 {
		t.Errorf("both ends hide something:\n%s", out)
	}
}

// Where names leave no room for the fields, the consequence scrolls with them.
func TestTheConsequenceScrollsAtLast(t *testing.T) {
	t.Parallel()
	s := long(t, 5, 2)
	for range 12 {
		s.Then = append(s.Then, s.Heading("and then"))
	}
	out := shown(t, s, 20)
	for _, part := range []string{"field 02.", "Close", "the head"} {
		if !strings.Contains(out, part) {
			t.Errorf("there is no %q:\n%s", part, out)
		}
	}
}

// The buttons end at the right edge whatever stands beside them.
func TestButtons(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		for _, note := range []string{"", "short", strings.Repeat("long ", 40)} {
			s := sheet(t, 80, Width, ascii)
			row := s.Buttons(Note{Role: theme.Muted, Text: note}, 1,
				Button{Role: theme.Ghost, Label: "Cancel"}, Button{Label: "Go → on", Busy: true})
			got := lines([]Row{row})[0]
			label := s.Measured("Go → on")
			if !strings.HasSuffix(got, label) || ansi.StringWidth(got) != s.End()-2 {
				t.Errorf("with the note %.5q the row ends at %d: %q", note, ansi.StringWidth(got), got)
			}
			if len(note) > 40 && !strings.Contains(strings.ReplaceAll(got, "..", "…"), "…   Cancel") {
				t.Errorf("the note touches the buttons: %q", got)
			}
		}
	}
}

// The cursor stands behind what was typed, and only in the field that has the focus.
func TestInputTellsItsCursor(t *testing.T) {
	t.Parallel()
	s := sheet(t, 80, Width, false)
	at := func(in field.Input, here bool) int { return Input(s.Line().At(13), in, 20, "optional", here) }
	in := field.New("支付", 50)
	if at(in, false) != 0 || at(field.New("", 50), true) != 14 || at(in, true) != 18 {
		t.Errorf("it stands at %d, %d, %d", at(in, false), at(field.New("", 50), true), at(in, true))
	}
	left := in.Key(tea.KeyPressMsg{Code: tea.KeyLeft})
	if at(left, true) != 16 {
		t.Errorf("one to the left it stands at %d", at(left, true))
	}
	if full := at(field.New(strings.Repeat("a", 50), 50), true); full < 14 || full > 32 {
		t.Errorf("in a full field it stands at %d", full)
	}
	l := s.Line().At(2)
	Input(l, field.New("", 5), 20, "optional", true)
	if !strings.Contains(ansi.Strip(l.String()), "optional") {
		t.Error("an empty field does not say what it is for")
	}
}

// What Visible tells of is what Block draws, wherever the focus is.
func TestVisibleIsWhatIsDrawn(t *testing.T) {
	t.Parallel()
	for _, h := range []int{13, 18, 24, 60} {
		for focus := range 20 {
			s := sheet(t, 80, Width, false)
			s.Top = []Row{s.Blank(Hard)}
			for i := range 20 {
				s.Add(Row{Line: s.Line().At(4).Put(theme.Text, fmt.Sprintf("row%02d.", i)), Focus: i == focus})
			}
			s.Then = s.Labelled("Then", Plain("then."))
			s.Bottom = []Row{s.Blank(Hard), s.Blank(Hard)}
			visible, out := s.Visible(h), shown(t, s, h)
			for i, r := range s.Middle {
				if drawn := strings.Contains(out, fmt.Sprintf("row%02d.", i)); visible[r.Line] != drawn {
					t.Errorf("%d rows, focus at %d: row %d is drawn %v, visible %v", h, focus, i, drawn, visible[r.Line])
				}
			}
			if !visible[s.Middle[focus].Line] {
				t.Errorf("%d rows: the focus at %d is not visible", h, focus)
			}
		}
	}
}
