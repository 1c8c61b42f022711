package api

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// noteUnread tells what could not be looked at, so that its silence is not taken for
// a good sign.
func noteUnread(f Facts) []Warning {
	var out []Warning
	for _, u := range f.Unread {
		out = append(out, Warning{Kind: NoteUnread, Word: u.What, Text: "could not be read: " + u.Why})
	}
	return out
}

// noteElsewhere tells how the commit went before production.
func noteElsewhere(f Facts) []Warning {
	s := f.Staging
	if s == nil || !f.Production || len(s.Environments) == 0 {
		return nil
	}
	switch d := s.Newest; {
	case d == nil:
		return []Warning{{Kind: NoteElsewhere, Word: "Not seen", Text: "in " + strings.Join(s.Environments, ", ") + ", as far as was read"}}
	case d.Status == StatusFailed, d.Status == StatusCanceled:
		return []Warning{{Kind: NoteElsewhere, Word: d.Environment.Name, Text: fmt.Sprintf("had the same commit: it %s there", endWord(d.Status))}}
	}
	return nil
}

func endWord(s Status) string {
	if s == StatusCanceled {
		return "was canceled"
	}
	return "failed"
}

// noteRisks names files that deserve a look, each kind on its own.
func noteRisks(f Facts) []Warning {
	var out []Warning
	for _, r := range f.Risks {
		text := r.Path
		if r.More > 0 {
			text += fmt.Sprintf(" and %d more", r.More)
		}
		out = append(out, Warning{Kind: NoteRisk, Word: capital(r.Name), Text: text})
	}
	return out
}

func noteReview(f Facts) []Warning {
	if len(f.Unreviewed) == 0 {
		return nil
	}
	return []Warning{{Kind: NoteSelfMerged, Word: firstOf(f.Unreviewed), Text: "merged by its author, approved by nobody else"}}
}

// noteGuard tells of a production that anybody may feed.
func noteGuard(f Facts) []Warning {
	g := f.Guard
	if g == nil || g.Protected || !f.Production {
		return nil
	}
	kind, who := "Branch", "any developer may push to it"
	if g.Tag {
		kind, who = "Tag", "any developer may move it"
	}
	return []Warning{{Kind: NoteGuard, Word: kind, Text: g.Name + " is not protected: " + who}}
}

// capital is a name as the beginning of a sentence.
func capital(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return name
	}
	return string(unicode.ToUpper(first)) + name[size:]
}
