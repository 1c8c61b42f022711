package list_test

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
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

// BenchmarkFirstLoad is a hundred thousand rows arriving in a thousand projects.
func BenchmarkFirstLoad(b *testing.B) {
	for b.Loop() {
		big(40)
	}
}
