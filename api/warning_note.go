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
	if f.Ships != nil && f.Ships.Relation == RelationUnknown {
		out = append(out, Warning{Kind: NoteUnread, Word: "Not known", Text: "whether live has commits that this has not"})
	}
	return out
}

// noteElsewhere tells how the commit went before production.
func noteElsewhere(f Facts) []Warning {
	s := f.Staging
	if s == nil || !f.Production || len(s.Environments) == 0 {
		return nil
	}
	if s.Newest == nil {
		return []Warning{{Kind: NoteElsewhere, Word: "Not seen", Text: "in " + strings.Join(s.Environments, ", ") + ", as far as was read"}}
	}
	if how := went(s.Newest.Status); how != "" {
		return []Warning{{Kind: NoteElsewhere, Word: s.Newest.Environment.Name, Text: "had the same commit: it " + how + " there"}}
	}
	return nil
}

// went is how a deployment elsewhere did not go well, or not yet; empty for one that
// went well, or that nothing can be said of.
func went(s Status) string {
	switch s {
	case StatusFailed:
		return "failed"
	case StatusCanceled:
		return "was canceled"
	case StatusSkipped:
		return "was skipped"
	case StatusBlocked, StatusCreated:
		return "still waits"
	case StatusRunning:
		return "still runs"
	case StatusSuccess:
	}
	return ""
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
	whom := "its author"
	if len(f.Unreviewed) > 1 {
		whom = "their authors"
	}
	return []Warning{{Kind: NoteSelfMerged, Word: firstOf(f.Unreviewed), Text: "merged by " + whom + ", approved by nobody else"}}
}

// noteGuard tells of a production that anybody may feed.
func noteGuard(f Facts) []Warning {
	g := f.Guard
	if g == nil || !f.Production {
		return nil
	}
	switch {
	case !g.Protected && g.Tag:
		return []Warning{{Kind: NoteGuard, Word: "Tag", Text: g.Name + " is not protected: any developer may move it"}}
	case !g.Protected:
		return []Warning{{Kind: NoteGuard, Word: "Branch", Text: g.Name + " is not protected: any developer may push to it"}}
	case g.DevelopersPush:
		return []Warning{{Kind: NoteGuard, Word: "Branch", Text: g.Name + " is protected, but any developer may push to it"}}
	}
	return nil
}

// capital is a name as the beginning of a sentence.
func capital(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return name
	}
	return string(unicode.ToUpper(first)) + name[size:]
}
