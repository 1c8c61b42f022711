package main

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// under says whether package path p is one of the given paths or below one.
func under(p string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return p == r || strings.HasPrefix(p, r+"/") })
}

// The rooms of ui that draw one thing each and know nothing of one another.
var uiViews = []string{"ui/list", "ui/detail", "ui/form", "ui/overlay", "ui/status", "ui/changes", "ui/pipeline", "ui/logs",
	"ui/history", "ui/record", "ui/query", "ui/merges", "ui/palette", "ui/copying", "ui/help"}

// testKit says whether a package is there for tests only: as in the standard
// library, its name ends in "test".
func testKit(p string) bool { return strings.HasSuffix(p, "test") }

// forbiddenImport says why a package must not import another, or "". Both are
// import paths; packages of this module come without its name.
func forbiddenImport(from, to string, local bool) string {
	if !local {
		return forbiddenOutside(from, to)
	}
	switch {
	case testKit(to):
		return "only files ending in _test.go may import a kit of tests"
	case from == ".":
		return ""
	case under(from, "api/sandbox"):
		return unless(under(to, "api/sandbox"), "the sandbox shares nothing with the client: a wrong field must not pass on both sides")
	case under(to, "api/sandbox"):
		return "only main and tests may import the sandbox"
	case under(to, "ui/host"):
		return "only main may import ui/host"
	case under(from, "config", "assets"):
		return unless(under(to, strings.SplitN(from, "/", 2)[0]), "config and assets know no other part; main translates")
	case under(from, "api"):
		return unless(under(to, "api"), "the client knows no other part")
	case under(from, "ui"):
		return forbiddenInUI(from, to)
	}
	return "this folder has no place in the plan: main, config, api, ui, assets"
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

func forbiddenInUI(from, to string) string {
	inView := slices.IndexFunc(uiViews, func(v string) bool { return under(from, v) })
	toView := slices.IndexFunc(uiViews, func(v string) bool { return under(to, v) })
	switch {
	case !under(to, "ui", "api"):
		return "ui may import api's types and itself only"
	case to == "ui" && from != "ui":
		return "the rooms of ui do not know the house"
	case from != "ui" && toView >= 0 && toView != inView:
		return "the views of ui do not know each other; only ui itself puts them together"
	}
	return ""
}

func forbiddenOutside(from, to string) string {
	charm := under(to, "charm.land", "github.com/charmbracelet")
	switch {
	case testKit(from) && (to == "testing" || to == "os"):
		return "" // it fails tests and reads their files
	case under(to, "testing") || under(to, "net/http/httptest"):
		return "production code must not import test code"
	case under(from, "api", "config", "assets") && charm:
		return "only ui and main draw"
	case under(from, "ui") && under(to, "net/http"):
		return "ui never talks to the network"
	case under(from, "ui") && !under(from, "ui/host") && (to == "os" || under(to, "os/exec", "os/signal")):
		return "ui/host is the one room of ui that touches the machine"
	}
	return ""
}

func checkImports(t *tree) []string {
	var out []string
	for _, f := range t.production() {
		for _, spec := range f.ast.Imports {
			to := strings.Trim(spec.Path.Value, `"`)
			local := under(to, module)
			if local {
				to = strings.TrimPrefix(strings.TrimPrefix(to, module), "/")
			}
			if why := forbiddenImport(f.dir(), to, local); why != "" {
				out = append(out, fmt.Sprintf("%s imports %s: %s", t.at(spec.Pos()), to, why))
			}
		}
	}
	return out
}

func importing(p, what string) map[string]string {
	return map[string]string{p: fmt.Sprintf("package x\nimport _ %q\n", what)}
}

var importRules = []archRule{{
	name: "imports", check: checkImports,
	broken: []map[string]string{
		importing("api/a.go", "greenlight/ui"), importing("api/a.go", "greenlight/config"), importing("api/a.go", "charm.land/lipgloss/v2"),
		importing("api/a.go", "github.com/charmbracelet/x/ansi"), importing("api/fleet/a.go", "greenlight/api/sandbox"),
		importing("config/a.go", "greenlight/api"), importing("config/a.go", "greenlight/ui/theme"), importing("config/a.go", "charm.land/bubbletea/v2"),
		importing("ui/a.go", "greenlight/config"), importing("ui/a.go", "net/http"), importing("ui/list/a.go", "os"), importing("ui/a.go", "os/exec"),
		importing("ui/a.go", "greenlight/ui/host"), importing("ui/a.go", "greenlight/api/sandbox"), importing("ui/a.go", "greenlight/assets"),
		importing("ui/list/a.go", "greenlight/ui/detail"), importing("ui/form/a.go", "greenlight/ui"), importing("ui/theme/a.go", "greenlight/ui/list"),
		importing("assets/a.go", "greenlight/config"), importing("api/sandbox/a.go", "greenlight/api"), importing("api/a.go", "testing"),
		importing("main.go", "testing/fstest"), importing("extra/a.go", "greenlight/api"), importing("api/a.go", "net/http/httptest"),
		importing("ui/list/a.go", "greenlight/ui/uitest"), importing("main.go", "greenlight/ui/uitest"), importing("ui/uitest/a.go", "greenlight/ui/list"),
		importing("ui/uitest/a.go", "greenlight/assets"), importing("ui/uitest/a.go", "net/http"), importing("ui/uitest/part/a.go", "testing"),
	},
	fine: []map[string]string{
		importing("main.go", "greenlight/ui/host"), importing("main.go", "greenlight/api/sandbox"), importing("api/fleet/a.go", "greenlight/api"),
		importing("ui/a.go", "greenlight/ui/list"), importing("ui/list/a.go", "greenlight/ui/theme"), importing("ui/list/a.go", "greenlight/api"),
		importing("ui/host/a.go", "os/exec"), importing("api/a.go", "net/http"), importing("config/a.go", "os"), importing("api/a_test.go", "greenlight/api/sandbox"),
		importing("ui/a.go", "charm.land/bubbletea/v2"), importing("ui/overlay/a.go", "greenlight/ui/overlay/part"), importing("api/sandbox/a.go", "net/http"),
		importing("ui/list/a_test.go", "greenlight/ui/uitest"), importing("ui/uitest/a.go", "testing"), importing("ui/uitest/a.go", "os"),
		importing("ui/uitest/a.go", "greenlight/ui/theme"),
	},
}}

// A forbiddenName must not be mentioned, called or not, except where allowed
// says so.
type forbiddenName struct {
	pkg     string
	names   []string
	allowed func(*goFile) bool
	why     string
}

func inRoot(f *goFile) bool { return f.dir() == "." }
func nowhere(*goFile) bool  { return false }

var forbiddenNames = []forbiddenName{
	{"time", []string{"Now", "Since", "Until", "Sleep", "After", "Tick"}, func(f *goFile) bool { return inRoot(f) || f.isTest() }, "take the clock that main injects"},
	{"os", []string{"Exit"}, func(f *goFile) bool { return f.path == "main.go" || f.isTest() }, "return an error; only main.go ends the process"},
	{"fmt", []string{"Print", "Printf", "Println"}, func(f *goFile) bool { return inRoot(f) || f.isTest() }, "stdout belongs to main"},
	{"os", []string{"Stdout", "Stdin"}, func(f *goFile) bool { return inRoot(f) || f.isTest() }, "main passes the streams on"},
	{"net/http", []string{"DefaultClient", "DefaultServeMux", "Get", "Head", "Post", "PostForm", "Handle", "HandleFunc"}, nowhere, "it has no deadline, follows redirects with tokens, and is shared"},
	{"log", []string{"Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf"}, nowhere, "it writes over the screen"},
}

func checkNames(t *tree) []string {
	var out []string
	for _, f := range t.files {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			id, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			pkg := f.importName(id.Name)
			for _, no := range forbiddenNames {
				if pkg == no.pkg && slices.Contains(no.names, sel.Sel.Name) && !no.allowed(f) {
					out = append(out, fmt.Sprintf("%s: %s.%s: %s", t.at(sel.Pos()), id.Name, sel.Sel.Name, no.why))
				}
			}
			return true
		})
	}
	return out
}

