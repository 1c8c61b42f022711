package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// The limits of production code.
const (
	maxFileLines  = 300
	maxFuncLines  = 60
	maxNesting    = 3
	maxCyclomatic = 15
)

func checkFiles(t *tree) []string {
	var out []string
	for _, f := range t.production() {
		if f.lines > maxFileLines {
			out = append(out, fmt.Sprintf("%s has %d lines, more than %d", f.path, f.lines, maxFileLines))
		}
	}
	return out
}

// checkFuncs measures every function and, on its own, every function literal.
func checkFuncs(t *tree) []string {
	var out []string
	for _, f := range t.production() {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			name, body := "function literal", (*ast.BlockStmt)(nil)
			switch fn := n.(type) {
			case *ast.FuncDecl:
				name, body = fn.Name.Name, fn.Body
			case *ast.FuncLit:
				body = fn.Body
			}
			if body != nil {
				out = append(out, tooBig(t, n, name, body)...)
			}
			return true
		})
	}
	return out
}

func tooBig(t *tree, n ast.Node, name string, body *ast.BlockStmt) []string {
	var out []string
	lines := t.fset.Position(n.End()).Line - t.fset.Position(n.Pos()).Line + 1
	complain := func(what string, got, most int) {
		if got > most {
			out = append(out, fmt.Sprintf("%s: %s: %s %d, more than %d", t.at(n.Pos()), name, what, got, most))
		}
	}
	complain("lines", lines, maxFuncLines)
	complain("nesting", nesting(body), maxNesting)
	complain("cyclomatic complexity", cyclomatic(body), maxCyclomatic)
	return out
}

// nesting is the deepest nest of blocks in a body. An "else if" is as deep as
// its "if"; a function literal is measured on its own.
func nesting(body ast.Node) int {
	deepest := 0
	ast.Inspect(body, func(n ast.Node) bool {
		deeper := 0
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			deeper = 1 + max(nesting(n.Body), elseNesting(n.Else))
		case *ast.ForStmt:
			deeper = 1 + nesting(n.Body)
		case *ast.RangeStmt:
			deeper = 1 + nesting(n.Body)
		case *ast.SwitchStmt:
			deeper = 1 + nesting(n.Body)
		case *ast.TypeSwitchStmt:
			deeper = 1 + nesting(n.Body)
		case *ast.SelectStmt:
			deeper = 1 + nesting(n.Body)
		default:
			return true
		}
		deepest = max(deepest, deeper)
		return false
	})
	return deepest
}

// elseNesting is the depth inside the chain that follows an if.
func elseNesting(e ast.Stmt) int {
	switch e := e.(type) {
	case *ast.BlockStmt:
		return nesting(e)
	case *ast.IfStmt:
		return max(nesting(e.Body), elseNesting(e.Else))
	}
	return 0
}

// cyclomatic counts the ways through a body: one, and one more for each if,
// loop, case, && and ||. A switch whose cases are all short is a table, and
// counts one. A function literal is measured on its own.
func cyclomatic(body ast.Node) int {
	ways := 1
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			ways++
		case *ast.SwitchStmt:
			ways += cases(n.Body)
		case *ast.TypeSwitchStmt:
			ways += cases(n.Body)
		case *ast.SelectStmt:
			ways += cases(n.Body)
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				ways++
			}
		}
		return true
	})
	return ways
}

func cases(body *ast.BlockStmt) int {
	const short = 3
	n, table := 0, true
	for _, s := range body.List {
		switch c := s.(type) {
		case *ast.CaseClause:
			table = table && len(c.Body) <= short
			if c.List != nil {
				n++
			}
		case *ast.CommClause:
			table = table && len(c.Body) <= short
			if c.Comm != nil {
				n++
			}
		}
	}
	if table {
		return 1
	}
	return n
}

func function(body string) map[string]string {
	return source("api/a.go", "package x\nfunc f() {\n"+body+"\n}\n")
}

var sizeRules = []archRule{{
	name: "file size", check: checkFiles,
	broken: []map[string]string{source("api/a.go", "package x\n"+strings.Repeat("\n", maxFileLines))},
	fine: []map[string]string{
		source("api/a.go", "package x\n"+strings.Repeat("\n", maxFileLines-1)),
		source("api/a_test.go", "package x\n"+strings.Repeat("\n", maxFileLines)),
	},
}, {
	name: "function size", check: checkFuncs,
	broken: []map[string]string{
		function(strings.Repeat("g()\n", maxFuncLines-2)),
		function("if a {\nfor {\nswitch {\ncase b:\nif c {\n}\n}\n}\n}"),
		function("if a {\n} else {\nfor {\nfor {\nfor range b {\n}\n}\n}\n}"),
		function("_ = func() {\nfor {\nfor {\nfor {\nselect {}\n}\n}\n}\n}"),
		function(strings.Repeat("if a && b || c {\n}\n", 5)),
		function("switch a {\n" + strings.Repeat("case 1:\ng()\ng()\ng()\ng()\n", 15) + "}"),
	},
	fine: []map[string]string{
		function(strings.Repeat("g()\n", maxFuncLines-3)),
		function("if a {\nfor {\nswitch {\ncase b:\ng()\n}\n}\n}"),
		function("if a {\n} else if b {\n} else if c {\n} else if d {\nfor {\nfor {\n}\n}\n}"),
		function("for {\nfor {\n_ = func() {\nfor {\nfor {\n}\n}\n}\n}\n}"),
		function(strings.Repeat("if a {\n}\n", 14)),
		function("switch a {\n" + strings.Repeat("case 1:\ng()\ng()\n", 15) + "}"),
	},
}}
