package fleet

import (
	"hash/maphash"
	"reflect"
	"time"
)

var markSeed = maphash.MakeSeed()

// markOf is a number for all that a row says, but for when it was read and judged. What
// can be packed is, wherever the row is from: of the same it comes to the same.
func (p *project) markOf(r *Row) uint64 {
	var m marker
	m.Hash.SetSeed(markSeed)
	packed := r.Packed
	if packed.IsZero() && p.dict != nil {
		packed, _ = p.dict.Pack(r.Deployment)
	}
	if packed.IsZero() {
		m.put(reflect.ValueOf(r.Deployment))
	} else {
		maphash.WriteComparable(&m.Hash, packed)
	}
	m.put(reflect.ValueOf(&r.Verdict))
	m.put(reflect.ValueOf(r.Pipeline))
	if r.Live != nil {
		maphash.WriteComparable(&m.Hash, r.Live.ID)
	}
	maphash.WriteComparable(&m.Hash, struct {
		project, url, tier, err string
		brief                   *Brief
		detailed, restored      bool
	}{r.Project, r.ProjectURL, string(r.Tier), r.PipelineErr, r.Brief, r.Detailed, r.Restored})
	return max(m.Sum64(), 1)
}

// changed reports whether the rows of the whole list are others than were handed out
// last, and remembers them. The host's mutex is held.
func (p *project) changed(rows []Row) bool {
	changed := p.stirred || len(rows) != p.marked
	for i := range rows {
		now := p.markOf(&rows[i])
		changed = changed || p.listed[i].mark != now
		p.listed[i].mark = now
	}
	p.marked, p.stirred = len(rows), false
	return changed
}

// stir notes that a listed row was handed out by itself, and says something else than in
// the list: who has it cannot be told that nothing changed. The host's mutex is held.
func (p *project) stir(r *Row) {
	if p.stirred {
		return
	}
	if i := p.position(r.Ref.Deployment); i >= 0 && p.listed[i].mark != 0 {
		p.stirred = p.listed[i].mark != p.markOf(r)
	}
}

// marker adds values up, whatever they are made of.
type marker struct{ maphash.Hash }

var timeType = reflect.TypeFor[time.Time]()

func (m *marker) put(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		maphash.WriteComparable(&m.Hash, v.IsNil())
		if !v.IsNil() {
			m.put(v.Elem())
		}
	case reflect.Struct:
		m.putStruct(v)
	case reflect.Slice, reflect.Array:
		maphash.WriteComparable(&m.Hash, v.Len())
		for i := range v.Len() {
			m.put(v.Index(i))
		}
	case reflect.String:
		maphash.WriteComparable(&m.Hash, v.String())
	default:
		m.putPlain(v)
	}
}

func (m *marker) putStruct(v reflect.Value) {
	if v.Type() == timeType && v.CanAddr() && v.CanInterface() {
		if t, ok := v.Addr().Interface().(*time.Time); ok {
			maphash.WriteComparable(&m.Hash, t.UnixNano())
			return
		}
	}
	for i := range v.NumField() {
		m.put(v.Field(i))
	}
}

func (m *marker) putPlain(v reflect.Value) {
	switch {
	case v.CanInt():
		maphash.WriteComparable(&m.Hash, v.Int())
	case v.CanUint():
		maphash.WriteComparable(&m.Hash, v.Uint())
	case v.CanFloat():
		maphash.WriteComparable(&m.Hash, v.Float())
	case v.Kind() == reflect.Bool:
		maphash.WriteComparable(&m.Hash, v.Bool())
	case v.Kind() == reflect.Map:
		maphash.WriteComparable(&m.Hash, v.Len())
	}
}
