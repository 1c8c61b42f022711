package trace

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// outline is what is shown of a log: "+" and "-" before heads, with the lines below
// them and the seconds they took.
func outline(w Window) []string {
	var out []string
	for _, l := range w.Lines {
		if l.Head == nil {
			out = append(out, fmt.Sprintf("%d %s", l.Number, l.Text()))
			continue
		}
		sign, took := "-", "open"
		if l.Head.Folded {
			sign = "+"
		}
		if !l.Head.End.IsZero() {
			took = fmt.Sprintf("%.0fs", l.Head.End.Sub(l.Head.Start).Seconds())
		}
		out = append(out, fmt.Sprintf("%d %s%s %s %d %s", l.Number, sign, l.Head.Name, l.Text(), l.Head.Lines, took))
	}
	return out
}

func TestSections(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		log  string
		want []string
	}{
		"as the runner writes them": {runnerLog, []string{
			"0 Running with gitlab-runner 17.9.0 (c4cbe9dd)", "1   on prod-3 t1_abc, system ID: s_1",
			`2 +prepare_executor Preparing the "docker" executor 2 11s`, "5 +get_sources Getting source from Git repository 1 3s",
			`7 -step_script Executing "step_script" stage of the job script 4 open`, "8 $ bin/deploy --env production",
			"9 release v8.0.1", "10 100%", "11 ok done"}},
		"nested": {start(1, "a") + "A\n" + start(2, "b") + "B\nx\n" + end(5, "b") + "\ny\n" + end(9, "a") + "\nz\n",
			[]string{"0 -a A 3 8s", "1 -b B 1 3s", "2 x", "3 y", "4 z"}},
		"ended with the outer one": {start(1, "a") + "A\n" + start(2, "b") + "B\nx\n" + end(9, "a") + "\nz\n",
			[]string{"0 -a A 2 8s", "1 -b B 1 7s", "2 x", "3 z"}},
		"never ended":        {start(1, "get_sources") + "A\nx\n", []string{"0 -get_sources A 1 open", "1 x"}},
		"never begun":        {end(1, "a") + "x\n" + end(2, "b") + "\n", []string{"0 x"}},
		"twice of one name":  {start(1, "a") + "A\nx\n" + end(2, "a") + start(3, "a") + "B\ny\n" + end(7, "a"), []string{"0 -a A 1 1s", "1 x", "2 -a B 1 4s", "3 y"}},
		"within itself":      {start(1, "a") + "A\n" + start(2, "a") + "B\ny\n" + end(7, "a") + end(9, "a") + "\n", []string{"0 -a A 2 8s", "1 -a B 1 5s", "2 y"}},
		"in one line":        {start(1, "a") + start(2, "b") + end(3, "b") + end(4, "a") + "\nx\n", []string{"0 -a  1 3s", "1 -b  0 1s", "2 x"}},
		"behind text":        {"x " + start(1, "a") + "A\ny " + end(2, "a") + "z\n", []string{"0 x", "1 -a A 1 1s", "2 y", "3 z"}},
		"asks to be folded":  {"section_start:1:a[hide_duration=true,collapsed=true]\r\x1b[0KA\nx\n", []string{"0 +a A 1 open"}},
		"an error is shown":  {start(1, "get_sources") + "A\n\x1b[31;1mERROR: denied\x1b[0m\n" + end(2, "get_sources") + "\n", []string{"0 -get_sources A 1 1s", "1 ERROR: denied"}},
		"git fails":          {start(1, "get_sources") + "A\nfatal: no access\n" + end(2, "get_sources") + "\n", []string{"0 -get_sources A 1 1s", "1 fatal: no access"}},
		"the end has a text": {start(1, "get_sources") + "A\nx\n" + end(5, "get_sources") + "Job succeeded\n", []string{"0 +get_sources A 1 4s", "2 Job succeeded"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := outline(read(t, spool(t, c.log), Query{N: 50})); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestLinesHaveTheirTimes(t *testing.T) {
	t.Parallel()
	log := "plain\n" + start(1771034291, "a") + "A\nx\n" + end(1771034300, "a") + "after\n2026-02-14T03:00:00.500000Z 00O stamped\n" +
		"2026-02-14T03:00:01.000000Z 00O " + start(1771034291, "b") + "B\n2026-99-14T03:00:01.000000Z 00O bad\n"
	w := read(t, spool(t, log), Query{N: 50})
	want := []string{"-", "01:58:11.0", "-", "01:58:20.0", "03:00:00.5", "03:00:01.0", "-"}
	for i, l := range w.Lines {
		got := "-"
		if !l.Time.IsZero() {
			got = l.Time.UTC().Format("15:04:05.0")
		}
		if got != want[i] {
			t.Errorf("%q is of %s, want %s", l.Text(), got, want[i])
		}
	}
	if got := w.Lines[5].Head.Start; !got.Equal(time.Unix(1771034291, 0)) {
		t.Errorf("the section begins at %v", got)
	}
}

func TestHeads(t *testing.T) {
	t.Parallel()
	s := spool(t, runnerLog+end(1771037999, "step_script")+start(1771037999, "my-own_part")+"\nx\n")
	w := read(t, s, Query{N: 50})
	if want := []int{2, 3, 4, 9}; !slices.Equal(w.Heads, want) {
		t.Errorf("heads in rows %v, want %v", w.Heads, want)
	}
	if h := w.Lines[4].Head; !h.Script || h.Command != "bin/deploy --env production" {
		t.Errorf("the script is %+v", h)
	}
	if h := w.Lines[9].Head; h.Title != "My own part" || h.Script {
		t.Errorf("the last section is %+v", h)
	}
}

func TestFolding(t *testing.T) {
	t.Parallel()
	s := spool(t, runnerLog)
	closed := read(t, s, Query{N: 50})
	id := closed.Lines[2].Head.ID
	opened := read(t, s, Query{Origin: Around, At: 2, N: 50, Folds: Folds{}.With(id, false)})
	if opened.Rows != closed.Rows+2 || opened.Lines[3].Text() != "Using Docker executor with image alpine ..." || opened.Row != 2 {
		t.Errorf("unfolded it has %d rows, was %d: %q", opened.Rows, closed.Rows, outline(opened))
	}
	again := Folds{}.With(id, false).With(id, true)
	if !again.Equal(Folds{}.With(id, true)) || again.Equal(Folds{}) {
		t.Error("the last word on a section does not count")
	}
	if w := read(t, s, Query{Origin: Around, At: 4, N: 50}); w.Row != 2 {
		t.Errorf("a folded line is in row %d, not its head's", w.Row)
	}
	w := read(t, s, Query{Origin: Around, At: 4, N: 50, Reveal: true})
	if l := w.Lines[w.Row-w.From]; l.Number != 4 || l.Text() != "Pulling docker image alpine ..." || !w.Folds.Equal(Folds{}.With(id, false)) {
		t.Errorf("it is not revealed: row %d is %q", w.Row, l.Text())
	}
}

// However much is folded, rows and lines are told apart right.
func TestRowsOfAFoldedLog(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "%sHead %d\n", start(i, "get_sources"), i)
		b.WriteString(strings.Repeat("hidden\n", i%7))
		fmt.Fprintf(&b, "%sshown %d\n", end(i+3, "get_sources"), i)
	}
	s := spool(t, b.String())
	w := read(t, s, Query{N: MaxWindow})
	if w.Rows != 600 || len(w.Lines) != 600 || len(w.Heads) != 300 {
		t.Fatalf("%d rows, %d lines, %d heads; want 600, 600, 300", w.Rows, len(w.Lines), len(w.Heads))
	}
	v := s.ix.fold(Folds{})
	for row, l := range w.Lines {
		if v.line(row) != l.Number || v.row(l.Number) != row {
			t.Fatalf("row %d is line %d; told as line %d, row %d", row, l.Number, v.line(row), v.row(l.Number))
		}
	}
	for _, from := range []int{0, 1, 299, 590} {
		if part := read(t, s, Query{At: from, N: 10}); part.Lines[0].Number != w.Lines[from].Number || len(part.Lines) != 10 {
			t.Errorf("from row %d: line %d, want %d", from, part.Lines[0].Number, w.Lines[from].Number)
		}
	}
}
