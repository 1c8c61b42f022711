package sandbox_test

import (
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func loud(o *sandbox.Options) { o.Quiet = false }

func (l *lab) everything() []row {
	var all []row
	for id := int64(1); id <= 12; id++ {
		all = append(all, l.rows(id, "")...)
	}
	return all
}

func TestRunningOnesEnd(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.clock.add(10 * time.Minute)
	for _, d := range l.everything() {
		// What was recorded from outside runs until whoever recorded it says otherwise.
		if external := d.Deployable == nil; d.Status == "running" && !external {
			t.Errorf("%d still runs", d.ID)
		} else if external && d.Environment.Name == "production" && d.Ref == "v7.1.1" && d.Status != "running" {
			t.Errorf("%d, recorded from outside, became %s by itself", d.ID, d.Status)
		}
	}
}

func TestCreatedOneReachesItsJob(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(mail, "staging", "created")
	l.clock.add(7 * time.Minute)
	if got := l.full(d, mail); got.Status != "blocked" || got.Deployable.Status != "manual" || got.Deployable.Pipeline.Status != "success" {
		t.Errorf("it is %s with a job that is %s", got.Status, got.Deployable.Status)
	}
}

func TestNewOnesAppear(t *testing.T) {
	t.Parallel()
	quiet, l := start(t), start(t, loud)
	before, told := len(l.everything()), len(l.rows(api, ""))
	known := map[int64]bool{}
	for _, d := range l.everything() {
		known[d.ID] = true
	}
	blocked := 0
	for range 10 {
		l.clock.add(time.Minute)
		for _, d := range l.everything() {
			if d.Status == "blocked" && !known[d.ID] {
				known[d.ID] = true
				blocked++
				if d.User.Username == "maya" {
					t.Error("a new one is the first user's own")
				}
			}
		}
	}
	if after := len(l.everything()); after < before+4 || after > before+11 || blocked < 4 {
		t.Errorf("in ten minutes %d came, %d of them blocked", after-before, blocked)
	}
	if after := len(l.rows(api, "")); after != told {
		t.Errorf("%d came in project 1, which a demo's story needs as it was told", after-told)
	}
	quiet.clock.add(10 * time.Minute)
	if n := len(quiet.everything()); n != before {
		t.Errorf("in a quiet world %d came", n-before)
	}
}

func TestALongNightDoesNotOverflow(t *testing.T) {
	t.Parallel()
	l := start(t, loud)
	count := func() (blocked int) {
		for _, d := range l.everything() {
			if d.Status == "blocked" {
				blocked++
			}
		}
		return blocked
	}
	before := count()
	for range 12 {
		l.clock.add(time.Hour)
		if after := count(); after > before+12 {
			t.Fatalf("%d are blocked, at the start %d", after, before)
		}
	}
}

func TestTimeDoesNotDependOnHowOftenOneAsks(t *testing.T) {
	t.Parallel()
	often, once := start(t, loud), start(t, loud)
	for range 60 {
		often.clock.add(10 * time.Second)
		often.get("maya", "/projects?simple=true")
	}
	once.clock.add(10 * time.Minute)
	if often, once := listing(often), listing(once); often != once {
		t.Error("asking often made another world")
	}
}

func TestAClockThatStepsBack(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "staging", "blocked")
	l.ask("ana", "POST", jobPath(api, d, "/play"), object{})
	l.clock.add(5 * time.Second)
	if got := l.full(d, api); got.Status != "running" {
		t.Fatalf("it is %s", got.Status)
	}
	l.clock.add(-time.Hour)
	if got := l.full(d, api); got.Status != "running" {
		t.Errorf("an hour earlier it is %s", got.Status)
	}
	other := l.in(api, "production", "blocked")
	a := decode[approval](l, l.ask("maya", "POST", at(api, other, "/approval"), object{"status": "approved"}), 201)
	if !a.CreatedAt.Equal(night.Add(5 * time.Second)) {
		t.Errorf("an approval is dated %s, before what happened already", a.CreatedAt)
	}
}
