package overlay

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

// note is a card that remembers what was typed.
type note struct {
	name, typed string
	w, h        int
}

func (n note) Key(k tea.KeyPressMsg, armed bool) (note, intent.Intent) {
	if k.String() == "esc" {
		return n, intent.Close{}
	}
	if armed {
		n.typed += k.Text
	}
	return n, nil
}

func (n note) Paste(s string) (note, intent.Intent) { n.typed += s; return n, nil }

func (n note) View(_, _ int, st *theme.Styles, _ time.Time, _ int) draw.Block {
	var lines []*draw.Line
	for range n.h - 2 {
		lines = append(lines, draw.Inner(n.w, st).Put(theme.Text, n.name))
	}
	return draw.Box(n.w, st, draw.Frame{Title: n.name}, lines, &draw.Point{X: 1, Y: 0})
}

func (n note) Hints(keys.Map) (left, right []keys.Hint) {
	return []keys.Hint{{Keys: "x", Verb: n.name}}, nil
}

func (n note) Dirty() bool { return n.typed != "" }

func body(w, h int) []string {
	lines := make([]string, h)
	for i := range lines {
		lines[i] = "\x1b[31m" + strings.Repeat("a─", w/2) + "\x1b[m"
	}
	return lines
}

func TestStackHoldsTwo(t *testing.T) {
	t.Parallel()
	var s Stack
	if _, ok := s.Top(); ok || s.Len() != 0 || s.Pop().Len() != 0 || s.Dirty() {
		t.Error("the zero stack is not empty")
	}
	one, ok := s.Push(Of(note{name: "lower"}))
	two, ok2 := one.Push(Of(note{name: "upper"}))
	three, ok3 := two.Push(Of(note{name: "third"}))
	if !ok || !ok2 || ok3 || three.Len() != 2 {
		t.Fatalf("pushing reported %v %v %v, %d cards", ok, ok2, ok3, three.Len())
	}
	top, _ := two.Top()
	typed, wish := top.Key(tea.KeyPressMsg{Code: 'x', Text: "x"}, true)
	two = two.Set(typed)
	card, is := As[note](typed)
	if wish != nil || !is || card.name != "upper" || card.typed != "x" || !two.Dirty() || one.Dirty() {
		t.Errorf("after a key the card is %+v, dirty %v, below %v", card, two.Dirty(), one.Dirty())
	}
	top, _ = two.Pop().Top()
	if lower, _ := As[note](top); lower.name != "lower" || lower.typed != "" {
		t.Errorf("beneath is %+v", lower)
	}
	if _, wish := top.Key(tea.KeyPressMsg{Code: tea.KeyEscape}, false); wish != (intent.Close{}) {
		t.Errorf("esc asks for %#v", wish)
	}
}

// Copies of a stack do not write into each other.
func TestStacksAreValues(t *testing.T) {
	t.Parallel()
	one, _ := Stack{}.Push(Of(note{name: "lower"}))
	a, _ := one.Push(Of(note{name: "a"}))
	b, _ := one.Push(Of(note{name: "b"}))
	top, _ := a.Top()
	if got, _ := As[note](top); got.name != "a" || b.Len() != 2 {
		t.Errorf("the first copy holds %q", got.name)
	}
	_ = a.Set(Of(note{name: "c"}))
	top, _ = a.Top()
	if got, _ := As[note](top); got.name != "a" {
		t.Errorf("Set wrote into the copy: %q", got.name)
	}
}

// A result goes to every card, and a card that is done goes away from beneath
// another.
func TestEachReachesEveryCard(t *testing.T) {
	t.Parallel()
	s, _ := Stack{}.Push(Of(note{name: "lower"}))
	s, _ = s.Push(Of(note{name: "upper"}))
	var seen []string
	s = s.Each(func(l Layer) (Layer, bool) {
		n, _ := As[note](l)
		seen = append(seen, n.name)
		return Of(note{name: n.name + "!"}), n.name != "lower"
	})
	top, _ := s.Top()
	if got, _ := As[note](top); strings.Join(seen, " ") != "lower upper" || s.Len() != 1 || got.name != "upper!" {
		t.Errorf("saw %v, left %d, on top %q", seen, s.Len(), got.name)
	}
}

