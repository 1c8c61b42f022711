package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// project finds the project a path names, by number or full path. A renamed
// one moves GETs on and refuses everything else. Complaints about parameters
// come before it, as in Grape.
// gitlab: lib/api/helpers.rb
func (c *call) project() (*project, error) {
	if err := c.params.err(); err != nil {
		return nil, err
	}
	name := c.params.text("id")
	p, moved := c.w.findProject(name)
	if p == nil || !p.sees(c.u) {
		return nil, notFound("Project")
	}
	if moved {
		return nil, c.moved(p, name)
	}
	return p, nil
}

func (w *world) findProject(name string) (p *project, moved bool) {
	if id, err := strconv.ParseInt(name, 10, 64); err == nil {
		return w.projectByID[id], false
	}
	key := strings.ToLower(name)
	if p := w.projectPath[key]; p != nil {
		return p, false
	}
	p = w.oldPaths[key]
	return p, p != nil
}

func (c *call) moved(p *project, old string) error {
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodHead {
		return refuse(http.StatusMethodNotAllowed, "Non GET methods are not allowed for moved projects")
	}
	target := c.w.root + strings.Replace(c.path, url.PathEscape(old), strconv.FormatInt(p.id, 10), 1)
	if c.r.URL.RawQuery != "" {
		target += "?" + c.r.URL.RawQuery
	}
	return &refusal{reply{
		status: http.StatusMovedPermanently,
		header: http.Header{"Location": {target}, "Content-Type": {"text/plain"}},
		body:   []byte("This resource has been moved permanently to " + target),
	}}
}

// readable is project plus the right to read deployments, jobs, pipelines and
// environments.
func (c *call) readable() (*project, error) {
	p, err := c.project()
	if err != nil {
		return nil, err
	}
	if !p.readsDeployments(c.orNobody()) {
		return nil, forbidden("")
	}
	return p, nil
}

// orNobody stands in for the user of an anonymous request.
func (c *call) orNobody() *user {
	if c.u == nil {
		return &user{}
	}
	return c.u
}

func getProject(c *call) (reply, error) {
	p, err := c.project()
	if err != nil {
		return reply{}, err
	}
	return ok(c.w.projectJSON(p, c.u, true))
}

var projectOrders = []string{
	"id", "name", "path", "created_at", "updated_at", "last_activity_at", "similarity", "star_count",
	"storage_size", "repository_size", "wiki_size", "packages_size",
}

var levelWords = []string{"5", "10", "15", "20", "25", "30", "40", "50"}

// projectQuery is the common part of the lists of projects.
type projectQuery struct {
	order, sort, search string
	minLevel            int64
	archived            string
	simple, membership  bool
	owned               bool
	activeAfter         time.Time
	idAfter, idBefore   int64
	keyset              bool
	window              window
}

func (c *call) projectQuery() (projectQuery, error) {
	p := c.params
	q := projectQuery{
		order:       p.oneOf("order_by", "created_at", projectOrders),
		sort:        p.oneOf("sort", "desc", []string{"asc", "desc"}),
		search:      strings.ToLower(p.text("search")),
		simple:      p.boolean("simple", false),
		membership:  p.boolean("membership", false),
		owned:       p.boolean("owned", false),
		activeAfter: p.moment("last_activity_after"),
		idAfter:     p.id("id_after"),
		idBefore:    p.id("id_before"),
	}
	if level := p.oneOf("min_access_level", "", levelWords); level != "" {
		q.minLevel, _ = strconv.ParseInt(level, 10, 64) // a bad one has complained already
	}
	if p.given["archived"] {
		q.archived = strconv.FormatBool(p.boolean("archived", false))
	}
	if p.given["active"] {
		q.archived = strconv.FormatBool(!p.boolean("active", true))
	}
	q.window = p.window()
	q.keyset = p.text("pagination") == "keyset"
	return q, p.err()
}

func (q *projectQuery) takes(p *project, u *user) bool {
	level := levelNone
	if u != nil {
		level = p.memberLevel(u)
	}
	switch {
	case !p.sees(u):
	case (q.membership || q.owned) && level == levelNone:
	case q.owned && level < levelOwner:
	case q.minLevel > 0 && int64(level) < q.minLevel:
	case q.archived != "" && q.archived != strconv.FormatBool(p.archived):
	case q.search != "" && !strings.Contains(strings.ToLower(p.name+"\n"+p.path), q.search):
	case !q.activeAfter.IsZero() && p.activity.Before(q.activeAfter):
	case q.idAfter > 0 && p.id <= q.idAfter:
	case q.idBefore > 0 && p.id >= q.idBefore:
	default:
		return true
	}
	return false
}

func (q *projectQuery) compare(a, b *project) int {
	var by int
	switch q.order {
	case "name":
		by = strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	case "path":
		by = strings.Compare(a.path, b.path)
	case "created_at":
		by = a.created.Compare(b.created)
	case "updated_at", "last_activity_at":
		by = a.activity.Compare(b.activity)
	}
	by = cmp.Or(by, cmp.Compare(a.id, b.id))
	if q.sort == "desc" {
		return -by
	}
	return by
}

func listProjects(c *call) (reply, error) {
	q, err := c.projectQuery()
	if err != nil {
		return reply{}, err
	}
	if q.keyset && q.order != "id" {
		return reply{}, refuseError(http.StatusMethodNotAllowed,
			errorBody{Error: "Keyset pagination is not yet available for this type of request"})
	}
	return c.answerProjects(q, c.w.projects, true)
}

func listGroupProjects(c *call) (reply, error) {
	q, err := c.projectQuery()
	deep := c.params.boolean("include_subgroups", false)
	if err = cmp.Or(err, c.params.err()); err != nil {
		return reply{}, err
	}
	g, err := c.group()
	if err != nil {
		return reply{}, err
	}
	q.keyset = false
	var inside []*project
	for _, p := range c.w.projects {
		if p.group == g || deep && p.group.within(g) {
			inside = append(inside, p)
		}
	}
	return c.answerProjects(q, inside, false)
}

// within tells whether a group lies below another, however deep.
func (g *group) within(top *group) bool {
	for ; g != nil; g = g.parent {
		if g == top {
			return true
		}
	}
	return false
}

func (c *call) answerProjects(q projectQuery, from []*project, permissions bool) (reply, error) {
	var found []*project
	for _, p := range from {
		if q.takes(p, c.u) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, q.compare)
	first, last := q.window.bounds(len(found))
	if q.keyset {
		first, last = 0, min(q.window.perPage, len(found))
	}
	rows := make([]any, 0, last-first)
	for _, p := range found[first:last] {
		if q.simple {
			rows = append(rows, c.w.simpleProjectJSON(p))
			continue
		}
		rows = append(rows, c.w.projectJSON(p, c.u, permissions))
	}
	if q.keyset {
		return c.keysetProjects(q, found[first:last], len(found), rows)
	}
	return c.paged(q.window, len(found), rows)
}

// keysetProjects has only a Link to the next page, which names the last id.
func (c *call) keysetProjects(q projectQuery, shown []*project, total int, rows []any) (reply, error) {
	r := jsonReply(http.StatusOK, rows)
	if len(shown) == total {
		return r, nil
	}
	query := c.r.URL.Query()
	name := "id_after"
	if q.sort == "desc" {
		name = "id_before"
	}
	query.Set(name, strconv.FormatInt(shown[len(shown)-1].id, 10))
	r.header.Set("Link", fmt.Sprintf(`<%s%s?%s>; rel="next"`, c.w.root, c.path, query.Encode()))
	return r, nil
}
