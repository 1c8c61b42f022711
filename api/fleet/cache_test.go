package fleet_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/api/snapshot"
)

// shelf is a store of snapshots that a test looks into and changes.
type shelf struct {
	*snapshot.Folder
	path   string
	writes int
	change func(*snapshot.State)
	fail   error
}

func newShelf(t *testing.T) *shelf {
	path := filepath.Join(t.TempDir(), "greenlight")
	return &shelf{Folder: snapshot.New(path), path: path}
}

func (s *shelf) Read(ctx context.Context, host, scope string) (*snapshot.State, error) {
	got, err := s.Folder.Read(ctx, host, scope)
	if err == nil && s.change != nil {
		s.change(got)
	}
	return got, err
}

func (s *shelf) Write(ctx context.Context, e *snapshot.Encoded) error {
	s.writes++
	if s.fail != nil {
		return s.fail
	}
	return s.Folder.Write(ctx, e)
}

// another is a fleet of a next run, of the same projects, that has asked nothing yet.
func (l *lab) another(s *shelf, who string, projects ...string) *crew {
	l.t.Helper()
	client := l.as(who)
	c := &crew{fleet.New(l.now, fleet.Source{Client: client, Projects: projects}), l, client.Host()}
	c.Cache(s)
	l.ResetJournal()
	return c
}

// ran is a fleet that has listed projects 1 and 2 and read singly what waits, and has
// saved that; the rows are what it showed then.
func (l *lab) ran(s *shelf) (*crew, []fleet.Row) {
	l.t.Helper()
	c := l.another(s, "maya", "1", "2")
	c.discovers()
	var rows []fleet.Row
	for _, id := range []int64{1, 2} {
		for _, r := range c.project(id).Rows {
			if r.Deployment.Status == api.StatusBlocked || r.Deployment.Status == api.StatusFailed {
				c.row(r.Ref)
			}
		}
		rows = append(rows, c.project(id).Rows...)
	}
	c.saves(true)
	return c, rows
}

func (c *crew) discovers() fleet.Discovery {
	c.l.t.Helper()
	d, err := c.Discover(c.l.t.Context(), c.host)
	if err != nil {
		c.l.t.Fatal(err)
	}
	return d
}

func (c *crew) saves(want bool) {
	c.l.t.Helper()
	if written, err := c.Save(c.l.t.Context()); err != nil || written != want {
		c.l.t.Fatalf("written %t, %v; want %t", written, err, want)
	}
}

func (c *crew) restores() fleet.Restored {
	c.l.t.Helper()
	return everything(c.l.t, c.Fleet, c.host)
}

// everything is all pieces of what is restored.
func everything(t testing.TB, f *fleet.Fleet, host string) fleet.Restored {
	t.Helper()
	all, err := f.Restore(t.Context(), host)
	for r := all; err == nil && r.More; {
		if r, err = f.Restore(t.Context(), host); len(r.Projects) > 0 {
			t.Errorf("a later piece says which projects there are: %v", r.Projects)
		}
		all.Snapshots = append(all.Snapshots, r.Snapshots...)
	}
	if err != nil {
		t.Fatal(err)
	}
	all.More = false
	return all
}

func rowsOf(r fleet.Restored) map[api.Ref]fleet.Row {
	out := map[api.Ref]fleet.Row{}
	for _, s := range r.Snapshots {
		for _, row := range s.Rows {
			out[row.Ref] = row
		}
	}
	return out
}

func TestRestoreShowsWhatWasShown(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	_, shown := l.ran(s)
	saved := l.now()
	l.pass(3 * time.Hour)
	c := l.another(s, "maya", "2", "1")
	r := c.restores()
	if n := len(l.Journal()); n > 0 {
		t.Errorf("GitLab was asked %d times", n)
	}
	if r.Host != c.host || r.Me.Username != "maya" || r.Me.ID == 0 || r.Me.PublicEmail != nil || !r.SavedAt.Equal(saved) || r.AgeUnknown {
		t.Errorf("%+v", r)
	}
	rows, waiting := rowsOf(r), 0
	if len(rows) != len(shown) {
		t.Errorf("%d rows, %d were shown", len(rows), len(shown))
	}
	for _, want := range shown {
		got := rows[want.Ref]
		if !got.Restored || !got.ReadAt.Equal(want.ReadAt) || got.Detailed != want.Detailed || got.Tier != want.Tier {
			t.Errorf("%s: restored %t, read %s (%s), detailed %t (%t), tier %s (%s)", want.Ref,
				got.Restored, got.ReadAt, want.ReadAt, got.Detailed, want.Detailed, got.Tier, want.Tier)
		}
		if got.Verdict.State != want.Verdict.State || got.Verdict.Standing != want.Verdict.Standing || got.Verdict.Left != want.Verdict.Left {
			t.Errorf("%s: %+v, want %+v", want.Ref, got.Verdict, want.Verdict)
		}
		if got.Title() != want.Title() || got.Username() != want.Username() || got.Project != want.Project || (got.Live == nil) != (want.Live == nil) {
			t.Errorf("%s: %+v, want %+v", want.Ref, got, want)
		}
		if want.Verdict.State == api.StateNeedsYou {
			waiting++
		}
	}
	if waiting == 0 {
		t.Error("nothing waited")
	}
}

