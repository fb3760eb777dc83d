package gui_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// said is a string the window says, and where.
type said struct {
	key   string
	where string
}

// TestEveryWordIsTranslated walks the source of the window: what is given to T or N must have German words that use the same
// fields. Strings of package mailing are said through kit.Word; they are collected there.
func TestEveryWordIsTranslated(t *testing.T) {
	german, err := kit.Words(kit.German)
	if err != nil {
		t.Fatal(err)
	}
	all := saidIn(t, ".", wordsOfCalls)
	all = append(all, saidIn(t, "../mailing", wordsOfAdvice)...)
	for _, kind := range mailing.IncidentKinds() {
		for _, e := range []mailing.Incident{{What: kind}, {What: kind, Until: time.Unix(1, 0), Name: "x"}} {
			all = append(all, said{e.Sentence(), "incident " + string(kind)})
		}
	}
	for _, kind := range []mailing.Kind{mailing.ManyBounces, mailing.ManyRefusals, mailing.ManyLogins} {
		all = append(all, said{mailing.Advise(mailing.Verdict{Kind: kind}).Self, "breaker " + string(kind)})
	}
	if len(all) < 100 {
		t.Fatalf("only %d strings were found: this test does not see the window", len(all))
	}
	field := regexp.MustCompile(`\{\{\.\w+\}\}`)
	seen := map[string]bool{}
	for _, s := range all {
		if seen[s.key] {
			continue
		}
		seen[s.key] = true
		forms, ok := german[s.key]
		if !ok {
			t.Errorf("%s: no German for %q", s.where, s.key)
			continue
		}
		want := field.FindAllString(s.key, -1)
		slices.Sort(want)
		for _, f := range forms {
			have := field.FindAllString(f, -1)
			slices.Sort(have)
			if f == "" || !slices.Equal(slices.Compact(want), slices.Compact(have)) && !strings.Contains(s.key, "{{.N}}") {
				t.Errorf("%s: the German of %q uses other fields: %q", s.where, s.key, f)
			}
		}
	}
}

func saidIn(t *testing.T, root string, words func(ast.Node) []ast.Expr) []said {
	t.Helper()
	var all []said
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			for _, e := range words(n) {
				literal, ok := e.(*ast.BasicLit)
				if !ok {
					if b, isSum := e.(*ast.BinaryExpr); isSum && b.Op == token.ADD {
						t.Errorf("%s: a string that is put together cannot be translated; use fields", files.Position(e.Pos()))
					}
					continue
				}
				s, err := strconv.Unquote(literal.Value)
				if err == nil && s != "" {
					p := files.Position(e.Pos())
					all = append(all, said{s, fmt.Sprintf("%s:%d", p.Filename, p.Line)})
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// wordsOfCalls are the arguments of T and N that are keys.
func wordsOfCalls(n ast.Node) []ast.Expr {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return nil
	}
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok && x.Name == "kit" {
			name = f.Sel.Name
		}
	}
	switch {
	case name == "T" && len(call.Args) > 0:
		return call.Args[:1]
	case name == "N" && len(call.Args) > 2:
		return call.Args[1:2]
	}
	return nil
}

// wordsOfAdvice are the strings that package mailing says to people.
func wordsOfAdvice(n ast.Node) []ast.Expr {
	switch v := n.(type) {
	case *ast.CallExpr:
		if f, ok := v.Fun.(*ast.Ident); ok && f.Name == "say" && len(v.Args) == 4 {
			return []ast.Expr{v.Args[1], v.Args[3]}
		} else if ok && f.Name == "say" && len(v.Args) == 3 {
			return []ast.Expr{v.Args[0], v.Args[2]}
		}
	case *ast.CompositeLit:
		var words []ast.Expr
		for _, e := range v.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if k, ok := kv.Key.(*ast.Ident); ok && slices.Contains([]string{"Title", "Whose", "Do", "Self", "Text"}, k.Name) {
					words = append(words, kv.Value)
				}
			}
		}
		return words
	case *ast.ValueSpec:
		if name := v.Names[0].Name; len(v.Names) == 1 && (strings.HasPrefix(name, "Whose") || strings.HasPrefix(name, "do") || strings.HasPrefix(name, "self")) {
			return v.Values
		}
	}
	return nil
}
