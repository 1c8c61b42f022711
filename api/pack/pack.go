// Package pack keeps deployments in little room. As a Go value one takes more than a
// kilobyte; of a hundred thousand that are held for as long as the program runs, all but
// the few on the screen are looked at by nobody. Packed, one is a string of some two
// hundred bytes, and what is said over and over in them (people, environments, stages,
// the beginnings of addresses) is in a Dict that they share.
//
// What is packed cannot be changed, and may be read by any number of goroutines. The
// same deployment is always packed to the same bytes by one Dict.
package pack

import "greenlight/api"

// Row is a packed deployment; the zero value is none.
type Row struct {
	dict *Dict
	data string
}

// Pack packs a deployment. It reports false for one that has more than a listing says,
// such as approvals, or anything else that would not come back as it was: that one is
// to be kept as it is.
func (d *Dict) Pack(x *api.Deployment) (Row, bool) {
	if x.PendingApprovalCount != nil || x.Approvals != nil || x.ApprovalSummary != nil || x.Environment.LastDeployment != nil {
		return Row{}, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c := coder{dict: d, tables: d.grown(), out: append(d.scratch[:0], make([]byte, opening)...)}
	c.deployment(x, &room{})
	c.close()
	d.scratch = c.out
	d.publish(c.tables)
	if c.bad {
		return Row{}, false
	}
	return Row{d, string(c.out)}, true
}

// IsZero reports whether it is no deployment.
func (r Row) IsZero() bool { return r.dict == nil }

// Dict is what it shares with others, nil for none; Data is the rest. Who keeps many rows
// of one Dict keeps that once, and of each row the data alone.
func (r Row) Dict() *Dict { return r.dict }

// Data is all that Row needs; empty for none.
func (r Row) Data() string { return r.data }

// Row is the row that Data is of. It must be one that this Dict packed.
func (d *Dict) Row(data string) Row { return Row{d, data} }

// Size is how many bytes it takes, without what it shares.
func (r Row) Size() int { return len(r.data) }

// Deployment is a new copy of what was packed; nil for none. What it points to that many
// deployments share, such as the user, must not be changed.
func (r Row) Deployment() *api.Deployment {
	if r.dict == nil {
		return nil
	}
	room := &room{}
	c := r.reader()
	c.deployment(&room.deployment, room)
	return &room.deployment
}

// ID is the deployment's; 0 for none.
func (r Row) ID() int64 {
	if r.dict == nil {
		return 0
	}
	c := coder{reads: true, data: r.data[opening:]}
	return unsigned(c.read())
}

// Head is the part of a deployment that many are looked through for.
type Head struct {
	ID          int64
	Status      api.Status
	Environment api.Environment
	User        *api.User
	Ref, SHA    string
}

// Head reads the beginning alone, which is a fraction of the work.
func (r Row) Head() Head {
	if r.dict == nil {
		return Head{}
	}
	var d api.Deployment
	c := r.reader()
	c.head(&d)
	return Head{d.ID, d.Status, d.Environment, d.User, d.Ref, d.SHA}
}

// reader begins to read.
func (r Row) reader() coder {
	c := coder{reads: true, tables: *r.dict.tables.Load(), data: r.data}
	c.open()
	return c
}
