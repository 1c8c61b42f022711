package list_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/list"
	"greenlight/ui/theme"
)

func ref(id int64) api.Ref { return api.Ref{Host: host, Project: 1, Deployment: id} }

// markedIDs are all marks, and those in sight.
func markedIDs(m list.Model) (all, shown []int64) {
	for _, r := range m.Marked() {
		all = append(all, r.Deployment)
	}
	for _, r := range m.MarkedShown() {
		shown = append(shown, r.Ref.Deployment)
	}
	return all, shown
}

// wantMarks compares marks, counts and what is drawn.
func wantMarks(t *testing.T, m list.Model, what string, all, shown []int64) {
	t.Helper()
	gotAll, gotShown := markedIDs(m)
	if !slices.Equal(gotAll, all) || !slices.Equal(gotShown, shown) {
		t.Errorf("%s: marked %v, in sight %v; want %v and %v", what, gotAll, gotShown, all, shown)
	}
	if n, of := m.MarkCount(); n != len(shown) || of != len(all) {
		t.Errorf("%s: counts %d of %d, want %d of %d", what, n, of, len(shown), len(all))
	}
	_, lines := m.Position()
	drawn := 0
	for _, l := range frame(t, m.Resize(max(lines, 1)).Top(), 80, max(lines, 1)+1, plain)[1:] {
		if []rune(l)[1] == '+' {
			drawn++
		}
	}
	if drawn != len(shown) {
		t.Errorf("%s: %d rows are drawn as marked, want %d", what, drawn, len(shown))
	}
}

func TestMark(t *testing.T) {
	t.Parallel()
	failed := func(id int64) fleet.Row { return row(id, api.StateFailed) }
	start := func() list.Model {
		return open(10, append(some(1, 5), failed(20), failed(10))...) // 20 10 5 4 3 2 1
	}
	onlyFailed := func(m list.Model) list.Model { return m.SetFilter(parse(t, "state:failed"), now) }
	all := []int64{20, 10, 5, 4, 3, 2, 1}
	for _, c := range []struct {
		name       string
		do         func(list.Model) list.Model
		all, shown []int64
	}{
		{"nothing", func(m list.Model) list.Model { return m }, nil, nil},
		{"one", list.Model.ToggleMark, []int64{20}, []int64{20}},
		{"two, the cursor goes on", func(m list.Model) list.Model { return m.ToggleMark().ToggleMark() },
			[]int64{20, 10}, []int64{20, 10}},
		{"one again", func(m list.Model) list.Model { return m.ToggleMark().Up().ToggleMark() }, nil, nil},
		{"the last", func(m list.Model) list.Model { return m.Bottom().ToggleMark() }, []int64{1}, []int64{1}},
		{"all", list.Model.MarkShown, all, all},
		{"all where one is marked", func(m list.Model) list.Model { return m.ToggleMark().MarkShown() }, all, all},
		{"all again", func(m list.Model) list.Model { return m.MarkShown().MarkShown() }, nil, nil},
		{"all that a filter shows", func(m list.Model) list.Model { return onlyFailed(m).MarkShown() },
			[]int64{20, 10}, []int64{20, 10}},
		{"all shown again, one is hidden", func(m list.Model) list.Model {
			return onlyFailed(m.Bottom().ToggleMark()).MarkShown().MarkShown()
		}, []int64{1}, nil},
		{"a filter hides", func(m list.Model) list.Model { return onlyFailed(m.MarkShown()) }, all, []int64{20, 10}},
		{"a filter hides and shows", func(m list.Model) list.Model {
			return onlyFailed(m.MarkShown()).SetFilter(parse(t, ""), now)
		}, all, all},
		{"a narrower filter", func(m list.Model) list.Model {
			return onlyFailed(m.MarkShown()).SetFilter(parse(t, "state:failed #2"), now)
		}, all, []int64{20}},
		{"a view hides", func(m list.Model) list.Model { return m.MarkShown().SelectView(3, now) }, all, []int64{20, 10}},
		{"views there and back", func(m list.Model) list.Model {
			return m.MarkShown().SelectView(3, now).SelectView(4, now)
		}, all, all},
		{"none", func(m list.Model) list.Model { return onlyFailed(m.MarkShown()).ClearMarks() }, nil, nil},
		{"one taken away", func(m list.Model) list.Model { return m.MarkShown().Unmark(ref(4)) },
			[]int64{20, 10, 5, 3, 2, 1}, []int64{20, 10, 5, 3, 2, 1}},
		{"a hidden one taken away", func(m list.Model) list.Model { return onlyFailed(m.MarkShown()).Unmark(ref(4)) },
			[]int64{20, 10, 5, 3, 2, 1}, []int64{20, 10}},
		{"one taken away that is none", func(m list.Model) list.Model { return m.ToggleMark().Unmark(ref(4)).Unmark(ref(77)) },
			[]int64{20}, []int64{20}},
		{"a poll", func(m list.Model) list.Model {
			return m.MarkShown().Replace(projectOne(), append(some(1, 5), failed(20), failed(10)), now)
		}, all, all},
		{"a poll that brings more", func(m list.Model) list.Model {
			return m.MarkShown().Replace(projectOne(), append(some(1, 7), failed(20), failed(10)), now)
		}, all, all},
		{"a poll that moves one", func(m list.Model) list.Model {
			return m.ToggleMark().Replace(projectOne(), append(some(1, 5), row(20, api.StateSkipped), failed(10)), now)
		}, []int64{20}, []int64{20}},
		{"a read moves one out of sight", func(m list.Model) list.Model {
			return onlyFailed(m.MarkShown()).Put(row(20, api.StateRunning), now)
		}, all, []int64{10}},
		{"a read brings one into sight", func(m list.Model) list.Model {
			return onlyFailed(m.Bottom().ToggleMark()).Put(failed(1), now)
		}, []int64{1}, []int64{1}},
		{"a row goes", func(m list.Model) list.Model {
			return m.MarkShown().Replace(projectOne(), append(some(1, 4), failed(20), failed(10)), now)
		}, []int64{20, 10, 4, 3, 2, 1}, []int64{20, 10, 4, 3, 2, 1}},
		{"a row goes and comes back", func(m list.Model) list.Model {
			return m.ToggleMark().Drop(ref(20), now).Put(failed(20), now)
		}, nil, nil},
		{"all go", func(m list.Model) list.Model { return m.MarkShown().Forget(projectOne()) }, nil, nil},
		{"all are dropped", func(m list.Model) list.Model { return m.MarkShown().Reset() }, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wantMarks(t, c.do(start()), c.name, c.all, c.shown)
		})
	}
}

