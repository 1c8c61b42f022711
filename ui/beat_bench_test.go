package ui

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/assets"
	"greenlight/ui/theme"
)

// memory is a layer below of which nothing is asked but what it answers from memory.
type memory struct {
	Fleet
	now     func() time.Time
	usage   api.Usage
	counted int
}

func (f *memory) Usage(string) api.Usage                       { return f.usage }
func (f *memory) PulseRequests(string, []api.ProjectRef) int   { f.counted++; return 60 }
func (f *memory) ServerTime(string) time.Time                  { return f.now() }
func (f *memory) TiersDue(api.ProjectRef) bool                 { return false }
func (f *memory) Doubt(api.ProjectRef)                         {}
func (f *memory) Follow(string, time.Duration)                 {}
func (f *memory) ListRequests(api.ProjectRef) int              { return 1 }
func (f *memory) Project(api.ProjectRef) (fleet.Project, bool) { return fleet.Project{}, false }

// screen is a screen that knows of so many projects and has read none of them.
func (f *memory) screen(tb testing.TB, projects int) App {
	tb.Helper()
	themes, err := theme.Load("auto", assets.Themes, func(string) ([]byte, error) { return nil, os.ErrNotExist })
	if err != nil {
		tb.Fatal(err)
	}
	const host = "gitlab.acme.dev"
	a := New(context.Background(), Options{
		Fleet: f, Hosts: []string{host}, Now: f.now, Drawn: f.now, Themes: themes, Profile: colorprofile.TrueColor,
	})
	a = fold(a, tea.WindowSizeMsg{Width: 120, Height: 36})
	found := fleet.Discovery{Me: api.CurrentUser{User: api.User{ID: 1, Username: "maya"}}}
	for i := range int64(projects) {
		found.Projects = append(found.Projects, fleet.Project{Ref: api.ProjectRef{Host: host, ID: i + 1}, Path: fmt.Sprintf("services/s-%d", i)})
	}
	return fold(a, discoveredMsg{host: host, found: found})
}

// loaded is the nth project with two deployments that have ended.
func (f *memory) loaded(p fleet.Project, n int) projectLoadedMsg {
	snap := fleet.Snapshot{Project: p, ReadAt: f.now()}
	for j := range int64(2) {
		ref := api.Ref{Host: p.Ref.Host, Project: p.Ref.ID, Deployment: int64(n)*2 + j + 1}
		at := f.now().Add(-time.Duration(n+1) * time.Hour)
		snap.Rows = append(snap.Rows, fleet.Row{
			Ref: ref, Project: p.Path, ReadAt: f.now(), Tier: api.TierProduction, Verdict: api.Verdict{State: api.StateLive, Since: at},
			Deployment: &api.Deployment{
				ID: ref.Deployment, IID: j + 1, Status: api.StatusSuccess, CreatedAt: at, UpdatedAt: at, Ref: "main",
				Environment: api.Environment{Name: []string{"production", "prod-eu"}[j]},
			},
		})
	}
	return projectLoadedMsg{ref: p.Ref, snapshot: snap}
}

// BenchmarkBeat5000Projects is what a second costs in which nothing happens: the beat and
// the frame after it, with 5,000 projects and 10,000 rows.
func BenchmarkBeat5000Projects(b *testing.B) {
	c := newClock()
	f := &memory{now: c.Now, usage: api.Usage{Limit: 2000, Ceiling: 600, Free: 600, AtOnce: 32}}
	a := f.screen(b, 5000)
	for i := range a.sites[0].projects {
		a = fold(a, f.loaded(a.sites[0].projects[i].Project, i))
		a.sites[0].projects[i].heard = true
	}
	a, f.counted = fold(a, beatMsg{}), 0
	b.ReportAllocs()
	for b.Loop() {
		c.Advance(time.Second)
		a = fold(a, beatMsg{})
		_ = a.View()
		for i := range a.sites[0].projects { // all that was asked for is answered
			if p := &a.sites[0].projects[i]; p.loading {
				*p = p.loaded(nil, c.Now(), DefaultRefresh)
			}
		}
	}
	b.ReportMetric(float64(f.counted)/float64(b.N), "countings/op")
}
