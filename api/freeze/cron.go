package freeze

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What an expression may take up; GitLab allows 255 characters.
const (
	maxCron = 255
	maxZone = 64
)

// Why an expression cannot be used, after its name in a sentence.
var (
	errSyntax = errors.New("is not a cron expression that GitLab takes")
	errBeyond = errors.New("uses a form of cron that only GitLab can evaluate")
	errNever  = errors.New("never comes")
)

// specials are the words for whole expressions, lower case only.
// gitlab: gem fugit, lib/fugit/cron.rb (SPECIALS)
var specials = map[string]string{
	"@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
	"@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@noon": "0 12 * * *", "@hourly": "0 * * * *",
}

// field is one of an expression's: what values it may have and how they are written.
type field struct {
	min, max int
	// value matches one value in lower case, top is the highest that may be written:
	// hour 24 is hour 0.
	value func() *regexp.Regexp
	top   int
	names []string
}

const (
	second = iota
	minute
	hour
	monthday
	month
	weekday
	fields
)

var shapes = [fields]field{
	second:   {min: 0, max: 59, top: 59, value: pattern(`^[0-5]?[0-9]$`)},
	minute:   {min: 0, max: 59, top: 59, value: pattern(`^[0-5]?[0-9]$`)},
	hour:     {min: 0, max: 23, top: 24, value: pattern(`^(2[0-4]|[01]?[0-9])$`)},
	monthday: {min: 1, max: 31, top: 31, value: pattern(`^(3[01]|[12][0-9]|0?[1-9])$`)},
	month: {min: 1, max: 12, top: 12, value: pattern(`^(1[0-2]|0?[1-9])$`),
		names: []string{"", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
	weekday: {min: 0, max: 6, top: 7, value: pattern(`^[0-7]$`),
		names: []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
}

// set is what a field allows: all, or days and days that depend on the month, such
// as "L" and "5#2", in the spelling of the library.
type set struct {
	all     bool
	values  []int
	special []string
}

func (s set) String() string {
	if s.all {
		return "*"
	}
	parts := slices.Clone(s.special)
	for _, v := range s.values {
		parts = append(parts, strconv.Itoa(v))
	}
	return strings.Join(parts, ",")
}

// within tells whether whatever s allows, o allows too.
func (s set) within(o set) bool {
	return o.all || !s.all && !slices.ContainsFunc(s.values, func(v int) bool { return !slices.Contains(o.values, v) })
}

// cron is an expression, understood.
type cron [fields]set

// parse reads an expression as the library of GitLab does and not as the one that
// walks it here: ranges go round ("22-2"), "*/2" as a day of the month is a list, so
// that it or the weekday decides, and there are no "?", "W" and years. The dialect of
// cron is where two libraries differ most, so the other one is only given lists.
// gitlab: gem fugit, lib/fugit/cron.rb (Parser), lib/gitlab/ci/cron_parser.rb
func parse(expr string) (cron, error) {
	if len(expr) > maxCron {
		return cron{}, errSyntax
	}
	expr = strings.Trim(expr, " \t")
	if s, ok := specials[expr]; ok {
		expr = s
	}
	words := strings.FieldsFunc(strings.ToLower(expr), func(r rune) bool { return r == ' ' || r == '\t' })
	if len(words) == fields-1 {
		words = append([]string{"0"}, words...)
	}
	if len(words) != fields {
		return cron{}, errSyntax
	}
	var c cron
	for i, word := range words {
		s, err := shapes[i].parse(i, word)
		if err != nil {
			return cron{}, err
		}
		c[i] = s
	}
	return c, c.prune()
}

// longest is how many days a month has at most.
var longest = [...]int{1: 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// prune drops days that no allowed month has and months that have none of the days,
// as GitLab does, even where a weekday is given too. Where none is left the expression
// never comes.
// gitlab: gem fugit, lib/fugit/cron.rb (compact_month_days)
func (c *cron) prune() error {
	days, months := &c[monthday], &c[month]
	if months.all || days.all || len(days.special) > 0 {
		return nil
	}
	has := func(m int) bool { return longest[m] >= slices.Min(days.values) }
	months.values = slices.DeleteFunc(months.values, func(m int) bool { return !has(m) })
	if len(months.values) == 0 {
		return errNever
	}
	return nil
}

// parse reads one word: elements between commas, of which an empty one is nothing.
func (f field) parse(kind int, word string) (set, error) {
	var s set
	elements, none := 0, 0
	for element := range strings.SplitSeq(word, ",") {
		if element == "" {
			continue
		}
		elements++
		more, err := f.element(kind, element)
		if err != nil {
			return set{}, err
		}
		if more.all {
			none++
		}
		s.all = s.all || more.all
		s.values, s.special = append(s.values, more.values...), append(s.special, more.special...)
	}
	if elements == 0 {
		return set{}, errSyntax
	}
	if kind == weekday {
		// Of "*,1" the library of GitLab keeps the Monday, elsewhere the star.
		s.all = none == elements
	}
	if s.all {
		return set{all: true}, nil
	}
	slices.Sort(s.values)
	slices.Sort(s.special)
	s.values, s.special = slices.Compact(s.values), slices.Compact(s.special)
	return s, nil
}

// element reads what stands between two commas.
func (f field) element(kind int, e string) (set, error) {
	switch {
	case strings.ContainsAny(e, "~%&"):
		return set{}, errBeyond
	case kind == monthday && (e == "l" || e == "last" || e == "-1"):
		return set{special: []string{"L"}}, nil
	case kind == monthday && negative().MatchString(e):
		return set{}, errBeyond
	case kind == weekday && strings.Contains(e, "#"):
		return f.nth(e)
	}
	span, by, stepped := strings.Cut(e, "/")
	a, b, ok := f.bounds(span, stepped, kind == weekday)
	step := 1
	if stepped {
		step = 0
		if stride().MatchString(by) {
			step, _ = strconv.Atoi(by)
		}
	}
	switch {
	case !ok || step < 1:
		return set{}, errSyntax
	case a == f.min && b == f.max && step == 1 && (kind != weekday || e == "*"):
		return set{all: true}, nil
	}
	return set{values: f.span(a, b, step)}, nil
}

// bounds reads "*", "a" and "a-b". Before a step an empty word is a star and "a" goes
// to the end of the field, except that a weekday stays alone.
func (f field) bounds(span string, stepped, alone bool) (a, b int, ok bool) {
	if span == "*" || span == "" && stepped {
		return f.min, f.max, true
	}
	from, to, isRange := strings.Cut(span, "-")
	a, ok = f.number(from)
	switch {
	case !ok:
		return 0, 0, false
	case isRange:
		b, ok = f.number(to)
		return a, b, ok
	case stepped && !alone:
		return a, f.max, true
	}
	return a, a, true
}

// stride is what follows the "/".
var stride = pattern(`^[0-9]{1,2}$`)

// negative are days counted from the end of the month, alone or in a range.
var negative = pattern(`^(-|l|last|[0-9]+-(-|l|last)).*`)

// span lists a to b, going round where b is less.
func (f field) span(a, b, step int) []int {
	size := f.max - f.min + 1
	if b < a {
		b += size
	}
	var out []int
	for v := a; v <= b; v += step {
		out = append(out, f.min+(v-f.min)%size)
	}
	return out
}

// number reads a value or a name.
func (f field) number(s string) (int, bool) {
	if i := slices.Index(f.names, s); i >= 0 && s != "" {
		return i, true
	}
	if !f.value().MatchString(s) {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n <= f.top
}

// nth reads "mon#2", the second Monday of the month, and "5#l", the last Friday.
func (f field) nth(e string) (set, error) {
	day, n, _ := strings.Cut(e, "#")
	d, ok := f.number(day)
	if !ok {
		return set{}, errSyntax
	}
	d %= 7
	switch n {
	case "1", "2", "3", "4", "5":
		return set{special: []string{strconv.Itoa(d) + "#" + n}}, nil
	case "l", "last", "-1":
		return set{special: []string{strconv.Itoa(d) + "L"}}, nil
	case "-2", "-3", "-4", "-5":
		return set{}, errBeyond
	}
	return set{}, errSyntax
}

// within tells whether every tick of c is one of o. It may err on the side of no: the
// two fields of days are only compared whole, because they add up where both are given.
func (c cron) within(o cron) bool {
	for _, kind := range []int{second, minute, hour, month} {
		if !c[kind].within(o[kind]) {
			return false
		}
	}
	return o[monthday].all && o[weekday].all ||
		c[monthday].String() == o[monthday].String() && c[weekday].String() == o[weekday].String()
}

// String is the expression in six fields of lists, which any library reads alike.
func (c cron) String() string {
	words := make([]string, 0, fields)
	for _, s := range c {
		words = append(words, s.String())
	}
	return strings.Join(words, " ")
}
