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

func TestDangersLeavesNotesOut(t *testing.T) {
	t.Parallel()
	v := Verdict{Warnings: []Warning{{Word: "note"}, {Word: "danger", Must: true}, {Word: "other note"}}}
	if got := v.Dangers(); len(got) != 1 || got[0].Word != "danger" {
		t.Errorf("%+v", got)
	}
}
