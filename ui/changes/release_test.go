package changes

import (
	"slices"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

func TestMarkdownAsPlainText(t *testing.T) {
	t.Parallel()
	for source, want := range map[string][]string{
		releaseNotes:                            {"What is new", "- Retries wait with jitter, see chart", "- The queue is bounded", "- Ruby 3.1 is gone", "It is safe to roll back.", "rake db:migrate # *now*"},
		"":                                      nil,
		" \n\n \t":                              nil,
		"a_b_c and 2*3*4, __init__.py":          {"a_b_c and 2*3*4, init.py"},
		"* one\r\n  + two\r\n":                  {"- one", "  - two"},
		"<details><b>x</b></details> 1 < 2 > 0": {"x 1 < 2 > 0"},
		"#tag\n# Title\n***\n===":               {"#tag", "Title"},
		"```sh\n# kept\n\n- **kept**\n```\n**x**": {"# kept", "- **kept**", "x"},
		"<!-- a\nb -->x":                        {"x"},
		"[a](javascript:x) ![](y) [b] (c)":      {"a  [b] (c)"},
		"\x1b]52;c;eA==\x07red \u202e\x1b[31mX": {"red X"},
	} {
		if got := plain(source); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
	if got := plain(strings.Repeat("line\n", 5000)); len(got) != mostNoteLines+1 || got[mostNoteLines] != "…" {
		t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
	}
	if got := plain(strings.Repeat("é", mostNotes)); len(got) != 2 || len(got[0]) > mostNotes || got[1] != "…" {
		t.Errorf("%d lines", len(got))
	}
}

// Enter unfolds the rest of the notes, each line of which can be reached, and folds it
// from any of them.
func TestReleaseNotesUnfold(t *testing.T) {
	t.Parallel()
	m := onPart(t, whole(), released)
	uitest.Has(t, uitest.Shown(t, m, tall), "Jitter", "3 more lines   enter unfolds them")
	uitest.HasNot(t, uitest.Shown(t, m, tall), "roll back", "not for readers")
	if k := m.Keys(); len(k) != 1 || k[0].Verb != "unfold" {
		t.Errorf("keys: %v", k)
	}
	if url, ok := m.Selected(); !ok || url != "https://gitlab.acme.dev/payments/api/-/releases/v2.14.0" {
		t.Errorf("the page is %q", url)
	}
	open, ok := m.Enter()
	if !ok {
		t.Fatal("enter does nothing")
	}
	last := open.Move(6)
	uitest.Has(t, uitest.Shown(t, last, tall), "▌              rake db:migrate # *now*")
	if folded, ok := last.Enter(); !ok || uitest.Shown(t, folded, tall) != uitest.Shown(t, m, tall) {
		t.Error("it does not fold again")
	}
	short := whole(func(b *fleet.Brief) { b.Release.Value = api.Release{Tag: "v1", Notes: "One line."} })
	short = onPart(t, short, released)
	uitest.Has(t, uitest.Shown(t, short, tall), "Release    v1", "One line.")
	if _, ok := short.Enter(); ok || short.Keys() != nil {
		t.Error("nothing is left to unfold, and yet enter does something")
	}
	bare := whole(func(b *fleet.Brief) { b.Release.Value = api.Release{Tag: "v1"} })
	uitest.Has(t, uitest.Shown(t, bare, tall), "Release    v1", "no text")
}

// A line of prose that is wider than the pane is wrapped, and still one stop.
func TestLongNotesAreWrapped(t *testing.T) {
	t.Parallel()
	m := whole(func(b *fleet.Brief) {
		b.Release.Value.Notes = "a\nb\nc\n" + strings.Repeat("word ", 60) + "end\nlast"
	})
	open, _ := onPart(t, m, released).Enter()
	got := uitest.Shown(t, open.Move(4), tall)
	uitest.Has(t, got, "word end")
	if n := strings.Count(got, "▌"); n < 3 {
		t.Errorf("%d lines are picked:\n%s", n, got)
	}
	uitest.Has(t, uitest.Shown(t, open.Move(5), tall), "▌              last")
}
