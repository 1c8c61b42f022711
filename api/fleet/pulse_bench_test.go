package fleet

import (
	"fmt"
	"testing"

	"greenlight/api"
)

// crowd is a fleet of many projects that were listed: three environments that all have
// in common, and one of its own for each tenth.
func crowd(b *testing.B, projects int) (*Fleet, []api.ProjectRef) {
	b.Helper()
	in, err := api.ParseInstance("https://gitlab.example.com")
	if err != nil {
		b.Fatal(err)
	}
	c, err := api.New(api.Options{Instance: in, Now: fixed})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.Close)
	f := New(fixed, Source{Client: c})
	h := f.hosts[c.Host()]
	var refs []api.ProjectRef
	for id := range int64(projects) {
		h.remember(api.Project{ID: id + 1})
		p := h.projects[id+1]
		p.listedAt, p.listedBegun = fixed(), h.begin()
		for i := range 20 {
			d := api.Deployment{ID: id*100 + 20 - int64(i), Status: api.StatusSuccess}
			d.Environment.Name = []string{"production", "staging", "qa"}[i%3]
			if i == 7 && id%10 == 0 {
				d.Environment.Name = fmt.Sprint("prod-", id)
			}
			p.listed = append(p.listed, p.put(&d, nil, 0))
		}
		refs = append(refs, api.ProjectRef{Host: h.name, ID: id + 1})
	}
	return f, refs
}

func BenchmarkPulseRequests(b *testing.B) {
	for _, projects := range []int{200, 500, 5000} {
		f, refs := crowd(b, projects)
		b.Run(fmt.Sprint(projects), func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(float64(f.PulseRequests(refs[0].Host, refs)), "questions")
			}
		})
	}
}

// What an answer costs: all that is known of a hundred projects is compared.
func BenchmarkPulseHeard(b *testing.B) {
	f, refs := crowd(b, 100)
	h := f.hosts[refs[0].Host]
	ask := pulseAsk{names: []string{"production", "staging", "qa"}}
	answers := map[int64][]api.EnvironmentPulse{}
	for _, r := range refs {
		ask.ids = append(ask.ids, r.ID)
		answers[r.ID] = []api.EnvironmentPulse{{Name: "production", ID: 1}, {Name: "staging", ID: 2}, {Name: "qa", ID: 3}}
	}
	for b.Loop() {
		h.hear(0, ask, answers, h.begun)
	}
}
