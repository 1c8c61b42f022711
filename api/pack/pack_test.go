package pack_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/pack"
)

var at = time.Date(2026, 2, 14, 3, 0, 0, 655e6, time.UTC)

// filler fills values, each with another.
type filler struct{ n int }

// fill makes every field of a value another than the empty one.
func (f *filler) fill(t *testing.T, v reflect.Value) {
	t.Helper()
	f.n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(at.Add(time.Duration(f.n) * time.Hour)))
	case v.Kind() == reflect.Pointer:
		if v.Type() == reflect.TypeFor[*api.Deployment]() || v.Type() == reflect.TypeFor[*api.ApprovalSummary]() {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(t, v.Elem())
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(t, v.Index(0))
		f.fill(t, v.Index(1))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			f.fill(t, v.Field(i))
		}
	case v.Kind() == reflect.String:
		v.SetString(fmt.Sprint("text ", f.n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(int64(f.n))
	case v.CanFloat():
		v.SetFloat(float64(f.n) + 0.25)
	default:
		t.Fatalf("how is a %s filled?", v.Type())
	}
}

// full is a deployment every field of which says something, as far as a listing may.
func full(t *testing.T) *api.Deployment {
	t.Helper()
	d := &api.Deployment{}
	(&filler{}).fill(t, reflect.ValueOf(d).Elem())
	d.PendingApprovalCount, d.Approvals, d.ApprovalSummary, d.Environment.LastDeployment = nil, nil, nil, nil
	return d
}

// listed is a deployment as GitLab lists one.
func listed() *api.Deployment {
	const text = `{"id":161198,"iid":4772,"ref":"main","sha":"c9652c451a62f8e42fa6497dee1f0a86421e1f6e",
	"created_at":"2026-01-29T00:23:23.285Z","updated_at":"2026-01-29T00:34:06.516Z","status":"success",
	"user":{"id":8,"username":"ivy","name":"Ivy Okafor","state":"active","public_email":"","avatar_url":"http://h/8.png","web_url":"http://h/ivy"},
	"environment":{"id":6,"name":"qa","slug":"qa","external_url":null,"created_at":"2023-09-20T03:00:00Z","updated_at":"2023-09-20T03:00:00Z"},
	"deployable":{"id":5002615433,"name":"deploy-qa","stage":"deploy","status":"success","ref":"main","created_at":"2026-01-29T00:23:23.285Z",
	"started_at":"2026-01-29T00:33:41.516Z","finished_at":"2026-01-29T00:34:06.516Z","duration":25.25,"queued_duration":2,
	"user":{"id":8,"username":"ivy","name":"Ivy Okafor","state":"active","public_email":"","avatar_url":"http://h/8.png","web_url":"http://h/ivy"},
	"commit":{"id":"c9652c451a62f8e42fa6497dee1f0a86421e1f6e","short_id":"c9652c45","title":"Rename Attempt","message":"Rename Attempt\n",
	"author_name":"Max","author_email":"max@acme.example","created_at":"2026-01-29T04:17:32+02:00",
	"web_url":"http://h/payments/api/-/commit/c9652c451a62f8e42fa6497dee1f0a86421e1f6e","parent_ids":["25ec3f5083f711db04ef6b9d422f811ccc4112a2"]},
	"pipeline":{"id":163464,"iid":432,"project_id":1,"sha":"c9652c451a62f8e42fa6497dee1f0a86421e1f6e","ref":"main","status":"success",
	"source":"push","created_at":"2026-01-29T00:23:23.285Z","updated_at":"2026-01-29T00:34:06.516Z","web_url":"http://h/payments/api/-/pipelines/163464"},
	"web_url":"http://h/payments/api/-/jobs/5002615433","runner":{"id":1,"description":"prod-1"},"artifacts":[],"tag_list":[]}}`
	var d api.Deployment
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		panic(err)
	}
	return &d
}

// leaves visits every field that holds no others, however deep.
func leaves(v reflect.Value, name string, visit func(string, reflect.Value)) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		visit(name, v)
		leaves(v.Elem(), name, visit)
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			leaves(v.Field(i), name+"."+v.Type().Field(i).Name, visit)
		}
	case v.Kind() == reflect.Slice && v.Len() > 0:
		visit(name, v)
		for i := range v.Len() {
			leaves(v.Index(i), fmt.Sprint(name, i), visit)
		}
	default:
		visit(name, v)
	}
}

