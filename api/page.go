package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// MaxPerPage is the most rows GitLab gives on one page; it cuts more silently.
// gitlab: lib/api/helpers/pagination.rb
const MaxPerPage = 100

// Page is one page of a listing.
type Page[T any] struct {
	Items []T
	// Next is the number of the next page; 0 on the last.
	Next int
	// Total is the number of rows on all pages; -1 where GitLab did not count,
	// as above 10,000.
	Total int
	// Pages is the number of pages; 0 where GitLab did not count.
	Pages int
	// Tag is the server's name for this state of the page, empty where it gave none;
	// Unchanged is that the page is still as it was under the tag that was sent with
	// the question: then there are no Items, and nothing was transferred.
	Tag       string
	Unchanged bool
}

// All reads the pages of a listing from the first on until the last, or until
// limit rows. Rows are told apart by key, since they shift between pages while
// new ones arrive. cut tells that there were more than limit. After an error the
// rows read so far come with it.
func All[T any](ctx context.Context, limit int, key func(T) int64, fetch func(ctx context.Context, page int) (Page[T], error)) (items []T, cut bool, err error) {
	seen := map[int64]bool{}
	for page := 1; page > 0; {
		p, err := fetch(ctx, page)
		if err != nil {
			return items, false, err
		}
		for _, it := range p.Items {
			k := key(it)
			if seen[k] {
				continue
			}
			if len(items) >= limit {
				return items, true, nil
			}
			seen[k] = true
			items = append(items, it)
		}
		if p.Next <= page {
			return items, false, nil
		}
		if len(items) >= limit {
			return items, true, nil
		}
		page = p.Next
	}
	return items, false, nil
}

// list reads one page of a listing. A function, since methods take no type
// parameters.
func list[T any](ctx context.Context, c *Client, q call) (Page[T], error) {
	var items []T
	r, err := c.do(ctx, q, &items)
	if err != nil {
		return Page[T]{}, err
	}
	page := Page[T]{Items: items, Next: nextPage(r.header), Total: total(r.header), Pages: pageCount(r.header), Tag: tag(r.header.Get("Etag"))}
	if page.Unchanged = q.unchanged(r); page.Unchanged {
		page.Tag = q.ifNoneMatch
	}
	return page, nil
}

// maxTag bounds a tag, in bytes.
const maxTag = 256

// tag is what can be sent back as a tag, else nothing: a request with a broken header
// would not leave, this time and every other.
func tag(s string) string {
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	if len(s) > maxTag || strings.ContainsFunc(s, odd) {
		return ""
	}
	return s
}

// unchanged reports whether a reply says that nothing changed since the state that
// the call names. To a call that names none it is no answer.
func (q call) unchanged(r reply) bool {
	return q.ifNoneMatch != "" && r.status == http.StatusNotModified
}

// nextPage takes the number alone. Link names the configured external host,
// which need not be the one that was asked.
func nextPage(h http.Header) int {
	if v, ok := h["X-Next-Page"]; ok {
		n, err := strconv.Atoi(strings.TrimSpace(strings.Join(v, "")))
		if err != nil || n < 0 {
			return 0
		}
		return n
	}
	return linkedPage(h.Get("Link"))
}

// linkedPage finds the page number of rel="next", for proxies that drop X-
// headers.
func linkedPage(link string) int {
	for part := range strings.SplitSeq(link, ",") {
		target, params, ok := strings.Cut(part, ";")
		if !ok || !strings.Contains(params, `rel="next"`) {
			continue
		}
		u, err := url.Parse(strings.Trim(strings.TrimSpace(target), "<>"))
		if err != nil {
			return 0
		}
		n, err := strconv.Atoi(u.Query().Get("page"))
		if err != nil || n < 0 {
			return 0
		}
		return n
	}
	return 0
}

func total(h http.Header) int {
	n, err := strconv.Atoi(h.Get("X-Total"))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// pageCount is how many pages there are; 0 where GitLab did not count.
func pageCount(h http.Header) int {
	n, err := strconv.Atoi(h.Get("X-Total-Pages"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
