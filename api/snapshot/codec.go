package snapshot

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"reflect"
	"time"
)

// codec writes and reads the values of one type. It is made from the type itself, so
// that a field that is added to it is stored without anybody thinking of it.
//
// A struct begins with a mask of its fields that are not zero, and only those follow.
// A string is a number in the table of the part that it is in.
type codec struct {
	id     int
	encode func(*encoder, reflect.Value)
	decode func(*decoder, reflect.Value)
}

// field is one field of a struct. Ages lie apart from all else, as they change with
// every read of what itself does not.
type field struct {
	index int
	codec *codec
	age   bool
}

var timeType = reflect.TypeFor[time.Time]()

// codecs are the codecs of the types that are stored; a type may hold itself.
type codecs map[reflect.Type]*codec

// of makes the codec of a type. A kind that cannot be stored is a mistake of the
// program, not of its input, and found by the first test.
func (all codecs) of(t reflect.Type) *codec {
	if c, ok := all[t]; ok {
		return c
	}
	c := &codec{id: len(all)}
	all[t] = c
	switch {
	case t == timeType:
		c.encode, c.decode = encodeTime, decodeTime
	case t.Kind() == reflect.Struct:
		all.ofStruct(c, t)
	case t.Kind() == reflect.Slice:
		all.ofSlice(c, t)
	case t.Kind() == reflect.Pointer && t.Elem().Kind() != reflect.Pointer:
		all.ofPointer(c, t)
	default:
		c.encode, c.decode = plain(t)
	}
	return c
}

