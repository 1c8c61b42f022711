package pack

import (
	"math"
	"time"
)

// farthest is how many seconds from 1970 a time may be.
const farthest = 1 << 40

// time is a time: milliseconds since the one the row counts from, and where it has them,
// parts of those and a zone.
func (c *coder) time(t *time.Time) {
	if c.reads {
		c.readTime(t)
		return
	}
	zone, known := c.dict.zone(&c.tables, *t)
	if s := t.Unix(); !known || s <= -farthest || s >= farthest {
		c.bad = true
		return
	}
	rest := uint64(t.Nanosecond() % int(time.Millisecond))
	n := signed(t.UnixMilli()-c.base) << 2
	if rest != 0 {
		n |= 1
	}
	if zone != zoneUTC {
		n |= 2
	}
	c.uint(n)
	if rest != 0 {
		c.uint(rest)
	}
	if zone != zoneUTC {
		c.uint(zone)
	}
}

func (c *coder) readTime(t *time.Time) {
	n := c.read()
	ms, rest, zone := unsigned(n>>2)+c.base, uint64(0), uint64(zoneUTC)
	if n&1 != 0 {
		rest = c.read()
	}
	if n&2 != 0 {
		zone = c.read()
	}
	at := time.UnixMilli(ms)
	if rest != 0 {
		at = at.Add(time.Duration(rest))
	}
	*t = at.In(c.tables.location(zone))
}

// micro is what most numbers with a point are whole counts of.
const micro = 1e6

// float is a number with a point.
func (c *coder) float(f *float64) {
	var n int64
	if !c.reads {
		n = wholeMicros(*f)
	}
	if c.flag(!c.reads && math.Float64bits(float64(n)/micro) == math.Float64bits(*f)) {
		c.int(&n)
		if c.reads {
			*f = float64(n) / micro
		}
		return
	}
	if bits := c.uint(math.Float64bits(*f)); c.reads {
		*f = math.Float64frombits(bits)
	}
}

// wholeMicros is a number in millionths; whatever for one that has too many.
func wholeMicros(f float64) int64 {
	if f != f || math.Abs(f) > 1<<40 {
		return 0
	}
	return int64(math.Round(f * micro))
}
