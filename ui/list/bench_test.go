package list_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/pack"
	"greenlight/ui/list"
)

const (
	benchProjects = 1000
	benchEach     = 100
)

// benchRows are the rows of a project, in every state.
func benchRows(p int) []fleet.Row {
	rows := make([]fleet.Row, benchEach)
	for i := range rows {
		rows[i] = row(int64(i*benchProjects+p), api.State(i%16), of(int64(p), host), func(r *fleet.Row) {
			r.Project = fmt.Sprintf("group-%d/project-%d", p%20, p)
			r.Deployment.Ref = fmt.Sprintf("v2.%d.%d", p, i)
			if i%3 == 0 {
				prod(r)
			}
		})
	}
	return packed(rows)
}

// benchDict is what the packed rows of all lists share.
var benchDict pack.Dict

// packed are rows as a listing brings them.
func packed(rows []fleet.Row) []fleet.Row {
	for i := range rows {
		rows[i].Packed, _ = benchDict.Pack(rows[i].Deployment)
	}
	return rows
}

// big is a list of a hundred thousand rows.
func big(lines int) list.Model {
	m := list.New(nil).Resize(lines).SelectView(4, now)
	for p := range benchProjects {
		m = m.Replace(api.ProjectRef{Host: host, ID: int64(p)}, benchRows(p), now)
	}
	return m
}

// BenchmarkList100k is what a key costs with a hundred thousand rows, with and
// without the frame that follows it.
func BenchmarkList100k(b *testing.B) {
	m := big(40).Move(50_000)
	st := coloured(b, colorprofile.TrueColor)
	pay, project := parse(b, "pro"), parse(b, "tier:production project-42")
	quiet, moved := benchRows(7), benchRows(7)
	moved[1].Verdict.State = api.StateNeedsYou
	seven := api.ProjectRef{Host: host, ID: 7}
	for _, c := range []struct {
		name string
		do   func(int)
	}{
		{"move", func(i int) { m = m.Move(1 - i%2*2) }},
		{"page", func(i int) {
			if i%2 == 0 {
				m = m.PageDown()
			} else {
				m = m.PageUp()
			}
		}},
		{"ends", func(i int) {
			if i%2 == 0 {
				m = m.Top()
			} else {
				m = m.Bottom()
			}
		}},
		{"view", func(int) { m = m.NextView(now) }},
		{"filter", func(i int) {
			if i%2 == 0 {
				m = m.SetFilter(pay, now)
			} else {
				m = m.SetFilter(project, now)
			}
		}},
		{"quiet poll", func(int) { m = m.Replace(seven, quiet, now) }},
		{"moving poll", func(i int) {
			if i%2 == 0 {
				m = m.Replace(seven, moved, now)
			} else {
				m = m.Replace(seven, quiet, now)
			}
		}},
		{"frame", func(int) { m.View(116, 44, st, now) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				c.do(i)
				i++
			}
		})
	}
}

// lone are the deployments from to to of one project, the newest first: every
// tenth in production, a few in the states that people look for, each with its own
// title and every other with a branch of its own.
func lone(from, to int64) []fleet.Row {
	rows := make([]fleet.Row, 0, to-from+1)
	for id := to; id >= from; id-- {
		state := api.StateDone
		switch {
		case id%97 == 0:
			state = api.StateFailed
		case id%499 == 0:
			state = api.StateNeedsYou
		case id%13 == 0:
			state = api.StateOutdated
		}
		rows = append(rows, row(id, state, func(r *fleet.Row) {
			r.Project = "platform/infra/terraform-live"
			r.Deployment.IID = id / 3
			r.Deployment.SHA = fmt.Sprintf("%040x", id*2654435761)
			r.Deployment.User.Username = fmt.Sprintf("user-%d", id%300)
			r.Deployment.Deployable.Commit.Title = fmt.Sprintf("Retry the payment webhook %d with jitter and a cap", id)
			if id%2 == 0 {
				r.Deployment.Ref = fmt.Sprintf("feature/payments-%d", id)
				r.Deployment.Environment.Name = fmt.Sprintf("review/payments-%d", id)
			}
			if id%10 == 0 {
				prod(r)
			}
		}))
	}
	return packed(rows)
}

const loneRows = 100_000

// loneList is a list of one project with a hundred thousand rows, read in pages.
func loneList(m list.Model) list.Model {
	m = m.Replace(projectOne(), lone(loneRows-99, loneRows), now)
	for to := int64(loneRows - 100); to > 0; to -= 100 {
		m = m.Extend(projectOne(), lone(to-99, to), now)
	}
	return m
}