func back(t *testing.T, dict *pack.Dict, d *api.Deployment) {
	t.Helper()
	r, ok := dict.Pack(d)
	if !ok {
		t.Errorf("it is not packed: %+v", d)
		return
	}
	if got := r.Deployment(); !reflect.DeepEqual(got, d) {
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(d)
		t.Errorf("it comes back as\n%s, want\n%s", a, b)
	}
	if again, _ := dict.Pack(d); again != r {
		t.Error("it is packed to something else the second time")
	}
	if r.ID() != d.ID {
		t.Errorf("the id is %d, want %d", r.ID(), d.ID)
	}
	h := r.Head()
	if want := (pack.Head{ID: d.ID, Status: d.Status, Environment: d.Environment, User: d.User, Ref: d.Ref, SHA: d.SHA}); !reflect.DeepEqual(h, want) {
		t.Errorf("the head is %+v, want %+v", h, want)
	}
}

// Whatever a deployment says comes back: a field that is added to one must not get lost.
func TestEveryFieldComesBack(t *testing.T) {
	t.Parallel()
	var dict pack.Dict
	for _, of := range []func() *api.Deployment{func() *api.Deployment { return full(t) }, listed, func() *api.Deployment { return &api.Deployment{} }} {
		back(t, &dict, of())
		n := 0
		leaves(reflect.ValueOf(of()).Elem(), "", func(string, reflect.Value) { n++ })
		for i := range n {
			// each field empty, and each another than in all others
			for _, set := range []func(reflect.Value){reflect.Value.SetZero, func(v reflect.Value) { (&filler{n: 1000 + i}).fill(t, v) }} {
				d, at := of(), 0
				var field reflect.Value
				name := ""
				leaves(reflect.ValueOf(d).Elem(), "", func(path string, v reflect.Value) {
					if at == i {
						field, name = v, path
					}
					at++
				})
				if strings.HasSuffix(name, "LastDeployment") || strings.Contains(name, ".PendingApproval") || strings.HasPrefix(name, ".Approval") {
					continue
				}
				set(field)
				back(t, &dict, d)
				back(t, new(pack.Dict), d)
			}
		}
	}
}

// What a single read says besides is never dropped: such a deployment is not packed.
func TestADetailedOneIsNotPacked(t *testing.T) {
	t.Parallel()
	none := 0
	for name, add := range map[string]func(*api.Deployment){
		"count":     func(d *api.Deployment) { d.PendingApprovalCount = &none },
		"approvals": func(d *api.Deployment) { d.Approvals = []api.Approval{} },
		"summary":   func(d *api.Deployment) { d.ApprovalSummary = &api.ApprovalSummary{} },
		"live":      func(d *api.Deployment) { d.Environment.LastDeployment = &api.Deployment{} },
		"zone": func(d *api.Deployment) {
			d.CreatedAt = d.CreatedAt.In(time.FixedZone("CET", 3600))
		},
		"age": func(d *api.Deployment) { d.UpdatedAt = time.Unix(math.MaxInt64/2, 0) },
	} {
		d := listed()
		add(d)
		if r, ok := new(pack.Dict).Pack(d); ok || !r.IsZero() || r.Deployment() != nil {
			t.Errorf("%s: it is packed", name)
		}
	}
}

// Texts and numbers that nobody expects come back as they were.
func TestHostileValuesComeBack(t *testing.T) {
	t.Parallel()
	var dict pack.Dict
	long := strings.Repeat("\x1b]0;x\x07\u202e\xff", 20_000)
	for _, text := range []string{"", "\x00", "\xff\xfe", "\x1b[2J", "\u202eexe", long, strings.Repeat("A", 40), strings.Repeat("g", 40),
		"C9652C451A62F8E42FA6497DEE1F0A86421E1F6E", "c9652c451a62f8e42fa6497dee1f0a86421e1f6", "-1", "5002615433"} {
		leaves(reflect.ValueOf(listed()).Elem(), "", func(name string, v reflect.Value) {
			if v.Kind() != reflect.String {
				return
			}
			d := listed()
			leaves(reflect.ValueOf(d).Elem(), "", func(n string, v reflect.Value) {
				if n == name && v.Kind() == reflect.String {
					v.SetString(text)
				}
			})
			back(t, &dict, d)
		})
	}
	for _, n := range []int64{math.MinInt64, -1, 0, math.MaxInt64} {
		d := listed()
		d.ID, d.IID, d.Deployable.ID, d.Deployable.Pipeline.ID, d.Environment.ID = n, n, n, n, n
		back(t, &dict, d)
	}
	for _, f := range []float64{math.Inf(1), math.Copysign(0, -1), math.MaxFloat64, 1e-9, 0.1, 123.456789, -3.5, 1 << 52} {
		d := listed()
		d.Deployable.Duration, d.Deployable.Coverage = &f, &f
		back(t, &dict, d)
	}
	for _, at := range []time.Time{{}, time.Unix(0, 1).UTC(), time.Unix(-1, 999999999).UTC(), time.Date(9999, 12, 31, 23, 59, 59, 1, time.UTC),
		at.In(time.FixedZone("", 5*3600+1800)), at.In(time.FixedZone("", -1)), at.In(time.FixedZone("", 0)), at.Local(), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)} {
		d := listed()
		d.CreatedAt, d.Deployable.StartedAt, d.Environment.CreatedAt, d.Deployable.Commit.CreatedAt = at, &at, at, &at
		back(t, &dict, d)
	}
}

