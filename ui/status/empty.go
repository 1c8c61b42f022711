package status

import (
	"fmt"
	"strconv"
	"time"

	"greenlight/ui/draw"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// textMost bounds the width of sentences in an empty body.
const textMost = 64

// Calm is what is known while nothing waits for the reader.
type Calm struct {
	// Projects are checked as often as Fresh says; Failed of them could not be read.
	Projects, Failed int
	Fresh
	// Hosts are instances of which nothing can be said now.
	Hosts []string
	// Blocked, Running and FailedLastDay count what waits for others or a hand, what
	// runs (Production of them in production) and what failed in the last 24 hours.
	Blocked, Running, Production, FailedLastDay int
}

// stale is from when on a round that is late makes what was read a thing of the past.
const stale = 2 * time.Minute

// Nothing is the body while nothing waits for the reader, h lines of w cells. Where
// projects could not be read, or not for long, it does not claim that.
func Nothing(w, h int, c Calm, st *theme.Styles, now time.Time) []string {
	p := pen{st, w}
	title := []span{{theme.OKStrong, "✓ Nothing waits for you."}}
	if c.Failed > 0 || len(c.Hosts) > 0 {
		title = []span{{theme.WaitStrong, "▲ Nothing waits for you"}, {theme.Text, " in what could be read."}}
	} else if !c.All.At.IsZero() && c.All.Late(now) && now.Sub(c.All.At) >= stale {
		title = []span{{theme.WaitStrong, "▲ Nothing waited for you"}, {theme.Text, " when this was read."}}
	}
	out := []string{p.at(margin, title...), p.empty()}
	out = append(out, p.sentences(c.checked(now))...)
	if lines := c.counts(p); len(lines) > 0 {
		out = append(append(out, p.empty()), lines...)
	}
	return p.body(out, h)
}

// checked says when what was looked at, and how often that is done. The two rounds are
// told apart: what only the slow one finds was not looked for by the other.
func (c Calm) checked(now time.Time) string {
	s := projects(c.Projects) + " checked"
	all, changes := c.words(now)
	if changes != "" {
		s += " for changes " + ago(now.Sub(c.Changes.At))
	} else if !c.All.At.IsZero() {
		s += " " + ago(now.Sub(c.All.At))
	}
	if c.Failed > 0 {
		s += ", " + strconv.Itoa(c.Failed) + " of them in vain"
	}
	s += "."
	if len(c.Hosts) > 0 {
		s += " " + present.List(c.Hosts, 0) + " could not be read."
	}
	if changes != "" && c.All.Late(now) {
		s += " Some of them were last read " + all + "."
	}
	return s + c.again()
}

// again says how often greenlight looks.
func (c Calm) again() string {
	every := present.Interval(c.All.Every)
	switch {
	case c.All.Every <= 0:
		return ""
	case c.Changes.At.IsZero() || c.Changes.Every >= c.All.Every:
		return " greenlight looks again every " + every + "."
	case c.All.Every <= brisk:
		return " greenlight looks for changes every " + present.Interval(c.Changes.Every) + ", and at everything every " + every + "."
	default:
		return " greenlight looks for changes every " + present.Interval(c.Changes.Every) + ", and at everything every " + every +
			": until then it does not see what waits in an environment that is new."
	}
}

func ago(d time.Duration) string {
	if d < time.Minute {
		return just
	}
	return present.Age(d) + " ago"
}

func (c Calm) counts(p pen) []string {
	var out []string
	if c.Blocked > 0 {
		out = append(out, p.at(2*margin, span{theme.Wait, "□ "}, span{theme.Text, strconv.Itoa(c.Blocked) + " blocked"},
			span{theme.Muted, ", for others, to be run or outdated"}))
	}
	if c.Running > 0 {
		line := []span{{theme.Focus, "► "}, {theme.Text, strconv.Itoa(c.Running) + " running"}}
		if c.Production > 0 {
			line = append(line, span{theme.Muted, fmt.Sprintf(", %d of them in ", c.Production)},
				span{theme.Prod, "◆"}, span{theme.Muted, " production"})
		}
		out = append(out, p.at(2*margin, line...))
	}
	if c.FailedLastDay > 0 {
		out = append(out, p.at(2*margin, span{theme.Bad, "✗ "},
			span{theme.Text, strconv.Itoa(c.FailedLastDay) + " failed"}, span{theme.Muted, " in the last day"}))
	}
	return out
}

// NoMatch is the body while a filter matches nothing; clear is the key that clears it, and
// elsewhere leads to the view where something matches, if there is one.
func NoMatch(w, h int, clear string, elsewhere keys.Hint, st *theme.Styles) []string {
	p := pen{st, w}
	lines := []string{p.at(margin, span{theme.Text, "Nothing matches. "}, span{theme.Strong, clear},
		span{theme.Muted, " clears the filter."})}
	if elsewhere.Verb != "" {
		lines = append(lines, p.at(0), p.at(margin, span{theme.Strong, elsewhere.Keys}, span{theme.Muted, " " + elsewhere.Verb}))
	}
	return p.body(lines, h)
}

// EmptyView is the body of a view that has no rows; next leads to the next view.
func EmptyView(w, h int, view string, next keys.Hint, st *theme.Styles) []string {
	p := pen{st, w}
	return p.body([]string{
		p.at(margin, span{theme.Text, "Nothing is in " + present.Quote(view) + " now."}),
		p.empty(),
		p.at(margin, hint(next)...),
	}, h)
}

// AskedInVain is the body of a query that has no rows: problem is why it failed, empty
// where GitLab found none; hints lead on.
func AskedInVain(w, h int, problem string, hints []keys.Hint, st *theme.Styles) []string {
	p := pen{st, w}
	out := []string{p.at(margin, span{theme.Text, "GitLab has no deployment for this query."})}
	if problem != "" {
		out = []string{p.at(margin, span{theme.BadStrong, "✗ The query could not be answered."}), p.empty()}
		out = append(out, p.sentences(problem)...)
	}
	out = append(out, p.empty())
	l := p.line().At(margin)
	p.putHints(l, hints)
	return p.body(append(out, l.String()), h)
}

// NoProjects is the body while there is nothing to watch. why is a sentence: "@maya is
// a Reporter or more in no project of gitlab.acme.dev."
func NoProjects(w, h int, why string, st *theme.Styles) []string {
	p := pen{st, w}
	out := []string{p.at(margin, span{theme.WaitStrong, "▲ No projects to watch."}), p.empty()}
	out = append(out, p.sentences(why)...)
	out = append(out, p.empty())
	out = append(out, p.sentences("Name some when starting greenlight:")...)
	out = append(out,
		p.at(3*margin, span{theme.Strong, "greenlight --project payments/api"}),
		p.at(3*margin, span{theme.Strong, "greenlight --group payments"}))
	out = append(out, p.sentences("or as projects and groups in a profile of the configuration file.")...)
	return p.body(out, h)
}

// Unreachable is the body while nothing was read yet and host does not answer. why is
// one sentence; retryIn 0 means that a try is under way.
func Unreachable(w, h int, host, why string, retryIn time.Duration, again keys.Hint, st *theme.Styles) []string {
	p := pen{st, w}
	next := "A try is under way."
	if retryIn > 0 {
		next = "greenlight tries again in " + seconds(retryIn) + "."
	}
	out := []string{p.at(margin, span{theme.BadStrong, "× "}, span{theme.Strong, host}, span{theme.BadStrong, " could not be read."}), p.empty()}
	out = append(out, p.sentences(why)...)
	out = append(out, p.sentences(next)...)
	out = append(out, p.empty(), p.at(2*margin, hint(again)...))
	return p.body(out, h)
}

// TokenRefused is the body while nothing was read because host refuses the token. why is
// one sentence; again is the key that reads the token anew.
func TokenRefused(w, h int, host, why string, again keys.Hint, st *theme.Styles) []string {
	p := pen{st, w}
	out := []string{p.at(margin, span{theme.BadStrong, "× "}, span{theme.Strong, host}, span{theme.BadStrong, " refuses the token."}), p.empty()}
	out = append(out, p.sentences(why)...)
	return p.body(append(out, p.empty(), p.at(2*margin, hint(again)...)), h)
}

// sentences wraps text under a title.
func (p pen) sentences(s string) []string {
	var out []string
	for _, part := range p.wrap(s, min(p.w-3*margin, textMost)) {
		out = append(out, p.at(2*margin, span{theme.Text, part}))
	}
	return out
}

// body sets lines into exactly h rows, a sixth of them from the top.
func (p pen) body(lines []string, h int) []string {
	if h <= 0 {
		return nil
	}
	top := min(h/6, max(h-len(lines), 0))
	out := make([]string, 0, h)
	for range top {
		out = append(out, p.empty())
	}
	for _, l := range lines {
		if len(out) < h {
			out = append(out, l)
		}
	}
	for len(out) < h {
		out = append(out, p.empty())
	}
	return out
}

// Unread is why some projects are not shown.
type Unread struct {
	// Reason is GitLab's or the network's, in a few words: "403 no access".
	Reason   string
	Projects []string
}

// Failures lists below the rows what is not shown and why, in at most most lines of w
// cells; why is the key that tells more.
func Failures(w, most int, groups []Unread, why string, st *theme.Styles) []string {
	if most < 2 || len(groups) == 0 {
		return nil
	}
	p := pen{st, w}
	out := []string{p.at(margin, span{theme.WaitStrong, "▲"}, span{theme.Text, " Not shown, as they could not be read:"})}
	var row []span
	left := 0
	for i, g := range groups {
		item := g.spans(p)
		joined := append(append([]span(nil), row...), span{theme.Muted, " · "})
		joined = append(joined, item...)
		switch {
		case len(row) == 0:
			row = item
			continue
		case p.measure(joined) <= w-3*margin:
			row = joined
			continue
		case len(out) == most-1:
			left = len(groups) - i
		default:
			out = append(out, p.at(2*margin, row...))
			row = item
			continue
		}
		break
	}
	return append(out, p.last(row, left, why))
}

// last is the last line of the list; it says how many reasons had no place.
func (p pen) last(row []span, left int, why string) string {
	if left == 0 {
		return p.at(2*margin, row...)
	}
	rest := []span{{theme.Muted, fmt.Sprintf("  +%d more  ", left)}, {theme.Strong, why}}
	l := p.line().At(2 * margin)
	p.put(l, row, p.w-3*margin-p.measure(rest))
	p.put(l, rest, p.w-margin-l.Column())
	return l.String()
}

// spans is "growth/checkout 403 no access", or the first projects and how many more.
func (g Unread) spans(p pen) []span {
	const named, nameMost = 2, 28
	var names []string
	for _, n := range g.Projects[:min(len(g.Projects), named)] {
		names = append(names, p.cut(n, nameMost, draw.Path))
	}
	text := present.List(names, 0)
	if n := len(g.Projects) - named; n > 0 {
		text = fmt.Sprintf("%s, %s and %d more", names[0], names[1], n)
	}
	return []span{{theme.Text, text}, {theme.Muted, " " + p.cut(g.Reason, nameMost, draw.End)}}
}
