package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Handover is what the next shift needs to know, as Markdown: the operations between
// two times, both included, in the order of time. What became of some of them may be
// unknown, and that comes first. A zero time is that of the first or the last entry;
// times are those of a place, of UTC for nil. Text from outside cannot become markup,
// call people or repaint a terminal.
func Handover(entries []Entry, from, to time.Time, place *time.Location) string {
	if place == nil {
		place = time.UTC
	}
	list := within(entries, from, to)
	if len(list) > 0 {
		from, to = orTime(from, list[0].Sent.At), orTime(to, list[len(list)-1].Sent.At)
	}
	var b strings.Builder
	b.WriteString("# Handover")
	if !from.IsZero() && !to.IsZero() {
		fmt.Fprintf(&b, " %s to %s", moment(from, place), moment(to, place))
	}
	b.WriteString("\n\n")
	if len(list) == 0 {
		b.WriteString("Nothing was decided with greenlight on this machine.\n")
		return b.String()
	}
	users := distinct(list, func(s Sent) string { return s.User })
	hosts := distinct(list, func(s Sent) string { return s.Host })
	fmt.Fprintf(&b, "By %s on %s, with greenlight on this machine.\n\n", users.String(), hosts.String())
	summary(&b, list, place)
	day := ""
	for _, e := range list {
		if d := e.Sent.At.In(place).Format("Mon 2006-01-02"); d != day {
			day = d
			fmt.Fprintf(&b, "\n## %s\n\n", day)
		}
		decision(&b, e, place, len(users) > 1)
	}
	return b.String()
}

// within is what lies in a span, the oldest first.
func within(entries []Entry, from, to time.Time) []Entry {
	var list []Entry
	for _, e := range entries {
		if !e.Sent.At.Before(from) && (to.IsZero() || !e.Sent.At.After(to)) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b Entry) int {
		return cmp.Or(a.Sent.At.Compare(b.Sent.At), cmp.Compare(a.Op, b.Op))
	})
	return list
}

func orTime(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t
}

// moment is a time with its zone: the hour comes twice in one night of the year.
func moment(t time.Time, place *time.Location) string {
	return t.In(place).Format("Mon 2006-01-02 15:04 MST")
}

// names are escaped already.
type names []string

// String is a list of the first few.
func (n names) String() string {
	if len(n) > maxListed {
		return fmt.Sprintf("%s and %d others", strings.Join(n[:maxListed], ", "), len(n)-maxListed)
	}
	return strings.Join(n, ", ")
}

// distinct is a field of all, each value once.
func distinct(list []Entry, field func(Sent) string) names {
	var out names
	seen := map[string]bool{}
	for _, e := range list {
		name := orSomeone(inline(field(e.Sent), maxName))
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

func orSomeone(s string) string { return cmp.Or(s, "(no name)") }

// summary is the counts. Each operation whose end is unknown is named there.
func summary(b *strings.Builder, list []Entry, place *time.Location) {
	fates, acts := map[fate]int{}, map[string]int{}
	for _, e := range list {
		f := e.end().fate
		fates[f]++
		if f == fateDone {
			acts[past(e.Sent.Act)]++
		}
	}
	if n := fates[fateUnknown]; n > 0 {
		fmt.Fprintf(b, "- **%s: %d. Look at %s in GitLab before anything else:**\n", fateUnknown, n, plural(n, "it", "them"))
		for _, e := range list {
			if e.end().fate == fateUnknown {
				fmt.Fprintf(b, "  - %s · %s · %s\n", moment(e.Sent.At, place), inline(e.Sent.Act, maxName), target(e))
			}
		}
	}
	for _, d := range deeds {
		count(b, d.past, acts[d.past])
		delete(acts, d.past)
	}
	others := 0
	for _, n := range acts {
		others += n
	}
	count(b, "other acts", others)
	count(b, fateRefused.String(), fates[fateRefused])
	count(b, fateNothing.String(), fates[fateNothing])
}

func count(b *strings.Builder, what string, n int) {
	if n > 0 {
		fmt.Fprintf(b, "- %s: %d\n", strings.ToUpper(what[:1])+what[1:], n)
	}
}

func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// target is where an operation went, with the way there.
func target(e Entry) string {
	s := e.Sent
	number := "page"
	if s.IID > 0 {
		number = fmt.Sprintf(`\#%d`, s.IID)
	}
	place := orSomeone(inline(s.Project, maxName)) + " → " + orSomeone(inline(s.Environment, maxName))
	if l := link(number, s.URL); l != "page" {
		place += " " + l
	}
	return place
}

// decision is one operation: a line to skim, and below it what only some have.
func decision(b *strings.Builder, e Entry, place *time.Location, byName bool) {
	s := e.Sent
	fmt.Fprintf(b, "- **%s · %s** · %s", s.At.In(place).Format("15:04 MST"), e.deed(), target(e))
	if what := commit(s.Ref, s.SHA); what != "" {
		b.WriteString(" · " + what)
	}
	b.WriteString("\n")
	note := func(label, words string) {
		if words != "" {
			fmt.Fprintf(b, "  - %s%s\n", label, words)
		}
	}
	if byName {
		note("By ", orSomeone(inline(s.User, maxName)))
	}
	note("As ", inline(s.As, maxName))
	note("Comment: ", inline(s.Comment, maxWords))
	for i, w := range s.Warnings {
		if i == maxListed {
			note("", fmt.Sprintf("and %d more warnings", len(s.Warnings)-i))
			break
		}
		note("On the screen: ", inline(w, maxWords))
	}
	note("Live then: ", commit(s.LiveRef, s.LiveSHA))
	note("", e.end().why)
	if e.Answered != nil {
		after(note, e.Sent.Act, *e.Answered, e.end().fate)
	}
}

// commit is a ref and its commit, as far as they are known.
func commit(ref, id string) string {
	return strings.TrimSpace(inline(ref, maxName) + " " + sha(id))
}

// after is what GitLab said and what was read back.
func after(note func(label, words string), act string, a Answered, f fate) {
	label := map[fate]string{fateRefused: "GitLab said: ", fateDone: "Note: "}[f]
	if label == "" {
		label = "Reason: "
	}
	request := ""
	if id := code(a.RequestID, maxName); id != "" {
		request = "request " + id
	}
	said := inline(a.Said, maxWords)
	switch {
	case said != "" && request != "":
		note(label, said+" ("+request+")")
	case said != "":
		note(label, said)
	case a.Outcome != "done":
		note("", request)
	}
	var now []string
	if status := inline(a.Status, maxName); status != "" {
		now = append(now, status)
	}
	if a.Left != nil {
		now = append(now, fmt.Sprintf("%d %s missing", *a.Left, plural(*a.Left, "approval", "approvals")))
	}
	back := "Read back: "
	if act == "run" || act == "retry" {
		back = "Read back at once, before the job could end: "
	}
	note(back, strings.Join(now, ", "))
	if a.Made > 0 {
		note("", fmt.Sprintf(`It made deployment \#%d.`, a.Made))
	}
}
