package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"greenlight/api/fleet"
	"greenlight/api/journal"
)

// keeps puts a journal under the fleet and the screen, as the program does.
func keeps(t *testing.T, office *journal.Office) func(*Options) {
	return func(o *Options) {
		folder := t.TempDir()
		*office = journal.Office{
			Journal: journal.New(filepath.Join(folder, "journal.jsonl"), o.Now), Folder: filepath.Join(folder, "handover"), Now: o.Now,
		}
		o.Fleet.(*fleet.Fleet).Keep(office)
		o.Diary = office
	}
}

func TestTheJournalListsAndHandsOver(t *testing.T) {
	t.Parallel()
	var office journal.Office
	r := newRig(t, rigOptions{change: keeps(t, &office)})
	r.ready()
	r.keys("H")
	r.sees("Nothing was decided from here in this span.")
	r.keys("esc")
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.typed("checked with qa")
	r.keys("enter")
	r.sees("Complete: the job waits to be run")
	r.keys("H")
	r.idle(0)
	r.still()
	r.sees("✓ done approve " + row.Project)
	r.keys("enter")
	r.sees("checked with qa")
	r.keys("w")
	r.idle(0)
	files, err := os.ReadDir(office.Folder)
	if err != nil || len(files) != 1 {
		t.Fatalf("%d handovers were written: %v", len(files), err)
	}
	if !r.shows("The handover is in") {
		t.Errorf("where the handover is stands nowhere:\n%s", r.screen())
	}
	r.keys("y")
	r.idle(0)
	if path := filepath.Join(office.Folder, files[0].Name()); !slices.ContainsFunc(r.clip, func(s string) bool { return strings.Contains(s, path) }) {
		t.Errorf("y copied %q, want %s", r.clip, path)
	}
	text, err := os.ReadFile(filepath.Join(office.Folder, files[0].Name()))
	if err != nil || !strings.Contains(string(text), "checked with qa") || !strings.Contains(string(text), row.Project) {
		t.Errorf("the handover: %v\n%s", err, text)
	}
	if page, err := office.Read(r.clock.Now().AddDate(-1, 0, 0), 10); err != nil || len(page.Entries) != 1 || page.Entries[0].Sent.Deployment != row.Ref.Deployment {
		t.Errorf("the journal has %+v, %v", page, err)
	}
}

func TestWithoutAJournalThatIsSaid(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{projects: []string{"payments/web"}})
	r.ready()
	r.keys("H")
	r.sees("No journal is kept here.")
	if r.app.cards.Len() > 0 {
		t.Error("a card is open with nothing to show")
	}
}

// full is a journal on a disk with no room: for the first line, or only for the second.
type full struct{ sent bool }

var errFull = errors.New("no space left on device")

func (f full) Sent(journal.Sent) (string, error) {
	if f.sent {
		return "", errFull
	}
	return "op", nil
}

func (full) Answered(string, journal.Answered) error { return errFull }

func TestWhatTheJournalCannotKeepIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		disk  full
		posts int
		want  string
	}{
		"before it is sent": {full{sent: true}, 0, "It could not be noted: no space left on device."},
		"the outcome":       {full{}, 1, "the journal could not take the outcome: no space left on device."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rigOptions{w: narrow[0], h: narrow[1], change: func(o *Options) { o.Fleet.(*fleet.Fleet).Keep(c.disk) }})
			r.ready()
			r.selectRow("mine alone", onlyMine)
			r.keys("a")
			r.settled()
			r.keys("enter")
			r.idle(0)
			if n := r.posts(); n != c.posts {
				t.Errorf("%d approvals were sent, want %d", n, c.posts)
			}
			if _, open := r.app.decision(); !open {
				t.Errorf("the card has closed on it:\n%s", r.screen())
			}
			box := strings.NewReplacer("║", "", "│", "").Replace(r.screen())
			if !strings.Contains(strings.Join(strings.Fields(box), " "), c.want) {
				t.Errorf("it does not say %q:\n%s", c.want, r.screen())
			}
		})
	}
}

func TestPagesAreOfferedWhereLinksAreConfigured(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 4)
	browse := func(o *Options) { o.Browse = func(url string) error { opened <- url; return nil } }
	r := newRig(t, rigOptions{projects: []string{"payments/api"}, change: func(o *Options) {
		browse(o)
		o.Links = []Link{
			{Name: "Runbook", URL: "https://runbooks.acme.dev/{{.Project}}/{{.ShortSHA}}", Filter: "tier:production"},
			{Name: "Of staging", URL: "https://staging.acme.dev/", Filter: "tier:staging"},
		}
	}})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("o")
	r.settled()
	r.sees("this deployment")
	r.sees("Runbook")
	r.lacks("Of staging")
	if len(opened) > 0 {
		t.Errorf("the menu opened %s by itself", <-opened)
	}
	r.keys("2")
	r.idle(0)
	if got, want := received(t, opened), "https://runbooks.acme.dev/payments/api/"+row.Deployment.SHA[:7]; !strings.HasPrefix(got, "https://runbooks.acme.dev/payments") || !strings.Contains(got, row.Deployment.SHA[:7]) {
		t.Errorf("opened %s, want %s", got, want)
	}
	if r.app.cards.Len() > 0 {
		t.Error("the menu stays open over the page")
	}
	r.keys("o")
	r.settled()
	r.keys("enter")
	r.idle(0)
	if got := received(t, opened); got != pageURL(row) {
		t.Errorf("enter opened %s, want the deployment's own page", got)
	}

	bare := newRig(t, rigOptions{projects: []string{"payments/api"}, change: browse})
	bare.ready()
	row = bare.selectRow("mine alone", onlyMine)
	bare.keys("o")
	bare.idle(0)
	if got := received(t, opened); got != pageURL(row) || bare.app.cards.Len() > 0 {
		t.Errorf("without links o opened %s and %d cards", got, bare.app.cards.Len())
	}
}