// plain is the codec of a kind that holds no other.
func plain(t reflect.Type) (func(*encoder, reflect.Value), func(*decoder, reflect.Value)) {
	switch t.Kind() {
	case reflect.Bool:
		return func(e *encoder, v reflect.Value) { e.uvarint(bit(v.Bool())) },
			func(d *decoder, v reflect.Value) { v.SetBool(d.bool()) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(e *encoder, v reflect.Value) { e.varint(v.Int()) },
			func(d *decoder, v reflect.Value) { d.setInt(v) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(e *encoder, v reflect.Value) { e.uvarint(v.Uint()) },
			func(d *decoder, v reflect.Value) { d.setUint(v) }
	case reflect.Float64:
		return func(e *encoder, v reflect.Value) { e.uvarint(math.Float64bits(v.Float())) },
			func(d *decoder, v reflect.Value) { v.SetFloat(math.Float64frombits(d.uvarint())) }
	case reflect.String:
		return func(e *encoder, v reflect.Value) { e.string(v.String()) },
			func(d *decoder, v reflect.Value) { v.SetString(d.string()) }
	default:
		panic(fmt.Sprintf("snapshot: %s cannot be stored", t))
	}
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// maxFields is how many fields the mask of a struct has room for.
const maxFields = 64

func (all codecs) ofStruct(c *codec, t reflect.Type) {
	if t.NumField() > maxFields {
		panic(fmt.Sprintf("snapshot: %s has more than %d fields", t, maxFields))
	}
	fields := make([]field, t.NumField())
	for i := range fields {
		f := t.Field(i)
		if !f.IsExported() {
			panic(fmt.Sprintf("snapshot: %s.%s is not exported and cannot be stored", t, f.Name))
		}
		fields[i] = field{i, all.of(f.Type), f.Tag.Get("snapshot") == "age"}
	}
	c.encode = func(e *encoder, v reflect.Value) { e.fields(fields, v) }
	c.decode = func(d *decoder, v reflect.Value) { d.fields(fields, v) }
}

func (all codecs) ofSlice(c *codec, t reflect.Type) {
	element := all.of(t.Elem())
	c.encode = func(e *encoder, v reflect.Value) {
		e.uvarint(uint64(v.Len()))
		for i := range v.Len() {
			element.encode(e, v.Index(i))
		}
	}
	size := int(t.Elem().Size())
	c.decode = func(d *decoder, v reflect.Value) {
		n := d.count()
		if !d.enter(n * uint64(size)) {
			return
		}
		v.Set(reflect.MakeSlice(t, int(n), int(n)))
		for i := range int(n) {
			element.decode(d, v.Index(i))
		}
		d.leave()
	}
}

// ofPointer stores what a pointer points to: that there is something the mask says.
// Equal structs that hold no others are stored once in a part, and are one after it was
// read: most deployments are by a few people, and several of one commit.
func (all codecs) ofPointer(c *codec, t reflect.Type) {
	element := all.of(t.Elem())
	size := uint64(t.Elem().Size())
	many := reflect.SliceOf(t.Elem())
	shared := leaf(t.Elem())
	c.encode = func(e *encoder, v reflect.Value) {
		if shared {
			e.shared(c.id, element, v.Elem())
			return
		}
		element.encode(e, v.Elem())
	}
	c.decode = func(d *decoder, v reflect.Value) {
		if shared {
			if n := d.uvarint(); n != 0 || d.bad {
				d.again(c.id, n, v)
				return
			}
		}
		if !d.enter(size) {
			return
		}
		room := d.room(c.id, many)
		element.decode(d, room)
		v.Set(room.Addr())
		d.leave()
		if shared {
			d.share(c.id, v)
		}
	}
}

// leaf reports whether a type is a struct that points to no other.
func leaf(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || t == timeType {
		return false
	}
	for i := range t.NumField() {
		switch f := t.Field(i).Type; {
		case f == timeType:
		case f.Kind() == reflect.Struct, f.Kind() == reflect.Slice && f.Elem().Kind() != reflect.String,
			f.Kind() == reflect.Pointer && f.Elem().Kind() == reflect.Struct && f.Elem() != timeType:
			return false
		}
	}
	return true
}

// fingerprint says what a type looks like, with all that it holds: two programs that
// have the same one read each other's files alike.
func fingerprint(t reflect.Type) [8]byte {
	h := sha256.New()
	describe(h, t, map[reflect.Type]bool{})
	return [8]byte(h.Sum(nil))
}

func describe(w io.Writer, t reflect.Type, seen map[reflect.Type]bool) {
	_, _ = fmt.Fprintf(w, "%s %s{", t, t.Kind())
	if !seen[t] {
		seen[t] = true
		switch {
		case t == timeType:
		case t.Kind() == reflect.Struct:
			for i := range t.NumField() {
				f := t.Field(i)
				_, _ = fmt.Fprintf(w, "%s %s ", f.Name, f.Tag.Get("snapshot"))
				describe(w, f.Type, seen)
			}
		case t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer:
			describe(w, t.Elem(), seen)
		}
	}
	_, _ = io.WriteString(w, "}")
}

// encoder collects one part.
type encoder struct {
	body, ages []byte
	index      map[string]uint64
	lengths    []byte
	text       []byte
	// seen numbers the values that are stored once, for each codec by its id.
	seen map[int]map[string]uint64
}

func newEncoder() *encoder {
	return &encoder{index: map[string]uint64{}, seen: map[int]map[string]uint64{}}
}

func (e *encoder) uvarint(n uint64) { e.body = binary.AppendUvarint(e.body, n) }
func (e *encoder) varint(n int64)   { e.body = binary.AppendVarint(e.body, n) }

// string puts a text into the table, once.
func (e *encoder) string(s string) {
	n, ok := e.index[s]
	if !ok {
		n = uint64(len(e.index))
		e.index[s] = n
		e.lengths = binary.AppendUvarint(e.lengths, uint64(len(s)))
		e.text = append(e.text, s...)
	}
	e.uvarint(n)
}

// shared writes a value after a zero, or the number of one before that is the same.
func (e *encoder) shared(id int, c *codec, v reflect.Value) {
	seen := e.seen[id]
	if seen == nil {
		seen = map[string]uint64{}
		e.seen[id] = seen
	}
	from := len(e.body)
	e.uvarint(0)
	c.encode(e, v)
	if n, ok := seen[string(e.body[from:])]; ok {
		e.body = e.body[:from]
		e.uvarint(n)
		return
	}
	seen[string(e.body[from:])] = uint64(len(seen)) + 1
}

func (e *encoder) fields(fields []field, v reflect.Value) {
	var mask uint64
	for i := range fields {
		if !fields[i].age && !v.Field(i).IsZero() {
			mask |= 1 << i
		}
	}
	e.uvarint(mask)
	for i := range fields {
		switch f := &fields[i]; {
		case f.age:
			e.ages = appendTime(e.ages, v.Field(i))
		case mask&(1<<i) != 0:
			f.codec.encode(e, v.Field(i))
		}
	}
}

func encodeTime(e *encoder, v reflect.Value) { e.body = appendTime(e.body, v) }

// appendTime keeps the offset: the times of a commit are in the zone of its author.
func appendTime(b []byte, v reflect.Value) []byte {
	t, _ := v.Addr().Interface().(*time.Time)
	_, offset := t.Zone()
	b = binary.AppendVarint(b, t.Unix())
	b = binary.AppendUvarint(b, uint64(t.Nanosecond()))
	return binary.AppendVarint(b, int64(offset))
}

// part is what was collected: the table, the body and the ages, each after its length.
// What is before the ages is what the part says.
func (e *encoder) part() (part []byte, says int) {
	part = make([]byte, 0, 4*binary.MaxVarintLen64+len(e.lengths)+len(e.text)+len(e.body)+len(e.ages))
	part = binary.AppendUvarint(part, uint64(len(e.index)))
	part = append(part, e.lengths...)
	part = binary.AppendUvarint(part, uint64(len(e.text)))
	part = append(part, e.text...)
	part = binary.AppendUvarint(part, uint64(len(e.body)))
	part = append(part, e.body...)
	return append(part, e.ages...), len(part)
}
