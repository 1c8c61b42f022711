package changes

import (
	"regexp"
	"strings"

	"greenlight/api/text"
)

const (
	// mostNotes bounds the bytes of release notes that are read, mostNoteLines the lines:
	// the web page is the better place for the rest.
	mostNotes, mostNoteLines = 64 << 10, 500
)

// What Markdown writes around words.
var (
	comments = regexp.MustCompile(`(?s)<!--.*?-->`)
	images   = regexp.MustCompile(`!\[([^\]]*)\]\([^)]*\)`)
	links    = regexp.MustCompile(`\[([^\]]+)\]\([^)]*\)`)
	tags     = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
	loud     = regexp.MustCompile("\\*\\*|__|~~|`")
	heading  = regexp.MustCompile(`^#{1,6} +`)
	quoted   = regexp.MustCompile(`^(> ?)+`)
	bullet   = regexp.MustCompile(`^( *)[*+-] +(\[[ xX]\] +)?`)
	emphasis = regexp.MustCompile(`(^|[\s(])[*_]([^*_\s][^*_]*)[*_]($|[\s).,:;])`)
	ruler    = regexp.MustCompile(`^ *([-*_=] *){3,}$`)
	fence    = regexp.MustCompile("^ *(```|~~~)")
)

// plain is Markdown as lines of text: what marks the words goes, and so do empty lines.
// Code keeps its signs.
func plain(s string) []string {
	if len(s) > mostNotes {
		s = strings.ToValidUTF8(s[:mostNotes], "") + "\n…"
	}
	s = comments.ReplaceAllString(text.Block(s), "")
	var out []string
	code := false
	for l := range strings.SplitSeq(s, "\n") {
		l = strings.TrimRight(l, " \t\r")
		if fence.MatchString(l) {
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
	if ruler.MatchString(l) {
		return ""
	}
	l = heading.ReplaceAllString(quoted.ReplaceAllString(l, ""), "")
	l = bullet.ReplaceAllString(l, "$1- ")
	l = links.ReplaceAllString(images.ReplaceAllString(l, "$1"), "$1")
	l = tags.ReplaceAllString(l, "")
	return emphasis.ReplaceAllString(loud.ReplaceAllString(l, ""), "$1$2$3")
}
