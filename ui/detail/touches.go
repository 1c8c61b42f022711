package detail

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// mostSub is how many folders of one folder are told apart.
const mostSub = 2

// folder is a folder with the number of files in it that differ.
type folder struct {
	name  string
	count int
	// risky says that a note is about a file in it.
	risky bool
}

// touches counts the files by folders, those that deserve a look first.
func (p pane) touches() extra {
	e := extra{label: "Touches"}
	f := look(p, p.brief().Changes)
	if !f.read() {
		e.pending = f.pending
		return e // the verdict says why there are none
	}
	all := p.folders(p.brief().Changes.Value.Files)
	if len(all) == 0 {
		return e
	}
	rest := func(n int) []span {
		if n == 0 {
			return nil
		}
		return said(theme.Muted, "  +"+present.Count(n, false))
	}
	var out []span
	for i, f := range all {
		next := slices.Clone(out)
		if i > 0 {
			next = append(next, span{theme.Text, "  "})
		}
		if f.risky {
			next = append(next, span{theme.Wait, "• "})
		}
		next = append(next, span{theme.Text, f.name}, span{theme.Muted, " " + present.Count(f.count, false)})
		if left := len(all) - i - 1; i > 0 && p.measure(next)+p.measure(rest(left)) > p.room(line{}) {
			out = append(out, rest(left+1)...)
			break
		}
		out = next
	}
	e.lines = []line{{left: out}}
	return e
}

// folders groups files by their first two folders, or by the first alone where it
// would fall into many.
func (p pane) folders(files []api.FileChange) []folder {
	subs := map[string]map[string]bool{}
	places := make([][2]string, len(files))
	for i, f := range files {
		top, deep := parted(f)
		places[i] = [2]string{top, deep}
		if subs[top] == nil {
			subs[top] = map[string]bool{}
		}
		subs[top][deep] = true
	}
	at := map[string]int{}
	var out []folder
	for i, f := range files {
		top, name := places[i][0], places[i][1]
		risky := p.risky(f)
		if len(subs[top]) > mostSub && !risky {
			name = top
		}
		j, ok := at[name]
		if !ok {
			j = len(out)
			at[name] = j
			out = append(out, folder{name: name})
		}
		out[j].count++
		out[j].risky = out[j].risky || risky
	}
	slices.SortStableFunc(out, func(a, b folder) int {
		if a.risky != b.risky {
			if a.risky {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.count, a.count)
	})
	return out
}

// parted is a file's first folder and its first two; a file in none is of itself.
func parted(f api.FileChange) (top, deep string) {
	name := cmp.Or(f.NewPath, f.OldPath)
	dirs := strings.Split(path.Dir(name), "/")
	if dirs[0] == "." || dirs[0] == "" {
		return name, name
	}
	return dirs[0], strings.Join(dirs[:min(len(dirs), 2)], "/")
}

// risky reports whether a note is about the file.
func (p pane) risky(f api.FileChange) bool {
	name := cmp.Or(f.NewPath, f.OldPath)
	return name != "" && slices.ContainsFunc(p.row.Verdict.Warnings, func(w api.Warning) bool {
		return w.Kind == api.NoteRisk && (w.Text == name || strings.HasPrefix(w.Text, name+" "))
	})
}
