package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // a machine without zones has to run it too
)

var cet = time.FixedZone("CET", 3600)

// shift is a night, the newest first as Read returns it.
func shift() []Entry {
	left := 1
	at := func(h, m int) time.Time { return time.Date(2026, 11, 22, h, m, 0, 0, cet).UTC() }
	base := func(t time.Time, act string, iid int64) Sent {
		return Sent{
			At: t, Act: act, Host: "https://gitlab.example.com", User: "priya", Project: "shop/api", Environment: "production",
			IID: iid, Ref: "v1.2.3", SHA: "a1b2c3d4e5f6", URL: fmt.Sprintf("https://gitlab.example.com/shop/api/-/deployments/%d", iid),
		}
	}
	late := base(at(-2, 30), "approve", 11)
	late.As, late.Comment, late.LiveRef, late.LiveSHA = "Release managers", "after the\nsmoke test", "v1.2.2", "0011223344"
	late.Warnings = []string{"OLDER than #13, v1.2.4, which has succeeded since", "You started this pipeline."}
	status := base(at(4, 0), "set status", 15)
	status.Status = "failed"
	sam := base(at(3, 30), "run", 14)
	sam.User = "sam"
	return []Entry{
		{"6", base(at(5, 0), "reject", 16), &Answered{Outcome: "not done, answer lost"}},
		{"5", status, &Answered{Outcome: "done"}},
		{"4", sam, &Answered{Outcome: "done", Status: "running", Made: 17}},
		{"3", base(at(3, 10), "approve", 13), nil},
		{"2", base(at(1, 0), "approve", 12), &Answered{Outcome: "refused", Said: "403: You cannot approve your own deployment.", RequestID: "01HX9"}},
		{"1", late, &Answered{Outcome: "done", Status: "blocked", Left: &left, RequestID: "01HX8"}},
	}
}

const night = `# Handover Sat 2026-11-21 20:00 CET to Sun 2026-11-22 06:00 CET

By priya, sam on https:\//gitlab.example.com, with greenlight on this machine.

- **UNKNOWN: 1. Look at it in GitLab before anything else:**
  - Sun 2026-11-22 03:10 CET · approve · shop/api → production [\#13](https://gitlab.example.com/shop/api/-/deployments/13)
- Approved: 1
- Run: 1
- Status set: 1
- Refused by GitLab: 1
- Not done: 1

## Sat 2026-11-21

- **22:30 CET · approved** · shop/api → production [\#11](https://gitlab.example.com/shop/api/-/deployments/11) · v1.2.3 ` + "`a1b2c3d4`" + `
  - By priya
  - As Release managers
  - Comment: after the smoke test
  - On the screen: OLDER than \#13, v1.2.4, which has succeeded since
  - On the screen: You started this pipeline.
  - Live then: v1.2.2 ` + "`00112233`" + `
  - Read back: blocked, 1 approval missing

## Sun 2026-11-22

- **01:00 CET · approve: refused by GitLab** · shop/api → production [\#12](https://gitlab.example.com/shop/api/-/deployments/12) · v1.2.3 ` + "`a1b2c3d4`" + `
  - By priya
  - GitLab said: 403: You cannot approve your own deployment. (request ` + "`01HX9`" + `)
- **03:10 CET · approve: UNKNOWN** · shop/api → production [\#13](https://gitlab.example.com/shop/api/-/deployments/13) · v1.2.3 ` + "`a1b2c3d4`" + `
  - By priya
  - No answer was written down: greenlight was ended in between.
- **03:30 CET · run** · shop/api → production [\#14](https://gitlab.example.com/shop/api/-/deployments/14) · v1.2.3 ` + "`a1b2c3d4`" + `
  - By sam
  - Read back at once, before the job could end: running
  - It made deployment \#17.
- **04:00 CET · status set to failed** · shop/api → production [\#15](https://gitlab.example.com/shop/api/-/deployments/15) · v1.2.3 ` + "`a1b2c3d4`" + `
  - By priya
- **05:00 CET · reject: not done** · shop/api → production [\#16](https://gitlab.example.com/shop/api/-/deployments/16) · v1.2.3 ` + "`a1b2c3d4`" + `
  - By priya
  - GitLab's answer was lost, and what was read back does not show it.
`