// A user or an environment that is called otherwise by now is in each row as it came.
func TestARenameLeavesOlderRowsAlone(t *testing.T) {
	t.Parallel()
	var dict pack.Dict
	var rows []pack.Row
	var want []*api.Deployment
	for i := range 5 {
		d := listed()
		u := *d.User
		u.Name = fmt.Sprint("Ivy ", i)
		address := fmt.Sprint("https://qa.example/", i)
		d.User, d.Environment.ExternalURL = &u, &address
		r, _ := dict.Pack(d)
		rows, want = append(rows, r), append(want, d)
	}
	for i, r := range rows {
		if got := r.Deployment(); !reflect.DeepEqual(got, want[i]) {
			t.Errorf("row %d is now %+v", i, got)
		}
	}
}

// There are more names than a Dict remembers: whatever it does, nothing gets lost.
func TestMoreThanADictHolds(t *testing.T) {
	t.Parallel()
	var dict pack.Dict
	size := 0
	for i := range 40_000 {
		d := listed()
		d.User.ID, d.Environment.ID = int64(i), int64(i)
		d.Environment.Name, d.User.Name = fmt.Sprint("review/", i), fmt.Sprint("Bot ", i)
		d.Deployable.Name = fmt.Sprint("deploy-", i)
		r, ok := dict.Pack(d)
		if !ok {
			t.Fatal("it is not packed")
		}
		size = r.Size()
		if i%97 != 0 && i < 39_990 {
			continue
		}
		if got := r.Deployment(); !reflect.DeepEqual(got, d) {
			t.Fatalf("%d comes back as %+v", i, got)
		}
	}
	if size > 600 {
		t.Errorf("the last one takes %d bytes", size)
	}
}

// What was handed out may be changed by who has it, but for what is shared.
func TestACopyIsOnesOwn(t *testing.T) {
	t.Parallel()
	var dict pack.Dict
	r, _ := dict.Pack(listed())
	mine := r.Deployment()
	mine.Status, mine.Environment.Name = "mine", "mine"
	mine.Deployable.Commit.Title, *mine.Deployable.Duration = "mine", 7
	mine.Deployable.Commit.ParentIDs[0] = "mine"
	if got := r.Deployment(); !reflect.DeepEqual(got, listed()) {
		t.Errorf("it is now %+v", got)
	}
}

// Rows are read while others are packed.
func TestReadingWhilePacking(t *testing.T) {
	t.Parallel()
	var dict pack.Dict
	first, _ := dict.Pack(listed())
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for i := range 300 {
				d := listed()
				d.Deployable.Name = fmt.Sprint("job ", i%50, g)
				r, _ := dict.Pack(d)
				if r.Deployment().Deployable.Name != d.Deployable.Name || first.Deployment().Ref != "main" {
					t.Error("a row became another")
				}
			}
		})
	}
	all.Wait()
}

func TestARowIsSmall(t *testing.T) {
	t.Parallel()
	var dict pack.Dict
	if r, _ := dict.Pack(listed()); r.Size() > 180 {
		t.Errorf("it takes %d bytes", r.Size())
	}
}

func FuzzPack(f *testing.F) {
	f.Add("main", "c9652c451a62f8e42fa6497dee1f0a86421e1f6e", "a title", int64(7), int64(1), 2.5)
	f.Fuzz(func(t *testing.T, ref, sha, text string, id, at int64, took float64) {
		d := listed()
		d.Ref, d.SHA, d.Deployable.WebURL, d.Deployable.Commit.Message = ref, sha, text, text
		d.Deployable.Commit.Title, d.Deployable.Stage, d.Environment.Name = sha, text, ref
		d.ID, d.Deployable.ID, d.CreatedAt, d.Deployable.Duration = id, at, time.UnixMicro(at).UTC(), &took
		var dict pack.Dict
		if r, ok := dict.Pack(d); ok && took == took && !reflect.DeepEqual(r.Deployment(), d) {
			t.Errorf("%+v comes back as %+v", d, r.Deployment())
		}
	})
}

func BenchmarkPack(b *testing.B) {
	var dict pack.Dict
	d := listed()
	for b.Loop() {
		dict.Pack(d)
	}
}

func BenchmarkDeployment(b *testing.B) {
	var dict pack.Dict
	r, _ := dict.Pack(listed())
	b.ReportMetric(float64(r.Size()), "B/row")
	b.ReportAllocs()
	for b.Loop() {
		r.Deployment()
	}
}

func BenchmarkHead(b *testing.B) {
	var dict pack.Dict
	r, _ := dict.Pack(listed())
	for b.Loop() {
		r.Head()
	}
}