func TestWhatIsReadReplacesWhatWasRestored(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	_, shown := l.ran(s)
	l.pass(time.Hour)
	c := l.another(s, "maya", "1", "2")
	c.restores()
	c.discovers()
	var done, still int
	for _, r := range c.project(1).Rows {
		switch waits := r.Deployment.Status == api.StatusBlocked; {
		case r.Restored != waits:
			t.Errorf("%s, %s: restored %t after the listing", r.Ref, r.Deployment.Status, r.Restored)
		case !waits:
			done++
			continue
		}
		still++
		if !r.Detailed || !l.now().Add(-time.Hour).Equal(r.ReadAt) {
			t.Errorf("%s: detailed %t, read %s", r.Ref, r.Detailed, r.ReadAt)
		}
		if r = c.row(r.Ref); r.Restored || !r.ReadAt.Equal(l.now()) {
			t.Errorf("%s: restored %t, read %s after it was read", r.Ref, r.Restored, r.ReadAt)
		}
	}
	if done == 0 || still == 0 {
		t.Errorf("%d done, %d wait", done, still)
	}
	lists := l.Requests("GET", listingPath)
	if len(lists) == 0 || lists[0].Status != http.StatusNotModified {
		t.Errorf("the first listing is not conditional: %+v", lists)
	}
	if again := c.restores(); slices.ContainsFunc(again.Snapshots, func(s fleet.Snapshot) bool { return s.Project.Ref.ID == 1 }) {
		t.Error("what was read in this run was restored over")
	}
	waits := slices.IndexFunc(shown, func(r fleet.Row) bool { return r.Ref.Project == 1 && r.Deployment.Status == api.StatusBlocked })
	if err := l.SetStatus(shown[waits].Ref.Deployment, "canceled"); err != nil {
		t.Fatal(err)
	}
	l.pass(time.Minute)
	if r := c.byID(c.project(1), shown[waits].Ref.Deployment); r.Deployment.Status != "canceled" || r.Restored {
		t.Errorf("%s %t", r.Deployment.Status, r.Restored)
	}
}

func TestSaveWritesWhatIsNew(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	c, shown := l.ran(s)
	c.saves(false)
	l.pass(time.Minute)
	c.project(1)
	c.saves(false) // only its age is another
	l.pass(10 * time.Minute)
	c.saves(false) // nothing was read
	c.project(1)
	c.saves(true)
	if r := rowsOf(l.another(s, "maya", "1", "2").restores()); !r[shown[len(shown)-1].Ref].Restored {
		t.Error("the other project is lost")
	}
	if err := l.SetStatus(shown[0].Ref.Deployment, "canceled"); err != nil {
		t.Fatal(err)
	}
	l.pass(time.Minute)
	c.project(shown[0].Ref.Project)
	s.fail = errors.New("the disk is full")
	if written, err := c.Save(t.Context()); written || !errors.Is(err, s.fail) {
		t.Errorf("%t %v", written, err)
	}
	s.fail = nil
	c.saves(true) // it is tried again
	if r := rowsOf(l.another(s, "maya", "1", "2").restores())[shown[0].Ref]; r.Deployment.Status != "canceled" {
		t.Errorf("%s was saved", r.Deployment.Status)
	}
	next := l.another(s, "maya", "1", "2")
	next.saves(false) // nothing is known yet
	next.restores()
	next.saves(false) // nothing is known that was not saved
	next.discovers()
	next.saves(false)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l.pass(time.Hour)
	c.project(1)
	if written, err := c.Save(ctx); written || !errors.Is(err, context.Canceled) {
		t.Errorf("%t %v after the end", written, err)
	}
	if s.writes != 4 {
		t.Errorf("%d writes", s.writes)
	}
}

// whole counts the approvals that are there.
func whole(s *api.ApprovalSummary) (n int) {
	for _, rule := range s.Rules {
		for _, g := range rule.Given {
			if !g.CreatedAt.IsZero() {
				n++
			}
		}
	}
	return n
}

