package fleet_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
)

func paths(d fleet.Discovery) []string {
	var out []string
	for _, p := range d.Projects {
		out = append(out, p.Path)
	}
	return out
}

func TestDiscoverNames(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	f := fleet.New(l.now, fleet.Source{
		Client:   c,
		Projects: []string{"payments/web", "2", "payments/nope", "platform/sso", "payments/web"},
		Groups:   []string{"platform", "platform/infra", "nowhere"},
	})
	d, err := f.Discover(t.Context(), c.Host())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"payments/web", "platform/edge-proxy", "platform/infra/terraform-live", "platform/mail-relay",
		"platform/search-index", "platform/sso"}
	if got := paths(d); !slices.Equal(got, want) {
		t.Errorf("projects %v, want %v", got, want)
	}
	var failed []string
	for _, x := range d.Failures {
		failed = append(failed, x.Name)
		if api.KindOf(x.Err) != api.NotFound {
			t.Errorf("%s: %v", x.Name, x.Err)
		}
	}
	if !slices.Equal(failed, []string{"payments/nope", "group nowhere"}) {
		t.Errorf("failures %v", failed)
	}
	if d.Host != c.Host() || d.Me.Username != "maya" || d.ReadOnly || d.Recent || d.Cut || d.Token == nil {
		t.Errorf("%+v", d)
	}
	for _, p := range d.Projects {
		if _, err := f.LoadProject(t.Context(), p.Ref); err != nil {
			t.Errorf("%s: %v", p.Path, err)
		}
	}
}

func TestDiscoverOnlyUnknownNames(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	d, err := fleet.New(l.now, fleet.Source{Client: c, Projects: []string{"a/b"}}).Discover(t.Context(), c.Host())
	if err != nil || len(d.Projects) != 0 || len(d.Failures) != 1 || d.Recent {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestDiscoverRecentProjects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		who            string
		projects, want int
		cut            bool
	}{
		{"maya", 12, 12, false}, {"rae", 12, 12, false}, {"gus", 12, 0, false}, {"sam", 12, 0, false}, {"maya", 230, 200, true},
	}
	for _, test := range tests {
		l := open(t, func(o *sandbox.Options) { o.Projects = test.projects })
		c := l.as(test.who)
		d, err := fleet.New(l.now, fleet.Source{Client: c}).Discover(t.Context(), c.Host())
		if err != nil || len(d.Projects) != test.want || d.Cut != test.cut || !d.Recent {
			t.Errorf("%s of %d: %d projects, cut %v, recent %v, %v", test.who, test.projects, len(d.Projects), d.Cut, d.Recent, err)
		}
	}
}

func TestDiscoverFailsAsAWhole(t *testing.T) {
	t.Parallel()
	wrong := func(o *api.Options) { o.Token = "glpat-wrong" }
	tests := []struct {
		name    string
		arrange func(*lab)
		who     string
		options []func(*api.Options)
		kind    api.Kind
	}{
		{"wrong token", nil, "maya", []func(*api.Options){wrong}, api.Unauthorized},
		{"expired token", nil, "expired", nil, api.Expired},
		{"revoked token", func(l *lab) {
			if err := l.RevokeToken(l.Token("maya")); err != nil {
				l.t.Fatal(err)
			}
		}, "maya", nil, api.Revoked},
		{"host down", func(l *lab) { l.Close() }, "maya", nil, api.Offline},
		{"host goes down while the names are resolved", func(l *lab) {
			l.Inject(sandbox.Fault{Path: "/projects/", Cut: true})
		}, "maya", nil, api.Offline},
		{"something else answers", func(l *lab) {
			l.Inject(sandbox.Fault{Path: "/user$", Status: 200, ContentType: "text/html", Body: "<html>login"})
		}, "maya", nil, api.NotGitLab},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			c := l.as(test.who, test.options...)
			if test.arrange != nil {
				test.arrange(l)
			}
			d, err := fleet.New(l.now, fleet.Source{Client: c, Projects: []string{"payments/web"}}).Discover(t.Context(), c.Host())
			if api.KindOf(err) != test.kind || len(d.Projects) > 0 || d.Host != c.Host() {
				t.Errorf("%+v: %v", d, err)
			}
		})
	}
}

func TestDiscoverGivenUp(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.as("maya")
	ctx, cancel := context.WithCancel(t.Context())
	l.Inject(sandbox.Fault{Path: "/projects/", Hang: true, Before: cancel})
	_, err := fleet.New(l.now, fleet.Source{Client: c, Projects: []string{"payments/web"}}).Discover(ctx, c.Host())
	if api.KindOf(err) != api.Canceled {
		t.Error(err)
	}
}

// GitLab keeps no record of OAuth logins; others forbid, hide or break the address.
func TestATokenWithoutARecordMayWrite(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 403, 404, 500, 502} {
		l := open(t)
		c := l.as("maya")
		l.Inject(sandbox.Fault{Path: "/personal_access_tokens/self$", Status: status, Body: `{"message":"no"}`})
		d, err := fleet.New(l.now, fleet.Source{Client: c, Projects: []string{"1"}}).Discover(t.Context(), c.Host())
		if err != nil || d.Token != nil || d.ReadOnly || c.IsReadOnly() || len(d.Projects) != 1 {
			t.Errorf("%d: %+v, %v", status, d, err)
		}
	}
}

