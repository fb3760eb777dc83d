package main_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A source is one Go file of the project: its path from the top and what it imports.
type source struct {
	path    string
	imports []string
	file    *ast.File
	lines   int
}

// test says whether the file is for tests alone: a test, or in a package such as storagetest.
func (s source) test() bool {
	return strings.HasSuffix(s.path, "_test.go") || strings.HasSuffix(filepath.Dir(s.path), "test")
}

// in says whether the file lies in one of the folders; "" is the top folder itself.
func (s source) in(folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		if folder == "" {
			return !strings.Contains(s.path, "/")
		}
		return strings.HasPrefix(s.path, folder+"/")
	})
}

func (s source) uses(packages ...string) (string, bool) {
	for _, i := range s.imports {
		for _, p := range packages {
			if i == p || strings.HasPrefix(i, p+"/") {
				return i, true
			}
		}
	}
	return "", false
}

// sources reads every Go file, whatever system or tag it is for.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	files := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (path != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "dist" || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		s := source{path: filepath.ToSlash(path), file: f, lines: bytes.Count(text, []byte("\n"))}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, name)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d files were found: this test does not see the project", len(all))
	}
	return all
}

// Who may know whom: main → gui, cli → sender, storage → mailing. Never sideways, never up.
func TestLayers(t *testing.T) {
	const e2e = "e2e" // drives the program from outside and may use any tool for it
	rules := []struct {
		words   string
		applies func(source) bool
		never   []string
	}{
		{
			"mailing is the words that everybody speaks, and pure: it imports nothing of ours, no SQL, no network, no files, no window",
			func(s source) bool { return s.in("mailing") && !s.test() },
			[]string{"evenpost", "database", "net/http", "net/smtp", "os", "io/fs", "log", "fyne.io"},
		},
		{
			"assets are embedded files: they import nothing of ours",
			func(s source) bool { return s.in("assets") && !s.test() && s.file.Name.Name != "main" }, // but what writes them may
			[]string{"evenpost"},
		},
		{
			"storage and sender do not know each other: main introduces them",
			func(s source) bool { return s.in("storage") && !s.test() },
			[]string{"evenpost/sender"},
		},
		{
			"storage and sender do not know each other: main introduces them",
			func(s source) bool { return s.in("sender") && !s.test() },
			[]string{"evenpost/storage"},
		},
		{
			"storage and sender know nothing above them",
			func(s source) bool { return s.in("storage", "sender") },
			[]string{"evenpost/gui", "evenpost/cli", "evenpost/e2e"},
		},
		{
			"gui and cli do not know each other: they are two faces of the same packages",
			func(s source) bool { return s.in("gui") },
			[]string{"evenpost/cli"},
		},
		{
			"gui and cli do not know each other: they are two faces of the same packages",
			func(s source) bool { return s.in("cli") },
			[]string{"evenpost/gui"},
		},
		{
			"gui and cli ask storage and sender: they import no SQL and no SMTP library",
			func(s source) bool { return s.in("gui", "cli") && !s.test() },
			[]string{"database/sql", "modernc.org", "github.com/pressly/goose", "net/smtp", "github.com/wneessen/go-mail", "github.com/emersion"},
		},
		{
			"Fyne only in gui, assets and main: everything else works without a display",
			func(s source) bool { return !s.in("gui", "assets", "") },
			[]string{"fyne.io", "github.com/dweymouth/fyne-tooltip"},
		},
		{
			"Fyne's app package only in main: without it screen tests need no display and no C compiler",
			func(s source) bool { return !s.in("") },
			[]string{"fyne.io/fyne/v2/app"},
		},
		{
			"SQLite and migrations only in storage: nobody else sees SQL",
			func(s source) bool { return !s.in("storage") },
			[]string{"modernc.org", "github.com/pressly/goose", "database/sql"},
		},
		{
			"the mail library only in sender, and in the yardstick that a loop around it is",
			func(s source) bool { return !s.in("sender", "bench") },
			[]string{"github.com/wneessen/go-mail"},
		},
		{
			"mail servers for practice and tests only in sender, e2e and bench",
			func(s source) bool { return !s.in("sender", e2e, "bench") && !s.test() },
			[]string{"github.com/emersion/go-smtp"},
		},
		{
			"the program does not use its test harness",
			func(s source) bool { return !s.in(e2e, "packaging", "bench") && !s.test() },
			[]string{"evenpost/e2e", "github.com/jezek/xgb", "testing"},
		},
	}
	for _, s := range sources(t) {
		for _, r := range rules {
			if name, bad := s.uses(r.never...); bad && r.applies(s) {
				t.Errorf("%s imports %s.\n\tThe rule: %s.", s.path, name, r.words)
			}
		}
	}
}

// Long files hide what belongs together.
func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t) {
		most := 450
		if s.test() {
			most = 600 // tables of cases
		}
		if s.lines > most {
			t.Errorf("%s has %d lines. The rule: at most %d; a longer file is two things.", s.path, s.lines, most)
		}
	}
}

// Results of background work come back to the window through one file, so that tests can put themselves in between.
func TestOneWayBackToTheWindow(t *testing.T) {
	var homes []string
	for _, s := range sources(t) {
		if s.in("gui") && !s.test() && (mentions(s.file, "fyne", "Do") || mentions(s.file, "fyne", "DoAndWait")) {
			homes = append(homes, s.path)
		}
	}
	if len(homes) > 1 {
		t.Errorf("fyne.Do is used in %q. The rule: one file is its only home, and tests put their own in its place.", homes)
	}
}

// Work that makes its own context deep inside can never be stopped.
func TestWorkCanBeStopped(t *testing.T) {
	for _, s := range sources(t) {
		if s.in("gui", "sender", "storage", "mailing") && !s.test() &&
			(mentions(s.file, "context", "Background") || mentions(s.file, "context", "TODO")) {
			t.Errorf("%s makes a context of its own. The rule: whoever starts work says when it ends.", s.path)
		}
	}
}

// Every package says in two sentences what it is for.
func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		folder := filepath.ToSlash(filepath.Dir(s.path))
		documented[folder] = documented[folder] || s.file.Doc.Text() != ""
	}
	for folder, ok := range documented {
		if !ok {
			t.Errorf("the package in %s has no comment that says what it is for.", folder)
		}
	}
}

// A library is a risk and a debt: each that is used has its reason written down, and none stays when it is no longer used.
func TestEveryDependencyHasItsReason(t *testing.T) {
	text, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) > 3 && strings.Contains(cells[1], "`") {
			used[strings.Trim(cells[1], " `")] = false
		}
	}
	for _, s := range sources(t) {
		for _, name := range s.imports {
			if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
				continue // of Go itself, or of ours
			}
			known := false
			for module := range used {
				if name == module || strings.HasPrefix(name, module+"/") {
					known, used[module] = true, true
				}
			}
			if !known {
				t.Errorf("%s imports %s, and docs/dependencies.md does not say why.", s.path, name)
			}
		}
	}
	for module, yes := range used {
		if !yes {
			t.Errorf("docs/dependencies.md gives a reason for %s, which nothing imports.", module)
		}
	}
}

func mentions(f *ast.File, pkg, name string) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == pkg && sel.Sel.Name == name {
				found = true
			}
		}
		return !found
	})
	return found
}
