// Package links makes the addresses of pages of one's own, such as a runbook or a
// dashboard, from the templates of the configuration and one deployment.
//
// What a deployment is called is written by whoever can push, so a template is not a
// program: it is fixed text and names of fields, read by a scanner that knows nothing
// else. Scheme and host are fixed text, values are percent-encoded, and a page that a
// value would move elsewhere is not offered. No field is the token, or leads to it.
package links

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/filter"
)

// maxAddress is how many bytes an address may have, as a template and as a result.
const maxAddress = 4096

// Link is one page of one's own, for any deployment. Use [Parse]; the zero value
// leads nowhere. Nothing changes it.
type Link struct {
	// Name is what the page is called, clean.
	Name string
	// parts are the address: what stands before the path is fixed text, in the first.
	parts  []part
	filter filter.Filter
}

// Problem is one thing that is wrong with a link of the configuration.
type Problem struct {
	// Key is where in the link it is: "url" or "filter".
	Key string
	// Message says what is wrong, with the nearest right spelling where there is one.
	Message string
}

// Error returns the message.
func (p Problem) Error() string { return p.Message }

// Check returns everything that is wrong with a template and a filter. A template
// that is missing altogether is not told: the configuration has told it.
func Check(url, filterText string) []Problem {
	var problems []Problem
	if url != "" {
		if _, err := parse(url); err != nil {
			problems = append(problems, Problem{Key: "url", Message: err.Error()})
		}
	}
	_, wrong := filter.Parse(filterText)
	for _, p := range wrong {
		problems = append(problems, Problem{Key: "filter", Message: p.Message})
	}
	return problems
}

// Parse reads a link. The error is a [Problem], the first one of [Check]'s.
func Parse(name, url, filterText string) (Link, error) {
	if problems := Check(cmp.Or(url, " "), filterText); len(problems) > 0 {
		return Link{}, problems[0]
	}
	l := Link{Name: text.Line(name)}
	l.parts, _ = parse(url)
	l.filter, _ = filter.Parse(filterText)
	return l, nil
}

// Match reports whether the link is offered for a row at a time of the server's clock.
func (l Link) Match(row *fleet.Row, now time.Time) bool {
	return row.Deployment != nil && l.filter.Match(row, now)
}

// For is the address for a row of the instance with a host, whether the filter
// matches or not. Where ok is false there is none, and why says it in half a sentence,
// "the ref is not known".
func (l Link) For(row fleet.Row, host string) (url string, ok bool, why string) {
	if row.Deployment == nil || len(l.parts) == 0 {
		return "", false, "there is nothing to link"
	}
	var b strings.Builder
	for _, p := range l.parts {
		if p.field == fixed {
			b.WriteString(p.text)
			continue
		}
		value, err := placed(text.Line(p.field.of(row, host)))
		if err != nil {
			return "", false, p.field.noun() + " " + err.Error()
		}
		b.WriteString(value)
	}
	if b.Len() > maxAddress {
		return "", false, "the address would be too long"
	}
	return b.String(), true, ""
}

// placed is a value as it stands in an address: everything but letters, digits, "-",
// ".", "_", "~" and "/" is encoded. A value with an empty segment or one of dots is
// refused, since browsers take those as a way up however they are encoded.
func placed(value string) (string, error) {
	if value == "" {
		return "", errors.New("is not known")
	}
	for segment := range strings.SplitSeq(value, "/") {
		if segment == "" || segment == "." || segment == ".." {
			return "", errors.New("has a part in it that is empty, or one or two dots")
		}
	}
	var b strings.Builder
	for i := range len(value) {
		if unreserved(value[i]) || value[i] == '/' {
			b.WriteByte(value[i])
			continue
		}
		escape(&b, value[i])
	}
	return b.String(), nil
}

// Page is a link for one deployment.
type Page struct {
	Name string
	// URL is empty where Why says why there is none.
	URL, Why string
}

// Pages are the links whose filters match a row, in their order, those without an
// address too. now is the server's time.
func Pages(all []Link, row fleet.Row, host string, now time.Time) []Page {
	var out []Page
	for _, l := range all {
		if !l.Match(&row, now) {
			continue
		}
		url, _, why := l.For(row, host)
		out = append(out, Page{Name: l.Name, URL: url, Why: why})
	}
	return out
}