func TestHandoverOfANight(t *testing.T) {
	t.Parallel()
	from, to := time.Date(2026, 11, 21, 20, 0, 0, 0, cet), time.Date(2026, 11, 22, 6, 0, 0, 0, cet)
	list := shift()
	if got := Handover(list, from, to, cet); got != night {
		t.Errorf("the handover is\n%s\nwant\n%s", got, night)
	}
	if list[0].Op != "6" {
		t.Error("the caller's list was sorted")
	}
}

func TestHandoverSpan(t *testing.T) {
	t.Parallel()
	first, last := shift()[5].Sent.At, shift()[0].Sent.At
	for name, c := range map[string]struct {
		from, to time.Time
		title    string
		count    int
	}{
		"both ends included": {first, last, "Sat 2026-11-21 22:30 CET to Sun 2026-11-22 05:00 CET", 6},
		"open":               {time.Time{}, time.Time{}, "Sat 2026-11-21 22:30 CET to Sun 2026-11-22 05:00 CET", 6},
		"inside":             {first.Add(1), last.Add(-1), "Sat 2026-11-21 22:30 CET to Sun 2026-11-22 04:59 CET", 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Handover(shift(), c.from, c.to, cet)
			if !strings.HasPrefix(got, "# Handover "+c.title+"\n") || strings.Count(got, "\n- **") != c.count+1 {
				t.Errorf("want %q and %d entries in\n%s", c.title, c.count, got)
			}
		})
	}
	none := Handover(shift(), noon.AddDate(1, 0, 0), noon.AddDate(1, 0, 1), nil)
	if none != "# Handover Mon 2027-11-22 12:00 UTC to Tue 2027-11-23 12:00 UTC\n\nNothing was decided with greenlight on this machine.\n" {
		t.Errorf("of nothing: %q", none)
	}
	if all := Handover(nil, time.Time{}, time.Time{}, nil); !strings.HasPrefix(all, "# Handover\n\nNothing") {
		t.Errorf("of nothing ever: %q", all)
	}
}

func TestHandoverTellsTheHourThatComesTwice(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	got := Handover([]Entry{{Op: "b", Sent: Sent{At: at.Add(time.Hour)}}, {Op: "a", Sent: Sent{At: at}}}, time.Time{}, time.Time{}, berlin)
	if a, b := strings.Index(got, "**02:30 CEST"), strings.Index(got, "**02:30 CET"); a < 0 || b < a {
		t.Errorf("the two are at %d and %d in\n%s", a, b, got)
	}
}

