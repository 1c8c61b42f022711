package logs

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/trace"
	"greenlight/ui/uitest"
)

// numbered is a log of n lines without sections.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

// seen are the first and the last line of the log on the screen, and the one with
// the cursor.
func (d *desk) seen() (first, last, picked string) {
	d.t.Helper()
	screen := d.screen(80, 12, true, uitest.Full(d.t))
	for i, l := range strings.Split(screen, "\n") {
		text := strings.TrimSpace(strings.TrimPrefix(l, "▌"))
		if i < head || text == "" || text == "•" || strings.HasPrefix(text, "/ ") {
			continue
		}
		if first == "" {
			first = text
		}
		last = text
		if strings.HasPrefix(l, "▌") {
			picked = text
		}
	}
	return first, last, picked
}

func (d *desk) expect(what, first, last, picked string) {
	d.t.Helper()
	a, b, c := d.seen()
	if a != first || b != last || c != picked {
		d.t.Errorf("%s: from %q to %q with the cursor on %q\nwant from %q to %q on %q", what, a, b, c, first, last, picked)
	}
}

func TestFollowing(t *testing.T) {
	t.Parallel()
	d := open(t, numbered(50), running(), 80, 12)
	d.expect("the end is shown", "line 41", "line 49", "")
	d.write(numbered(60), running())
	d.expect("it grows", "line 51", "line 59", "")
	d.move(5)
	d.expect("down is nothing new", "line 51", "line 59", "")
	d.move(-1)
	d.expect("up stops it", "line 51", "line 59", "line 58")
	if d.m.Hint() != "" {
		t.Errorf("it does not follow and says %q", d.m.Hint())
	}
	d.write(numbered(90), running())
	d.expect("what is read stays", "line 51", "line 60", "line 58")
	d.press("G")
	d.expect("G follows again", "line 81", "line 89", "")
	if want := "► following: new lines appear below; any move up stops it, G follows again"; d.m.Hint() != want {
		t.Errorf("hint %q", d.m.Hint())
	}
	d.write(numbered(95), ended(api.JobSuccess))
	d.expect("the job has ended", "line 85", "line 94", "")
	if d.m.Hint() != "" {
		t.Errorf("nothing follows and it says %q", d.m.Hint())
	}
}

func TestMoving(t *testing.T) {
	t.Parallel()
	d := open(t, numbered(100_000), ended(api.JobSuccess), 80, 12)
	d.move(math.MinInt)
	d.expect("far up", "line 0", "line 9", "line 0")
	d.move(9)
	d.expect("down to the edge", "line 0", "line 9", "line 9")
	d.move(1)
	d.expect("over the edge", "line 1", "line 10", "line 10")
	d.move(49_990)
	d.expect("far away", "line 49991", "line 50000", "line 50000")
	d.move(math.MaxInt)
	d.expect("far down", "line 99990", "line 99999", "line 99999")
	d.press("g")
	d.expect("first", "line 0", "line 9", "line 0")
	d.reads = 0
	for range 100 {
		d.move(1)
	}
	if d.reads != 0 {
		t.Errorf("%d reads for 100 lines beside the start: the window holds more", d.reads)
	}
	for range 2000 {
		d.move(1)
	}
	d.expect("line by line", "line 2091", "line 2100", "line 2100")
	if d.reads == 0 || d.reads > 30 {
		t.Errorf("%d reads for 2000 lines", d.reads)
	}
}

// While the next window is under way the nearest part of this one is drawn, never
// nothing.
func TestMovingFasterThanReading(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"g", "G"} {
		d := open(t, numbered(100_000), running(), 80, 12)
		d.press(from)
		d.m = d.m.Move(50_000).Move(-20_000)
		if first, _, _ := d.seen(); first == "" {
			t.Errorf("after %s and a far move nothing is drawn", from)
		}
		m, _ := d.m.Key(tea.KeyPressMsg{Code: 'G', Text: "G"})
		d.m = m
		if first, _, _ := d.seen(); first == "" {
			t.Error("before the end is read nothing is drawn")
		}
		d.answer()
		d.expect("read", "line 99991", "line 99999", "")
	}
}

func TestLateAnswersAreDropped(t *testing.T) {
	t.Parallel()
	d := open(t, numbered(100_000), ended(api.JobSuccess), 80, 12)
	d.m = d.m.Move(-50_000)
	late, _ := d.m.Wants()
	d.m = d.m.Move(-40_000)
	d.m = d.m.Loaded(trace.Window{Query: late, Rows: 3, Total: 3})
	if _, ok := d.m.Wants(); !ok {
		t.Error("a late answer is taken for the one that is awaited")
	}
	d.answer()
	d.expect("the newest question counts", "line 9999", "line 10008", "line 9999")
}

func TestLongLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 300) // 40 rows of 74 cells, and a bit
	d := open(t, "before\n"+long+"\nafter\n", ended(api.JobSuccess), 80, 12)
	if _, last, _ := d.seen(); last != "after" {
		t.Errorf("%q is last", last)
	}
	d.move(-1)
	if _, last, _ := d.seen(); last != long[2960:] {
		t.Errorf("the long line ends with %q", last)
	}
	d.press("g").move(1)
	top, _, picked := d.seen()
	if top != picked || !strings.HasPrefix(top, "0123") {
		t.Errorf("a long line begins with %q, the cursor is on %q", top, picked)
	}
	d.move(10)
	if first, _, _ := d.seen(); first != long[740:814] {
		t.Errorf("it is not scrolled through: %q", first)
	}
	d.move(25).move(1)
	if _, last, picked := d.seen(); last != "after" || picked != "after" {
		t.Errorf("behind it comes %q with the cursor on %q", last, picked)
	}
}

func TestSectionsFold(t *testing.T) {
	t.Parallel()
	d := open(t, runner(deploy), ended(api.JobSuccess), 80, 12)
	d.press("[")
	if _, _, picked := d.seen(); picked != head3 {
		t.Errorf("the cursor is on %q, not on the script's head", picked)
	}
	d.press("[")
	_, _, picked := d.seen()
	if !strings.Contains(picked, "+ Getting source") {
		t.Errorf("the cursor is on %q", picked)
	}
	d.press("enter").move(1)
	if _, _, picked = d.seen(); !strings.Contains(picked, "Checking out 77aa0d1") {
		t.Errorf("below the unfolded head is %q", picked)
	}
	d.press("space")
	if _, _, picked = d.seen(); !strings.Contains(picked, "+ Getting source") {
		t.Errorf("folded from within, the cursor is on %q", picked)
	}
	d.press("]", "space")
	if _, last, picked := d.seen(); last != picked || !strings.Contains(picked, "+ deploy-prod") {
		t.Errorf("the script is folded, and %q is last with the cursor on %q", last, picked)
	}
	d.press("]")
	if _, _, again := d.seen(); again == "" {
		t.Error("behind the last head the cursor is lost")
	}
}

const head3 = "02:58:25   - deploy-prod  bin/deploy --env production --sha 77aa0d1    1m52s"

// A section folds when it has ended, with what is read in it.
func TestALineThatIsFoldedAwayLeavesItsHead(t *testing.T) {
	t.Parallel()
	log := "section_start:1:outer\r\x1b[0KOuter\nsection_start:1:get_sources\r\x1b[0KFetching\n" + numbered(50)
	d := open(t, log, running(), 80, 12)
	d.press("G").move(-1)
	d.write(log+"section_end:9:get_sources\r\x1b[0K\n"+strings.Repeat("more\n", 30), running())
	_, _, picked := d.seen()
	if !strings.Contains(picked, "+ Fetching") {
		t.Errorf("the cursor's line was folded away, and the cursor is on %q", picked)
	}
}

// The head of what is folded stands where the cursor was.
func TestFoldingKeepsTheScreen(t *testing.T) {
	t.Parallel()
	log := numbered(100) + "section_start:1:mine\r\x1b[0KMine\n" + numbered(100) + "section_end:9:mine\r\x1b[0K\n" + numbered(100)
	d := open(t, log, ended(api.JobSuccess), 80, 12)
	row := func() int {
		screen := strings.Split(d.screen(80, 12, true, uitest.Full(t)), "\n")
		return slices.IndexFunc(screen, func(l string) bool { return strings.HasPrefix(l, "▌") })
	}
	d.move(-150)
	before := row()
	d.move(4)
	d.press("space")
	if _, _, picked := d.seen(); !strings.Contains(picked, "+ Mine") || row() != before+4 {
		t.Errorf("the cursor is on %q in row %d, was in %d", picked, row(), before+4)
	}
}

func TestALogThatBeganAnewIsAnother(t *testing.T) {
	t.Parallel()
	d := open(t, numbered(5000), running(), 80, 12)
	d.move(-3000).press("/", "line 1999", "enter")
	d.write("other\n"+numbered(30), running())
	d.expect("from its end", "line 21", "line 29", "")
	if d.m.Hint() == "" || strings.Contains(d.m.Hint(), "match") {
		t.Errorf("hint %q", d.m.Hint())
	}
}
