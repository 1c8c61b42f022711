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
	counted int
}

func (f *memory) Usage(string) api.Usage {
	return api.Usage{Limit: 2000, Ceiling: 600, Free: 600, AtOnce: 32}
}
func (f *memory) PulseRequests(string, []api.ProjectRef) int { f.counted++; return 60 }
func (f *memory) ServerTime(string) time.Time                { return f.now() }
func (f *memory) TiersDue(api.ProjectRef) bool               { return false }
func (f *memory) Doubt(api.ProjectRef)                       {}

// BenchmarkBeat5000Projects is what a second costs in which nothing happens: the beat and
// the frame after it, with 5,000 projects and 10,000 rows.
func BenchmarkBeat5000Projects(b *testing.B) {
	c := newClock()
	f := &memory{now: c.Now}
	themes, err := theme.Load("auto", assets.Themes, func(string) ([]byte, error) { return nil, os.ErrNotExist })
	if err != nil {
		b.Fatal(err)
	}
	const host = "gitlab.acme.dev"
	var m tea.Model = New(context.Background(), Options{
		Fleet: f, Hosts: []string{host}, Now: c.Now, Drawn: c.Now, Themes: themes, Profile: colorprofile.TrueColor,
	})
	send := func(msg tea.Msg) { m, _ = m.Update(msg) }
	send(tea.WindowSizeMsg{Width: 120, Height: 36})
	found := fleet.Discovery{Me: api.CurrentUser{User: api.User{ID: 1, Username: "maya"}}}
	for i := range int64(5000) {
		found.Projects = append(found.Projects, fleet.Project{Ref: api.ProjectRef{Host: host, ID: i + 1}, Path: fmt.Sprintf("services/s-%d", i)})
	}
	send(discoveredMsg{host: host, found: found})
	for i, p := range found.Projects {
		snap := fleet.Snapshot{Project: p, ReadAt: c.Now()}
		for j := range int64(2) {
			ref := api.Ref{Host: host, Project: p.Ref.ID, Deployment: int64(i)*2 + j + 1}
			snap.Rows = append(snap.Rows, fleet.Row{
				Ref: ref, Project: p.Path, ReadAt: c.Now(), Tier: api.TierProduction, Verdict: api.Verdict{State: api.StateLive},
				Deployment: &api.Deployment{ID: ref.Deployment, Status: api.StatusSuccess, CreatedAt: c.Now(), UpdatedAt: c.Now()},
			})
		}
		send(projectLoadedMsg{ref: p.Ref, snapshot: snap})
	}
	for i := range found.Projects {
		m.(App).sites[0].projects[i].heard = true
	}
	send(beatMsg{})
	f.counted = 0
	b.ReportAllocs()
	for b.Loop() {
		c.Advance(time.Second)
		send(beatMsg{})
		_ = m.(App).View()
		for i := range m.(App).sites[0].projects { // all that was asked for is answered
			if p := &m.(App).sites[0].projects[i]; p.loading {
				*p = p.loaded(nil, c.Now(), DefaultRefresh)
			}
		}
	}
	b.ReportMetric(float64(f.counted)/float64(b.N), "countings/op")
}
