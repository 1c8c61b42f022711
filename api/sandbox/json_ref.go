package sandbox

import (
	"encoding/hex"
	"net/url"
	"strings"
)

// branchJSON is a branch.
// gitlab: lib/api/entities/branch.rb
type branchJSON struct {
	Name      string     `json:"name"`
	Commit    commitJSON `json:"commit"`
	Merged    bool       `json:"merged"`
	Protected bool       `json:"protected"`
	DevPush   bool       `json:"developers_can_push"`
	DevMerge  bool       `json:"developers_can_merge"`
	CanPush   bool       `json:"can_push"`
	Default   bool       `json:"default"`
	WebURL    string     `json:"web_url"`
}

func (w *world) branchJSON(p *project, b named, u *user) branchJSON {
	guarded := b.name == "main" || strings.HasPrefix(b.name, "release")
	level := levelDeveloper
	if guarded {
		level = levelMaintainer
	}
	return branchJSON{
		Name: b.name, Commit: w.commitJSON(p, b.commit), Merged: b.commit.branch == 0 && b.name != "main", Protected: guarded,
		DevMerge: b.name == "main", CanPush: u != nil && p.may(u, level), Default: b.name == "main",
		WebURL: w.projectURL(p) + "/-/tree/" + (&url.URL{Path: b.name}).EscapedPath(),
	}
}

// tagJSON is a tag. An annotated one has a message, and an object of its own for
// a target.
// gitlab: lib/api/entities/tag.rb
type tagJSON struct {
	Name      string     `json:"name"`
	Message   string     `json:"message"`
	Target    string     `json:"target"`
	Commit    commitJSON `json:"commit"`
	Release   *struct{}  `json:"release"`
	Protected bool       `json:"protected"`
	CreatedAt stamp      `json:"created_at"`
}

func (w *world) tagJSON(p *project, t named) tagJSON {
	shape := tagJSON{Name: t.name, Commit: w.commitJSON(p, t.commit), Target: w.sha(p, t.commit)}
	if strings.HasPrefix(t.name, "v") {
		shape.Protected, shape.Message = true, "Release "+t.name
		shape.CreatedAt = stamp(t.at)
		shape.Target = hex.EncodeToString(bytesOf(20, w.seed, p.id, int64(t.commit.branch), int64(t.commit.n), 'G'))
	}
	return shape
}
