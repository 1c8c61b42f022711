package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The rules of this repository that a machine can check. A rule that is only
// prose drifts; so each one here has a snippet that breaks it, which proves
// that the rule can fail, and one that does not.

// module is the path all of this repository's packages begin with.
const module = "greenlight"

// A goFile is one parsed Go file. Its path is slash-separated and relative to
// the module's root.
type goFile struct {
	path  string
	text  string
	ast   *ast.File
	lines int
}

func (f *goFile) dir() string  { return path.Dir(f.path) }
func (f *goFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// importName is the package path that a file calls name, or "".
func (f *goFile) importName(name string) string {
	for _, spec := range f.ast.Imports {
		p := strings.Trim(spec.Path.Value, `"`)
		switch {
		case spec.Name != nil && spec.Name.Name == name:
			return p
		case spec.Name == nil && importBase(p) == name:
			return p
		}
	}
	return ""
}

// importBase guesses a package's name: the last element that is no version.
func importBase(p string) string {
	base := path.Base(p)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(p))
	}
	return base
}

// A tree is all Go files that are looked at, in order of their paths.
type tree struct {
	fset  *token.FileSet
	files []*goFile
	texts map[string]string // other files people read, by path
}

func (t *tree) production() []*goFile {
	return slices.DeleteFunc(slices.Clone(t.files), (*goFile).isTest)
}

// at names a place for a complaint.
func (t *tree) at(p token.Pos) string {
	pos := t.fset.Position(p)
	return fmt.Sprintf("%s:%d", pos.Filename, pos.Line)
}

// parseTree parses the given sources; Go files must be valid.
func parseTree(sources map[string]string) (*tree, error) {
	t := &tree{fset: token.NewFileSet(), texts: map[string]string{}}
	for p, text := range sources {
		if !strings.HasSuffix(p, ".go") {
			t.texts[p] = text
			continue
		}
		file, err := parser.ParseFile(t.fset, p, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		t.files = append(t.files, &goFile{path: p, text: text, ast: file, lines: strings.Count(text, "\n")})
	}
	slices.SortFunc(t.files, func(a, b *goFile) int { return cmp.Compare(a.path, b.path) })
	return t, nil
}

// readTree reads the module in folder root, without what Go ignores too.
func readTree(root string) (map[string]string, error) {
	sources := map[string]string{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() {
			hidden := name == "testdata" || name == "dist" || strings.HasPrefix(name, ".") && name != ".ci"
			if rel != "." && hidden {
				return fs.SkipDir
			}
			return nil
		}
		if rel = filepath.ToSlash(rel); !looksLikeText(rel) {
			return nil
		}
		text, err := os.ReadFile(p)
		sources[rel] = string(text)
		return err
	})
	return sources, err
}

func looksLikeText(p string) bool {
	return slices.Contains([]string{".go", ".md", ".toml", ".sh", ".yml"}, path.Ext(p)) || strings.HasPrefix(p, ".ci/")
}

// An archRule finds what breaks it. broken and fine are sources by path.
type archRule struct {
	name   string
	check  func(*tree) []string
	broken []map[string]string
	fine   []map[string]string
}

var archRules = slices.Concat(importRules, callRules, sizeRules, wordRules)

func TestArchitecture(t *testing.T) {
	t.Parallel()
	sources, err := readTree(".")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := parseTree(sources)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range archRules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, complaint := range r.check(whole) {
				t.Error(complaint)
			}
		})
	}
}

func TestArchitectureRulesCanFail(t *testing.T) {
	t.Parallel()
	for _, r := range archRules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			if len(r.broken) == 0 {
				t.Error("nothing shows that this rule can fail")
			}
			proveRule(t, r)
		})
	}
}

// proveRule runs a rule on its own examples.
func proveRule(t *testing.T, r archRule) {
	t.Helper()
	for i, src := range append(slices.Clone(r.broken), r.fine...) {
		small, err := parseTree(src)
		if err != nil {
			t.Fatal(err)
		}
		got := r.check(small)
		if i < len(r.broken) && len(got) == 0 {
			t.Errorf("went unnoticed: %v", src)
		}
		if i >= len(r.broken) && len(got) > 0 {
			t.Errorf("complained without reason: %v\n%q", src, got)
		}
	}
}
