package changes

import (
	"slices"
	"strings"

	"greenlight/api"
	"greenlight/ui/draw"
)

// mostLines bounds the lines of one file that are unfolded: beyond it the web page is
// the better place.
const mostLines = 2000

// file is one file with its lines counted.
type file struct {
	api.FileChange
	added, removed int
	// folder is the group that the file stands in.
	folder string
}

// tree is all files by their folders, and what they sum up to.
type tree struct {
	files          []file
	groups         []group
	added, removed int
	// mostAdded and mostRemoved are of a single file.
	mostAdded, mostRemoved int
	// untold counts the files of which GitLab left out the text, texts the others that
	// have one.
	untold, texts int
}

// group is a folder with the number of its files.
type group struct {
	name  string
	count int
}

// pathOf is where a file is, or was.
func pathOf(f api.FileChange) string {
	if f.NewPath == "" {
		return f.OldPath
	}
	return f.NewPath
}

// cutPath shortens a path to w cells. Of a migration whose name has no room its number
// stays: that is what names it, and what it does to a table is often what others do.
func (p *picture) cutPath(path string, w int) string {
	short := p.Cut(path, w, draw.Path)
	name := path[strings.LastIndexByte(path, '/')+1:]
	if strings.HasSuffix(short, name) {
		return short
	}
	rest := strings.TrimLeft(strings.TrimPrefix(name, "V"), "0123456789")
	number := name[:len(name)-len(rest)]        // "20260214093000", "0001", "V12"
	room := min(w-len(number), p.Width(rest)-1) // it says that it is cut
	if number == "" || room < restLeast {
		return short
	}
	return number + p.Cut(rest, room, draw.Middle)
}

// treeOf counts the texts, and puts files of one folder together, in the order of the
// folders' first files.
func treeOf(all []api.FileChange) tree {
	t := tree{files: make([]file, 0, len(all))}
	order := map[string]int{}
	for _, f := range all {
		f.NewPath = pathOf(f)
		next := file{FileChange: f}
		next.added, next.removed = f.Lines()
		next.folder, _, _ = strings.Cut(f.NewPath, "/")
		if next.folder == f.NewPath {
			next.folder = ""
		}
		if _, ok := order[next.folder]; !ok {
			order[next.folder] = len(order)
		}
		t.add(next)
	}
	slices.SortStableFunc(t.files, func(a, b file) int { return order[a.folder] - order[b.folder] })
	t.groups = groupsOf(t.files)
	return t
}

func (t *tree) add(f file) {
	t.files = append(t.files, f)
	t.added, t.removed = t.added+f.added, t.removed+f.removed
	t.mostAdded, t.mostRemoved = max(t.mostAdded, f.added), max(t.mostRemoved, f.removed)
	switch {
	case f.TooLarge || f.Collapsed:
		t.untold++
	case f.Diff != "":
		t.texts++
	}
}

// textLines are the lines of a text.
func textLines(diff string) []string {
	if diff == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(diff, "\n"), "\n")
}

// groupsOf counts the files of each folder. A folder all of whose files lie deeper is
// named one step deeper: "app/jobs 9" says more than "app 9".
func groupsOf(all []file) []group {
	var out []group
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].folder == all[i].folder {
			end++
		}
		g := group{all[i].folder, end - i}
		if g.name == "" {
			g.name = "root"
		} else if deep := second(all[i].NewPath); deep != "" && !slices.ContainsFunc(all[i:end], func(f file) bool { return second(f.NewPath) != deep }) {
			g.name += "/" + deep
		}
		out = append(out, g)
		i = end
	}
	return out
}

// second is the second folder of a path, empty where it has none.
func second(path string) string {
	parts := strings.SplitN(path, "/", 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[1]
}
