package sandbox

import (
	"strconv"
	"strings"
)

// The library keeps its parsed query to itself, so this reads a query once more,
// as little of it as its weight needs. It is asked only after the library has
// found the query valid: there are no cycles of fragments and no open braces.

// graphToken is a lexeme of the query language; what is not one is a blank.
var graphToken = pattern(`(?s)"""(?:\\"""|.)*?"""|"(?:\\.|[^"\\])*"|#[^\n\r]*|\.\.\.|[_A-Za-z][_0-9A-Za-z]*|-?[0-9][-+.0-9eE]*|[{}()\[\]:!$@=|&]`)

// graphField is one field of a query with what its weight depends on; a spread of
// a fragment is a field whose name begins with three dots.
type graphField struct {
	key, name string // key is the alias, or the name
	page      string // the literal or variable of first, "" when not given
	searching bool
	fields    []graphField
}

// graphReader walks over the lexemes of a query.
type graphReader struct {
	tokens    []string
	next      int
	fragments map[string][]graphField
	vars      map[string]any
}

func (r *graphReader) peek() string {
	if r.next < len(r.tokens) {
		return r.tokens[r.next]
	}
	return ""
}

func (r *graphReader) take() string {
	t := r.peek()
	r.next++
	return t
}

// graphPaged are the lists, graphGit what asks the Git server, which weighs one
// more.
var (
	graphPaged = map[string]bool{"projects": true, "environments": true, "deployments": true}
	graphGit   = map[string]bool{"commit": true}
)

// complexity is the weight of the operation that a request runs. Each field
// weighs one more than its children. A list weighs a hundredth more for each row
// it may hold, and searching adds five. What @skip and @include leave out weighs as
// much as the rest.
// gitlab: app/graphql/types/base_field.rb, app/graphql/resolvers/base_resolver.rb
func complexity(q graphRequest) int {
	r := &graphReader{fragments: map[string][]graphField{}, vars: q.Variables}
	for _, t := range graphToken().FindAllString(q.Query, -1) {
		if !strings.HasPrefix(t, "#") {
			r.tokens = append(r.tokens, t)
		}
	}
	var chosen []graphField
	for r.next < len(r.tokens) {
		kind, name := r.head()
		fields := r.selection()
		switch {
		case kind == "fragment":
			r.fragments[name] = fields
		case chosen == nil || name == q.OperationName:
			chosen = fields
		}
	}
	return r.weigh(chosen)
}

// head reads what comes before the braces of an operation or a fragment.
func (r *graphReader) head() (kind, name string) {
	if r.peek() != "{" {
		kind = r.take()
	}
	if t := r.peek(); t != "{" && t != "(" && t != "@" {
		name = r.take()
	}
	r.skipTo("{")
	return kind, name
}

// skipTo passes over variables, directives and type conditions.
func (r *graphReader) skipTo(end string) {
	depth := 0
	for r.next < len(r.tokens) {
		switch t := r.peek(); {
		case t == end && depth == 0:
			return
		case t == "(":
			depth++
		case t == ")":
			depth--
		}
		r.next++
	}
}

// selection reads a set of fields with its braces.
func (r *graphReader) selection() []graphField {
	r.take()
	var fields []graphField
	for r.next < len(r.tokens) && r.peek() != "}" {
		fields = append(fields, r.field())
	}
	r.take()
	return fields
}

func (r *graphReader) field() graphField {
	f := graphField{name: r.take()}
	if f.name == "..." {
		return r.spread()
	}
	f.key = f.name
	if r.peek() == ":" {
		r.take()
		f.name = r.take()
	}
	if r.peek() == "(" {
		r.arguments(&f)
	}
	r.directives()
	if r.peek() == "{" {
		f.fields = r.selection()
	}
	return f
}

// spread is a named fragment, or an inline one with or without a type.
func (r *graphReader) spread() graphField {
	name := ""
	if t := r.peek(); t != "{" && t != "@" {
		name = r.take()
	}
	if name == "on" {
		r.take()
	}
	r.directives()
	if r.peek() == "{" {
		return graphField{name: "...", fields: r.selection()}
	}
	return graphField{name: "..." + name}
}

func (r *graphReader) directives() {
	for r.peek() == "@" {
		r.next += 2
		if r.peek() == "(" {
			r.take()
			r.skipTo(")")
			r.take()
		}
	}
}

// arguments notes those that change a weight; the values of the others may nest.
func (r *graphReader) arguments(f *graphField) {
	depth := 0
	for r.next < len(r.tokens) {
		switch t := r.take(); {
		case t == "(" || t == "{" || t == "[":
			depth++
		case t == ")" || t == "}" || t == "]":
			depth--
		case depth == 1 && r.peek() == ":":
			r.take()
			r.argument(f, t)
		}
		if depth == 0 {
			return
		}
	}
}

func (r *graphReader) argument(f *graphField, name string) {
	value := r.peek()
	switch {
	case name == "first" && value == "$" && r.next+1 < len(r.tokens):
		f.page = "$" + r.tokens[r.next+1]
	case name == "first":
		f.page = value
	case name == "search":
		f.searching = true
	}
}

// flat puts fragments in the place of their spreads and joins what answers under
// one key.
func (r *graphReader) flat(fields []graphField) []graphField {
	var out []graphField
	at := map[string]int{}
	var add func(list []graphField)
	add = func(list []graphField) {
		for _, f := range list {
			if fragment, spread := strings.CutPrefix(f.name, "..."); spread {
				add(f.fields)
				add(r.fragments[fragment])
				continue
			}
			if i, there := at[f.key]; there {
				out[i].fields = append(out[i].fields[:len(out[i].fields):len(out[i].fields)], f.fields...)
				continue
			}
			at[f.key] = len(out)
			out = append(out, f)
		}
	}
	add(fields)
	return out
}

func (r *graphReader) weigh(fields []graphField) int {
	sum := 0
	for _, f := range r.flat(fields) {
		weight := 1 + r.weigh(f.fields)
		if graphGit[f.name] {
			weight++
		}
		if f.searching {
			weight += 5
		}
		if graphPaged[f.name] {
			weight += weight * r.rows(f.page) / 100
		}
		sum += weight
	}
	return sum
}

// rows is how many a list may hold.
func (r *graphReader) rows(page string) int {
	if name, variable := strings.CutPrefix(page, "$"); variable {
		if n, there := r.vars[name].(float64); there {
			return min(max(int(n), 0), graphPage)
		}
		return graphPage
	}
	if n, err := strconv.Atoi(page); err == nil {
		return min(max(n, 0), graphPage)
	}
	return graphPage
}
