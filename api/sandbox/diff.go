package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// fileEdit is one file in a comparison.
type fileEdit struct {
	path, old string
	kind      editKind
	cut       cutKind
	hunks     []hunk
}

// editKind is what happens to a file.
type editKind int

const (
	editModified editKind = iota
	editNew
	editRenamed
	editDeleted
)

// cutKind is whether GitLab leaves the text of a file out.
type cutKind int

const (
	cutNothing cutKind = iota
	cutTooLarge
	cutCollapsed
)

// hunk is a few changed lines with a line of context on both sides, where the
// file is not new or gone.
type hunk struct {
	line          int // in the old file
	before, after string
	gone, come    []string
}

// edits collects the files of a comparison by their paths.
type edits struct{ byPath map[string]*fileEdit }

func newEdits() *edits { return &edits{map[string]*fileEdit{}} }

func (e *edits) add(f fileEdit) {
	known := e.byPath[f.path]
	if known == nil {
		e.byPath[f.path] = &f
		return
	}
	for _, h := range f.hunks {
		taken := slices.ContainsFunc(known.hunks, func(k hunk) bool { return k.line == h.line })
		if !taken {
			known.hunks = append(known.hunks, h)
		}
	}
}

// sorted is the files by their paths, as git lists them.
func (e *edits) sorted() []*fileEdit {
	var all []*fileEdit
	for _, f := range e.byPath {
		slices.SortFunc(f.hunks, func(a, b hunk) int { return cmp.Compare(a.line, b.line) })
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *fileEdit) int { return strings.Compare(a.path, b.path) })
	return all
}

// reversed is the same edit, taken back.
func (f fileEdit) reversed() fileEdit {
	f.path, f.old = f.old, f.path
	switch f.kind {
	case editNew:
		f.kind = editDeleted
	case editDeleted:
		f.kind = editNew
	case editModified, editRenamed:
	}
	back := make([]hunk, 0, len(f.hunks))
	for _, h := range f.hunks {
		h.gone, h.come = h.come, h.gone
		back = append(back, h)
	}
	f.hunks = back
	return f
}

// text is the unified form without file headers; "" where GitLab leaves it out.
func (f *fileEdit) text() string {
	if f.cut != cutNothing {
		return ""
	}
	var out strings.Builder
	shift := 0
	for _, h := range f.hunks {
		h.write(&out, f.kind, shift)
		shift += len(h.come) - len(h.gone)
	}
	return out.String()
}

// write is one hunk; shift is how many lines those before it have added.
func (h hunk) write(out *strings.Builder, kind editKind, shift int) {
	around := kind == editModified || kind == editRenamed
	switch kind {
	case editNew:
		fmt.Fprintf(out, "@@ -0,0 +1,%d @@\n", len(h.come))
	case editDeleted:
		fmt.Fprintf(out, "@@ -1,%d +0,0 @@\n", len(h.gone))
	case editModified, editRenamed:
		fmt.Fprintf(out, "@@ -%d,%d +%d,%d @@\n", h.line, len(h.gone)+2, h.line+shift, len(h.come)+2)
	}
	if around {
		fmt.Fprintf(out, " %s\n", h.before)
	}
	for _, line := range h.gone {
		fmt.Fprintf(out, "-%s\n", line)
	}
	for _, line := range h.come {
		fmt.Fprintf(out, "+%s\n", line)
	}
	if around {
		fmt.Fprintf(out, " %s\n", h.after)
	}
}
