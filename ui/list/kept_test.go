package list_test

import (
	"reflect"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/pack"
	"greenlight/ui/list"
)

// Whatever a row says, the list gives it back: a field that is added to it must not get
// lost on the way.
func TestEveryFieldOfARowIsKept(t *testing.T) {
	t.Parallel()
	var dict pack.Dict
	check := func(name string, r fleet.Row) {
		t.Helper()
		packed := r
		packed.Packed, _ = dict.Pack(r.Deployment)
		if r.Live != nil {
			packed.LivePacked, _ = dict.Pack(r.Live)
		}
		for _, r := range []fleet.Row{r, packed} {
			m := list.New(nil).Put(r, now)
			if got, ok := m.Row(r.Ref); !ok || !reflect.DeepEqual(got, r) {
				t.Errorf("%s is lost: the list has %+v, want %+v", name, got, r)
			}
		}
	}
	for _, part := range []string{"", "Verdict"} {
		holder := func(r *fleet.Row) reflect.Value {
			v := reflect.ValueOf(r).Elem()
			if part != "" {
				v = v.FieldByName(part)
			}
			return v
		}
		for i := range holder(&fleet.Row{}).NumField() {
			r := row(1, api.StateDone)
			field := holder(&r).Field(i)
			name := part + "." + holder(&r).Type().Field(i).Name
			if name == ".Ref" || name == ".Deployment" || name == ".Packed" || name == ".LivePacked" || name == ".Verdict" {
				continue
			}
			fill(t, field)
			check(name, r)
		}
	}
	r := row(1, api.StateDone)
	r.Project, r.ProjectURL = "", ""
	check("an empty path", r)
}

// fill makes a value another than the empty one.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)))
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case v.Kind() == reflect.Struct:
		fill(t, v.Field(0))
	case v.Kind() == reflect.String:
		v.SetString("something")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(7)
	case v.CanUint():
		v.SetUint(7)
	default:
		t.Fatalf("how is a %s filled?", v.Type())
	}
}

// Rows of one project that came under another path keep the one they came with.
func TestARowKeepsThePathItCameWith(t *testing.T) {
	t.Parallel()
	old, young := row(1, api.StateDone), row(2, api.StateDone)
	old.Project, young.Project = "payments/api", "payments/renamed"
	m := list.New(nil).Put(old, now).Put(young, now)
	for _, want := range []fleet.Row{old, young} {
		if got, _ := m.Row(want.Ref); got.Project != want.Project {
			t.Errorf("%v is of %q, want %q", want.Ref, got.Project, want.Project)
		}
	}
}
