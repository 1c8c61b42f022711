package status

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/ui/keys"
	"greenlight/ui/theme"
)

var update = flag.Bool("update", false, "write the golden frames anew")

var now = time.Date(2026, 2, 14, 3, 0, 0, 0, time.FixedZone("CET", 3600))

func styles(t testing.TB, profile colorprofile.Profile, ascii bool) *theme.Styles {
	t.Helper()
	data, err := os.ReadFile("../../assets/themes/dark.toml")
	if err != nil {
		t.Fatal(err)
	}
	th, err := theme.Parse("dark", data)
	if err != nil {
		t.Fatal(err)
	}
	st := th.Styles(profile, ascii)
	return &st
}

func full(t testing.TB) *theme.Styles { return styles(t, colorprofile.TrueColor, false) }

func plain(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(ansi.Strip(l), " ") + "\n")
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs\nwant:\n%s\ngot:\n%s", name, want, got)
	}
}

func exact(t *testing.T, w int, lines ...string) {
	t.Helper()
	for i, l := range lines {
		if n := ansi.StringWidth(l); n != w {
			t.Errorf("line %d has %d cells, want %d: %q", i, n, w, l)
		}
	}
}

func hints(words ...string) []keys.Hint {
	var out []keys.Hint
	for _, w := range words {
		key, verb, _ := strings.Cut(w, " ")
		out = append(out, keys.Hint{Keys: key, Verb: verb})
	}
	return out
}

var (
	maya     = []Identity{{Host: "gitlab.acme.dev", User: "maya"}}
	rowHints = hints("a approve", "X reject", "d changes", "L log", "enter zoom")
	ever     = hints("/ filter", ": commands", "? help")
)

func views(active int) Tabs {
	return Tabs{Active: active, Tabs: []Tab{{Name: "Waiting for you", Count: 4}, {Name: "Blocked", Count: 11},
		{Name: "Running", Count: 3}, {Name: "Failed", Count: 2}, {Name: "All", Count: 248}}}
}