func TestEveryOutcomeIsCounted(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[string]string{
		"done": "- Approved: 1\n", "done, answer lost": "- Approved: 1\n", "refused": "- Refused by GitLab: 1\n", "not sent": "- Not done: 1\n",
		"changed": "- Not done: 1\n", "not done, answer lost": "- Not done: 1\n", "unknown": "- **UNKNOWN: 1.", "maybe, answer lost": "- **UNKNOWN: 1.",
		"not verified": "- **UNKNOWN: 1.", "": "- **UNKNOWN: 1.", "of a newer greenlight": "- **UNKNOWN: 1.",
	} {
		e := Entry{"a", Sent{At: noon, Act: "approve"}, &Answered{Outcome: outcome, Said: "words", RequestID: "id"}}
		got := Handover([]Entry{e}, time.Time{}, time.Time{}, nil)
		counts := got[strings.Index(got, "\n- ")+1 : strings.Index(got, "\n## ")]
		if !strings.HasPrefix(counts, want) || strings.Count("\n"+counts, "\n- ") != 1 {
			t.Errorf("%q is counted as\n%s", outcome, counts)
		}
		if !strings.Contains(got, "words (request `id`)") {
			t.Errorf("%q: GitLab's words are not in\n%s", outcome, got)
		}
	}
	got := Handover([]Entry{
		{"a", Sent{At: noon, Act: "approve"}, &Answered{Outcome: "done"}}, {"b", Sent{At: noon, Act: "approve"}, &Answered{Outcome: "done"}},
		{"c", Sent{At: noon, Act: "bless"}, &Answered{Outcome: "done"}}, {"d", Sent{At: noon, Act: "record", Status: "success"}, &Answered{Outcome: "done"}},
	}, time.Time{}, time.Time{}, nil)
	for _, want := range []string{"- Approved: 2\n- Recorded: 1\n- Other acts: 1\n", "recorded as success", "bless done"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestInline(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                             "",
		"plain, text. 12:30 (x) a-b/c": "plain, text. 12:30 (x) a-b/c",
		"a|b":                          `a\|b`,
		"`rm`":                         "\\`rm\\`",
		"[x](https://evil.example)":    `\[x\](https:\//evil.example)`,
		"![x](y)":                      `\!\[x\](y)`,
		"<script>&amp;":                "&lt;script&gt;&amp;amp;",
		"a\n\n# title\n- x":            `a \# title - x`,
		"*b* _i_ ~~s~~":                `\*b\* \_i\_ \~\~s\~\~`,
		"@all #12 !3 %4 $5 ^a":         `\@all \#12 \!3 \%4 \$5 \^a`,
		`\`:                            `\\`,
		`\|`:                           `\\\|`,
		"see www.evil.example":         `see www\.evil.example`,
		"{+ x +}":                      `\{+ x +\}`,
		"\x1b[2Ja\u202eb\u200b":        "ab",
		"a\xffb":                       "a\ufffdb",
		strings.Repeat("日", 9):         strings.Repeat("日", 9),
		strings.Repeat("日", 11):        strings.Repeat("日", 10) + "…",
	} {
		most := 40
		if strings.HasPrefix(in, "日") {
			most = 10
		}
		if got := inline(in, most); got != want {
			t.Errorf("inline(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSHA(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "a1b2": "`a1b2`", "a1b2c3d4": "`a1b2c3d4`", "a1b2c3d4e5": "`a1b2c3d4`", "1234567日8": "1234567日", "`x`": "\\`x\\`", "a\x1b[2Jb": "`ab`",
	} {
		if got := sha(in); got != want {
			t.Errorf("sha(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://g.example/a/-/b/1":              "[w](https://g.example/a/-/b/1)",
		"http://g.example:8080/a?b=c#d":          "[w](http://g.example:8080/a?b=c#d)",
		"https://me:secret@g.example/":           "[w](https://g.example/)",
		"https://g.example/a)b(c<d>[e]|`":        "[w](https://g.example/a%29b%28c%3Cd%3E%5Be%5D%7C%60)",
		"https://g.example/a b?c d\"":            "[w](https://g.example/a%20b?c%20d%22)",
		"https://g.example/\nx":                  "w",
		"https://g.example/\u202ex":              "w",
		"javascript:alert(1)":                    "w",
		"data:text/html,x":                       "w",
		"/relative":                              "w",
		"https://":                               "w",
		"":                                       "w",
		"https://g.example/%zz":                  "w",
		"ftp://g.example/":                       "w",
		"https://g.example/?q=[x](y)\\":          "[w](https://g.example/?q=%5Bx%5D%28y%29%5C)",
		"https://g.example/shop/api/-/jobs/1#L2": "[w](https://g.example/shop/api/-/jobs/1#L2)",
	} {
		if got := link("w", in); got != want {
			t.Errorf("link(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestHandoverCannotBeForged puts what is harmful into every text of an entry: the
// handover keeps its lines, and nothing of it is markup.
func TestHandoverCannotBeForged(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"x\n- **03:10 CET · approved** · forged", "</li><script>alert(1)</script>", "`x` | y", "[click](https://evil.example)", "![p](https://evil.example/p.png)",
		"@all", "/close\n/approve", "\x1b[2J\x1b]8;;https://evil.example\x07x", "x\r\n# Title", "    code", "```\nx", "a\u2028# b", "<https://evil.example>", "**bold**", "&lt;",
	} {
		e := Entry{"op", Sent{
			At: noon, Act: bad, Host: bad, User: bad, Project: bad, Environment: bad, Tier: bad, Ref: bad, SHA: bad, LiveRef: bad, LiveSHA: bad,
			As: bad, Comment: bad, Status: bad, Warnings: []string{bad}, URL: bad,
		}, &Answered{At: noon, Outcome: bad, Said: bad, RequestID: bad, Status: bad}}
		plain := e
		plain.Sent = Sent{
			At: noon, Act: "x", Host: "x", User: "x", Project: "x", Environment: "x", Ref: "x", SHA: "x", LiveRef: "x", LiveSHA: "x",
			As: "x", Comment: "x", Status: "x", Warnings: []string{"x"}, URL: "x",
		}
		plain.Answered = &Answered{At: noon, Outcome: "x", Said: "x", RequestID: "x", Status: "x"}
		for _, pair := range [][2]Entry{{e, plain}, {undone(e), undone(plain)}} {
			got := Handover(pair[:1], time.Time{}, time.Time{}, nil)
			want := Handover(pair[1:], time.Time{}, time.Time{}, nil)
			if a, b := shape(got), shape(want); !slices.Equal(a, b) {
				t.Errorf("with %q the handover is\n%s", bad, got)
			}
		}
	}
}

func undone(e Entry) Entry { return Entry{e.Op, e.Sent, nil} }

var acting = regexp.MustCompile("\\\\.|&(lt|gt|amp);|`[0-9A-Za-z._:…-]+`")

// shape is how each line begins, and every mark on it that Markdown may act upon.
func shape(handover string) []string {
	var out []string
	for line := range strings.Lines(handover) {
		begin := regexp.MustCompile(`^ *(- |#+ )?`).FindString(line)
		marks := strings.Map(func(r rune) rune {
			if strings.ContainsRune("\\`*[]<>|~@!{}$%^&\x1b", r) {
				return r
			}
			return -1
		}, acting.ReplaceAllString(line, ""))
		out = append(out, begin+marks)
	}
	return out
}

func TestLongTextsStayReadable(t *testing.T) {
	t.Parallel()
	e := Entry{"op", Sent{At: noon, Act: "approve", Comment: strings.Repeat("many words ", 10_000), Warnings: make([]string, 100)}, nil}
	for i := range e.Sent.Warnings {
		e.Sent.Warnings[i] = fmt.Sprint("warning ", i)
	}
	got := Handover([]Entry{e}, time.Time{}, time.Time{}, nil)
	if len(got) > 2000 || !strings.Contains(got, "and 92 more warnings") || !strings.Contains(got, "…\n") {
		t.Errorf("%d bytes:\n%.3000s", len(got), got)
	}
	var crowd []Entry
	for i := range 20 {
		crowd = append(crowd, Entry{fmt.Sprint(i), Sent{At: noon.Add(time.Duration(i)), User: fmt.Sprintf("u%02d", i)}, nil})
	}
	if got := Handover(crowd, time.Time{}, time.Time{}, nil); !strings.Contains(got, "By u00, u01, u02, u03, u04, u05, u06, u07 and 12 others on") {
		t.Errorf("many people are named as\n%.300s", got)
	}
}

func TestWriteHandoverReplacesNothing(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "to be", "made")
	now := time.Date(2026, 11, 22, 3, 10, 59, 0, cet)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			path, err := WriteHandover(folder, fmt.Sprint("text ", i), now)
			if err != nil {
				t.Error(err)
				return
			}
			if b, err := os.ReadFile(path); err != nil || string(b) != fmt.Sprint("text ", i) {
				t.Errorf("%s holds %q (%v)", path, b, err)
			}
			if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s is %v (%v)", path, info.Mode(), err)
			}
		})
	}
	wg.Wait()
	var got []string
	list, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		got = append(got, f.Name())
	}
	want := []string{"handover-2026-11-22-0310.md"}
	for n := 2; n <= 20; n++ {
		want = append(want, fmt.Sprintf("handover-2026-11-22-0310-%d.md", n))
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the folder holds %q", got)
	}
}

func TestWriteHandoverFails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	path, err := WriteHandover(file, "text", noon)
	if err == nil || path != "" || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "choose another folder") {
		t.Errorf("wrote %q: %v", path, err)
	}
	folder := t.TempDir()
	for n := range maxSame + 1 {
		for _, name := range []string{"handover-2026-11-22-1200.md", fmt.Sprintf("handover-2026-11-22-1200-%d.md", n)} {
			if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if path, err := WriteHandover(folder, "text", noon); err == nil || path != "" {
		t.Errorf("one too many: %q, %v", path, err)
	}
	if list, _ := os.ReadDir(folder); len(list) != maxSame+2 {
		t.Errorf("%d files are left", len(list))
	}
}

func TestPlaceWhereNoSecondNamesAre(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	temp, path := filepath.Join(dir, "temp"), filepath.Join(dir, "path")
	if err := os.WriteFile(temp, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := takeThenRename(temp, path); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "new" {
		t.Errorf("it holds %q", b)
	}
	if err := os.WriteFile(temp, []byte("newer"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := takeThenRename(temp, path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over what is there: %v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "new" {
		t.Errorf("it was replaced by %q", b)
	}
}