func using(p, pkg, expr string) map[string]string {
	return map[string]string{p: fmt.Sprintf("package x\nimport %s\nvar _ = %s\n", pkg, expr)}
}

var callRules = []archRule{{
	name: "calls", check: checkNames,
	broken: []map[string]string{
		using("api/a.go", `"time"`, "time.Now()"), using("api/a.go", `"time"`, "time.Now"), using("ui/a.go", `clock "time"`, "clock.Since(x)"),
		using("api/a.go", `"time"`, "time.After(1)"), using("config/a.go", `"os"`, "f(os.Exit)"), using("run.go", `"os"`, "f(os.Exit)"),
		using("ui/a.go", `"fmt"`, `fmt.Println("x")`), using("api/a.go", `"os"`, "os.Stdout"), using("api/a.go", `"net/http"`, "http.DefaultClient"),
		using("api/a_test.go", `"net/http"`, `f(http.Get("x"))`), using("api/a.go", `"log"`, `f(log.Printf)`),
		using("ui/uitest/a.go", `"time"`, "time.Now()"),
	},
	fine: []map[string]string{
		using("main.go", `"time"`, "time.Now()"), using("api/a_test.go", `"time"`, "time.Now()"), using("main.go", `"os"`, "f(os.Exit)"),
		using("api/a.go", `"time"`, "time.Second"), using("ui/a.go", `"fmt"`, `fmt.Sprint("x")`), using("api/a.go", `time "example.org/time"`, "time.Now()"),
		using("api/a.go", `"net/http"`, "http.MethodGet"),
	},
}}

