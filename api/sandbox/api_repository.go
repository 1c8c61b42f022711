package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// readsCode finds the project a path names if the caller may read its code: in a
// private one that takes a Reporter.
func (c *call) readsCode() (*project, error) {
	p, err := c.project()
	if err != nil {
		return nil, err
	}
	if p.visibility == "private" && !p.may(c.orNobody(), levelReporter) {
		return nil, forbidden("")
	}
	return p, nil
}

// compareRefs answers the commits that to has and from has not, and the files.
// Both may be any name of a commit.
// gitlab: lib/api/repositories.rb
func compareRefs(c *call) (reply, error) {
	for _, name := range []string{"from", "to"} {
		if !c.params.given[name] {
			c.params.complain("%s is missing", name)
		}
	}
	straight := c.params.boolean("straight", false)
	p, err := c.readsCode()
	if err != nil {
		return reply{}, err
	}
	from, found := c.w.resolve(p, c.params.text("from"))
	to, foundToo := c.w.resolve(p, c.params.text("to"))
	if !found || !foundToo {
		return reply{}, notFound("Ref")
	}
	return ok(c.w.compareJSON(p, c.w.compare(p, from, to, straight), straight))
}

// named is a branch or tag with its name.
type named struct {
	name string
	gitRef
	at time.Time // of its commit
}

// refsOf is the branches or the tags whose names hold a text. A leading ^ or a
// trailing $ ties it to the beginning or the end.
// gitlab: app/finders/git_refs_finder.rb
func (w *world) refsOf(p *project, tags bool, search string) []named {
	text := strings.ToLower(search)
	text, begins := strings.CutPrefix(text, "^")
	text, ends := strings.CutSuffix(text, "$")
	var found []named
	for name, ref := range p.refs {
		low := strings.ToLower(name)
		switch {
		case ref.tag != tags || !strings.Contains(low, text):
		case begins && !strings.HasPrefix(low, text) || ends && !strings.HasSuffix(low, text):
		default:
			found = append(found, named{name, ref, w.fact(p, ref.commit).at})
		}
	}
	return found
}

func byName(a, b named) int { return strings.Compare(a.name, b.name) }

func byTime(a, b named) int { return cmp.Or(a.at.Compare(b.at), strings.Compare(b.name, a.name)) }

// listBranches answers by name unless asked otherwise.
// gitlab: lib/api/branches.rb
func listBranches(c *call) (reply, error) {
	win := c.params.window()
	order := c.params.oneOf("sort", "", []string{"name_asc", "updated_asc", "updated_desc"})
	p, err := c.readsCode()
	if err != nil {
		return reply{}, err
	}
	found := c.w.refsOf(p, false, c.params.text("search"))
	switch order {
	case "updated_asc":
		slices.SortFunc(found, byTime)
	case "updated_desc":
		slices.SortFunc(found, func(a, b named) int { return byTime(b, a) })
	default:
		slices.SortFunc(found, byName)
	}
	first, last := win.bounds(len(found))
	rows := make([]branchJSON, 0, last-first)
	for _, b := range found[first:last] {
		rows = append(rows, c.w.branchJSON(p, b, c.u))
	}
	return c.paged(win, len(found), rows)
}

// listTags answers the newest first unless asked otherwise.
// gitlab: lib/api/tags.rb
func listTags(c *call) (reply, error) {
	win := c.params.window()
	sort := c.params.oneOf("sort", "desc", []string{"asc", "desc"})
	order := c.params.oneOf("order_by", "updated", []string{"name", "updated", "version"})
	p, err := c.readsCode()
	if err != nil {
		return reply{}, err
	}
	found := c.w.refsOf(p, true, c.params.text("search"))
	compare := byTime
	if order != "updated" {
		compare = byName
	}
	slices.SortFunc(found, compare)
	if sort == "desc" {
		slices.Reverse(found)
	}
	first, last := win.bounds(len(found))
	rows := make([]tagJSON, 0, last-first)
	for _, t := range found[first:last] {
		rows = append(rows, c.w.tagJSON(p, t))
	}
	return c.paged(win, len(found), rows)
}
