package changes

import (
	"slices"
	"strings"

	"greenlight/api"
)

// mostLines bounds the lines of one file that are unfolded: beyond it the web page is
// the better place.
const mostLines = 2000

// file is one file with its text parted into lines and counted.
type file struct {
	api.FileChange
	added, removed int
	lines          []string
	// folder is the group that the file stands in.
	folder string
}

// shown is how many lines are drawn of a text that is unfolded.
func (f file) shown() int { return min(len(f.lines), mostLines) }

// untold reports a file of which GitLab left out the text.
func (f file) untold() bool { return f.TooLarge || f.Collapsed }

// filesOf parts and counts the texts, and puts files of one folder together, in the
// order of the folders' first files.
func filesOf(all []api.FileChange) []file {
	out := make([]file, 0, len(all))
	for _, f := range all {
		if f.NewPath == "" {
			f.NewPath = f.OldPath
		}
		next := file{FileChange: f}
		if f.Diff != "" {
			next.lines = strings.Split(strings.TrimSuffix(f.Diff, "\n"), "\n")
		}
		next.added, next.removed = counted(next.lines)
		next.folder, _, _ = strings.Cut(f.NewPath, "/")
		if next.folder == f.NewPath {
			next.folder = ""
		}
		out = append(out, next)
	}
	order := map[string]int{}
	for _, f := range out {
		if _, ok := order[f.folder]; !ok {
			order[f.folder] = len(order)
		}
	}
	slices.SortStableFunc(out, func(a, b file) int { return order[a.folder] - order[b.folder] })
	return out
}

// counted counts the lines that a text adds and removes. What stands before the first
// hunk is no line of the file; inside of one a "---" is a removed line that began with
// two dashes.
func counted(lines []string) (added, removed int) {
	inside := false
	for _, l := range lines {
		switch {
		case strings.HasPrefix(l, "@@"):
			inside = true
		case inside && strings.HasPrefix(l, "+"):
			added++
		case inside && strings.HasPrefix(l, "-"):
			removed++
		}
	}
	return added, removed
}

// group is a folder with the number of its files.
type group struct {
	name  string
	count int
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
