package logs

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"greenlight/api/trace"
	"greenlight/ui/draw"
	"greenlight/ui/theme"
)

// inks are the spans of a line to be drawn.
func inks(l trace.Line) []draw.Ink {
	out := make([]draw.Ink, len(l.Spans))
	for i, s := range l.Spans {
		out[i] = draw.Ink{Own: s.Style, Text: s.Text}
	}
	return out
}

// lowered is s in lower case with every character where it was.
func lowered(s string) string {
	return strings.Map(func(r rune) rune {
		if low := unicode.ToLower(r); utf8.RuneLen(low) == utf8.RuneLen(r) {
			return low
		}
		return r
	}, s)
}

// marked gives what matches find the role of a match; a match may lie across inks.
func marked(in []draw.Ink, find string) []draw.Ink {
	if find == "" {
		return in
	}
	var all strings.Builder
	for _, i := range in {
		all.WriteString(i.Text)
	}
	text, needle := lowered(all.String()), lowered(find)
	var out []draw.Ink
	at := 0
	hit := strings.Index(text, needle)
	for _, i := range in {
		for i.Text != "" {
			for hit >= 0 && hit+len(needle) <= at {
				hit = indexFrom(text, needle, hit+len(needle))
			}
			n, role := len(i.Text), i.Role
			switch {
			case hit >= 0 && hit > at:
				n = min(n, hit-at)
			case hit >= 0:
				n, role = min(n, hit+len(needle)-at), theme.Match
			}
			out = append(out, draw.Ink{Role: role, Own: i.Own, Text: i.Text[:n]})
			at += n
			i.Text = i.Text[n:]
		}
	}
	return out
}

func indexFrom(s, sub string, from int) int {
	if i := strings.Index(s[from:], sub); i >= 0 {
		return from + i
	}
	return -1
}
