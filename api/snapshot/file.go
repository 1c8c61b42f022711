package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"greenlight/api"
)

// The file is a preamble of fixed size, a head, and the parts that the head lists:
//
//	magic 8 · format 4 · types 8 · size of the head 4 · size of the file 8 · sum 32
//
// numbers little-endian, the sum over what is before it and the head. The head has
// the sum of each part, so that they are checked and read side by side.
const (
	magic    = "glsnap\r\n"
	format   = 1
	sumAt    = len(magic) + 4 + 8 + 4 + 8
	preamble = sumAt + sha256.Size
	partRows = 512
	maxSize  = 256 << 20
	minPart  = 4
)

// MaxRows is how many listed deployments a snapshot holds at most.
const MaxRows = 20_000

// head is what is said of a file as a whole.
type head struct {
	Host, Scope string
	SavedAt     time.Time `snapshot:"age"`
	Me          api.CurrentUser
	Groups      []Group
	Names       []Name
	Parts       []listedPart
}

// listedPart is one part of a file. Says is the sum of what it says, its ages aside.
type listedPart struct {
	Projects, Rows, Size int
	Sum, Says            string
}

// shape is what is known of the stored types.
type shape struct {
	head, projects *codec
	types          [8]byte
}

var shaped = sync.OnceValue(func() shape {
	all := codecs{}
	both := reflect.TypeFor[struct {
		Head     head
		Projects []Project
	}]()
	return shape{all.of(reflect.TypeFor[head]()), all.of(reflect.TypeFor[[]Project]()), fingerprint(both)}
})

// Encoded is a state as it is written.
type Encoded struct {
	// Host and Scope are the state's.
	Host, Scope string
	// Says sums up what the state says, its ages aside: where two are the same, the
	// states differ in nothing but in when things were read.
	Says   [sha256.Size]byte
	pieces [][]byte
}

// Size is in bytes.
func (e *Encoded) Size() int {
	n := 0
	for _, p := range e.pieces {
		n += len(p)
	}
	return n
}

// Lists are the lists of a state's projects, by the places of those in it, for who has
// them in another form. Of is called from several goroutines.
type Lists struct {
	Len func(project int) int
	Of  func(project int) []api.Deployment
}

// Encode makes a file of a state. It fails where the state has more than MaxRows rows
// or does not fit, and where the context ends.
func Encode(ctx context.Context, s *State) (*Encoded, error) {
	return EncodeLists(ctx, s, Lists{
		Len: func(i int) int { return len(s.Projects[i].Listed) },
		Of:  func(i int) []api.Deployment { return s.Projects[i].Listed },
	})
}

// EncodeLists is Encode with what is listed from elsewhere: no more of it is there at once
// than is worked on.
func EncodeLists(ctx context.Context, s *State, lists Lists) (*Encoded, error) {
	shares := share(len(s.Projects), lists)
	if n := len(shares); n > 0 && shares[n-1].rows > MaxRows {
		return nil, errTooMany
	}
	parts := make([][]byte, len(shares))
	h := head{s.Host, s.Scope, s.SavedAt, s.Me, s.Groups, s.Names, make([]listedPart, len(shares))}
	work, ctx := atOnce(ctx)
	for i, at := range shares {
		work.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			projects := slices.Clone(s.Projects[at.from:at.to])
			for k := range projects {
				projects[k].Listed = lists.Of(at.from + k)
			}
			e := newEncoder()
			shaped().projects.encode(e, reflect.ValueOf(&projects).Elem())
			part, says := e.part()
			rows := (&State{Projects: projects}).rows()
			h.Parts[i] = listedPart{len(projects), rows, len(part), sum(part), sum(part[:says])}
			parts[i] = part
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	e := newEncoder()
	shaped().head.encode(e, reflect.ValueOf(&h).Elem())
	out := &Encoded{Host: s.Host, Scope: s.Scope, Says: saysOf(h)}
	top, _ := e.part()
	out.pieces = append([][]byte{nil, top}, parts...)
	out.pieces[0] = opening(top, out.Size()+preamble)
	if out.Size() > maxSize {
		return nil, errTooLarge
	}
	return out, nil
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return string(s[:])
}

// saysOf leaves the ages and what depends on them out.
func saysOf(h head) [sha256.Size]byte {
	h.Parts = slices.Clone(h.Parts)
	for i := range h.Parts {
		h.Parts[i].Size, h.Parts[i].Sum = 0, ""
	}
	e := newEncoder()
	shaped().head.encode(e, reflect.ValueOf(&h).Elem())
	part, says := e.part()
	return sha256.Sum256(part[:says])
}

// span is a stretch of the projects that is worked on at once, and how many rows there
// are up to its end.
type span struct{ from, to, rows int }

// share cuts the projects into what is worked on side by side.
func share(projects int, lists Lists) []span {
	var out []span
	from, rows, all := 0, 0, 0
	for i := range projects {
		n := lists.Len(i)
		rows, all = rows+n, all+n
		if rows >= partRows || i == projects-1 {
			out = append(out, span{from, i + 1, all})
			from, rows = i+1, 0
		}
	}
	return out
}

func atOnce(ctx context.Context) (*errgroup.Group, context.Context) {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(max(runtime.GOMAXPROCS(0), 1))
	return work, ctx
}

// opening is the preamble of a file.
func opening(top []byte, size int) []byte {
	types := shaped().types
	b := append(make([]byte, 0, preamble), magic...)
	b = binary.LittleEndian.AppendUint32(b, format)
	b = append(b, types[:]...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(top)))
	b = binary.LittleEndian.AppendUint64(b, uint64(size))
	return append(b, sum(append(slices.Clone(b), top...))...)
}