// timed runs a step over and over, each with the frame that follows it and behind what
// prepares it, and reports how long the middle one, all but one in a hundred and the longest took.
func timed(b *testing.B, m *list.Model, prepare func(), step func(int)) {
	b.Helper()
	st := coloured(b, colorprofile.TrueColor)
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		prepare()
		begun := time.Now()
		step(i)
		m.View(116, 44, st, now)
		took = append(took, time.Since(begun))
	}
	report(b, took)
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	for _, p := range []struct {
		name string
		of   int
	}{{"p50-ms", 50}, {"p99-ms", 99}, {"max-ms", 100}} {
		at := min(len(took)*p.of/100, len(took)-1)
		b.ReportMetric(float64(took[at].Microseconds())/1000, p.name)
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkOne100000 is what everything costs with a hundred thousand rows in one
// project, each with a frame. All of it has to stay below 8 ms at p99:
//
//	go test -run '^$' -bench 100000 ./ui/list
func BenchmarkOne100000(b *testing.B) {
	views := append(list.Views(), list.View{Name: "Old", Filter: parse(b, "age:>2h")})
	m := loneList(list.New(views).Resize(43).SelectView(4, now)).Move(50_000)
	quiet, top := lone(loneRows-99, loneRows), int64(loneRows)
	words := []string{"p", "pa", "pay", "pay 9", "pay 99", "pay 9", "pay", "pa", "p", "", "-p", "env:production tier:production e", "zzz", ""}
	run := func(name string, step func(int)) {
		b.Run(name, func(b *testing.B) { timed(b, &m, func() {}, step) })
	}
	// A poll that brings one more deployment; reading it is not the list's work.
	var read []fleet.Row
	poll := func(name string) {
		b.Run(name, func(b *testing.B) {
			timed(b, &m, func() { top++; read = lone(top-99, top) }, func(int) { m = m.Replace(projectOne(), read, now) })
		})
	}
	run("scroll", func(i int) { m = m.Move(1 - i/100%2*2) })
	run("page", func(i int) { m = []func(list.Model) list.Model{list.Model.PageDown, list.Model.PageUp}[i%2](m) })
	run("ends", func(i int) { m = []func(list.Model) list.Model{list.Model.Top, list.Model.Bottom}[i%2](m) })
	run("view", func(int) { m = m.NextView(now) })
	m = m.SelectView(4, now)
	run("put", func(i int) {
		m = m.Put(row(int64(1+i*7919%loneRows), []api.State{api.StateFailed, api.StateDone}[i%2]), now)
	})
	run("quiet-poll", func(int) { m = m.Replace(projectOne(), quiet, now) })
	poll("moving-poll")
	run("mark", func(int) { m = m.ToggleMark() })
	run("mark-shown", func(int) { m = m.MarkShown() })
	run("clear-marks", func(i int) {
		if i%2 == 0 {
			m = m.Bottom().ToggleMark()
		} else {
			m = m.ClearMarks()
		}
	})
	m = m.MarkShown()
	run("asked", func(int) {
		m.Selected()
		m.Position()
		m.Counts()
		m.MarkCount()
		m.NearEnd()
		m.OnlyProject()
		m.Waiting()
	})
	run("marked", func(int) { m.Marked() })
	m = m.ClearMarks()
	run("filter", func(i int) { m = m.SetFilter(parse(b, words[i%len(words)]), now) })
	poll("filter-poll")
	m = m.SetFilter(parse(b, ""), now)
	run("candidates", func(int) { m.Candidates() })
	run("tick", func(i int) { m = m.Tick(now.Add(time.Duration(i) * time.Second)) })
	run("drop", func(i int) { m = m.Drop(api.Ref{Host: host, Project: 1, Deployment: int64(50_000 + i)}, now) })
}

// BenchmarkPages100000 is a hundred thousand rows arriving page by page: in the
// list's own order, and in the server's.
func BenchmarkPages100000(b *testing.B) {
	for _, c := range []struct {
		name string
		none list.Model
		more func(list.Model, []fleet.Row) list.Model
	}{
		{"extend", list.New(nil).SelectView(4, now), func(m list.Model, rows []fleet.Row) list.Model {
			return m.Extend(projectOne(), rows, now)
		}},
		{"append", list.NewOrdered("Answer"), func(m list.Model, rows []fleet.Row) list.Model { return m.Append(rows, now) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			st := coloured(b, colorprofile.TrueColor)
			var took []time.Duration
			for b.Loop() {
				m := c.none.Reset().Resize(43)
				for to := int64(loneRows); to > 0; to -= 100 {
					rows := lone(to-99, to)
					begun := time.Now()
					m = c.more(m, rows)
					m.View(116, 44, st, now)
					took = append(took, time.Since(begun))
				}
			}
			report(b, took)
		})
	}
}

// BenchmarkFirstLoad is a hundred thousand rows arriving in a thousand projects.
func BenchmarkFirstLoad(b *testing.B) {
	for b.Loop() {
		big(40)
	}
}

// BenchmarkRoom is how many bytes a row takes for as long as it is loaded, what it is
// packed in included, and how much else the heap holds on to.
func BenchmarkRoom(b *testing.B) {
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		m := big(40)
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(m)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(benchProjects*benchEach), "B/row")
	b.ReportMetric(float64(after.HeapInuse-after.HeapAlloc)/(benchProjects*benchEach), "gaps-B/row")
}
