package fleet_test

import (
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

// BenchmarkQuietRefresh is what a refresh that finds nothing new costs on this side,
// the judging of a hundred rows included; as its baseline the bare request.
func BenchmarkQuietRefresh(b *testing.B) {
	at := time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	s, err := sandbox.Start(sandbox.Options{Seed: 7, Now: now, Quiet: true, Projects: 1, Deployments: 400, RateLimit: 1 << 30})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	in, err := api.ParseInstance(s.URL())
	if err != nil {
		b.Fatal(err)
	}
	client, err := api.New(api.Options{Instance: in, Token: api.Secret(s.Token("maya")), Now: now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.Close)
	f := fleet.New(now, fleet.Source{Client: client, Projects: []string{"1"}})
	ref := api.ProjectRef{Host: client.Host(), ID: 1}
	if _, err := f.Discover(b.Context(), ref.Host); err != nil {
		b.Fatal(err)
	}
	b.Run("refresh", func(b *testing.B) {
		for b.Loop() {
			if _, err := f.LoadProject(b.Context(), ref); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("request", func(b *testing.B) {
		page, err := client.ListDeployments(b.Context(), api.ByID(1), api.DeploymentFilter{PerPage: 1})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := client.ListDeployments(b.Context(), api.ByID(1), api.DeploymentFilter{PerPage: 1, IfNoneMatch: page.Tag}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
