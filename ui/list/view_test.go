package list_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/list"
	"greenlight/ui/theme"
)

var update = flag.Bool("update", false, "write the golden frames")

var plain, ascii = &theme.Styles{}, &theme.Styles{ASCII: true}

// coloured are the styles of the dark theme.
func coloured(t testing.TB, p colorprofile.Profile) *theme.Styles {
	t.Helper()
	data, err := os.ReadFile("../../assets/themes/dark.toml")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := theme.Parse("dark", data)
	if err != nil {
		t.Fatal(err)
	}
	st := parsed.Styles(p, false)
	return &st
}

// frame draws and checks what every frame has to be: so many lines, each of
// exactly so many cells, under both ways to measure.
func frame(t testing.TB, m list.Model, width, height int, st *theme.Styles) []string {
	t.Helper()
	lines := m.View(width, height, st, now)
	if len(lines) != height {
		t.Fatalf("%d lines, want %d", len(lines), height)
	}
	for i, l := range lines {
		if g, w := ansi.StringWidth(l), ansi.StringWidthWc(l); g != width || w != width {
			t.Errorf("line %d has %d cells (%d by code point), want %d: %q", i, g, w, width, l)
		}
	}
	return lines
}

func golden(t *testing.T, name string, lines []string) {
	t.Helper()
	got := strings.Join(lines, "\n") + "\n"
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; -update writes it anew. Got:\n%s", name, got)
	}
}

// TestDesign holds the frames against the pictures of the design, line by line: the
// pictures are not sorted inside done, so the order is not compared.
func TestDesign(t *testing.T) {
	t.Parallel()
	waiting := fleetModel(10).SelectView(0, now)
	for name, lines := range map[string][]string{
		"design-120.txt":       frame(t, fleetModel(30), 64, 31, plain),
		"design-120-ascii.txt": frame(t, fleetModel(30), 64, 31, ascii),
		"design-200.txt":       frame(t, fleetModel(44), 116, 45, plain),
		"design-80.txt":        frame(t, waiting, 80, 11, plain),
	} {
		drawn := map[string]bool{}
		for _, l := range lines {
			drawn[strings.TrimRight(l, " ")] = true
		}
		want, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range strings.Split(strings.TrimRight(string(want), "\n"), "\n") {
			if !drawn[l] {
				t.Errorf("%s: no line\n%s", name, l)
			}
		}
	}
}

// TestGolden keeps whole frames, in order.
func TestGolden(t *testing.T) {
	t.Parallel()
	waiting := fleetModel(10).SelectView(0, now).Down()
	golden(t, "waiting-80.txt", frame(t, waiting, 80, 11, plain))
	golden(t, "all-100.txt", frame(t, fleetModel(12).Bottom(), 100, 13, plain))
	golden(t, "all-120.txt", frame(t, fleetModel(30), 64, 31, plain))
	golden(t, "all-120-ascii.txt", frame(t, fleetModel(30), 64, 31, ascii))
	golden(t, "all-200.txt", frame(t, fleetModel(44), 116, 45, plain))
	golden(t, "all-200-colour.txt", frame(t, fleetModel(44), 116, 45, coloured(t, colorprofile.TrueColor)))
	golden(t, "all-80-nocolour.txt", frame(t, fleetModel(30), 80, 31, coloured(t, colorprofile.Ascii)))
	golden(t, "offline-80-colour.txt",
		frame(t, waiting.SetOffline(true), 80, 11, coloured(t, colorprofile.ANSI256)))
}