// Decode reads a file that Encode made, of that host and scope. Whatever is wrong with
// it is a Reason; it never takes more memory than a fixed multiple of the file's size.
// Who reads a state must not change it: its texts share their memory.
func Decode(ctx context.Context, file []byte, host, scope string) (*State, error) {
	h, rest, err := open(file)
	if err != nil {
		return nil, err
	}
	if h.Host != host || h.Scope != scope {
		return nil, Foreign
	}
	shares := make([][]Project, len(h.Parts))
	work, ctx := atOnce(ctx)
	for i, p := range h.Parts {
		part := rest[:p.Size]
		rest = rest[p.Size:]
		work.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			shares[i], err = p.read(part)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return &State{
		Host: h.Host, Scope: h.Scope, SavedAt: h.SavedAt, Me: h.Me, Groups: h.Groups, Names: h.Names, Projects: slices.Concat(shares...),
	}, nil
}

// open checks the preamble and the head, and returns the parts, which are as long as
// the head says.
func open(file []byte) (h head, rest []byte, err error) {
	switch {
	case len(file) == 0:
		return head{}, nil, Empty
	case len(file) > maxSize:
		return head{}, nil, TooLarge
	case len(file) < len(magic) || string(file[:len(magic)]) != magic:
		return head{}, nil, Corrupt
	case len(file) < preamble:
		return head{}, nil, Cut
	}
	number := binary.LittleEndian
	at := file[len(magic):]
	if v := number.Uint32(at); v > format {
		return head{}, nil, Newer
	} else if v < format || [8]byte(at[4:12]) != shaped().types {
		return head{}, nil, Older
	}
	top, size := number.Uint32(at[12:]), number.Uint64(at[16:])
	switch {
	case uint64(len(file)) < size:
		return head{}, nil, Cut
	case uint64(len(file)) > size || uint64(top) > size-uint64(preamble):
		return head{}, nil, Corrupt
	}
	rest = file[preamble+int(top):]
	checked := sha256.New()
	checked.Write(file[:sumAt])
	checked.Write(file[preamble : preamble+int(top)])
	if string(checked.Sum(nil)) != string(file[sumAt:preamble]) {
		return head{}, nil, Corrupt
	}
	d := newDecoder(file[preamble : preamble+int(top)])
	shaped().head.decode(d, reflect.ValueOf(&h).Elem())
	if !d.whole() || !h.fits(len(rest)) {
		return head{}, nil, Corrupt
	}
	return h, rest, nil
}

// fits reports whether the parts fill what is there, and are not too many rows.
func (h *head) fits(size int) bool {
	rows := 0
	for _, p := range h.Parts {
		if p.Size < minPart || p.Size > size || p.Rows < 0 || p.Rows > MaxRows {
			return false
		}
		size -= p.Size
		rows += p.Rows
	}
	return size == 0 && rows <= MaxRows
}

func (p listedPart) read(part []byte) ([]Project, error) {
	if sum(part) != p.Sum {
		return nil, Corrupt
	}
	var projects []Project
	d := newDecoder(part)
	shaped().projects.decode(d, reflect.ValueOf(&projects).Elem())
	if !d.whole() || len(projects) != p.Projects || (&State{Projects: projects}).rows() != p.Rows {
		return nil, Corrupt
	}
	return projects, nil
}
