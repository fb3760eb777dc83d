package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"evenpost/mailing"
)

// oldSchema are the migrations up to number 5; the one in Go, number 6, is always among them.
func oldSchema(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, pattern := range []string{"0001_*", "0002_*", "0003_*", "0004_*", "0005_*"} {
		names, err := filepath.Glob(filepath.Join("migrations", pattern))
		if err != nil || len(names) != 1 {
			t.Fatalf("%s: %q, %v", pattern, names, err)
		}
		b, err := os.ReadFile(names[0])
		ok(t, err)
		files[filepath.Base(names[0])] = &fstest.MapFile{Data: b}
	}
	return files
}

// oldFolder is a data folder as an older Evenpost left it, with some contacts.
func oldFolder(t *testing.T, contacts int) string {
	t.Helper()
	dir := t.TempDir()
	s := halfOpen(t, dir)
	ok(t, s.migrate(t.Context(), oldSchema(t), nil))
	_, err := s.w.ExecContext(t.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < ?)
		INSERT INTO contacts (email, email_key, first_name, last_name, sort_name, fields, created_at, updated_at)
		SELECT 'contact'||i||'@example.com', 'contact'||i||'@example.com', 'Vorname'||i, 'Müller'||i, 'muller'||i, '{"ort":"Graz '||i||'"}', 0, 0 FROM n`, contacts)
	ok(t, err)
	ok(t, s.Close())
	return dir
}

// halfOpen is a store whose schema was not looked at yet.
func halfOpen(t *testing.T, dir string) *Store {
	t.Helper()
	ok(t, makeFolder(dir))
	s := &Store{dir: dir, slice: usualSlice, imports: usualPace, searching: usualSearch(), traffic: newTraffic()}
	var err error
	s.w, err = openWriter(dir)
	ok(t, err)
	s.r, err = openReader(dir)
	ok(t, err)
	return s
}

// addresses are those of all contacts.
func addresses(t *testing.T, s *Store) string {
	t.Helper()
	all, err := selectAll(t.Context(), s.r, func(row scanner) (a string, err error) { return a, row.Scan(&a) }, `SELECT email FROM contacts ORDER BY id`)
	ok(t, err)
	return strings.Join(all, " ")
}

func TestBringingUpToDateIsTold(t *testing.T) {
	dir := oldFolder(t, 50)
	var told []Update
	s, err := OpenTelling(t.Context(), dir, func(u Update) { told = append(told, u) })
	ok(t, err)
	mustClose(t, s)
	ours, err := filepath.Glob("migrations/*.sql")
	ok(t, err)
	const before, inGo = 6, 1
	var want []Update
	for i, of := 0, 1+len(ours)+inGo-before; i <= of; i++ {
		want = append(want, Update{i, of})
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
	told = nil
	s, err = OpenTelling(t.Context(), dir, func(u Update) { told = append(told, u) })
	ok(t, err)
	mustClose(t, s)
	fresh, err := OpenTelling(t.Context(), t.TempDir(), func(u Update) { told = append(told, u) })
	ok(t, err)
	mustClose(t, fresh)
	if len(told) > 0 {
		t.Errorf("of one that is up to date, or new, it is told %v", told)
	}
}

// Whatever breaks it off, at whichever step: the next opening goes on and nobody is missing.
func TestBringingUpToDateGoesOn(t *testing.T) {
	for step := range 6 {
		dir := oldFolder(t, 50)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := OpenTelling(ctx, dir, func(u Update) {
			if u.Done == step {
				cancel()
			}
		})
		if err == nil {
			t.Fatalf("broken off at step %d, and opened", step)
		}
		cancel()
		// As a kill leaves it.
		unfinished := filepath.Join(dir, backupFolder, "before-schema-7-20260101-000000.000.db"+partial+"-journal")
		ok(t, os.MkdirAll(filepath.Dir(unfinished), 0o700))
		ok(t, os.WriteFile(unfinished, []byte("half"), 0o600))
		s, err := Open(t.Context(), dir)
		ok(t, err)
		if _, err := os.Stat(unfinished); err == nil && step < 5 {
			t.Error("a copy that was broken off is kept")
		}
		if n := strings.Count(addresses(t, s), "@"); n != 50 {
			t.Errorf("after a break at step %d there are %d contacts", step, n)
		}
		ok(t, s.Examine(t.Context()))
		mustClose(t, s)
	}
}

func TestBringingUpToDateOnAFullDisk(t *testing.T) {
	for _, room := range []int{0, 1, 3, 6, 10} {
		dir := oldFolder(t, 2000)
		s := halfOpen(t, dir)
		before := addresses(t, s)
		var pages int
		ok(t, s.w.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages))
		_, err := s.w.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+room))
		ok(t, err)
		files := os.DirFS("migrations")
		if err := wrap(s.migrate(t.Context(), files, nil), "open"); err != nil && !errors.Is(err, mailing.ErrDiskFull) {
			t.Fatalf("room for %d pages: %v", room, err)
		} else if err == nil && room == 0 {
			t.Fatal("it needs no room, so this test shows nothing")
		}
		ok(t, s.Close())
		s, err = Open(t.Context(), dir) // there is room again
		ok(t, err)
		if after := addresses(t, s); after != before {
			t.Errorf("room for %d pages: contacts are missing", room)
		}
		ok(t, s.Examine(t.Context()))
		mustClose(t, s)
	}
}
