package links

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"greenlight/api/text"
)

// example is shown where a template cannot be read.
const example = "https://runbooks.acme.dev/{{.Project}}"

// part is a piece of an address: a field, or fixed text as it stands in the result.
type part struct {
	text  string
	field field
}

// parse reads a template. The error is a sentence.
func parse(template string) ([]part, error) {
	template = strings.TrimSpace(template)
	switch {
	case template == "":
		return nil, errors.New("the address is missing; wanted is one such as " + example)
	case len(template) > maxAddress:
		return nil, fmt.Errorf("the address is longer than %d characters", maxAddress)
	case text.Line(template) != template:
		return nil, errors.New("there are characters in it that cannot be seen; write it anew")
	}
	parts, err := split(template)
	if err != nil {
		return nil, err
	}
	if err := checkHost(parts); err != nil {
		return nil, err
	}
	for i, p := range parts {
		if parts[i].text, err = written(p.text); err != nil {
			return nil, err
		}
	}
	return parts, checkPath(parts)
}

// split takes a template apart. Neighbours are never both text, and none is empty.
func split(template string) ([]part, error) {
	var parts []part
	for {
		before, rest, found := strings.Cut(template, "{{")
		if before != "" {
			parts = append(parts, part{text: before})
		}
		if !found {
			return parts, nil
		}
		action, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return nil, errors.New("{{ is not closed; a field is written {{.Project}}")
		}
		f, err := readField(action)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{field: f})
		template = after
	}
}

// readField reads what stands between the braces.
func readField(action string) (field, error) {
	inner := strings.TrimSpace(action)
	name, dotted := strings.CutPrefix(inner, ".")
	if f := fieldNamed(name); f != fixed && dotted {
		return f, nil
	}
	if strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz_") != "" || name == "" || keyword(name) {
		return fixed, fmt.Errorf("%s is refused: only a field such as {{.Project}} can stand in braces", short("{{"+action+"}}"))
	}
	if f := near(name); f != fixed {
		return fixed, fmt.Errorf("there is no field %s; did you mean {{.%s}}?", short("{{"+inner+"}}"), f)
	}
	return fixed, fmt.Errorf("there is no field %s; known are %s", short("{{"+inner+"}}"), names())
}

// keyword reports whether a word is one of text/template's: its writer took this for a
// program, and no field is what was meant.
func keyword(name string) bool {
	switch name {
	case "end", "else", "break", "continue", "nil", "true", "false", "print", "html", "js", "urlquery":
		return true
	}
	return false
}

// checkHost makes sure that all up to the path is fixed text and a web address.
func checkHost(parts []part) error {
	head := parts[0].text
	scheme, rest, found := strings.Cut(head, "://")
	if lower := strings.ToLower(scheme); !found || lower != "http" && lower != "https" {
		return errors.New("the address has to begin with https:// or http://, such as " + example)
	}
	end := strings.IndexAny(rest, "/?#")
	if len(parts) > 1 && (end < 0 || rest[end] != '/') {
		return fmt.Errorf("{{.%s}} stands before the path: fields come behind the first / after the host, as in %s", parts[1].field, example)
	}
	authority := rest
	if end >= 0 {
		authority = rest[:end]
	}
	if strings.Contains(authority, "@") {
		return errors.New("the address has a user or a password in it; leave it out, the address is shown on the screen")
	}
	u, err := url.Parse(scheme + "://" + authority)
	if err != nil || !hostname(u.Hostname()) || !port(authority, u.Port()) {
		return fmt.Errorf("%s is not a host; wanted is an address such as %s", short(authority), example)
	}
	return nil
}

// hostname reports whether a host is a name or an IP address; a name beyond ASCII is
// written as xn--.
func hostname(s string) bool {
	for i := range len(s) {
		if !unreserved(s[i]) && s[i] != ':' {
			return false
		}
	}
	return strings.Trim(s, ".-_~:") != ""
}

func port(authority, digits string) bool {
	if digits == "" {
		return !strings.HasSuffix(authority, ":")
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	return err == nil && n > 0
}

// written is fixed text as it stands in an address.
func written(s string) (string, error) {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '%' && (i+2 >= len(s) || !hex(s[i+1]) || !hex(s[i+2])):
			// a value behind it would finish the escape
			return "", errors.New("% is not followed by two hexadecimal digits; a percent sign itself is written %25")
		case c >= 0x80:
			escape(&b, c)
		case unreserved(c) || strings.IndexByte("%/?#[]@:!$&'()*+,;=", c) >= 0:
			b.WriteByte(c)
		case c == '{' || c == '}':
			return "", fmt.Errorf("%c stands alone; a field is written {{.Project}}, the character itself %%%X", c, c)
		default:
			return "", fmt.Errorf("%s cannot stand in an address; it is written %%%02X", short(string(c)), c)
		}
	}
	return b.String(), nil
}

// checkPath refuses segments that lead up: what stands before them would not be where
// the link leads.
func checkPath(parts []part) error {
	var b strings.Builder
	for _, p := range parts {
		if p.field != fixed {
			b.WriteByte('x')
		}
		b.WriteString(p.text)
	}
	u, err := url.Parse(b.String())
	if err != nil {
		return errors.New("this is not an address; wanted is one such as " + example)
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return fmt.Errorf("the path has a %s in it; write it without", segment)
		}
	}
	return nil
}

// unreserved are the characters that mean nothing anywhere in an address (RFC 3986).
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func hex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func escape(b *strings.Builder, c byte) { fmt.Fprintf(b, "%%%02X", c) }

// short quotes what somebody wrote, no longer than a message can hold.
func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return "“" + s + "”"
}
