package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A typedFile is a production file and what the compiler knows of it.
type typedFile struct {
	fset *token.FileSet
	ast  *ast.File
	info *types.Info
	pkg  *types.Package
}

func (f typedFile) at(p token.Pos) string {
	pos := f.fset.Position(p)
	return fmt.Sprintf("%s:%d", pos.Filename, pos.Line)
}

// A checker type-checks this module's sources; what they import is read from
// the build cache, which the go command fills.
type checker struct {
	fset   *token.FileSet
	imp    types.Importer
	listed []listedPackage // of this module
}

type listedPackage struct {
	path  string
	files []string
}

func newChecker() (*checker, error) {
	args := []string{"list", "-e", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t{{range .GoFiles}}{{.}} {{end}}"}
	if raceEnabled {
		args = append(args, "-race")
	}
	cmd := exec.Command("go", append(args, "./...")...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.String())
	}
	c := &checker{fset: token.NewFileSet()}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		field := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		exports[field[0]] = field[1]
		if under(field[0], module) {
			var files []string
			for _, name := range strings.Fields(field[3]) {
				files = append(files, filepath.Join(field[2], name))
			}
			c.listed = append(c.listed, listedPackage{field[0], files})
		}
	}
	c.imp = importer.ForCompiler(c.fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("%s was not built", path)
		}
		return os.Open(exports[path])
	})
	return c, nil
}

// check type-checks one package and returns its first error too.
func (c *checker) check(path string, files []*ast.File) ([]typedFile, error) {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: c.imp, Error: func(error) {}} // go on after errors
	pkg, err := conf.Check(path, c.fset, files, info)
	var out []typedFile
	for _, f := range files {
		out = append(out, typedFile{c.fset, f, info, pkg})
	}
	return out, err
}

// load reads and type-checks a package. Type errors are the compiler's
// business: it fails the same run.
func (c *checker) load(p listedPackage) ([]typedFile, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range p.files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(c.fset, strings.TrimPrefix(name, here+"/"), text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	out, _ := c.check(p.path, files)
	return out, nil
}

// A typedRule finds what breaks it in one file. The examples are the rest of
// a file that imports Bubble Tea.
type typedRule struct {
	name         string
	check        func(typedFile) []string
	broken, fine []string
}

// checkLostCommands finds a command returned where a message is wanted. It
// compiles, as any value is a message, and the command is then never run.
func checkLostCommands(f typedFile) []string {
	var out []string
	var within func(results *types.Tuple, body ast.Node)
	visit := func(n ast.Node, outer *types.Tuple) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if obj := f.info.Defs[n.Name]; n.Body != nil && obj != nil {
				within(obj.Type().(*types.Signature).Results(), n.Body)
			}
			return false
		case *ast.FuncLit:
			if sig, ok := f.info.TypeOf(n).(*types.Signature); ok {
				within(sig.Results(), n.Body)
			}
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 1 && wantsMessage(outer) && isCommand(f.info.TypeOf(n.Results[0])) {
				out = append(out, f.at(n.Pos())+": a command is returned as a message and never run: call it")
			}
		}
		return true
	}
	within = func(results *types.Tuple, body ast.Node) {
		ast.Inspect(body, func(n ast.Node) bool { return visit(n, results) })
	}
	within(nil, f.ast)
	return out
}

// wantsMessage says whether results is one value of any type, as tea.Msg is.
func wantsMessage(results *types.Tuple) bool {
	return results != nil && results.Len() == 1 && isAny(results.At(0).Type())
}

func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty()
}

// isCommand says whether t is func() tea.Msg, by whatever name.
func isCommand(t types.Type) bool {
	if t == nil {
		return false
	}
	sig, ok := t.Underlying().(*types.Signature)
	return ok && sig.Params().Len() == 0 && wantsMessage(sig.Results())
}

// checkSwitches finds switches on an enum of this module that name neither
// every constant nor a default.
func checkSwitches(f typedFile) []string {
	var out []string
	ast.Inspect(f.ast, func(n ast.Node) bool {
		sw, ok := n.(*ast.SwitchStmt)
		if !ok || sw.Tag == nil {
			return true
		}
		if missing := f.missingCases(sw); len(missing) > 0 {
			out = append(out, fmt.Sprintf("%s: the switch has no case for %s and no default", f.at(sw.Pos()), strings.Join(missing, ", ")))
		}
		return true
	})
	return out
}