// TestFirstLoad is the picture of the first load: two rows read, the rest dots.
func TestFirstLoad(t *testing.T) {
	t.Parallel()
	first, second := designRow(0), designRow(1)
	first.Verdict.Warnings = nil
	m := list.New(nil).Resize(10).SetLoading(true).
		Replace(projectOne(), []fleet.Row{first, second}, now)
	lines := frame(t, m, 80, 11, plain)
	want, err := os.ReadFile("testdata/design-80-loading.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(lines, "\n")
	for i, l := range strings.Split(strings.TrimRight(string(want), "\n"), "\n") {
		if strings.TrimRight(lines[i], " ") != l {
			t.Errorf("line %d is\n%s, want\n%s in\n%s", i, lines[i], l, got)
		}
	}
	for _, l := range lines[8:] {
		if strings.TrimSpace(l) != "" {
			t.Errorf("more dots than the design has: %q", l)
		}
	}
	if done := strings.Join(frame(t, m.SetLoading(false), 80, 11, plain), ""); strings.Contains(done, "·") {
		t.Error("dots remain after the first load")
	}
}

// TestStyles looks for the one loud row among the quiet ones.
func TestStyles(t *testing.T) {
	t.Parallel()
	st := coloured(t, colorprofile.TrueColor)
	rows := []fleet.Row{
		row(9, api.StateNeedsYou, prod), row(8, api.StateNeedsYou), row(7, api.StateNeedsOthers, prod),
		row(6, api.StateFailed), row(5, api.StateFailed, old), row(4, api.StateLive, prod), row(3, api.StateDone),
		row(2, api.StateReading),
	}
	m := open(20, rows...).Bottom()
	lines := map[int64]string{}
	drawn := frame(t, m, 80, 9, st)
	for i, id := range ids(m) {
		lines[id] = drawn[i+1]
	}
	// in reports whether a text is drawn in a role: the last change of style before
	// it is the role's.
	in := func(line string, r theme.Role, s string) bool {
		before, _, ok := strings.Cut(line, s)
		on, _ := st.Body.SGR(r)
		at := strings.LastIndex(before, "\x1b[")
		switch {
		case !ok:
			return false
		case on == "":
			return at < 0 || strings.HasPrefix(before[at:], "\x1b[m")
		default:
			return at >= 0 && strings.HasPrefix(before[at:], on)
		}
	}
	for _, c := range []struct {
		id   int64
		role theme.Role
		text string
		want bool
	}{
		{9, theme.WaitStrong, "■ you", true},
		{9, theme.ProdStrong, "production", true},
		{9, theme.Strong, "payments/api", true},
		{8, theme.Text, "staging", true},
		{8, theme.Strong, "payments/api", true},
		{7, theme.Wait, "□ others", true},
		{7, theme.Prod, "◆", true},
		{7, theme.Prod, "production", false},
		{7, theme.Strong, "payments/api", false},
		{6, theme.Bad, "✗ failed", true},
		{5, theme.Muted, "✗ failed", true},
		{5, theme.Bad, "✗ failed", false},
		{4, theme.OK, "✓ live", true},
		{4, theme.Prod, "◆", true},
		{4, theme.Muted, "payments/api", true},
		{2, theme.Muted, "· reading", true},
	} {
		if has := in(lines[c.id], c.role, c.text); has != c.want {
			t.Errorf("row %d has %q as %v: %v in %q", c.id, c.text, c.role, !c.want, lines[c.id])
		}
	}
}

func old(r *fleet.Row) { r.Verdict.Since = now.AddDate(0, 0, -3) }

// TestOffline drops the hues of states and keeps those of facts.
func TestOffline(t *testing.T) {
	t.Parallel()
	st := coloured(t, colorprofile.TrueColor)
	m := fleetModel(30).SetOffline(true)
	all := strings.Join(frame(t, m, 80, 31, st), "\n")
	for _, r := range []theme.Role{theme.Wait, theme.Bad, theme.Focus, theme.OK} {
		on, _ := st.Body.SGR(r)
		for _, word := range []string{"□ others", "› to run", "► running", "✗ failed", "✓ live"} {
			if strings.Contains(all, on+word) {
				t.Errorf("%s is still %v", word, r)
			}
		}
	}
	wait, _ := st.Body.SGR(theme.WaitStrong)
	pink, _ := st.Body.SGR(theme.ProdStrong)
	if strings.Contains(all, wait) || !strings.Contains(all, pink) || !strings.Contains(ansi.Strip(all), "■ you 1/3") {
		t.Errorf("offline frame:\n%q", all)
	}
}

// TestMatches underlines what the filter found, and only there.
func TestMatches(t *testing.T) {
	t.Parallel()
	st := coloured(t, colorprofile.TrueColor)
	m := fleetModel(30).SetFilter(parse(t, "tier:production pay"), now).Down()
	lines := frame(t, m, 64, 8, st)
	on, off := st.Body.SGR(theme.Match)
	if !strings.Contains(lines[1], on+"pay"+off) {
		t.Errorf("no match in %q", lines[1])
	}
	if n := strings.Count(strings.Join(lines, ""), on+"pay"+off); n != len(ids(m))-1 {
		t.Errorf("%d matches on %d rows, one of them selected", n, len(ids(m)))
	}
	for text, in := range map[string]string{"网": "网", "e\u0301": "e\u0301", "e": "e\u0301"} {
		r := row(1, api.StateDone, func(r *fleet.Row) { r.Project = "支付/网关e\u0301" })
		m := open(5, r, row(2, api.StateNeedsYou, func(r *fleet.Row) { r.Project = "网e\u0301" })).SetFilter(parse(t, text), now)
		if got := strings.Join(frame(t, m, 80, 4, st), ""); !strings.Contains(got, on+in+off) {
			t.Errorf("%q is not marked in %q", text, got)
		}
	}
}

// TestHostileText draws names that try to leave their cell, at every width.
func TestHostileText(t *testing.T) {
	t.Parallel()
	var rows []fleet.Row
	for i, s := range []string{
		"\x1b[2J\x1b[1;1Hpwned", "\x1b]52;c;aGk=\x07x", "a\rb\nc\td", "\u202egnp.exe", "a\u200bb\u200dc",
		"👩‍👩‍👧‍👦 family", "🇩🇪🇫🇷 flags", "👍🏽 thumbs", "升级签名算法升级签名算法升级签名算法", "ไทยไทยไทย", "e\u0301\u0301\u0301",
		"\xff\xfe", strings.Repeat("界", 200), strings.Repeat("a/", 300), "", " ", "नमस्ते", "ｆｕｌｌ", "\x00", "한글",
	} {
		rows = append(rows, row(int64(i+1), api.State(i%16), func(r *fleet.Row) {
			if i%2 == 0 {
				r.Tier = api.TierProduction
			}
			d := r.Deployment
			d.Environment.Name, r.Project, d.Ref, d.User.Username, d.Deployable.Commit.Title = s, s, s, s, s
			d.Status = api.Status(s)
			r.Verdict.Given, r.Verdict.Required = 123, 4567
		}))
	}
	st := coloured(t, colorprofile.TrueColor)
	m := open(len(rows), rows...)
	for i, text := range []string{"", "a", "界", "\u0301"} {
		m = m.SetFilter(parse(t, text), now)
		for width := i; width < 210; width += 1 + 10*i {
			for _, l := range frame(t, m, width, len(rows)+1, st) {
				if s := ansi.Strip(l); strings.ContainsAny(s, "\x1b\r\n\x07\u202e") {
					t.Fatalf("width %d: %q", width, l)
				}
			}
			frame(t, m, width, 3, ascii)
		}
	}
}

// TestCountStays cuts the word and not the count.
func TestCountStays(t *testing.T) {
	t.Parallel()
	m := open(3, row(1, api.StateNeedsOthers, func(r *fleet.Row) { r.Verdict.Given, r.Verdict.Required = 12, 15 }))
	if l := frame(t, m, 80, 2, plain)[1]; !strings.Contains(l, "□ oth… 12/15  ") {
		t.Errorf("%q", l)
	}
}

// TestEnvironmentsThatDifferAtTheEnd are cut in the middle, others at the end, and
// the decision does not depend on what is in the window.
func TestEnvironmentsThatDifferAtTheEnd(t *testing.T) {
	t.Parallel()
	env := func(s string) func(*fleet.Row) { return func(r *fleet.Row) { r.Deployment.Environment.Name = s } }
	m := open(1,
		row(3, api.StateDone, env("customer-portal-europe-1")),
		row(2, api.StateDone, env("customer-portal-europe-2")),
		row(1, api.StateDone, env("another-long-environment")))
	for _, want := range []string{"custom…urope-1 ", "custom…urope-2 ", "another-long-… "} {
		if l := frame(t, m, 80, 2, plain)[1]; !strings.Contains(l, want) {
			t.Errorf("no %q in %q", want, l)
		}
		m = m.Down()
	}
	m = open(1, row(3, api.StateDone, env("customer-portal-europe-1")))
	if l := frame(t, m, 80, 2, plain)[1]; !strings.Contains(l, "customer-port… ") {
		t.Errorf("alone it is cut at the end: %q", l)
	}
	m = m.Put(row(2, api.StateDone, env("customer-portal-europe-2")), now)
	if l := frame(t, m, 80, 2, plain)[1]; !strings.Contains(l, "custom…urope-1 ") {
		t.Errorf("beside a new one in the middle: %q", l)
	}
	m = m.Drop(api.Ref{Host: host, Project: 1, Deployment: 2}, now)
	if l := frame(t, m, 80, 2, plain)[1]; !strings.Contains(l, "customer-port… ") {
		t.Errorf("alone again it is cut at the end: %q", l)
	}
}
