package copying

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/present"
)

// Markdown is what the detail says of a row, for a chat or a ticket: what it is, who
// agreed when, what is live, and where its pages are. now is the server's time. It
// ends with a line break, and is empty for a row without a deployment.
func Markdown(row fleet.Row, now time.Time) string {
	d := row.Deployment
	if d == nil {
		return ""
	}
	var b strings.Builder
	item := func(label, value string) {
		if value != "" {
			b.WriteString("- " + label + ": " + value + "\n")
		}
	}
	place := escaped(row.Project) + " → " + escaped(d.Environment.Name)
	if row.Production() && !strings.Contains(strings.ToLower(d.Environment.Name), "production") {
		place += " (production)"
	}
	b.WriteString("**" + place + "** " + linked(present.IID(d.IID), URL(row)) + "\n\n")
	item("Title", escaped(row.Title()))
	item("State", state(row, now))
	item("Ref", escaped(d.Ref))
	item("Commit", escaped(d.SHA))
	item("Started by", escaped(present.User(d.User)))
	for _, w := range row.Verdict.Warnings {
		item("Warning", escaped(w.Word+" "+w.Text))
	}
	item("Ships", ships(row))
	merged(&b, row)
	item("Live", live(row, now))
	item("Pipeline", pipeline(row))
	approvals(&b, row, now)
	return b.String()
}

// state is the first line of the detail, and for how long.
func state(row fleet.Row, now time.Time) string {
	lead, rest, right := present.StateSentence(row, now)
	out := lead
	if rest != "" {
		out += " " + rest
	}
	if right != "" {
		out += ", " + right
	}
	return escaped(out)
}

// ships is what it would change, in numbers; empty where that was not compared.
func ships(row fleet.Row) string {
	s := row.Verdict.Ships
	if s.Relation == api.RelationUnread {
		return ""
	}
	lead, rest := present.ShipsSentence(s, text.Line(present.LiveName(row.Live, row.Deployment)))
	out := lead + rest
	if s.Files > 0 {
		out += ", " + present.Count(s.Files, s.Cut) + " files"
	}
	return escaped(out)
}

// merged lists the merge requests that it ships, with their pages.
func merged(b *strings.Builder, row fleet.Row) {
	if row.Brief == nil {
		return
	}
	for _, m := range row.Brief.Merged.Value.Requests {
		b.WriteString("  - " + linked(m.References.Short, m.WebURL) + " " + escaped(m.Title) + ", by " + escaped(present.User(m.Author)) + "\n")
	}
}

// live is what it would replace.
func live(row fleet.Row, now time.Time) string {
	l := row.Live
	if l == nil {
		return ""
	}
	out := escaped(l.Ref) + ", " + escaped(present.SHA(text.Line(l.SHA)))
	if end := l.FinishedAt(); !end.IsZero() {
		out += ", for " + present.Age(now.Sub(end))
	}
	return out
}

// pipeline is the number and the word of the pipeline, with its page.
func pipeline(row fleet.Row) string {
	p := row.Pipeline
	if j := row.Deployment.Deployable; p == nil && j != nil {
		p = j.Pipeline
	}
	if p == nil {
		return ""
	}
	return linked(present.IID(p.ID), p.WebURL) + " " + escaped(string(p.Status))
}

// approvals lists the rules one by one with who decided when; where there are no
// rules the decisions alone.
func approvals(b *strings.Builder, row fleet.Row, now time.Time) {
	v := row.Verdict
	switch {
	case len(v.Rules) > 0:
		fmt.Fprintf(b, "- Approvals: %d of %d\n", v.Given, v.Required)
	case len(row.Deployment.Approvals) > 0:
		b.WriteString("- Approvals:\n")
	case row.Deployment.Status == api.StatusBlocked && !row.Detailed:
		b.WriteString("- Approvals: not read\n")
		return
	default:
		return
	}
	told := map[int64]bool{}
	for _, r := range v.Rules {
		fmt.Fprintf(b, "  - %s: %d of %d\n", escaped(r.Name), r.Rule.Required-r.Left, r.Rule.Required)
		for _, a := range r.Given {
			told[id(a.User)] = true
			b.WriteString("    - " + decision(a, now) + "\n")
		}
	}
	for _, a := range row.Deployment.Approvals {
		if !told[id(a.User)] || a.User == nil {
			b.WriteString("  - " + decision(a, now) + "\n")
		}
	}
}

// decision is "approved by @ines, 2026-02-14 02:51 UTC (9m ago): “lgtm”".
func decision(a api.Approval, now time.Time) string {
	out := escaped(string(a.Status)) + " by " + escaped(present.User(a.User))
	if !a.CreatedAt.IsZero() {
		out += ", " + a.CreatedAt.UTC().Format("2006-01-02 15:04 MST") + " (" + present.Age(now.Sub(a.CreatedAt)) + " ago)"
	}
	if a.Comment != nil && text.Line(*a.Comment) != "" {
		out += ": " + present.Quote(escaped(*a.Comment))
	}
	return out
}

func id(u *api.User) int64 {
	if u == nil {
		return 0
	}
	return u.ID
}

// meant are the characters that mean something to Markdown, or to GitLab's own, in
// the middle of a line: a name with them must not become a link, a table, code, a
// mention that wakes somebody, or a reference.
const meant = "\\`*_{}[]()#!|<>~@&$%^:\""

// escaped is a text from outside on one line, as Markdown that shows it and does
// nothing else.
func escaped(s string) string {
	s = text.Line(s)
	var b strings.Builder
	for i, r := range s {
		// a bare address is a link without any sign of one
		www := r == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www")
		if strings.ContainsRune(meant, r) || www {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// linked is a link, or the label alone where the address is no web page's. The
// label is our own.
func linked(label, address string) string {
	u, err := url.Parse(text.Line(address))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return escaped(label)
	}
	// String encodes blanks, quotes, angles and backslashes in a path; what is left
	// would end the link or the cell of a table
	shown := strings.NewReplacer("(", "%28", ")", "%29", "|", "%7C", "[", "%5B", "]", "%5D",
		"`", "%60", "<", "%3C", ">", "%3E", " ", "%20", "\\", "%5C", "*", "%2A").Replace(u.String())
	return "[" + escaped(label) + "](" + shown + ")"
}
