package merges

import (
	"strings"
	"time"

	"greenlight/api"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// age is how long it has been in its state.
func age(mr api.MergeRequest, now time.Time) string {
	at := mr.UpdatedAt
	switch {
	case mr.MergedAt != nil:
		at = *mr.MergedAt
	case mr.ClosedAt != nil:
		at = *mr.ClosedAt
	}
	if at.IsZero() {
		return ""
	}
	return present.Age(now.Sub(at))
}

func signOf(state string) (string, theme.Role) {
	switch state {
	case "merged":
		return "✓", theme.OK
	case "opened":
		return "□", theme.Wait
	case "closed":
		return "–", theme.Muted
	}
	return "?", theme.Muted
}

// merger is who merged it; nil where nobody did or it is not told.
func merger(mr api.MergeRequest) *api.User {
	if mr.MergeUser != nil {
		return mr.MergeUser
	}
	return mr.MergedBy
}

// own reports one that its author merged.
func own(mr api.MergeRequest) bool {
	by := merger(mr)
	return by != nil && mr.Author != nil && by.ID == mr.Author.ID
}

// summary is "!881 by @lin, merged by @oto 2026-02-12 (2d ago)".
func summary(mr api.MergeRequest, now time.Time) string {
	out := present.MergeRequest(mr.IID) + " by " + present.User(mr.Author)
	by := merger(mr)
	if by != nil || mr.MergedAt != nil {
		out += ", merged"
	}
	if by != nil && !own(mr) {
		out += " by " + present.User(by)
	}
	if mr.MergedAt != nil {
		out += " " + present.Date(*mr.MergedAt) + " (" + present.Age(now.Sub(*mr.MergedAt)) + " ago)"
	}
	return out
}

// branches is where it came from and went to, and its labels.
func branches(mr api.MergeRequest) string {
	const longest = 28
	var out []string
	if mr.SourceBranch != "" || mr.TargetBranch != "" {
		out = append(out, draw.Cut(mr.SourceBranch, longest, draw.Middle)+" → "+draw.Cut(mr.TargetBranch, longest, draw.Middle))
	}
	if len(mr.Labels) > 0 {
		out = append(out, "labels "+present.List(mr.Labels, 4))
	}
	return strings.Join(out, " · ")
}

// fitting is text cut to a width on the card.
func fitting(s *sheet.Sheet, words string, room int) string {
	if s.Styles.ASCII {
		return draw.CutASCII(words, max(room, 0), draw.End)
	}
	return draw.Cut(words, max(room, 0), draw.End)
}
