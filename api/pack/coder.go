package pack

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"strconv"
	"strings"
)

// coder writes or reads one deployment: the same walk over its fields does both, so that
// the two cannot differ. Every step names a field by a pointer, and takes its value from
// there or puts it there. What is written is read by others meanwhile: nothing is put
// where a value is taken from, not even the same.
type coder struct {
	reads  bool
	tables tables
	// dict and out are for writing.
	dict *Dict
	out  []byte
	// data is what is left to be read, made where texts are put together.
	data string
	made strings.Builder
	// flags are answers to yes or no, flagged how many were given or taken.
	flags   uint64
	flagged uint
	// base is what times count from, size how many bytes of texts are put together.
	base int64
	size int
	// bad is true where something was met that cannot be packed.
	bad bool
}

const (
	// flagBytes is the room for the answers.
	flagBytes = 6
	// opening is what comes first: the answers and the size of what is put together.
	opening = flagBytes + 1
	// unit is what that size counts in.
	unit = 16
	// epoch is what the first time counts from, in milliseconds: 2024.
	epoch = 1704067200000
)

// open reads what comes first.
func (c *coder) open() {
	for i := range flagBytes {
		c.flags |= uint64(c.data[i]) << (8 * i)
	}
	c.size = int(c.data[flagBytes]) * unit
	c.data = c.data[opening:]
	c.base = epoch
}

// close fills in what comes first.
func (c *coder) close() {
	for i := range flagBytes {
		c.out[i] = byte(c.flags >> (8 * i))
	}
	c.out[flagBytes] = byte(min((c.size+unit-1)/unit, math.MaxUint8))
	if c.flagged > 8*flagBytes {
		panic("pack: there is no room for so many answers")
	}
}

// flag is an answer.
func (c *coder) flag(b bool) bool {
	at := c.flagged
	c.flagged++
	if c.reads {
		return c.flags>>at&1 != 0
	}
	if b {
		c.flags |= 1 << at
	}
	return b
}

func (c *coder) yes(b *bool) {
	if said := c.flag(*b); c.reads {
		*b = said
	}
}

// uint is a number, small ones in few bytes. For reading it matters not which is given.
func (c *coder) uint(n uint64) uint64 {
	if !c.reads {
		c.out = binary.AppendUvarint(c.out, n)
		return n
	}
	var shift uint
	n = 0
	for i := 0; ; i++ {
		b := c.data[i]
		n |= uint64(b&0x7f) << shift
		if shift += 7; b < 0x80 {
			c.data = c.data[i+1:]
			return n
		}
	}
}

// read is the next number, for reading alone.
func (c *coder) read() uint64 { return c.uint(0) }

// signed folds the sign of a number into its lowest bit.
func signed(n int64) uint64   { return uint64(n)<<1 ^ uint64(n>>63) }
func unsigned(n uint64) int64 { return int64(n>>1) ^ -int64(n&1) }

func (c *coder) int(n *int64) {
	if c.reads {
		*n = unsigned(c.read())
		return
	}
	c.uint(signed(*n))
}

// text is a text that a deployment has for itself.
func (c *coder) text(s *string) {
	if c.reads {
		n := c.read()
		*s, c.data = c.data[:n], c.data[n:]
		return
	}
	c.uint(uint64(len(*s)))
	c.out = append(c.out, *s...)
}

// word is a text that many deployments have.
func (c *coder) word(s *string) {
	if !c.reads {
		n := c.dict.text(&c.tables, *s)
		if c.uint(n); n == inline {
			c.text(s)
		}
		return
	}
	switch n := c.read(); n {
	case none:
		*s = ""
	case inline:
		c.text(s)
	default:
		*s = c.tables.texts[n-first]
	}
}

// same is a text that is mostly another one.
func (c *coder) same(s *string, other string) {
	switch {
	case !c.flag(*s == other):
		c.text(s)
	case c.reads:
		*s = other
	}
}

// begin is a text that another one mostly begins with.
func (c *coder) begin(s *string, whole string) {
	if !c.flag(strings.HasPrefix(whole, *s)) {
		c.text(s)
		return
	}
	if n := c.uint(uint64(len(*s))); c.reads {
		*s = whole[:n]
	}
}

// link is an address that mostly ends with what it leads to.
func (c *coder) link(s *string, end string) {
	if !c.flag(strings.HasSuffix(*s, end)) {
		c.text(s)
		return
	}
	front := strings.TrimSuffix(*s, end)
	c.word(&front)
	if !c.reads {
		c.size += len(*s)
		return
	}
	from := c.making(len(front) + len(end))
	c.made.WriteString(front)
	c.made.WriteString(end)
	*s = c.made.String()[from:]
}

func (c *coder) linkTo(s *string, id int64) {
	var room [20]byte
	c.link(s, string(strconv.AppendInt(room[:0], id, 10)))
}

// making begins a text that is put together, and says where.
func (c *coder) making(size int) int {
	if c.made.Cap() == 0 {
		c.made.Grow(max(c.size, size))
	}
	return c.made.Len()
}

// shaBytes are the bytes of a sha, of which the text has two letters for each.
const shaBytes = 20

// sha is a text that is mostly a sha.
func (c *coder) sha(s *string) {
	if !c.reads {
		raw, ok := rawSHA(*s)
		if !ok {
			c.out = append(c.out, 0)
			c.text(s)
			return
		}
		c.out = append(append(c.out, 1), raw[:]...)
		c.size += 2 * shaBytes
		return
	}
	hexed := c.data[0] == 1
	c.data = c.data[1:]
	if !hexed {
		c.text(s)
		return
	}
	from := c.making(2 * shaBytes)
	var text [2 * shaBytes]byte
	for i := range shaBytes {
		text[2*i], text[2*i+1] = digits[c.data[i]>>4], digits[c.data[i]&0xf]
	}
	c.made.Write(text[:])
	c.data = c.data[shaBytes:]
	*s = c.made.String()[from:]
}

const digits = "0123456789abcdef"

// rawSHA are the bytes of a sha; false for a text that would not come back.
func rawSHA(s string) (raw [shaBytes]byte, ok bool) {
	if len(s) != 2*shaBytes || strings.Trim(s, digits) != "" {
		return raw, false
	}
	_, err := hex.Decode(raw[:], []byte(s))
	return raw, err == nil
}

// opt is something that may be missing; room is where it is put, nil for anywhere. It is
// nil where there is nothing.
func opt[T any](c *coder, p **T, room *T) *T {
	if !c.flag(*p != nil) {
		return nil
	}
	if c.reads {
		if room == nil {
			room = new(T)
		}
		*p = room
	}
	return *p
}

// list is a list, each of whose elements is written or read by each.
func list[T any](c *coder, s *[]T, each func(*T)) {
	n := uint64(0)
	if *s != nil {
		n = uint64(len(*s)) + 1
	}
	n = c.uint(n)
	if c.reads && n > 0 {
		*s = make([]T, n-1)
	}
	for i := range *s {
		each(&(*s)[i])
	}
}
