package storage

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"evenpost/mailing"
)

func mustClose(tb testing.TB, s *Store) {
	tb.Helper()
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
}

func TestOpenMakesAPrivateFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b ?#%20 ü")
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "colour", "blue"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{".": 0o700, databaseFile: 0o600, databaseFile + "-wal": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || os.PathSeparator == '/' && info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
	mustClose(t, s)
	mustClose(t, s) // twice does no harm
	if s, err = Open(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, s)
	if v, err := s.Setting(t.Context(), "colour"); v != "blue" || err != nil {
		t.Fatalf("got %q, %v", v, err)
	}
}

func TestPragmasReachEveryConnection(t *testing.T) {
	s := openTest(t)
	for range 3 {
		conn, err := s.r.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for pragma, want := range map[string]string{"query_only": "1", "foreign_keys": "1", "busy_timeout": "5000", "journal_mode": "wal"} {
			if got, err := scanText(conn.QueryRowContext(t.Context(), "PRAGMA "+pragma)); got != want || err != nil {
				t.Errorf("reader %s = %q, %v; want %q", pragma, got, err, want)
			}
		}
	}
	for pragma, want := range map[string]string{"synchronous": "2", "foreign_keys": "1", "journal_mode": "wal"} {
		if got, err := scanText(s.w.QueryRowContext(t.Context(), "PRAGMA "+pragma)); got != want || err != nil {
			t.Errorf("writer %s = %q, %v; want %q", pragma, got, err, want)
		}
	}
	if _, err := s.r.ExecContext(t.Context(), "DELETE FROM contacts"); !errors.Is(wrap(err, "x"), mailing.ErrReadOnly) {
		t.Errorf("a reader wrote: %v", err)
	}
}

func TestOpenRefusesWhatItCannotUse(t *testing.T) {
	rubbish := []byte(strings.Repeat("Dear customers, ", 1000))
	whole := func() []byte {
		dir := t.TempDir()
		s, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		b, err := os.ReadFile(filepath.Join(dir, databaseFile))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}()
	for _, test := range []struct {
		name    string
		content []byte
		want    error
	}{
		{"rubbish", rubbish, mailing.ErrDamaged},
		{"a few bytes", rubbish[:40], mailing.ErrDamaged},
		{"cut in the middle", whole[:len(whole)/2], mailing.ErrDamaged},
		{"cut in the first page", whole[:1000], mailing.ErrDamaged},
		{"last page missing", whole[:len(whole)-4096], mailing.ErrDamaged},
		{"header overwritten", append([]byte("SQLite format 9\x00"), whole[16:]...), mailing.ErrDamaged},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, databaseFile)
			if err := os.WriteFile(path, test.content, 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err := Open(t.Context(), dir); !errors.Is(err, test.want) || s != nil {
				t.Fatalf("got %v, %v, want %v", s, err, test.want)
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != string(test.content) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
	t.Run("a file in the place of the folder", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), path); !errors.Is(err, mailing.ErrReadOnly) {
			t.Fatalf("got %v, want ErrReadOnly", err)
		}
	})
}

func TestMigrationKeepsACopyAndRefusesNewer(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "colour", "blue"); err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	next := fstest.MapFS{
		"9001_more.sql":  {Data: []byte("-- +goose Up\nCREATE TABLE more (x INTEGER) STRICT;\n")},
		"9002_wrong.sql": {Data: []byte("-- +goose Up\nCREATE TABLE even_more (x INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);\n")},
	}
	ours, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ours {
		b, err := migrationFiles.ReadFile("migrations/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		next[f.Name()] = &fstest.MapFile{Data: b}
	}
	if _, err := open(t.Context(), dir, next, nil); err == nil {
		t.Fatal("a wrong migration passed")
	}
	delete(next, "9002_wrong.sql")
	if s, err = open(t.Context(), dir, next, nil); err != nil {
		t.Fatalf("after a migration that failed: %v", err)
	}
	mustClose(t, s)
	if _, err := Open(t.Context(), dir); !errors.Is(err, mailing.ErrNewerSchema) {
		t.Fatalf("got %v, want ErrNewerSchema", err)
	}
	copies, err := filepath.Glob(filepath.Join(dir, "backups", "before-schema-*.db"))
	if err != nil || len(copies) != 1 {
		t.Fatalf("copies: %q, %v; want one before both migrations", copies, err)
	}
	// The first copy is a whole data folder of the old schema.
	old := t.TempDir()
	b, err := os.ReadFile(copies[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, databaseFile), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, s)
	if v, err := s.Setting(t.Context(), "colour"); v != "blue" || err != nil {
		t.Fatalf("in the copy: %q, %v", v, err)
	}
}

func TestManyOpenANewFolderAtOnce(t *testing.T) {
	dir := t.TempDir()
	done := make(chan error)
	const programs = 4
	for range programs {
		go func() {
			s, err := Open(t.Context(), dir)
			if err == nil {
				err = s.Close()
			}
			done <- err
		}()
	}
	for range programs {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestWatch(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	other, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, other)
	ticks := s.Watch(t.Context())
	tick := func(what string) {
		t.Helper()
		select {
		case _, open := <-ticks:
			if !open {
				t.Fatal("closed")
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("no tick after %s", what)
		}
	}
	for range 3 {
		if err := s.SetSetting(t.Context(), "a", "1"); err != nil {
			t.Fatal(err)
		}
	}
	tick("an own commit")
	if err := other.SetSetting(t.Context(), "a", "2"); err != nil {
		t.Fatal(err)
	}
	tick("somebody else's commit")
	mustClose(t, s)
	if _, open := <-ticks; open {
		if _, open = <-ticks; open {
			t.Fatal("not closed")
		}
	}
	if _, open := <-s.Watch(t.Context()); open {
		t.Fatal("watching a closed store")
	}
}

func TestPlatformDir(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(key string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == key {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, test := range []struct {
		system string
		env    func(string) string
		want   string
	}{
		{"linux", env("HOME", "/home/anna"), "/home/anna/.local/share/evenpost"},
		{"linux", env("HOME", "/home/anna", "XDG_DATA_HOME", "/data"), "/data/evenpost"},
		{"linux", env("HOME", "/home/anna", "XDG_DATA_HOME", "relative"), "/home/anna/.local/share/evenpost"},
		{"darwin", env("HOME", "/Users/anna"), "/Users/anna/Library/Application Support/Evenpost"},
		{"windows", env("LOCALAPPDATA", "/local"), "/local/Evenpost"},
		{"linux", env(), ""},
		{"windows", env(), ""},
	} {
		got, err := platformDir(test.system, test.env)
		if filepath.ToSlash(got) != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: %q, %v; want %q", test.system, got, err, test.want)
		}
	}
	t.Setenv("EVENPOST_DATA", "/from/environment")
	if got, err := DataDir(""); err != nil || filepath.ToSlash(got) != "/from/environment" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := DataDir("/from/flag"); err != nil || filepath.ToSlash(got) != "/from/flag" {
		t.Errorf("got %q, %v", got, err)
	}
}
