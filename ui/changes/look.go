package changes

import (
	"strings"

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
	// lookLeast is what the path of a file needs before its lines are counted beside it.
	lookLeast = 20
)

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
		return append(out, p.said(risky, theme.Muted, text)), nil
	}
	out = p.entries(out, risky)
	if n := len(p.m.look) - mostRisks; n > 0 {
		out = append(out, p.said(risky, theme.Muted, present.Plural(n, "more risky file", "more risky files")+" among the files below"))
	}
	return out, nil
}

// look is the kind of a risky file, its path, and its lines at the right.
func (p *picture) look(f risk.Finding) (left, right []rows.Span) {
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
	if bump := bumped(f.File.Diff); note == "" && bump != "" && p.Width(pathOf(f.File))+2+p.Width(bump) <= room {
		note = "  " + bump
	}
	if p.Width(note) > room/2 {
		note = ""
	}
	left = append(left, rows.Span{Role: theme.Text, Text: p.Cut(pathOf(f.File), max(room-p.Width(note), 1), draw.Path)})
	return append(left, rows.Said(theme.Muted, note)...), right
}

// bumped is the version that a lock file changes, "faraday 2.9.0 → 2.12.1", and how many
// more; empty where no line says so in itself.
func bumped(diff string) string {
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

// pinned is a name with its version in a changed line of a lock file: "-    faraday
// (2.9.0)", "+golang.org/x/net v0.20.0 h1:…", "+requests==2.31.0".
func pinned(l string) (name, version string, ok bool) {
	if l == "" || l[0] != '-' && l[0] != '+' {
		return "", "", false
	}
	if name, version, ok = strings.Cut(strings.TrimSpace(l[1:]), "=="); ok {
		return name, version, name != "" && version != "" && !strings.ContainsAny(name+version, " \t")
	}
	words := strings.Fields(l[1:])
	if len(words) < 2 || len(words) > 3 || strings.HasSuffix(words[1], "/go.mod") {
		return "", "", false
	}
	inner, bracketed := strings.CutPrefix(words[1], "(")
	version, closed := strings.CutSuffix(inner, ")")
	numbered := len(version) > 0 && (version[0] >= '0' && version[0] <= '9')
	switch {
	case bracketed && closed && numbered && len(words) == 2:
		return words[0], version, true
	case !bracketed && len(version) > 1 && version[0] == 'v' && version[1] >= '0' && version[1] <= '9':
		return words[0], version, true
	}
	return "", "", false
}