func TestMarkMovesOn(t *testing.T) {
	t.Parallel()
	m := open(10, some(1, 5)...).ToggleMark()
	stays(t, m, 10, 4, 1)
	m = m.Bottom().ToggleMark()
	stays(t, m, 10, 1, 4)
	empty := list.New(nil).Resize(3).ToggleMark().MarkShown().ClearMarks()
	if n, all := empty.MarkCount(); n != 0 || all != 0 || empty.Marked() != nil || empty.MarkedShown() != nil {
		t.Errorf("%d of %d marks in an empty list", n, all)
	}
}

// TestMarkNamesItsRow: another project's deployment of the same number is not marked.
func TestMarkNamesItsRow(t *testing.T) {
	t.Parallel()
	two := api.ProjectRef{Host: host, ID: 2}
	m := open(10, row(7, api.StateDone)).ToggleMark()
	m = m.Replace(two, []fleet.Row{row(7, api.StateDone, of(2, host))}, now)
	if got := m.Marked(); !slices.Equal(got, []api.Ref{ref(7)}) {
		t.Errorf("marked %v", got)
	}
	if !m.IsMarked(ref(7)) || m.IsMarked(api.Ref{Host: host, Project: 2, Deployment: 7}) {
		t.Error("the mark is not that of its row")
	}
}

// TestDrawMarks is the gutter of the design: the selection in column 0, marks in 1.
func TestDrawMarks(t *testing.T) {
	t.Parallel()
	marked := fleetModel(30).ToggleMark().ToggleMark().ToggleMark().ToggleMark()
	golden(t, "marked-120.txt", frame(t, marked, 64, 31, plain))
	golden(t, "marked-120-ascii.txt", frame(t, marked.Move(-1), 64, 31, ascii))
	st := coloured(t, colorprofile.TrueColor)
	on, _ := st.Body.SGR(theme.Focus)
	lines := frame(t, marked.Move(-4), 64, 31, st)
	selected, _ := st.Selected.SGR(theme.Focus)
	if !strings.Contains(lines[1], selected+"▌+") || !strings.Contains(lines[2], on+" +") {
		t.Errorf("marks are not drawn in the focus hue:\n%q\n%q", lines[1], lines[2])
	}
	for width := range 8 {
		frame(t, marked, width, 6, plain)
	}
}

// TestMarkWhatAFilterFound: a row that was read again and that a filter then found
// among very many is the row that is marked.
func TestMarkWhatAFilterFound(t *testing.T) {
	t.Parallel()
	found := row(50, api.StateDone, func(r *fleet.Row) { r.Deployment.Deployable.Commit.Title = "zebra" })
	m := open(5, some(1, 200)...).Put(found, now).SetFilter(parse(t, "zebra"), now).ToggleMark()
	m = m.SetFilter(parse(t, ""), now)
	if all, shown := markedIDs(m); !slices.Equal(all, []int64{50}) || !slices.Equal(shown, all) {
		t.Errorf("marked %v, in sight %v", all, shown)
	}
}
