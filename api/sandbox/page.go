package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Bounds of offset pagination.
// gitlab: lib/gitlab/pagination/offset_header_builder.rb
const (
	defaultPerPage = 20
	maxPerPage     = 100
	maxCounted     = 10_000 // above it X-Total, X-Total-Pages and rel=last are left out
)

type window struct{ page, perPage int }

// pages is how many pages a total fills, at least one.
func (win window) pages(total int) int { return max((total+win.perPage-1)/win.perPage, 1) }

// window reads page and per_page, complaining as Grape does.
func (p *params) window() window {
	win := window{page: 1, perPage: defaultPerPage}
	if text, there := p.values["page"]; there && text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			p.complain("page is invalid")
		}
		win.page = max(n, 1)
	}
	if text, there := p.values["per_page"]; there && text != "" {
		n, err := strconv.Atoi(text)
		switch {
		case err != nil:
			p.complain("per_page is invalid")
		case n == 0:
			p.complain("per_page has a value not allowed")
		case n > 0:
			win.perPage = min(n, maxPerPage)
		}
	}
	p.preset("page", strconv.Itoa(win.page))
	p.preset("per_page", strconv.Itoa(win.perPage))
	return win
}

// bounds is the slice of the total that the window shows.
func (win window) bounds(total int) (int, int) {
	if win.page > total/win.perPage+1 {
		return total, total
	}
	from := min((win.page-1)*win.perPage, total)
	return from, min(from+win.perPage, total)
}

// paged answers a page with its headers.
func (c *call) paged(win window, total int, rows any) (reply, error) {
	return c.pagedIf(total <= maxCounted, win, total, rows)
}

// uncounted is a page of a list whose total GitLab never tells.
func (c *call) uncounted(win window, total int, rows any) (reply, error) {
	return c.pagedIf(false, win, total, rows)
}

func (c *call) pagedIf(counted bool, win window, total int, rows any) (reply, error) {
	r := jsonReply(http.StatusOK, rows)
	pages := win.pages(total)
	h := r.header
	number := func(n int, there bool) string {
		if !there {
			return ""
		}
		return strconv.Itoa(n)
	}
	h.Set("X-Page", strconv.Itoa(win.page))
	h.Set("X-Per-Page", strconv.Itoa(win.perPage))
	h.Set("X-Prev-Page", number(win.page-1, win.page > 1 && win.page <= pages))
	h.Set("X-Next-Page", number(win.page+1, win.page < pages))
	if counted {
		h.Set("X-Total", strconv.Itoa(total))
		h.Set("X-Total-Pages", strconv.Itoa(pages))
	}
	h.Set("Link", c.links(win, pages, counted))
	return r, nil
}

// links are what the Link header names. Their queries hold all parameters, also
// those of the path and the defaults.
func (c *call) links(win window, pages int, counted bool) string {
	var links []string
	add := func(rel string, page int) {
		query := url.Values{}
		for name, value := range c.params.values {
			query.Set(name, value)
		}
		for name, values := range c.params.lists {
			query[name+"[]"] = values
		}
		query.Set("page", strconv.Itoa(page))
		links = append(links, fmt.Sprintf(`<%s%s?%s>; rel="%s"`, c.w.root, c.path, query.Encode(), rel))
	}
	if win.page > 1 && win.page <= pages {
		add("prev", win.page-1)
	}
	if win.page < pages {
		add("next", win.page+1)
	}
	add("first", 1)
	if counted {
		add("last", pages)
	}
	return strings.Join(links, ", ")
}
