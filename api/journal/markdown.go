package journal

import (
	"net/url"
	"strings"

	"greenlight/api/text"
)

// The bounds of texts in a handover, in letters; the journal has all of them.
const (
	maxName   = 120
	maxWords  = 400
	maxSHA    = 8
	maxListed = 8
)

// escapes disarms what Markdown would act on: the marks of CommonMark
// and of GitLab's own dialect, in which @name calls people and #12, !12 and the like
// become links to something. A bare address would become a link too, in some renderers
// one that ends at the first escaped letter. Three are entities, which hold in renderers too that know
// no backslash before them.
var escapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `{`, `\{`, `}`, `\}`,
	`|`, `\|`, `~`, `\~`, `#`, `\#`, `!`, `\!`, `@`, `\@`, `$`, `\$`, `%`, `\%`, `^`, `\^`,
	`://`, `:\//`, `www.`, `www\.`, `<`, `&lt;`, `>`, `&gt;`, `&`, `&amp;`,
)

// inline makes text from outside a part of one line of Markdown that reads as it was
// written. It must not stand at the beginning of a line.
func inline(s string, most int) string { return escapes.Replace(clip(text.Line(s), most)) }

// clip bounds a text in letters.
func clip(s string, most int) string {
	n := 0
	for i := range s {
		if n++; n > most {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}

// code shows an identifier in the font for those; what cannot be one is text.
func code(s string, most int) string {
	s = clip(text.Line(s), most)
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (r < '0' || r > '9') && !strings.ContainsRune("-_.:…", r) {
			return escapes.Replace(s)
		}
	}
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

// sha shows the first eight letters of a commit's id.
func sha(s string) string {
	letters := []rune(text.Line(s))
	return code(string(letters[:min(len(letters), maxSHA)]), maxSHA)
}

// link leads to a web page; an address that is none is left out and the words stay.
func link(words, address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || text.Line(address) != address {
		return words
	}
	u.User = nil
	safe := strings.NewReplacer("<", "%3C", ">", "%3E", "(", "%28", ")", "%29", "[", "%5B", "]", "%5D",
		`\`, "%5C", "`", "%60", "|", "%7C", " ", "%20", `"`, "%22")
	return "[" + words + "](" + safe.Replace(u.String()) + ")"
}
