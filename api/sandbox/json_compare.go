package sandbox

import "fmt"

const (
	fileMode = "100644"
	noMode   = "0"
)

// diffJSON is one file of a comparison.
// gitlab: lib/api/entities/diff.rb
type diffJSON struct {
	Diff      string `json:"diff"`
	Collapsed bool   `json:"collapsed"`
	TooLarge  bool   `json:"too_large"`
	NewPath   string `json:"new_path"`
	OldPath   string `json:"old_path"`
	AMode     string `json:"a_mode"`
	BMode     string `json:"b_mode"`
	New       bool   `json:"new_file"`
	Renamed   bool   `json:"renamed_file"`
	Deleted   bool   `json:"deleted_file"`
	Generated *bool  `json:"generated_file"`
}

func diffJSONOf(f *fileEdit) diffJSON {
	shape := diffJSON{
		Diff: f.text(), Collapsed: f.cut == cutCollapsed, TooLarge: f.cut == cutTooLarge, NewPath: f.path, OldPath: f.old,
		AMode: fileMode, BMode: fileMode, New: f.kind == editNew, Renamed: f.kind == editRenamed, Deleted: f.kind == editDeleted,
	}
	switch f.kind {
	case editNew:
		shape.AMode = noMode
	case editDeleted:
		shape.BMode = noMode
	case editModified, editRenamed:
	}
	return shape
}

// compareJSON holds the newest of the commits once more.
// gitlab: lib/api/entities/compare.rb
type compareJSON struct {
	Commit  *commitJSON  `json:"commit"`
	Commits []commitJSON `json:"commits"`
	Diffs   []diffJSON   `json:"diffs"`
	Timeout bool         `json:"compare_timeout"`
	SameRef bool         `json:"compare_same_ref"`
	WebURL  string       `json:"web_url"`
}

func (w *world) compareJSON(p *project, c comparison, straight bool) compareJSON {
	dots := "..."
	if straight {
		dots = ".."
	}
	shape := compareJSON{
		Commits: make([]commitJSON, 0, len(c.commits)), Diffs: append([]diffJSON{}, w.told.files[p]...), Timeout: c.timeout, SameRef: c.from == c.to,
		WebURL: fmt.Sprintf("%s/-/compare/%s%s%s", w.projectURL(p), w.sha(p, c.from), dots, w.sha(p, c.to)),
	}
	for _, at := range c.commits {
		shape.Commits = append(shape.Commits, w.commitJSON(p, at))
	}
	for _, f := range c.files {
		shape.Diffs = append(shape.Diffs, diffJSONOf(f))
	}
	if n := len(shape.Commits); n > 0 {
		shape.Commit = &shape.Commits[n-1]
	}
	return shape
}
