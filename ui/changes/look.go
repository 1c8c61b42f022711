package changes

import (
	"regexp"

	"greenlight/api/risk"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/rows"
	"greenlight/ui/theme"
)

const (
	// mostRisks bounds the risky files that are named above everything else: the others
	// stand among the files.
	mostRisks = 12
	// kindMost bounds the column of their kinds.
	kindMost = 14
	// mostPins bounds the bytes of a text that are looked through for versions.
	mostPins = 64 << 10
	// lookLeast is what the path of a file needs before its lines are counted beside it.
	lookLeast = 20
	// pathLeast is what a path that is cut needs before what became of it is said beside it.
	pathLeast = 18
	// restLeast is what the name of a migration needs behind its number to be told by it.
	restLeast = 4
)

// glance is a risky file with the version that it changes, empty where it says none.
type glance struct {
	risk.Finding
	bump string
}

// glances are the findings with their versions, of those that are named.
func glances(found []risk.Finding) []glance {
	out := make([]glance, len(found))
	for i, f := range found {
		out[i].Finding = f
		if i < mostRisks {
			out[i].bump = bumped(f.File.Diff)
		}
	}
	return out
}

// looks adds the files that deserve a look.
func (p *picture) looks(out []rows.Line) ([]rows.Line, []rows.Span) {
	switch {
	case p.m.risks == nil:
		return out, nil
	case p.reading():
		return p.dots(out, risky, 1), nil
	case len(p.m.look) == 0 && len(p.m.tree.files) > 0:
		text := "no risky file"
		if p.m.changes.Timeout {
			text += " among those that GitLab sent"
		}
		return p.said(out, risky, theme.Muted, text), nil
	}
	out = p.entries(out, risky)
	if n := len(p.m.look) - mostRisks; n > 0 {
		out = p.said(out, risky, theme.Muted, present.Plural(n, "more risky file", "more risky files")+" among the files below")
	}
	return out, nil
}

// look is the kind of a risky file, its path, and its lines at the right.
func (p *picture) look(f glance) (left, right []rows.Span) {
	kind := 0
	for _, l := range p.m.look[:min(len(p.m.look), mostRisks)] {
		kind = max(kind, min(p.Width(l.Name), kindMost))
	}
	right = p.amounts(f.Added, f.Removed)
	note := p.note(f.File, identity{part: risky, name: f.Name + "\x00" + pathOf(f.File)})
	left = []rows.Span{{Role: theme.Wait, Text: "• " + p.Pad(f.Name, kind, draw.End) + "  "}}
	room := p.Text() - p.Measure(left) - p.Measure(right) - between
	if room < lookLeast { // which file it is says more than how much of it
		room, right = p.Text()-p.Measure(left), nil
	}
	if note == "" && f.bump != "" && p.Width(pathOf(f.File))+2+p.Width(f.bump) <= room {
		note = "  " + f.bump
	}
	path, beside := pathOf(f.File), p.Width(note)
	if beside > room/2 || p.Width(path) > room-beside && room-beside < pathLeast {
		note = ""
	}
	left = append(left, rows.Span{Role: theme.Text, Text: p.cutPath(path, max(room-p.Width(note), 1))})
	return append(left, rows.Said(theme.Muted, note)...), right
}

// bumped is the version that a lock file changes, "faraday 2.9.0 → 2.12.1", and how many
// more; empty where no line says so in itself.
func bumped(diff string) string {
	if len(diff) > mostPins {
		return "" // a part would be told as if it were all
	}
	was := map[string]string{}
	text, more := "", 0
	for _, l := range textLines(diff) {
		name, version, ok := pinned(l)
		switch {
		case !ok:
		case l[0] == '-':
			was[name] = version
		case was[name] == "" || was[name] == version:
		case text == "":
			text = name + " " + was[name] + " → " + version
		default:
			more++
		}
	}
	if more > 0 {
		text += ", " + present.Count(more, false) + " more"
	}
	return text
}

// Changed lines of lock files that name a version: Gemfile.lock, go.sum and go.mod,
// requirements.txt.
var pins = []func() *regexp.Regexp{
	pattern(`^[-+]\s+(\S+) \((\d[^()\s]*)\)$`),
	pattern(`^[-+]\s*(\S+) (v\d[^\s/]*)(?: \S+)?$`),
	pattern(`^[-+](\S+?)==(\S+)$`),
}

// pinned is a name with its version in a changed line of a lock file.
func pinned(l string) (name, version string, ok bool) {
	if l == "" || l[0] != '-' && l[0] != '+' {
		return "", "", false
	}
	for _, p := range pins {
		if m := p().FindStringSubmatch(l); m != nil {
			return m[1], m[2], true
		}
	}
	return "", "", false
}
