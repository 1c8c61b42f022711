package changes

import (
	"regexp"
	"strings"
	"sync"

	"greenlight/api/text"
)

const (
	// mostNotes bounds the bytes of release notes that are read, mostNoteLines the lines:
	// the web page is the better place for the rest.
	mostNotes, mostNoteLines = 64 << 10, 500
)

// What Markdown writes around words.
var (
	comments = pattern(`(?s)<!--.*?-->`)
	images   = pattern(`!\[([^\]]*)\]\([^)]*\)`)
	links    = pattern(`\[([^\]]+)\]\([^)]*\)`)
	tags     = pattern(`</?[a-zA-Z][^<>]*>`)
	loud     = pattern("\\*\\*|__|~~|`")
	heading  = pattern(`^#{1,6} +`)
	quoted   = pattern(`^(> ?)+`)
	bullet   = pattern(`^( *)[*+-] +(\[[ xX]\] +)?`)
	emphasis = pattern(`(^|[\s(])[*_]([^*_\s][^*_]*)[*_]($|[\s).,:;])`)
	ruler    = pattern(`^ *([-*_=] *){3,}$`)
	fence    = pattern("^ *(```|~~~)")
)

// pattern is compiled when it is first asked for: a start has no time for what may never
// be needed.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// plain is Markdown as lines of text: what marks the words goes, and so do empty lines.
// Code keeps its signs.
func plain(s string) []string {
	if len(s) > mostNotes {
		s = strings.ToValidUTF8(s[:mostNotes], "") + "\n…"
	}
	s = comments().ReplaceAllString(text.Block(s), "")
	var out []string
	code := false
	for l := range strings.SplitSeq(s, "\n") {
		l = strings.TrimRight(l, " \t\r")
		if fence().MatchString(l) {
			code = !code
			continue
		}
		if !code {
			l = plainLine(l)
		}
		if strings.TrimSpace(l) == "" {
			continue
		}
		if len(out) == mostNoteLines {
			return append(out, "…")
		}
		out = append(out, strings.ReplaceAll(l, "\t", "    "))
	}
	return out
}

func plainLine(l string) string {
	if ruler().MatchString(l) {
		return ""
	}
	l = heading().ReplaceAllString(quoted().ReplaceAllString(l, ""), "")
	l = bullet().ReplaceAllString(l, "$1- ")
	l = links().ReplaceAllString(images().ReplaceAllString(l, "$1"), "$1")
	l = tags().ReplaceAllString(l, "")
	return emphasis().ReplaceAllString(loud().ReplaceAllString(l, ""), "$1$2$3")
}
