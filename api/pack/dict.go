package pack

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"greenlight/api"
)

// Dict holds once what many packed deployments say. The zero value is empty and ready.
// It only ever grows, up to bounds behind which deployments hold such things themselves:
// what is packed stays readable for as long as anybody has it.
type Dict struct {
	// tables are what readers see; what they see of it never changes.
	tables atomic.Pointer[tables]

	// mu guards what follows, which is for packing alone.
	mu      sync.Mutex
	texts   map[string]uint64
	people  map[nameKey]uint64
	places  map[nameKey]uint64
	offsets map[int]uint64
	scratch []byte
}

// tables hold what packed deployments name by its number.
type tables struct {
	texts  []string
	people []*api.User
	places []*api.Environment
	zones  []*time.Location
}

// nameKey names a user or an environment; several of one may be known, from before and
// after it was renamed.
type nameKey struct {
	id          int64
	name, other string
}

// Bounds on what a Dict remembers.
const (
	mostTexts  = 32 << 10
	longest    = 256
	mostPeople = 8 << 10
	mostPlaces = 32 << 10
	mostZones  = 256
)

// grown is a copy of the tables to add to. The dict's mutex is held.
func (d *Dict) grown() tables {
	if t := d.tables.Load(); t != nil {
		return *t
	}
	d.texts, d.people = map[string]uint64{}, map[nameKey]uint64{}
	d.places, d.offsets = map[nameKey]uint64{}, map[int]uint64{}
	return tables{}
}

// publish shows readers what was added.
func (d *Dict) publish(t tables) {
	old := d.tables.Load()
	if old == nil || len(old.texts) != len(t.texts) || len(old.people) != len(t.people) ||
		len(old.places) != len(t.places) || len(old.zones) != len(t.zones) {
		d.tables.Store(&t)
	}
}

// The numbers of what is in no table.
const (
	none   = 0 // nothing, an empty text
	inline = 1 // it follows
	first  = 2 // the number of the first in the table
)

// text is the number of a text.
func (d *Dict) text(t *tables, s string) uint64 {
	if s == "" {
		return none
	}
	if n, ok := d.texts[s]; ok {
		return n
	}
	if len(s) > longest || len(t.texts) >= mostTexts {
		return inline
	}
	n := first + uint64(len(t.texts))
	s = strings.Clone(s)
	t.texts, d.texts[s] = append(t.texts, s), n
	return n
}

// person is the number of a user. Of one who changes without another name only the first
// state is remembered: who comes in two would else be numbered anew each time.
func (d *Dict) person(t *tables, u *api.User) uint64 {
	if u == nil {
		return none
	}
	key := nameKey{u.ID, u.Username, u.Name}
	if n, ok := d.people[key]; ok {
		if samePerson(t.people[n-first], u) {
			return n
		}
		return inline
	}
	if len(t.people) >= mostPeople {
		return inline
	}
	n := first + uint64(len(t.people))
	own := *u
	ownTexts(&own.Username, &own.Name, &own.State, &own.WebURL)
	own.PublicEmail, own.AvatarURL = ownText(u.PublicEmail), ownText(u.AvatarURL)
	t.people, d.people[nameKey{u.ID, own.Username, own.Name}] = append(t.people, &own), n
	return n
}

// place is the number of an environment, as that of a user.
func (d *Dict) place(t *tables, e *api.Environment) uint64 {
	key := nameKey{e.ID, e.Name, ""}
	if n, ok := d.places[key]; ok {
		if samePlace(t.places[n-first], e) {
			return n
		}
		return inline
	}
	if len(t.places) >= mostPlaces {
		return inline
	}
	n := first + uint64(len(t.places))
	own := *e
	ownTexts(&own.Name, &own.Slug, &own.State, (*string)(&own.Tier))
	own.ExternalURL = ownText(e.ExternalURL)
	t.places, d.places[nameKey{e.ID, own.Name, ""}] = append(t.places, &own), n
	return n
}

// ownTexts takes texts out of the memory in which they came: a few that stay must not
// keep a whole page, or all that an earlier run has saved.
func ownTexts(texts ...*string) {
	for _, s := range texts {
		*s = strings.Clone(*s)
	}
}

func ownText(s *string) *string {
	if s == nil {
		return nil
	}
	own := strings.Clone(*s)
	return &own
}

func samePerson(a, b *api.User) bool {
	x := *b
	x.PublicEmail, x.AvatarURL = a.PublicEmail, a.AvatarURL
	return *a == x && sameText(a.PublicEmail, b.PublicEmail) && sameText(a.AvatarURL, b.AvatarURL)
}

func sameText(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

func samePlace(a, b *api.Environment) bool {
	return a.ID == b.ID && a.Name == b.Name && a.Slug == b.Slug && a.Tier == b.Tier && a.State == b.State &&
		sameTime(a.CreatedAt, b.CreatedAt) && sameTime(a.UpdatedAt, b.UpdatedAt) && sameText(a.ExternalURL, b.ExternalURL)
}

// sameTime reports whether two times are one, in one zone.
func sameTime(a, b time.Time) bool {
	_, x := a.Zone()
	_, y := b.Zone()
	return a.Equal(b) && x == y && a.Location().String() == b.Location().String()
}

// The numbers of zones that are in no table.
const (
	zoneUTC = iota
	zoneLocal
	firstZone
)

// zone is the number of a zone; false where it is none that GitLab sends.
func (d *Dict) zone(t *tables, at time.Time) (uint64, bool) {
	switch at.Location() {
	case time.UTC:
		return zoneUTC, true
	case time.Local:
		return zoneLocal, true
	}
	name, offset := at.Zone()
	if name != "" || at.Location().String() != "" {
		return 0, false
	}
	if n, ok := d.offsets[offset]; ok {
		return n, true
	}
	if len(t.zones) >= mostZones {
		return 0, false
	}
	n := firstZone + uint64(len(t.zones))
	t.zones, d.offsets[offset] = append(t.zones, time.FixedZone("", offset)), n
	return n, true
}

func (t *tables) location(n uint64) *time.Location {
	switch n {
	case zoneUTC:
		return time.UTC
	case zoneLocal:
		return time.Local
	default:
		return t.zones[n-firstZone]
	}
}