func TestReadOnlyComesAndGoesWithTheToken(t *testing.T) {
	t.Parallel()
	for _, forbidden := range []bool{false, true} {
		l := open(t)
		c := l.as("read_api", func(o *api.Options) { o.ReadOnly = forbidden })
		f := fleet.New(l.now, fleet.Source{Client: c, Projects: []string{"1"}, Token: func(context.Context) (api.Secret, error) {
			return api.Secret(l.Token("maya")), nil
		}})
		d, err := f.Discover(t.Context(), c.Host())
		if err != nil || !d.ReadOnly || !c.IsReadOnly() {
			t.Fatalf("%+v, %v", d, err)
		}
		if err := f.ReadToken(t.Context(), c.Host()); err != nil {
			t.Fatal(err)
		}
		d, err = f.Discover(t.Context(), c.Host())
		if err != nil || d.ReadOnly || c.IsReadOnly() != forbidden {
			t.Errorf("forbidden by the user %v: read-only %v after a token that may write, %v", forbidden, c.IsReadOnly(), err)
		}
	}
}

func TestReadTokenSwapsTheToken(t *testing.T) {
	t.Parallel()
	l := open(t)
	next, broken := "oto", error(nil)
	c := l.meet(fleet.Source{Client: l.as("maya"), Projects: []string{"2"}, Token: func(context.Context) (api.Secret, error) {
		return api.Secret(l.Token(next)), broken
	}})
	waits := c.find(c.project(2), "production", api.StatusBlocked)
	if r := c.row(waits.Ref); r.Verdict.State != api.StateNeedsYou {
		t.Fatalf("state %d for a web lead", r.Verdict.State)
	}
	if err := c.ReadToken(t.Context(), c.host); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Discover(t.Context(), c.host); err != nil {
		t.Fatal(err)
	}
	l.ResetJournal()
	if r := c.row(waits.Ref); r.Verdict.State != api.StateNeedsOthers || r.Verdict.Standing != api.NoRule {
		t.Errorf("state %d, standing %d: another person has the memberships of the first", r.Verdict.State, r.Verdict.Standing)
	}
	for _, e := range l.Journal() {
		if e.User != "oto" {
			t.Errorf("%s %s as %q", e.Method, e.Path, e.User)
		}
	}

	broken = errors.New("the keyring is locked")
	next = "ivy"
	if err := c.ReadToken(t.Context(), c.host); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	l.ResetJournal()
	c.row(waits.Ref)
	if e := l.Journal()[0]; e.User != "oto" {
		t.Errorf("after a failure the requests go as %q", e.User)
	}
}

func TestATokenThatCannotBeReadAnewStays(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	if err := c.ReadToken(t.Context(), c.host); err != nil {
		t.Error(err)
	}
	c.project(1)
}

func TestUnknownHosts(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.see("maya", "1")
	const other = "gitlab.acme.dev"
	_, errs := c.Discover(t.Context(), other)
	_, errp := c.LoadProject(t.Context(), api.ProjectRef{Host: other, ID: 1})
	_, errr := c.LoadRow(t.Context(), api.Ref{Host: other, Project: 1, Deployment: 1})
	_, errd := c.LoadDetail(t.Context(), api.Ref{Host: other, Project: 1, Deployment: 1})
	for i, err := range []error{errs, errp, errr, errd, c.ReadToken(t.Context(), other)} {
		if err == nil || !strings.Contains(err.Error(), other) {
			t.Errorf("%d: %v", i, err)
		}
	}
	for _, p := range []int64{2, 99} {
		if _, err := c.LoadProject(t.Context(), api.ProjectRef{Host: c.host, ID: p}); err == nil {
			t.Errorf("project %d was not asked for and is read", p)
		}
		if _, err := c.LoadRow(t.Context(), api.Ref{Host: c.host, Project: p, Deployment: 1}); err == nil {
			t.Errorf("a row of project %d was not asked for and is read", p)
		}
	}
	if n := len(l.Journal()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestTwoSourcesOfOneHostAreOne(t *testing.T) {
	t.Parallel()
	l := open(t)
	one, two := l.as("maya"), l.as("maya")
	f := fleet.New(l.now, fleet.Source{Client: one, Projects: []string{"1"}}, fleet.Source{Client: two, Projects: []string{"2"}, Groups: []string{"data"}})
	d, err := f.Discover(t.Context(), one.Host())
	if err != nil || !slices.Equal(f.Hosts(), []string{one.Host()}) {
		t.Fatal(f.Hosts(), err)
	}
	if got := paths(d); !slices.Equal(got, []string{"data/billing", "data/ingest", "payments/api", "payments/web"}) {
		t.Errorf("%v", got)
	}
}
