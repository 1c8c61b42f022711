package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// problems collects what is wrong with a document. Only one problem is kept for
// each key: the first is the cause, what follows from it would be noise.
type problems struct {
	found []FieldError
	seen  map[string]bool
}

func (p *problems) add(key, format string, args ...any) {
	if p.seen[key] {
		return
	}
	p.expect(key)
	p.found = append(p.found, FieldError{Key: key, Message: fmt.Sprintf(format, args...)})
}

// expect keeps quiet about a key that is missing only because it was misspelt.
func (p *problems) expect(key string) {
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	p.seen[key] = true
}

// about tells whether there is a problem with a list or one of its items.
func (p *problems) about(path, name string, items int) bool {
	path = Child(path, name)
	for i := range items {
		if p.seen[Item(path, i)] {
			return true
		}
	}
	return p.seen[path]
}

// table is one table of the document and the names that were asked for in it;
// every name that was not is unknown.
type table struct {
	*problems
	path   string
	values map[string]any
	known  []string
}

func (t *table) take(name string) (any, bool) {
	t.known = append(t.known, name)
	v, ok := t.values[name]
	return v, ok
}

func (t *table) wrong(name, want string, got any) {
	t.add(Child(t.path, name), "this is %s; wanted is %s", kindOf(got), want)
}

// kindOf names a value's kind and never the value: it may be a secret that was
// put in the wrong place.
func kindOf(v any) string {
	switch v.(type) {
	case string:
		return "a text"
	case bool:
		return "true or false"
	case int64, float64:
		return "a number"
	case []any, []map[string]any:
		return "a list"
	case map[string]any:
		return "a table"
	case time.Time:
		return "a date"
	}
	return "something else"
}

func (t *table) text(name, example string, into *string) {
	v, ok := t.take(name)
	if !ok {
		return
	}
	s, isText := v.(string)
	switch {
	case !isText:
		t.wrong(name, "a text such as "+example, v)
	case strings.TrimSpace(s) == "":
		t.add(Child(t.path, name), "this is empty; wanted is a text such as %s", example)
	case printable(s) != s:
		t.add(Child(t.path, name), "there are characters in it that cannot be shown; write it anew")
	default:
		*into = s
	}
}

func (t *table) flag(name string, into *bool) {
	v, ok := t.take(name)
	if !ok {
		return
	}
	if b, isBool := v.(bool); isBool {
		*into = b
		return
	}
	t.wrong(name, "true or false, without quotes", v)
}

func (t *table) texts(name, example string, into *[]string) {
	v, ok := t.take(name)
	if !ok {
		return
	}
	list, isList := v.([]any)
	if !isList {
		t.wrong(name, "a list such as "+example, v)
		return
	}
	out := make([]string, 0, len(list))
	for i, item := range list {
		s, isText := item.(string)
		if !isText {
			t.add(Item(Child(t.path, name), i), "this is %s; wanted is a list of texts such as %s", kindOf(item), example)
		}
		out = append(out, s) // also a wrong one, so that the rest keep their index
	}
	*into = out
}

func (t *table) duration(name string, into *time.Duration) {
	const want = `a time in quotes such as "10s" or "1m30s"`
	v, ok := t.take(name)
	if !ok {
		return
	}
	s, isText := v.(string)
	if !isText {
		t.wrong(name, want, v)
		return
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		t.add(Child(t.path, name), "%s is not a time; wanted is %s", quote(s), want)
		return
	}
	*into = d
}

// table opens a table inside t; nil when it is absent or something else.
func (t *table) table(name string) *table {
	v, ok := t.take(name)
	if !ok {
		return nil
	}
	m, isTable := v.(map[string]any)
	if !isTable {
		t.wrong(name, "a table: ["+Child(t.path, name)+"]", v)
		return nil
	}
	return &table{problems: t.problems, path: Child(t.path, name), values: m}
}

// tables opens an array of tables, however it is written.
func (t *table) tables(name string) []*table {
	v, ok := t.take(name)
	if !ok {
		return nil
	}
	var items []any
	switch list := v.(type) {
	case []map[string]any:
		for _, m := range list {
			items = append(items, m)
		}
	case []any:
		items = list
	default:
		t.wrong(name, "one [["+name+"]] for each, with two brackets", v)
		return nil
	}
	out := make([]*table, 0, len(items))
	for i, item := range items {
		path := Item(Child(t.path, name), i)
		m, isTable := item.(map[string]any)
		if !isTable {
			t.add(path, "this is %s; wanted is a table", kindOf(item))
			t.expect(Child(path, "name"))
		}
		out = append(out, &table{problems: t.problems, path: path, values: m})
	}
	return out
}

// names returns the names in a table, sorted: a map has no order of its own,
// and messages must not change from one run to the next.
func (t *table) names() []string {
	names := make([]string, 0, len(t.values))
	for name := range t.values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// later refuses a name whose feature this version does not have.
func (t *table) later(name, sentence string) {
	if _, ok := t.take(name); ok {
		t.add(Child(t.path, name), "%s", sentence)
	}
	t.known = t.known[:len(t.known)-1] // never suggested, never listed
}

// finish reports every name that nobody asked for.
func (t *table) finish() {
	for _, name := range t.names() {
		if slices.Contains(t.known, name) || t.seen[Child(t.path, name)] {
			continue
		}
		near := nearest(name, t.known)
		switch home := homeOf(name); {
		case home != "":
			t.add(Child(t.path, name), "this key belongs %s", home)
		case near != "":
			t.add(Child(t.path, name), "there is no such key; did you mean %s?", near)
			t.expect(Child(t.path, near))
		default:
			t.add(Child(t.path, name), "there is no such key; known here: %s", strings.Join(t.known, ", "))
		}
	}
}

// enum reads a text that is one of a few values.
func enum[T interface{ String() string }](t *table, name string, all []T, into *T) {
	v, ok := t.take(name)
	if !ok {
		return
	}
	words := make([]string, 0, len(all))
	for _, one := range all {
		words = append(words, one.String())
	}
	s, isText := v.(string)
	if !isText {
		t.wrong(name, oneOf(words), v)
		return
	}
	if i := slices.Index(words, s); i >= 0 {
		*into = all[i]
		return
	}
	if near := nearest(s, words); near != "" {
		t.add(Child(t.path, name), "%s is not known; did you mean %q?", quote(s), near)
		return
	}
	t.add(Child(t.path, name), "%s is not known; wanted is %s", quote(s), oneOf(words))
}