func TestAllThatIsKeptIsOfUse(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	_, shown := l.ran(s)
	waiting := slices.IndexFunc(shown, func(r fleet.Row) bool { return r.Deployment.Status == api.StatusBlocked && r.Live != nil })
	row := shown[waiting]
	live := *row.Live
	s.change = func(s *snapshot.State) {
		p := &s.Projects[slices.IndexFunc(s.Projects, func(p snapshot.Project) bool { return p.Info.ID == row.Ref.Project })]
		p.Tiers = []api.Environment{{ID: row.Deployment.Environment.ID, Tier: api.TierTesting}}
		p.Listed = slices.DeleteFunc(p.Listed, func(d api.Deployment) bool {
			return d.Status == api.StatusSuccess && d.Environment.Name == row.Deployment.Environment.Name
		})
		p.Lives = []snapshot.Live{{Environment: row.Deployment.Environment.Name, Live: &live, NewestSuccess: &live}}
		look := &p.Looks[slices.IndexFunc(p.Looks, func(l snapshot.Look) bool { return l.Deployment.ID == row.Ref.Deployment })]
		look.At = p.ListedAt.Add(time.Millisecond)
		look.Deployment.Status = api.StatusCanceled
	}
	l.pass(time.Minute)
	got := rowsOf(l.another(s, "maya", "1", "2").restores())[row.Ref]
	if got.Tier != api.TierTesting {
		t.Errorf("the tier is %s", got.Tier)
	}
	if got.Live == nil || got.Live.ID != live.ID {
		t.Errorf("live is %+v", got.Live)
	}
	if got.Deployment.Status != api.StatusCanceled || !got.Detailed {
		t.Errorf("it is %s, what was read after the listing is lost", got.Deployment.Status)
	}
}

func TestSavingLeavesWhatIsShownAlone(t *testing.T) {
	t.Parallel()
	l := open(t)
	c := l.another(newShelf(t), "maya", "1")
	c.discovers()
	given := func() (n int) {
		for _, r := range c.project(1).Rows {
			if r.Deployment.Status == api.StatusBlocked {
				r = c.row(r.Ref)
			}
			if s := r.Deployment.ApprovalSummary; s != nil {
				n += whole(s)
			}
		}
		return n
	}
	before := given()
	rows := c.project(1).Rows
	c.saves(true)
	after := 0
	for _, r := range rows {
		if s := r.Deployment.ApprovalSummary; s != nil {
			after += whole(s)
		}
	}
	if before == 0 || before != after {
		t.Errorf("%d approvals were shown, %d are after the save", before, after)
	}
}

func TestAnotherAccountDropsWhatWasRestored(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	_, shown := l.ran(s)
	ref := api.ProjectRef{Host: shown[0].Ref.Host, ID: 2}
	c := l.another(s, "root", "1", "2")
	if r := c.restores(); r.Me.Username != "maya" || len(r.Snapshots) != 2 {
		t.Fatalf("%+v", r.Me)
	}
	c.project(1) // GitLab may be asked before it has said whose token it is
	l.Inject(failing(`/projects/2$`, 404))
	if d := c.discovers(); d.Me.Username != "root" || len(d.Failures) != 1 {
		t.Fatalf("%+v", d)
	}
	if p, ok := c.Project(ref); ok {
		t.Errorf("%s stays", p.Path)
	}
	for _, r := range c.project(1).Rows {
		if r.Restored || r.Detailed {
			t.Errorf("%s is still as the other saw it", r.Ref)
		}
	}
	_, err := c.Restore(t.Context(), c.host)
	var refused *snapshot.RefusedError
	if !errors.Is(err, snapshot.OtherUser) || !errors.As(err, &refused) || !strings.Contains(err.Error(), c.host) {
		t.Errorf("%v", err)
	}
}

func TestProjectsThatAreShownNoMore(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	l.ran(s)
	s.change = func(s *snapshot.State) {
		extra := s.Projects[0]
		extra.Info.ID = 999
		s.Projects = append(s.Projects, extra)
	}
	shown := func(c *crew) bool {
		_, ok := c.Project(api.ProjectRef{Host: c.host, ID: 999})
		return ok
	}
	c := l.another(s, "maya", "1", "2")
	if r := c.restores(); len(r.Snapshots) != 3 || !shown(c) {
		t.Fatalf("%d projects", len(r.Snapshots))
	}
	remove := l.Inject(failing(`/projects/2$`, 500))
	c.discovers()
	if !shown(c) {
		t.Error("a project goes because another could not be looked up")
	}
	remove()
	c.discovers()
	if shown(c) {
		t.Error("a project stays that nothing leads to")
	}
	late := l.another(s, "maya", "1", "2")
	late.discovers()
	if r := late.restores(); len(r.Snapshots) != 2 || shown(late) {
		t.Errorf("%d projects are restored, 2 are shown", len(r.Snapshots))
	}
}

