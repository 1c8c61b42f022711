package snapshot

import (
	"encoding/binary"
	"math/bits"
	"reflect"
	"time"
)

// Bounds on what a part may make of itself.
const (
	// growth is how many bytes of memory a byte of a part may come to: a mask of one
	// byte stands for a struct of some hundred.
	growth = 64
	// spare is what may be on top of that.
	spare = 1 << 20
	// maxDepth is how deep values may lie in others: a deployment holds environments,
	// which hold deployments.
	maxDepth = 32
	maxZone  = 24 * 60 * 60
	// maxBlock is for how many values memory is taken at once: one by one is half of the
	// work, and one that is in use keeps its whole block.
	maxBlock = 32
)

// decoder reads one part. What is wrong is remembered, not told at once: from then on
// it reads zeros.
type decoder struct {
	body, ages []byte
	texts      []string
	zones      map[int]*time.Location
	blocks     []block
	budget     uint64
	depth      int
	bad        bool
}

// newDecoder takes a part apart. The texts are of one piece of memory.
func newDecoder(part []byte) *decoder {
	d := &decoder{budget: growth*uint64(len(part)) + spare, body: part}
	n := d.count()
	lengths := make([]uint64, 0, n)
	total := uint64(0)
	for range n {
		l := d.uvarint()
		if l > uint64(len(d.body)) {
			d.fail()
			return d
		}
		lengths = append(lengths, l)
		total += l
	}
	if size := d.count(); size != total || d.bad {
		d.fail()
		return d
	}
	text := string(d.body[:total])
	d.body = d.body[total:]
	d.texts = make([]string, 0, n)
	for _, l := range lengths {
		d.texts = append(d.texts, text[:l])
		text = text[l:]
	}
	size := d.count()
	d.body, d.ages = d.body[:size], d.body[size:]
	return d
}

func (d *decoder) fail() {
	d.bad = true
	d.body, d.ages, d.texts = nil, nil, nil
}

// whole reports whether all was read and nothing else was there.
func (d *decoder) whole() bool { return !d.bad && len(d.body) == 0 && len(d.ages) == 0 }

// enter begins a value that takes so much memory; false where that is too much.
func (d *decoder) enter(size uint64) bool {
	if d.bad || d.depth >= maxDepth || size > d.budget {
		d.fail()
		return false
	}
	d.depth++
	d.budget -= size
	return true
}

func (d *decoder) leave() { d.depth-- }

// block is memory for values of one type, and those of them that others may be, too.
type block struct {
	values    reflect.Value
	used, all int
	shared    []reflect.Value
}

func (d *decoder) block(id int) *block {
	if id >= len(d.blocks) {
		d.blocks = append(d.blocks, make([]block, id+1-len(d.blocks))...)
	}
	return &d.blocks[id]
}

// room is where the next value goes that a pointer points to, by the id of its codec.
func (d *decoder) room(id int, many reflect.Type) reflect.Value {
	b := d.block(id)
	if b.used == b.all {
		b.used, b.all = 0, min(2*b.all+1, maxBlock)
		b.values = reflect.MakeSlice(many, b.all, b.all)
	}
	b.used++
	return b.values.Index(b.used - 1)
}

// share remembers a pointer, again sets another to the same by its number.
func (d *decoder) share(id int, v reflect.Value) {
	b := d.block(id)
	b.shared = append(b.shared, v)
}

func (d *decoder) again(id int, n uint64, v reflect.Value) {
	b := d.block(id)
	if n == 0 || n > uint64(len(b.shared)) {
		d.fail()
		return
	}
	v.Set(b.shared[n-1])
}

func (d *decoder) uvarint() uint64 {
	if len(d.body) > 0 && d.body[0] < 0x80 { // most are short
		n := d.body[0]
		d.body = d.body[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(d.body)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.body = d.body[size:]
	return n
}

// count reads how many of something follow, each of a byte at least.
func (d *decoder) count() uint64 {
	n := d.uvarint()
	if n > uint64(len(d.body)) {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) bool() bool {
	n := d.uvarint()
	if n > 1 {
		d.fail()
	}
	return n == 1
}

func (d *decoder) string() string {
	n := d.uvarint()
	if n >= uint64(len(d.texts)) {
		d.fail()
		return ""
	}
	return d.texts[n]
}

func (d *decoder) setInt(v reflect.Value) {
	n, size := binary.Varint(d.body)
	if size <= 0 || v.OverflowInt(n) {
		d.fail()
		return
	}
	d.body = d.body[size:]
	v.SetInt(n)
}

func (d *decoder) setUint(v reflect.Value) {
	n := d.uvarint()
	if v.OverflowUint(n) {
		d.fail()
		return
	}
	v.SetUint(n)
}

func (d *decoder) fields(fields []field, v reflect.Value) {
	mask := d.uvarint()
	if bits.Len64(mask) > len(fields) {
		d.fail()
		return
	}
	for i := range fields {
		switch f := &fields[i]; {
		case f.age:
			d.ages = d.time(d.ages, v.Field(i))
		case mask&(1<<i) != 0:
			f.codec.decode(d, v.Field(i))
		}
		if d.bad {
			return
		}
	}
}

func decodeTime(d *decoder, v reflect.Value) { d.body = d.time(d.body, v) }

// time reads a time off the front and returns the rest.
func (d *decoder) time(b []byte, v reflect.Value) []byte {
	second, n := binary.Varint(b)
	b = b[max(n, 0):]
	nano, m := binary.Uvarint(b)
	b = b[max(m, 0):]
	offset, o := binary.Varint(b)
	if n <= 0 || m <= 0 || o <= 0 || nano >= uint64(time.Second) || offset <= -maxZone || offset >= maxZone {
		d.fail()
		return nil
	}
	*v.Addr().Interface().(*time.Time) = time.Unix(second, int64(nano)).In(d.zone(int(offset)))
	return b[o:]
}

func (d *decoder) zone(offset int) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	if d.zones == nil {
		d.zones = map[int]*time.Location{}
	}
	if d.zones[offset] == nil {
		d.zones[offset] = time.FixedZone("", offset)
	}
	return d.zones[offset]
}
