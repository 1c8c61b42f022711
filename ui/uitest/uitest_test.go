package uitest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
)

// spy is a test that only remembers whether it failed.
type spy struct {
	testing.TB
	failed bool
}

func (*spy) Helper()                 {}
func (s *spy) Errorf(string, ...any) { s.failed = true }
func (s *spy) Error(...any)          { s.failed = true }
func (s *spy) Fatalf(string, ...any) { s.failed = true }

// block is a card that draws what it is told.
type block struct{ lines []string }

func (b block) View(int, int, *theme.Styles, time.Time, int) draw.Block {
	return draw.Block{Lines: b.lines, W: 3, H: len(b.lines)}
}

// tab is a tab that draws what it is told, apart with colours and without.
type tab struct{ full, bare string }

func (p tab) Resize(int, int) tab { return p }

func (p tab) View(w, h int, _ bool, st *theme.Styles, _ time.Time, _ int) []string {
	text := p.bare
	if on, _ := st.Body.SGR(theme.Bad); strings.Contains(on, "38;2;") {
		text = p.full
	}
	return slices.Repeat([]string{text + strings.Repeat(" ", w-1)}, h)
}

// What the kit checks for all tests has to be able to fail.
func TestChecksCanFail(t *testing.T) {
	t.Parallel()
	frame := func(ascii bool, lines ...string) func(testing.TB) {
		return func(tb testing.TB) { Frame(tb, block{lines}, 20, 6, ascii) }
	}
	for name, c := range map[string]struct {
		check func(testing.TB)
		fails bool
	}{
		"exact":            {func(tb testing.TB) { Exact(tb, []string{"支", "\x1b[1mab\x1b[m"}, 2, 2) }, false},
		"exact, narrow":    {func(tb testing.TB) { Exact(tb, []string{"支", "a"}, 2, 2) }, true},
		"exact, few":       {func(tb testing.TB) { Exact(tb, []string{"支"}, 2, 2) }, true},
		"has":              {func(tb testing.TB) { Has(tb, "abc", "a", "c") }, false},
		"has, missing":     {func(tb testing.TB) { Has(tb, "abc", "a", "x") }, true},
		"has not":          {func(tb testing.TB) { HasNot(tb, "abc", "x", "y") }, false},
		"has not, there":   {func(tb testing.TB) { HasNot(tb, "abc", "x", "c") }, true},
		"without":          {func(tb testing.TB) { SameWithout(tb, []string{"\x1b[31ma\x1b[m"}, []string{"\x1b[1ma\x1b[m"}) }, false},
		"without, else":    {func(tb testing.TB) { SameWithout(tb, []string{"a"}, []string{"b"}) }, true},
		"without, red":     {func(tb testing.TB) { SameWithout(tb, []string{"a"}, []string{"\x1b[31ma\x1b[m"}) }, true},
		"frame":            {frame(true, "abc", "a> "), false},
		"frame, from away": {frame(true, "支 "), false},
		"frame, signs":     {frame(true, "a▌c"), true},
		"frame, wide":      {frame(false, "abcd"), true},
		"frame, high":      {frame(false, "abc", "abc", "abc", "abc"), true},
		"bare":             {func(tb testing.TB) { Bare(tb, tab{"\x1b[31ma\x1b[m", "\x1b[7ma\x1b[m"}) }, false},
		"bare, no cursor":  {func(tb testing.TB) { Bare(tb, tab{"a", "a"}) }, true},
	} {
		s := &spy{TB: t}
		if c.check(s); s.failed != c.fails {
			t.Errorf("%s: failed is %v", name, s.failed)
		}
	}
}

func TestGolden(t *testing.T) {
	writes := *update
	*update = false // else it would write what is wrong
	t.Cleanup(func() { *update = writes })
	for got, fails := range map[string]bool{"text\n": false, "text": true} {
		s := &spy{TB: t}
		if Golden(s, "golden", got); s.failed != fails {
			t.Errorf("%q: failed is %v", got, s.failed)
		}
	}
}

// typed is a card that remembers its keys, and asks for something at every enter.
type typed string

func (m typed) Key(k tea.KeyPressMsg, armed bool) (typed, intent.Intent) {
	if !armed {
		return m, nil
	}
	m += typed(k.String() + " ")
	if k.Code == tea.KeyEnter {
		return m, intent.Do{Action: keys.Help}
	}
	return m, nil
}

func TestWordsAreKeys(t *testing.T) {
	t.Parallel()
	for want, words := range map[typed][]string{
		"enter shift+tab ctrl+u space G ": {"enter", "shift+tab", "ctrl+u", "space", "G"},
		"a p p ":                          {"app"},
		"u p a ":                          {"'up", "a"},
		"' ":                              {"'"},
	} {
		if got, _ := Press(typed(""), words...); got != want {
			t.Errorf("%q presses %q, want %q", words, got, want)
		}
	}
	if _, wish := Press(typed(""), "enter", "a"); wish != nil {
		t.Errorf("the last key asks for %#v", wish)
	}
	if _, wishes := Wishes(typed(""), "enter", "a", "enter"); fmt.Sprint(wishes) != fmt.Sprint([]intent.Intent{intent.Do{Action: keys.Help}, intent.Do{Action: keys.Help}}) {
		t.Errorf("the keys ask for %#v", wishes)
	}
}