// unfinished matches the marks of unfinished work, spelled so that this file
// does not match itself.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)

func checkUnfinished(t *tree) []string {
	var out []string
	look := func(p, text string) {
		for i, line := range strings.Split(text, "\n") {
			if m := unfinished.FindString(line); m != "" {
				out = append(out, fmt.Sprintf("%s:%d: %s: finish it, or open an issue", p, i+1, m))
			}
		}
	}
	for _, f := range t.files {
		look(f.path, f.text)
	}
	for p, text := range t.texts {
		look(p, text)
	}
	return out
}

// checkComments wants a comment on every exported name at the top level and on
// every method of an exported type. In a group one comment is enough.
func checkComments(t *tree) []string {
	var out []string
	for _, f := range t.production() {
		for _, d := range f.ast.Decls {
			for _, name := range undocumented(d) {
				out = append(out, fmt.Sprintf("%s: exported %s has no doc comment", t.at(name.Pos()), name.Name))
			}
		}
	}
	return out
}

func undocumented(d ast.Decl) []*ast.Ident {
	if fn, ok := d.(*ast.FuncDecl); ok {
		if fn.Doc == nil && fn.Name.IsExported() && exportedReceiver(fn) {
			return []*ast.Ident{fn.Name}
		}
		return nil
	}
	group, ok := d.(*ast.GenDecl)
	if !ok || group.Doc != nil {
		return nil
	}
	var out []*ast.Ident
	for _, s := range group.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Doc == nil && s.Comment == nil && s.Name.IsExported() {
				out = append(out, s.Name)
			}
		case *ast.ValueSpec:
			if s.Doc == nil && s.Comment == nil {
				out = append(out, slices.DeleteFunc(slices.Clone(s.Names), func(n *ast.Ident) bool { return !n.IsExported() })...)
			}
		}
	}
	return out
}

// exportedReceiver says whether a function is plain or a method of an exported
// type.
func exportedReceiver(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	typ := fn.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// checkPackages wants one comment for each package.
func checkPackages(t *tree) []string {
	documented := map[string]bool{}
	for _, f := range t.production() {
		documented[f.dir()] = documented[f.dir()] || f.ast.Doc != nil
	}
	var out []string
	for dir, ok := range documented {
		if !ok {
			out = append(out, dir+": no file has a package comment")
		}
	}
	slices.Sort(out)
	return out
}

func source(p, text string) map[string]string { return map[string]string{p: text} }

var wordRules = []archRule{{
	name: "unfinished work", check: checkUnfinished,
	broken: []map[string]string{
		source("api/a.go", "package x // TO"+"DO later\n"), source("api/a_test.go", "package x // FIX"+"ME\n"), source("README.md", "TO"+"DO\n"),
	},
	fine: []map[string]string{source("api/a.go", "package x // GitLab's to-do list, todos\n")},
}, {
	name: "doc comments", check: checkComments,
	broken: []map[string]string{
		source("api/a.go", "package x\nfunc F() {}\n"), source("api/a.go", "package x\ntype T int\n"), source("api/a.go", "package x\nconst (\n\tA = 1\n)\n"),
		source("api/a.go", "package x\n// T is.\ntype T int\nfunc (t *T) M() {}\n"), source("api/a.go", "package x\nvar a, B int\n"),
		source("api/a.go", "package x\n// T is.\ntype T[A any] int\nfunc (t *T[A]) M() {}\n"),
	},
	fine: []map[string]string{
		source("api/a.go", "package x\n// F is.\nfunc F() {}\nfunc g() {}\n"), source("api/a.go", "package x\n// Kinds.\nconst (\n\tA = 1\n\tB\n)\n"),
		source("api/a.go", "package x\ntype t int\nfunc (t) String() string { return \"\" }\n"), source("api/a_test.go", "package x\nfunc F() {}\n"),
		source("api/a.go", "package x\nconst (\n\tA = 1 // one\n)\n"),
	},
}, {
	name: "package comments", check: checkPackages,
	broken: []map[string]string{source("api/a.go", "package x\n"), source("api/a.go", "// Comment.\n\npackage x\n")},
	fine:   []map[string]string{{"api/a.go": "package x\n", "api/doc.go": "// Package x is.\npackage x\n"}, source("api/a_test.go", "package x\n")},
}}
