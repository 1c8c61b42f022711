package fleet_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"unsafe"
	"weak"

	"greenlight/api"
	"greenlight/api/snapshot"
)

// All that was restored lies in few pieces of memory. Once GitLab was asked for the rows
// none of them may stay because of a name, a tier or a user.
func TestWhatWasRestoredIsLetGo(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	l.ran(s)
	left := map[string]weak.Pointer[byte]{}
	s.change = func(state *snapshot.State) {
		for i := range state.Projects {
			p := &state.Projects[i]
			left[fmt.Sprint("the texts of project ", p.Info.ID)] = weak.Make(unsafe.StringData(p.Info.PathWithNamespace))
			left[fmt.Sprint("the list of project ", p.Info.ID)] = weak.Make((*byte)(unsafe.Pointer(&p.Listed[0])))
		}
		liveElsewhere(t, &state.Projects[0])
	}
	c := l.another(s, "maya", "1", "2")
	c.restores()
	c.discovers()
	for _, id := range []int64{1, 2} {
		c.Doubt(api.ProjectRef{Host: c.host, ID: id})
		for _, r := range c.project(id).Rows {
			if r.Deployment.Status == api.StatusBlocked || r.Deployment.Status == api.StatusFailed {
				c.row(r.Ref)
			}
		}
		c.project(id)
	}
	for range 3 {
		runtime.GC()
	}
	for what, p := range left {
		if p.Value() != nil {
			t.Errorf("%s are kept", what)
		}
	}
	runtime.KeepAlive(c)
}

// liveElsewhere lets something be live in an environment of which the listing shows no
// success.
func liveElsewhere(t *testing.T, p *snapshot.Project) {
	t.Helper()
	lives := map[string]bool{}
	for _, d := range p.Listed {
		lives[d.Environment.Name] = lives[d.Environment.Name] || d.Status == api.StatusSuccess
	}
	at := slices.IndexFunc(p.Listed, func(d api.Deployment) bool { return !lives[d.Environment.Name] })
	success := slices.IndexFunc(p.Listed, func(d api.Deployment) bool { return d.Status == api.StatusSuccess })
	if at < 0 || success < 0 {
		t.Fatal("all environments of the project have a success")
	}
	d := p.Listed[success]
	d.ID, d.Environment = 1, p.Listed[at].Environment
	p.Lives = append(p.Lives, snapshot.Live{Environment: d.Environment.Name, Live: &d, NewestSuccess: &d})
}
