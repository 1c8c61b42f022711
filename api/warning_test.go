package api

import (
	"slices"
	"testing"
)

func TestWarnings(t *testing.T) {
	t.Parallel()
	pipeline := func(s JobStatus) edit { return func(f *Facts) { f.Deployment.Deployable.Pipeline.Status = s } }
	tests := []struct {
		name  string
		edits []edit
		want  []Danger
	}{
		{"nothing to warn of", nil, nil},
		{"a newer one succeeded", []edit{succeeded(101)}, []Danger{DangerOlder}},
		{"an older one succeeded", []edit{succeeded(99), liveID(99)}, nil},
		{"the pipeline failed", []edit{pipeline(JobFailed)}, []Danger{DangerPipeline}},
		{"the pipeline was canceled", []edit{pipeline(JobCanceled)}, []Danger{DangerPipeline}},
		{"the pipeline runs", []edit{pipeline(JobRunning)}, nil},
		{"the pipeline waits for this job", []edit{pipeline(JobManual)}, nil},
		{"no pipeline known", []edit{func(f *Facts) { f.Deployment.Deployable.Pipeline = nil }}, nil},
		{"no job", []edit{noJob}, nil},
		{"my own", []edit{startedBy(me)}, []Danger{DangerOwn}},
		{"my own where that is allowed is told all the same", []edit{startedBy(me), selfApproval(true)}, []Danger{DangerOwn}},
		{"nobody's", []edit{noUser}, nil},
		{"a newer one waits", []edit{newestWaiting(101)}, []Danger{DangerNewer}},
		{"it is the newest that waits", []edit{newestWaiting(100)}, nil},
		{"an older one waits", []edit{newestWaiting(99)}, nil},
		{"a newer one runs", []edit{newestRunning(101, StatusRunning)}, []Danger{DangerRunning}},
		{"a newer one was played", []edit{newestRunning(101, StatusBlocked)}, []Danger{DangerRunning}},
		{"what waited was played", []edit{newestWaiting(101), newestRunning(101, StatusBlocked)}, []Danger{DangerRunning}},
		{"one runs and another waits", []edit{newestWaiting(101), newestRunning(102, StatusRunning)}, []Danger{DangerRunning, DangerNewer}},
		{"an older one runs, and this is next", []edit{missing(0), newestRunning(99, StatusRunning)}, []Danger{DangerRunning}},
		{"an older one runs where nothing guards", []edit{foss, newestRunning(99, StatusRunning)}, []Danger{DangerRunning}},
		{"an older one runs, listed only", []edit{listed, newestRunning(99, StatusRunning)}, []Danger{NoteRunning}},
		{"an older one runs", []edit{newestRunning(99, StatusRunning)}, []Danger{NoteRunning}},
		{"an older one runs and a newer one waits", []edit{newestRunning(99, StatusRunning), newestWaiting(101)}, []Danger{DangerNewer, NoteRunning}},
		{"all at once", []edit{succeeded(101), pipeline(JobFailed), startedBy(me), newestWaiting(102)},
			[]Danger{DangerOlder, DangerPipeline, DangerOwn, DangerNewer}},
		{"created", []edit{withStatus(StatusCreated), succeeded(101)}, []Danger{DangerOlder}},
		{"complete, to be run", []edit{missing(0), succeeded(101)}, []Danger{DangerOlder}},
		{"running: too late", []edit{withStatus(StatusRunning), succeeded(101), startedBy(me)}, nil},
		{"done", []edit{withStatus(StatusSuccess), succeeded(101)}, nil},
		{"failed", []edit{withStatus(StatusFailed), pipeline(JobFailed)}, nil},
		{"unknown status", []edit{withStatus("paused"), succeeded(101)}, nil},
	}
	for _, test := range tests {
		v := Judge(waiting(test.edits...))
		var got []Danger
		for _, w := range v.Warnings {
			got = append(got, w.Kind)
			if w.Word == "" || w.Text == "" || w.Must != (w.Deed != "") {
				t.Errorf("%s: a warning without words, or without what is acknowledged: %+v", test.name, w)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
		for _, w := range v.Warnings {
			if w.Must != (w.Kind < NoteFreeze) {
				t.Errorf("%s: %+v: a danger has to be acknowledged, a note not", test.name, w)
			}
		}
	}
}

func TestWarningsName(t *testing.T) {
	t.Parallel()
	f := waiting(succeeded(101), newestWaiting(102), startedBy(me), func(f *Facts) {
		f.Deployment.Deployable.Pipeline.Status = JobCanceled
		f.NewestSuccess.SHA = "9a8b7c6d5e"
	})
	want := []Warning{
		{DangerOlder, true, "OLDER", "than #101, v2, which has succeeded since", "Put main at 3f2a91c over the newer v2 at 9a8b7c6"},
		{DangerPipeline, true, "Pipeline", "#60 canceled", "Go on with a pipeline that was canceled"},
		{DangerOwn, true, "You started", "this pipeline.", "Decide on a change of my own"},
		{DangerNewer, true, "#102", "v3, newer, is also waiting", "Take main at 3f2a91c although #102 is newer"},
	}
	if got := Judge(f).Warnings; !slices.Equal(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	for s, want := range map[Status]Warning{
		StatusRunning: {DangerRunning, true, "#103", "v4, newer, is running", "Take main at 3f2a91c although #103, newer, is running"},
		StatusBlocked: {DangerRunning, true, "#103", "v4, newer, is about to run", "Take main at 3f2a91c although #103, newer, is about to run"},
	} {
		if got := Judge(waiting(newestRunning(103, s))).Warnings; !slices.Equal(got, []Warning{want}) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	f.Deployment.Ref, f.Deployment.Deployable.Tag = "v2.14.0", true
	if got := Judge(f).Warnings[3].Deed; got != "Take v2.14.0 although #102 is newer" {
		t.Errorf("a tag says enough without its commit: %q", got)
	}
}

// related says how the commit stands to the live one, which is v2 or of the same branch.
func related(r Relation, ahead, behind int) edit {
	return func(f *Facts) {
		f.Ships = &Ships{Relation: r, Ahead: ahead, Behind: behind}
		f.Live = &Deployment{ID: 90, IID: 19, Ref: "v2", SHA: "9a8b7c6d5e"}
	}
}

func liveBranch(f *Facts) { f.Live.Ref = f.Deployment.Ref }

func withPipeline(s JobStatus) edit {
	return func(f *Facts) { f.Deployment.Deployable.Pipeline.Status = s }
}

func jobFailed(name string, may bool) edit {
	return func(f *Facts) {
		f.FailedJobs = append(f.FailedJobs, Job{Name: name, Status: JobFailed, AllowFailure: may})
	}
}

func production(f *Facts) { f.Production = true }

// stagedAs says how the same commit went in staging; empty for not at all.
func stagedAs(s Status) edit {
	return func(f *Facts) {
		f.Production = true
		f.Staging = &Staging{Environments: []string{"staging", "qa/eu"}}
		if s != "" {
			f.Staging.Newest = &Deployment{ID: 80, Status: s, Environment: Environment{Name: "qa/eu"}}
		}
	}
}

func guarded(g RefGuard) edit {
	return func(f *Facts) { f.Production, f.Guard = true, &g }
}

// TestWarningSentences holds each kind of warning to its words: what is said, and after
// the arrow what has to be acknowledged.
func TestWarningSentences(t *testing.T) {
	t.Parallel()
	older := "▲ OLDER than #101, v2, which has succeeded since → Put main at 3f2a91c over the newer v2 at "
	unknown := "• Not known whether live has commits that this has not"
	risks := func(r ...Risk) edit { return func(f *Facts) { f.Risks = r } }
	unread := func(u ...Unread) edit { return func(f *Facts) { f.Unread = u } }
	alone := func(mr ...string) edit { return func(f *Facts) { f.Unreviewed = mr } }
	tests := []struct {
		name  string
		edits []edit
		want  []string
	}{
		// what it ships
		{"not compared", []edit{liveID(90)}, nil},
		{"ahead", []edit{related(RelationAhead, 3, 0)}, nil},
		{"first", []edit{related(RelationFirst, 0, 0), func(f *Facts) { f.Live = nil }}, nil},
		{"same", []edit{related(RelationSame, 0, 0)}, nil},
		{"unread", []edit{related(RelationUnread, 0, 0)}, nil},
		{"a rollback of one", []edit{related(RelationOlder, 0, 1)}, []string{"▲ OLDER than live by 1 commit: this rolls back v2 → Roll production back 1 commit"}},
		{"a rollback of many", []edit{related(RelationOlder, 0, 40)}, []string{"▲ OLDER than live by 40 commits: this rolls back v2 → Roll production back 40 commits"}},
		{"a rollback on one branch names the commit", []edit{related(RelationOlder, 0, 2), liveBranch}, []string{"▲ OLDER than live by 2 commits: this rolls back 9a8b7c6 → Roll production back 2 commits"}},
		{"a rollback of what has no ref", []edit{related(RelationOlder, 0, 2), func(f *Facts) { f.Live.Ref = "" }}, []string{"▲ OLDER than live by 2 commits: this rolls back 9a8b7c6 → Roll production back 2 commits"}},
		{"a rollback where what was live is gone since", []edit{related(RelationOlder, 0, 2), func(f *Facts) { f.Live = nil }},
			[]string{"▲ OLDER than live by 2 commits: this rolls back what is live → Roll production back 2 commits"}},
		{"diverged", []edit{related(RelationDiverged, 1, 3)}, []string{"▲ DIVERGED from live: 1 commit ahead, 3 behind → Take 3 commits of v2 off production"}},
		{"diverged by one on one branch", []edit{related(RelationDiverged, 2, 1), liveBranch}, []string{"▲ DIVERGED from live: 2 commits ahead, 1 behind → Take 1 commit of 9a8b7c6 off production"}},
		{"unrelated", []edit{related(RelationUnrelated, 5, 900)}, []string{"▲ UNRELATED to live: no history is shared with v2 → Replace all of v2 on production"}},
		{"what live has besides is not known", []edit{related(RelationUnknown, 5, 0)}, []string{unknown}},
		{"not known and outdated", []edit{related(RelationUnknown, 5, 0), succeeded(101)}, []string{older, unknown}},
		{"a rollback of the newest success is told once", []edit{related(RelationOlder, 0, 2), succeeded(101), func(f *Facts) { f.Live.ID = 101 }},
			[]string{"▲ OLDER than live by 2 commits: this rolls back v2 → Roll production back 2 commits"}},
		{"a rollback of another than the newest success is told twice", []edit{related(RelationOlder, 0, 2), succeeded(101)},
			[]string{"▲ OLDER than live by 2 commits: this rolls back v2 → Roll production back 2 commits", older}},
		{"a rollback where what was live is gone and something newer succeeded", []edit{related(RelationOlder, 0, 2), succeeded(101), func(f *Facts) { f.Live = nil }},
			[]string{"▲ OLDER than live by 2 commits: this rolls back what is live → Roll production back 2 commits", older}},
		{"diverged from the newest success is told once", []edit{related(RelationDiverged, 1, 2), succeeded(101), func(f *Facts) { f.Live.ID = 101 }},
			[]string{"▲ DIVERGED from live: 1 commit ahead, 2 behind → Take 2 commits of v2 off production"}},
		{"ahead of the newest success, which came later all the same", []edit{related(RelationAhead, 1, 0), succeeded(101), func(f *Facts) { f.Live.ID = 101 }}, []string{older}},
		{"its own success is not since", []edit{succeeded(100)}, nil},
		{"a rollback that was played is told until it is done", []edit{related(RelationOlder, 0, 1), withJob(JobPending)},
			[]string{"▲ OLDER than live by 1 commit: this rolls back v2 → Roll production back 1 commit"}},
		{"running: nothing is told any more", []edit{related(RelationOlder, 0, 1), withStatus(StatusRunning)}, nil},

		// what else is on its way
		{"a newer one runs", []edit{newestRunning(103, StatusRunning)}, []string{"▲ #103 v4, newer, is running → Take main at 3f2a91c although #103, newer, is running"}},
		{"a newer one was played", []edit{newestRunning(103, StatusBlocked)}, []string{"▲ #103 v4, newer, is about to run → Take main at 3f2a91c although #103, newer, is about to run"}},
		{"an older one runs", []edit{newestRunning(99, StatusRunning)}, []string{"• #99 v4, older, is running"}},
		{"an older one was played", []edit{newestRunning(99, StatusBlocked)}, []string{"• #99 v4, older, is about to run"}},
		{"it runs itself, as is heard from a list", []edit{newestRunning(100, StatusRunning)}, nil},
		{"a newer one waits", []edit{newestWaiting(101)}, []string{"▲ #101 v3, newer, is also waiting → Take main at 3f2a91c although #101 is newer"}},
		{"a newer one waits, this one is of a tag", []edit{newestWaiting(101), func(f *Facts) { f.Deployment.Ref, f.Deployment.Deployable.Tag = "v2.1", true }},
			[]string{"▲ #101 v3, newer, is also waiting → Take v2.1 although #101 is newer"}},
		{"a newer one waits, this one has no job", []edit{newestWaiting(101), noJob}, []string{"▲ #101 v3, newer, is also waiting → Take main at 3f2a91c although #101 is newer"}},

		// the pipeline
		{"failed, its jobs not read", []edit{withPipeline(JobFailed)}, []string{"▲ Pipeline #60 failed → Go on with a pipeline that failed"}},
		{"failed by one job", []edit{withPipeline(JobFailed), jobFailed("contract-test", false)}, []string{"▲ Pipeline #60 failed: contract-test → Go on with a pipeline that failed"}},
		{"failed by three", []edit{withPipeline(JobFailed), jobFailed("a", false), jobFailed("b", false), jobFailed("c", false)}, []string{"▲ Pipeline #60 failed: a and 2 more → Go on with a pipeline that failed"}},
		{"failed by one that must not, one may", []edit{withPipeline(JobFailed), jobFailed("lint", true), jobFailed("e2e", false)},
			[]string{"▲ Pipeline #60 failed: e2e → Go on with a pipeline that failed", "• lint failed, as it may"}},
		{"canceled", []edit{withPipeline(JobCanceled)}, []string{"▲ Pipeline #60 canceled → Go on with a pipeline that was canceled"}},
		{"canceled, after a job had failed", []edit{withPipeline(JobCanceled), jobFailed("e2e", false)}, []string{"▲ Pipeline #60 canceled; e2e failed → Go on with a pipeline that was canceled"}},
		{"green, with one that may fail", []edit{jobFailed("lint", true)}, []string{"• lint failed, as it may"}},
		{"green, with two that may", []edit{jobFailed("lint", true), jobFailed("fuzz", true)}, []string{"• lint and 1 more failed, as it may"}},
		{"one failed that must not, and the pipeline waits for a hand", []edit{withPipeline(JobManual), jobFailed("e2e", false)}, []string{"• e2e failed, though the pipeline has not"}},
		{"one failed that must not, and the pipeline runs on", []edit{withPipeline(JobRunning), jobFailed("e2e", false), jobFailed("lint", true)},
			[]string{"• e2e failed, though the pipeline has not", "• lint failed, as it may"}},

		// one's own
		{"mine", []edit{startedBy(me)}, []string{"▲ You started this pipeline. → Decide on a change of my own"}},

		// notes
		{"nothing was unreadable", []edit{unread()}, nil},
		{"two facts unreadable", []edit{unread(Unread{"What it ships", "no access"}, Unread{"The freeze periods", "no answer within 5s"})},
			[]string{"• What it ships could not be read: no access", "• The freeze periods could not be read: no answer within 5s"}},
		{"went well in staging", []edit{stagedAs(StatusSuccess)}, nil},
		{"failed in staging", []edit{stagedAs(StatusFailed)}, []string{"• qa/eu had the same commit: it failed there"}},
		{"canceled in staging", []edit{stagedAs(StatusCanceled)}, []string{"• qa/eu had the same commit: it was canceled there"}},
		{"skipped in staging", []edit{stagedAs(StatusSkipped)}, []string{"• qa/eu had the same commit: it was skipped there"}},
		{"blocked in staging", []edit{stagedAs(StatusBlocked)}, []string{"• qa/eu had the same commit: it still waits there"}},
		{"its turn in staging has not come", []edit{stagedAs(StatusCreated)}, []string{"• qa/eu had the same commit: it still waits there"}},
		{"running in staging", []edit{stagedAs(StatusRunning)}, []string{"• qa/eu had the same commit: it still runs there"}},
		{"of a new status in staging", []edit{stagedAs("paused")}, nil},
		{"never in staging", []edit{stagedAs("")}, []string{"• Not seen in staging, qa/eu, as far as was read"}},
		{"no staging there is", []edit{production, func(f *Facts) { f.Staging = &Staging{} }}, nil},
		{"staging not looked up", []edit{production}, nil},
		{"this is not production", []edit{stagedAs(""), func(f *Facts) { f.Production = false }}, nil},
		{"failed in staging, this is not production", []edit{stagedAs(StatusFailed), func(f *Facts) { f.Production = false }}, nil},
		{"a risky file", []edit{risks(Risk{Name: "migration", Path: "db/1.sql"})}, []string{"• Migration db/1.sql"}},
		{"two kinds, one of many", []edit{risks(Risk{"migration", "db/1.sql", 1}, Risk{"CI", ".gitlab-ci.yml", 0})}, []string{"• Migration db/1.sql and 1 more", "• CI .gitlab-ci.yml"}},
		{"a kind that begins beyond ASCII", []edit{risks(Risk{Name: "öffentlich", Path: "x"}, Risk{Name: "迁移", Path: "y"})}, []string{"• Öffentlich x", "• 迁移 y"}},
		{"a kind of one letter", []edit{risks(Risk{Name: "é", Path: "x"})}, []string{"• É x"}},
		{"a kind without a name", []edit{risks(Risk{Path: "x"})}, []string{"• x"}},
		{"merged by its author", []edit{alone("!870")}, []string{"• !870 merged by its author, approved by nobody else"}},
		{"three merged by their authors", []edit{alone("!870", "!871", "!872")}, []string{"• !870 and 2 more merged by their authors, approved by nobody else"}},
		{"a protected branch", []edit{guarded(RefGuard{Name: "main", Protected: true})}, nil},
		{"a protected branch that developers may merge to", []edit{guarded(RefGuard{Name: "main", Protected: true, DevelopersMerge: true})}, nil},
		{"a protected branch that developers may push to", []edit{guarded(RefGuard{Name: "main", Protected: true, DevelopersPush: true})},
			[]string{"• Branch main is protected, but any developer may push to it"}},
		{"an open branch", []edit{guarded(RefGuard{Name: "main"})}, []string{"• Branch main is not protected: any developer may push to it"}},
		{"an open tag", []edit{guarded(RefGuard{Name: "v2", Tag: true})}, []string{"• Tag v2 is not protected: any developer may move it"}},
		{"a protected tag", []edit{guarded(RefGuard{Name: "v2", Tag: true, Protected: true})}, nil},
		{"an open branch of no production", []edit{guarded(RefGuard{Name: "main"}), func(f *Facts) { f.Production = false }}, nil},

		// all of it, in order: dangers first
		{"everything", []edit{
			related(RelationDiverged, 1, 3), newestRunning(101, StatusRunning), startedBy(me), newestWaiting(102), withPipeline(JobFailed), jobFailed("lint", true),
			stagedAs(StatusFailed), guarded(RefGuard{Name: "main"}), alone("!1"), risks(Risk{Name: "CI", Path: "x"}), unread(Unread{"The jobs", "no access"}),
			func(f *Facts) { f.Now, f.Freezes = three, []Freeze{{From: three, Until: at(30)}} },
		}, []string{
			"▲ DIVERGED from live: 1 commit ahead, 3 behind → Take 3 commits of v2 off production",
			"▲ #101 v4, newer, is running → Take main at 3f2a91c although #101, newer, is running",
			"▲ Freeze until 03:30 UTC. GitLab will not stop you. → Go on in spite of the freeze",
			"▲ Pipeline #60 failed → Go on with a pipeline that failed",
			"▲ You started this pipeline. → Decide on a change of my own",
			"▲ #102 v3, newer, is also waiting → Take main at 3f2a91c although #102 is newer",
			"• lint failed, as it may",
			"• The jobs could not be read: no access",
			"• qa/eu had the same commit: it failed there",
			"• CI x",
			"• !1 merged by its author, approved by nobody else",
			"• Branch main is not protected: any developer may push to it",
		}},
	}
	kinds := map[Danger]bool{}
	for _, test := range tests {
		var got []string
		for _, w := range Judge(waiting(test.edits...)).Warnings {
			kinds[w.Kind] = true
			said := "• " + w.Sentence()
			if w.Must {
				said = "▲ " + w.Sentence() + " → " + w.Deed
			}
			got = append(got, said)
			if w.Must != (w.Kind < NoteFreeze) || w.Must != (w.Deed != "") {
				t.Errorf("%s: %+v: a danger has to be acknowledged, a note not", test.name, w)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\n%q\n%q", test.name, got, test.want)
		}
	}
	for k := DangerOlder; k <= NoteGuard; k++ {
		if !kinds[k] && k != NoteFreeze {
			t.Errorf("no case is of kind %d", k)
		}
	}
	t.Logf("%d cases", len(tests))
}

func TestDangersLeavesNotesOut(t *testing.T) {
	t.Parallel()
	v := Verdict{Warnings: []Warning{{Word: "note"}, {Word: "danger", Must: true}, {Word: "other note"}}}
	if got := v.Dangers(); len(got) != 1 || got[0].Word != "danger" {
		t.Errorf("%+v", got)
	}
}
