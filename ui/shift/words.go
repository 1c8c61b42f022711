package shift

import (
	"strconv"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/journal"
	"greenlight/api/text"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// ending is what became of a decision: a sign and a word for the list, and where they
// do not say all, why.
type ending struct {
	role            theme.Role
	sign, word, why string
}

// unknown is loud: somebody has to look.
func unknown(why string) ending { return ending{theme.BadStrong, "?", "UNKNOWN", why} }

func undone(word, why string) ending { return ending{theme.Muted, "–", word, why} }

// end is the ending of a decision. Its words are those of journal.Answered.Outcome; what
// is not among them is as unknown as no answer.
func end(e journal.Entry) ending {
	if e.Answered == nil {
		return unknown("No answer was written down: greenlight was ended in between, or it is still under way.")
	}
	switch e.Answered.Outcome {
	case "done":
		return ending{theme.OK, "✓", "done", ""}
	case "done, answer lost":
		return ending{theme.OK, "✓", "done", "GitLab's answer was lost, but what was read back shows it."}
	case "refused":
		return ending{theme.Bad, "✗", "refused", ""}
	case "not sent":
		return undone("not sent", "Nothing was sent.")
	case "changed":
		return undone("changed", "Something had changed since it was on the screen, so nothing was done.")
	case "not done, answer lost":
		return undone("not done", "GitLab's answer was lost, and what was read back does not show it.")
	case "unknown":
		return unknown("No answer came, and the state could not be read back.")
	case "maybe, answer lost":
		return unknown("No answer came, and it may still arrive.")
	case "not verified":
		return unknown("GitLab took it, but what was read back does not show it.")
	}
	return unknown("The journal says " + present.Quote(text.Line(e.Answered.Outcome)) + ", which this greenlight does not know.")
}

// fact is one line of an unfolded decision.
type fact struct {
	label string
	role  theme.Role
	words string
}

// facts are all that is known of a decision.
func (m Model) facts(e journal.Entry) []fact {
	s := e.Sent
	out := []fact{
		{"When", theme.Text, present.Date(m.local(s.At)) + " " + m.local(s.At).Format("15:04:05 MST") + " by " +
			present.User(&api.User{Username: s.User}) + " on " + s.Host},
		{"What", theme.Text, deed(s)},
		{"Where", theme.Text, s.Project + " → " + place(s)},
		m.became(e),
	}
	add := func(label, words string) {
		if strings.TrimSpace(text.Line(words)) != "" {
			out = append(out, fact{label, theme.Text, words})
		}
	}
	if a := e.Answered; a != nil && a.Said != "" {
		label := "Reason"
		if a.Outcome == "refused" {
			label = "GitLab"
		}
		add(label, present.Quote(a.Said))
	}
	add("As", asWhom(s))
	if s.Comment != "" {
		add("Comment", present.Quote(s.Comment))
	}
	for i, w := range s.Warnings {
		label := "Warnings"
		if i > 0 {
			label = ""
		}
		out = append(out, fact{label, theme.Wait, w})
	}
	add("Live then", commit(s.LiveRef, s.LiveSHA))
	if a := e.Answered; a != nil {
		add("Read back", readBack(*a))
		add("Request", a.RequestID)
	}
	add("Operation", e.Op)
	return out
}

// became is the ending with its time.
func (m Model) became(e journal.Entry) fact {
	end := end(e)
	words := end.sign + " " + end.word
	if e.Answered != nil && !e.Answered.At.IsZero() {
		words += " at " + m.local(e.Answered.At).Format("15:04:05")
	}
	if end.why != "" {
		words += ". " + end.why
	}
	return fact{"Outcome", end.role, words}
}

// local is a time in the zone of the card.
func (m Model) local(t time.Time) time.Time { return t.In(m.now.Location()) }

// act is what was done, as short as the list needs it.
func act(s journal.Sent) string {
	if s.Act == "set status" {
		return "status"
	}
	return s.Act
}

// deed is what was decided on.
func deed(s journal.Sent) string {
	out := s.Act
	switch {
	case s.Status != "" && s.Act == "set status":
		out += " to " + s.Status
	case s.Status != "" && s.Act == "record":
		out += " as " + s.Status
	}
	if s.IID > 0 {
		out += " · " + present.IID(s.IID)
	}
	if what := commit(s.Ref, s.SHA); what != "" {
		out += " · " + what
	}
	return out
}

// place is the environment, with the sign of production.
func place(s journal.Sent) string {
	if production(s) {
		return "◆ " + s.Environment
	}
	return s.Environment
}

func production(s journal.Sent) bool { return s.Tier == string(api.TierProduction) }

// asWhom is the rule of an approval or a rejection; nothing else is made under one.
func asWhom(s journal.Sent) string {
	if s.As == "" && (s.Act == "approve" || s.Act == "reject") {
		return "GitLab's choice"
	}
	return s.As
}

// commit is a ref with its sha, as far as they are known.
func commit(ref, sha string) string {
	if ref == "" || sha == "" {
		return ref + present.SHA(sha)
	}
	return ref + " · " + present.SHA(sha)
}

// readBack is what the deployment looked like afterwards.
func readBack(a journal.Answered) string {
	var parts []string
	if a.Status != "" {
		parts = append(parts, a.Status)
	}
	if a.Left != nil {
		parts = append(parts, present.Plural(*a.Left, "approval", "approvals")+" missing")
	}
	if a.Made > 0 {
		parts = append(parts, "it made "+present.IID(a.Made))
	}
	return strings.Join(parts, ", ")
}

// plain is a decision as text: each line is clean, whatever is in it.
func (m Model) plain(e journal.Entry) string {
	var b strings.Builder
	line := func(label, words string) {
		if words = text.Line(words); words != "" {
			b.WriteString(label + ": " + words + "\n")
		}
	}
	last := ""
	for _, f := range m.facts(e) {
		if f.label != "" {
			last = f.label
		}
		line(last, f.words)
	}
	line("Commit", e.Sent.SHA)
	line("Page", e.Sent.URL)
	return b.String()
}

// stamp is when it was: the clock today, the date with it before, the year where it is
// another one.
func (m Model) stamp(t time.Time) string {
	t = m.local(t)
	switch {
	case present.Date(t) == present.Date(m.now):
		return t.Format("15:04")
	case t.Year() == m.now.Year():
		return t.Format("01-02 15:04")
	}
	return present.Date(t)
}

// count is how many decisions are in the span.
func (m Model) count() string {
	n := len(m.items)
	if m.short() {
		return strconv.Itoa(n) + "+ decisions"
	}
	return present.Plural(n, "decision", "decisions")
}