func (f typedFile) missingCases(sw *ast.SwitchStmt) []string {
	enum, ok := types.Unalias(f.info.TypeOf(sw.Tag)).(*types.Named)
	if !ok || enum.Obj().Pkg() == nil || !under(enum.Obj().Pkg().Path(), module) {
		return nil
	}
	want := f.constants(enum)
	for _, s := range sw.Body.List {
		clause := s.(*ast.CaseClause)
		if clause.List == nil {
			return nil
		}
		for _, e := range clause.List {
			if v := f.info.Types[e].Value; v != nil {
				delete(want, v.ExactString())
			}
		}
	}
	var missing []string
	for _, name := range want {
		missing = append(missing, name)
	}
	slices.Sort(missing)
	return missing
}

// constants is the enum's values, each with a name that this file can write;
// nothing for a type with fewer than two. A name that ends in Count is not a
// value but the length of tables.
func (f typedFile) constants(enum *types.Named) map[string]string {
	values := map[string]string{}
	scope := enum.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		c, ok := scope.Lookup(name).(*types.Const)
		if !ok || !types.Identical(c.Type(), enum) || c.Val().Kind() == constant.Bool {
			continue
		}
		visible := c.Exported() || f.pkg == enum.Obj().Pkg()
		if visible && !strings.HasSuffix(name, "Count") {
			values[c.Val().ExactString()] = name
		}
	}
	if len(values) < 2 {
		return nil
	}
	return values
}

const enumExample = "type kind int\nconst (\n\tone kind = iota\n\ttwo\n\tthree\n\tlast = three\n)\n"

var typedRules = []typedRule{{
	name: "lost commands", check: checkLostCommands,
	broken: []string{
		"func help() tea.Cmd { return nil }\nfunc f() tea.Msg { return help() }",
		"func f() tea.Cmd { return func() tea.Msg { return tea.Batch(nil, nil) } }",
		"func f() tea.Msg { return tea.Quit }",
		"func f() tea.Msg { if true { return tea.Tick(1, nil) }; return nil }",
		"type m struct{}\nfunc (m) load() tea.Cmd { return nil }\nfunc (x m) f() tea.Cmd { return func() tea.Msg { return x.load() } }",
		"func f(c tea.Cmd) func() tea.Msg { return func() tea.Msg { return c } }",
	},
	fine: []string{
		"func help() tea.Cmd { return nil }\nfunc f() tea.Msg { return help()() }",
		"func f() tea.Cmd { return func() tea.Msg { return 1 } }",
		"func f() tea.Cmd { return tea.Quit }",
		"func f() tea.Msg { g := func() tea.Cmd { return tea.Quit }; return g()() }",
	},
}, {
	name: "exhaustive switches", check: checkSwitches,
	broken: []string{
		enumExample + "func f(k kind) { switch k { case one: case two: } }",
		enumExample + "func f(k kind) { switch k { } }",
		"type word string\nconst (\n\ta word = \"a\"\n\tb word = \"b\"\n)\nfunc f(w word) { switch w { case a: } }",
	},
	fine: []string{
		enumExample + "func f(k kind) { switch k { case one, two: case last: } }",
		enumExample + "func f(k kind) { switch k { case one: default: } }",
		enumExample + "func f(k int) { switch k { case 1: } }",
		"func f(k tea.MouseMode) { switch k { case tea.MouseModeNone: } }",
		enumExample + "func f(k kind) { switch { case k == one: } }",
		"type kind int\nconst (\n\tone kind = iota\n\ttwo\n\tkindCount\n)\nfunc f(k kind) { switch k { case one, two: } }",
	},
}}

func TestArchitectureByType(t *testing.T) {
	t.Parallel()
	c, err := newChecker()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range typedRules {
		for i, text := range append(slices.Clone(r.broken), r.fine...) {
			proveTyped(t, c, r, text, i < len(r.broken))
		}
	}
	for _, p := range c.listed {
		files, err := c.load(p)
		if err != nil {
			t.Error(err)
		}
		for _, f := range files {
			for _, r := range typedRules {
				for _, complaint := range r.check(f) {
					t.Errorf("%s: %s", r.name, complaint)
				}
			}
		}
	}
}

// proveTyped runs a rule on one of its own examples.
func proveTyped(t *testing.T, c *checker, r typedRule, text string, broken bool) {
	t.Helper()
	text = "package x\nimport tea \"charm.land/bubbletea/v2\"\nvar _ tea.Msg\n" + text
	file, err := parser.ParseFile(c.fset, "x.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	files, err := c.check(module+"/x", []*ast.File{file})
	if err != nil {
		t.Fatalf("%s: the example does not compile: %v\n%s", r.name, err, text)
	}
	for _, f := range files {
		got = append(got, r.check(f)...)
	}
	if broken && len(got) == 0 {
		t.Errorf("%s: went unnoticed: %s", r.name, text)
	}
	if !broken && len(got) > 0 {
		t.Errorf("%s: complained without reason: %s\n%q", r.name, text, got)
	}
}