func TestClocksThatGoBack(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	l.ran(s)
	l.pass(-30 * time.Second)
	r := l.another(s, "maya", "1", "2").restores()
	if r.AgeUnknown || !r.SavedAt.Equal(l.now()) {
		t.Errorf("half a minute: %t %s", r.AgeUnknown, r.SavedAt)
	}
	for _, row := range rowsOf(r) {
		if !row.ReadAt.Equal(l.now()) {
			t.Errorf("%s was read at %s", row.Ref, row.ReadAt)
		}
	}
	l.pass(-time.Hour)
	r = l.another(s, "maya", "1", "2").restores()
	if !r.AgeUnknown || !r.SavedAt.Equal(l.now()) || len(r.Snapshots) != 2 {
		t.Errorf("an hour: %t %s", r.AgeUnknown, r.SavedAt)
	}
	for _, row := range rowsOf(r) {
		if l.now().Sub(row.ReadAt) < 12*time.Hour {
			t.Errorf("%s counts as read at %s", row.Ref, row.ReadAt)
		}
	}
}

func TestRestoreWithoutASnapshot(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	c := l.another(s, "maya", "1", "2")
	if _, err := c.Restore(t.Context(), c.host); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the first start: %v", err)
	}
	if _, err := c.Restore(t.Context(), "gitlab.example.com"); err == nil {
		t.Error("an unknown host is restored")
	}
	bare := fleet.New(l.now, fleet.Source{Client: l.as("maya")})
	if _, err := bare.Restore(t.Context(), c.host); err == nil {
		t.Error("it is restored from nowhere")
	}
	if written, err := bare.Save(t.Context()); written || err != nil {
		t.Errorf("it is saved nowhere: %t %v", written, err)
	}
	l.ran(s)
	if _, err := l.another(s, "maya", "1").Restore(t.Context(), c.host); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("other projects' snapshot: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(s.path, "snapshot-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(f, []byte("nonsense"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err = l.another(s, "maya", "1", "2").Restore(t.Context(), c.host)
	if !errors.Is(err, snapshot.Corrupt) {
		t.Errorf("nonsense: %v", err)
	}
}

func TestNoTokenIsSaved(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	l.ran(s)
	files, err := filepath.Glob(filepath.Join(s.path, "*"))
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"maya", "root"} {
			token := l.Token(who)
			if bytes.Contains(raw, []byte(token)) || bytes.Contains(raw, []byte(token[len(token)/2:])) {
				t.Errorf("%s holds the token of %s", f, who)
			}
		}
		if strings.HasPrefix(filepath.Base(f), "snapshot-") && !strings.HasSuffix(f, ".lock") && !bytes.Contains(raw, []byte("payments/api")) {
			t.Errorf("%s is not looked into right", f)
		}
	}
}

func TestSaveBesideReads(t *testing.T) {
	t.Parallel()
	l := open(t)
	s := newShelf(t)
	c, shown := l.ran(s)
	next := l.another(s, "maya", "1", "2")
	var work sync.WaitGroup
	for _, do := range []func(){
		func() { c.project(1) }, func() { c.row(shown[0].Ref) }, func() { _, _ = c.Save(t.Context()) },
		func() { l.pass(time.Minute) }, func() { next.restores() }, func() { next.discovers() }, func() { _, _ = next.Save(t.Context()) },
		func() { _, _ = next.LoadProject(t.Context(), api.ProjectRef{Host: c.host, ID: 2}) },
	} {
		work.Go(func() {
			for range 8 {
				do()
			}
		})
	}
	work.Wait()
	if r := l.another(s, "maya", "1", "2").restores(); len(r.Snapshots) == 0 {
		t.Error("nothing is left")
	}
}

// To find that there is nothing new to keep copies nothing: it is asked every minute.
func TestNothingIsCopiedToFindThatNothingIsNew(t *testing.T) {
	l := open(t, func(o *sandbox.Options) { o.Projects = 60 })
	client := l.as("maya")
	c := &crew{fleet.New(l.now, fleet.Source{Client: client}), l, client.Host()}
	c.Cache(newShelf(t))
	for _, p := range c.discovers().Projects {
		c.project(p.Ref.ID)
	}
	c.saves(true)
	if n := testing.AllocsPerRun(10, func() { c.saves(false) }); n > 30 {
		t.Errorf("%v allocations", n)
	}
}