// The places of the design's pictures: width and height of the screen, of the card,
// and its upper left cell.
func TestPlacesAreThoseOfThePictures(t *testing.T) {
	t.Parallel()
	for _, tt := range [][6]int{{120, 36, 72, 20, 24, 7}, {80, 24, 72, 20, 4, 1}, {80, 24, 72, 19, 4, 2}, {120, 36, 72, 15, 24, 10},
		{120, 36, 72, 16, 24, 9}, {120, 36, 86, 22, 17, 6}, {80, 24, 72, 11, 4, 6}, {80, 24, 72, 18, 4, 2}} {
		if got := Place(tt[0], tt[1], tt[2], tt[3]); got.X != tt[4] || got.Y != tt[5] {
			t.Errorf("%v: placed at %v", tt, got)
		}
	}
}

func TestComposeGhostsTheBody(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	for _, tt := range []struct {
		w, h, cw, ch int
		beside       string
	}{
		{120, 36, 72, 15, strings.Repeat("a─", 12)},
		{80, 24, 72, 19, "    "},
	} {
		card := note{name: "支付", w: tt.cw, h: tt.ch}
		s, _ := Stack{}.Push(Of(card))
		lines, cursor := s.Draw(body(tt.w, tt.h-1), tt.w, tt.h, st, time.Time{}, 0)
		at := Place(tt.w, tt.h, tt.cw, tt.ch)
		if len(lines) != tt.h-1 || cursor == nil || *cursor != (draw.Point{X: at.X + 2, Y: at.Y + 1}) {
			t.Fatalf("%d lines, the cursor at %v", len(lines), cursor)
		}
		for y, l := range lines {
			if strings.Contains(l, "\x1b[31m") {
				t.Errorf("line %d kept its style: %q", y, l)
			}
			if w := ansi.StringWidth(l); w > tt.w {
				t.Errorf("line %d is %d cells wide", y, w)
			}
			plain := ansi.Strip(l)
			inside := y >= at.Y && y < at.Y+tt.ch
			if !inside && plain != strings.Repeat("a─", tt.w/2) {
				t.Errorf("line %d is %q", y, plain)
			}
			if inside && (!strings.HasPrefix(plain, tt.beside) || strings.TrimRight(ansi.Cut(plain, at.X+tt.cw, tt.w), " ") != strings.TrimRight(tt.beside, " ")) {
				t.Errorf("beside the card line %d is %q", y, plain)
			}
		}
		ghost, _ := st.Under.SGR(theme.Ghost)
		rule, _ := st.Under.SGR(theme.Line)
		if !strings.Contains(lines[0], ghost[2:len(ghost)-1]) || !strings.Contains(lines[0], rule[2:len(rule)-1]) {
			t.Errorf("the first line is %q", lines[0])
		}
	}
}

// The lower card is as faint as the body beneath the upper one, which has the
// cursor.
func TestTheLowerCardIsGhost(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	s, _ := Stack{}.Push(Of(note{name: "lower", w: 60, h: 20}))
	s, _ = s.Push(Of(note{name: "upper", w: 30, h: 5}))
	lines, cursor := s.Draw(body(120, 35), 120, 36, st, time.Time{}, 0)
	all := strings.Join(lines, "\n")
	strong, _ := st.Card.SGR(theme.Strong)
	if strings.Contains(all, strong+"lower") || !strings.Contains(ansi.Strip(all), "lower") || !strings.Contains(ansi.Strip(all), "upper") {
		t.Error("the lower card kept its style, or a card is missing")
	}
	if at := Place(120, 36, 30, 5); *cursor != (draw.Point{X: at.X + 2, Y: at.Y + 1}) {
		t.Errorf("the cursor is at %v", *cursor)
	}
}
