package api

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
	"unsafe"
)

// sharedRow is a row as GitLab lists it, with everything in it.
func sharedRow(t *testing.T, id int64) Deployment {
	t.Helper()
	const row = `{"id":1,"iid":1,"ref":"main","sha":"0123456789abcdef0123456789abcdef01234567","status":"success",
	"created_at":"2026-02-14T03:00:00.123Z","updated_at":"2026-02-14T03:00:00.123Z",
	"user":{"id":7,"username":"maya","name":"Maya","state":"active","avatar_url":"https://g/a.png","web_url":"https://g/maya"},
	"environment":{"id":3,"name":"production","slug":"production","external_url":"https://prod"},
	"deployable":{"id":9,"name":"deploy","stage":"deploy","status":"success","ref":"main","web_url":"https://g/p/-/jobs/9",
	"started_at":"2026-02-14T03:00:00Z","duration":12.5,"user":{"id":7,"username":"maya","name":"Maya","state":"active","avatar_url":"https://g/a.png","web_url":"https://g/maya"},
	"commit":{"id":"0123456789abcdef0123456789abcdef01234567","short_id":"01234567","title":"Retry","message":"Retry\n\nTwice.","author_name":"M",
	"created_at":"2026-02-14T05:00:00+02:00","web_url":"https://g/p/-/commit/0123456789abcdef0123456789abcdef01234567","parent_ids":["fedcba"]},
	"pipeline":{"id":5,"sha":"0123456789abcdef0123456789abcdef01234567","ref":"main","status":"success","source":"push","web_url":"https://g/p/-/pipelines/5"},
	"tag_list":["docker"]}}`
	var d Deployment
	if err := json.Unmarshal([]byte(row), &d); err != nil {
		t.Fatal(err)
	}
	d.ID, d.Deployable.ID = id, id
	return d
}

func TestSharingChangesNothing(t *testing.T) {
	t.Parallel()
	var s shares
	page, want := []Deployment{}, []Deployment{}
	add := func(change func(*Deployment)) {
		for _, to := range []*[]Deployment{&page, &want} {
			d := sharedRow(t, int64(len(*to)+1))
			change(&d)
			*to = append(*to, d)
		}
	}
	add(func(*Deployment) {})
	add(func(d *Deployment) { d.User.Name = "Maya B." })
	add(func(d *Deployment) { d.User = nil })
	add(func(d *Deployment) { d.Deployable = nil })
	add(func(d *Deployment) { d.Deployable.Commit, d.Deployable.Pipeline, d.Deployable.User = nil, nil, nil })
	add(func(d *Deployment) { d.Deployable.Commit.Message, d.Deployable.Pipeline.Status = "Another", "failed" })
	add(func(d *Deployment) { *d = Deployment{ID: d.ID} })
	for range 2 {
		if got := s.rows(page); !reflect.DeepEqual(got, want) {
			t.Fatalf("the rows have changed:\n%+v\nwant\n%+v", got, want)
		}
	}
	if got := s.rows(nil); len(got) != 0 {
		t.Errorf("of nothing came %+v", got)
	}
}

func TestWhatRowsHaveInCommonIsThereOnce(t *testing.T) {
	t.Parallel()
	var s shares
	one := s.rows([]Deployment{sharedRow(t, 1), sharedRow(t, 2)})
	other := s.rows([]Deployment{sharedRow(t, 3)})
	a, b, c := one[0], one[1], other[0]
	if a.User != b.User || a.User != c.User || a.User != a.Deployable.User {
		t.Error("there are several of one user")
	}
	if a.Deployable.Commit != b.Deployable.Commit || a.Deployable.Pipeline != b.Deployable.Pipeline {
		t.Error("there are several of one commit or pipeline")
	}
	if unsafe.StringData(a.Environment.Name) != unsafe.StringData(c.Environment.Name) {
		t.Error("there are several of one environment's name")
	}
}

// A commit that several rows have stays where the first of them has its texts: each row
// would keep a copy of it otherwise, and all of it by its own sha.
func TestACommitHasItsTextsOnce(t *testing.T) {
	t.Parallel()
	var s shares
	rows := s.rows([]Deployment{sharedRow(t, 1), sharedRow(t, 2), sharedRow(t, 3)})
	at := func(text string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(text))) }
	within := func(text, whole string) bool {
		return at(text) >= at(whole) && at(text)+uintptr(len(text)) <= at(whole)+uintptr(len(whole))
	}
	for i, r := range rows {
		if c := r.Deployable.Commit; !within(r.SHA, c.WebURL) || !within(c.Title, c.Message) {
			t.Errorf("row %d keeps a copy of its commit", i)
		}
	}
	if job := rows[0].Deployable; at(job.Commit.WebURL) != at(job.WebURL)+uintptr(len(job.WebURL)) {
		t.Error("the texts of the commit are with another row than its first")
	}
}

// What is remembered has bounds: names that never come again do not add up.
func TestSharingForgets(t *testing.T) {
	t.Parallel()
	var s shares
	for i := range int64(3 * mostTexts) {
		d := sharedRow(t, i+1)
		d.User.ID, d.Environment.Name = i, time.Duration(i).String()
		s.rows([]Deployment{d})
	}
	if len(s.texts) > mostTexts || len(s.users) > mostUsers {
		t.Errorf("%d texts and %d users are remembered", len(s.texts), len(s.users))
	}
}

// BenchmarkShare is what sharing adds to the reading of a page of a hundred.
func BenchmarkShare(b *testing.B) {
	var s shares
	t := &testing.T{}
	page := make([]Deployment, MaxPerPage)
	for i := range page {
		page[i] = sharedRow(t, int64(i+1))
	}
	b.ReportAllocs()
	for b.Loop() {
		s.rows(page)
	}
}
