package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxComparison bounds a comparison in bytes. GitLab sends all commits and the
// text of up to 1000 files in one reply.
// gitlab: lib/api/repositories.rb
const maxComparison = 64 << 20

// Compare reads what lies between two commits, given as shas or as names of
// branches or tags. It is one reply of up to 64 MB, and takes as long as something
// comes.
// gitlab: lib/api/repositories.rb
func (c *Client) Compare(ctx context.Context, project int64, from, to string) (Comparison, error) {
	q := call{op: "compare", target: fmt.Sprintf("%s with %s in project %d", shortName(from), shortName(to), project), method: http.MethodGet,
		path: projectPath(project, "repository", "compare"), query: url.Values{"from": {from}, "to": {to}},
		limit: maxComparison, patient: true}
	if err := c.positive(q, project); err != nil {
		return Comparison{}, err
	}
	if strings.TrimSpace(from) == "" || strings.TrimSpace(to) == "" {
		return Comparison{}, invalid(q, c.host, "a commit to compare with is missing; nothing was sent")
	}
	var got Comparison
	_, err := c.do(ctx, q, &got)
	return got, err
}

// Branches reads the first page of a project's branches whose names contain
// search, the most recently changed first. An empty search finds all. ^ and $
// stand for the ends of the name.
// gitlab: lib/api/branches.rb
func (c *Client) Branches(ctx context.Context, project int64, search string) (Page[GitRef], error) {
	return c.refs(ctx, project, "branches", url.Values{"sort": {"updated_desc"}}, search)
}

// Tags reads the first page of a project's tags as Branches does its branches.
// gitlab: lib/api/tags.rb
func (c *Client) Tags(ctx context.Context, project int64, search string) (Page[GitRef], error) {
	return c.refs(ctx, project, "tags", url.Values{"order_by": {"updated"}, "sort": {"desc"}}, search)
}

func (c *Client) refs(ctx context.Context, project int64, kind string, v url.Values, search string) (Page[GitRef], error) {
	if search != "" {
		v.Set("search", search)
	}
	q := call{op: "list " + kind, target: fmt.Sprintf("of project %d", project), method: http.MethodGet,
		path: projectPath(project, "repository", kind), query: paged(1, v)}
	if err := c.positive(q, project); err != nil {
		return Page[GitRef]{}, err
	}
	rows, err := list[struct {
		Name   string  `json:"name"`
		Commit *Commit `json:"commit"`
	}](ctx, c, q)
	if err != nil {
		return Page[GitRef]{}, err
	}
	page := Page[GitRef]{Items: make([]GitRef, 0, len(rows.Items)), Next: rows.Next, Total: rows.Total}
	for _, row := range rows.Items {
		ref := GitRef{Name: row.Name, Tag: kind == "tags"}
		if row.Commit != nil {
			ref.SHA = row.Commit.ID
		}
		page.Items = append(page.Items, ref)
	}
	return page, nil
}

// shortName words a commit or a ref for a sentence: a sha by its first digits.
func shortName(s string) string {
	if _, err := strconv.ParseUint(s[:min(len(s), 16)], 16, 64); err == nil && len(s) >= 40 {
		return s[:8]
	}
	return printable(s)
}
