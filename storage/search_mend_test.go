package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"evenpost/mailing"
)

// withIndex is a store with people whose names the index knows.
func withIndex(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.ok(w.inSQLTx(t.Context(), func(tx *sql.Tx) error {
		for i := range 3000 {
			if _, err := addContact(t.Context(), tx, mustMend(t, mailing.Contact{Email: fmt.Sprintf("p%d@example.com", i), LastName: fmt.Sprintf("Huber%d Straße%d", i, i*7919)})); err != nil {
				return err
			}
		}
		return nil
	}))
	w.ok(w.IndexAll())
	return w
}

func mustMend(t *testing.T, c mailing.Contact) mailing.Contact {
	t.Helper()
	c, err := mended(c)
	ok(t, err)
	return c
}

func found(t *testing.T, s *Store, words string) int {
	t.Helper()
	ids, err := s.ContactIDs(t.Context(), ContactQuery{Search: words})
	ok(t, err)
	return len(ids)
}

// Rows of the search index that make no sense: the search is right all the same, and the index is made anew.
func TestDamagedRowsOfTheSearchIndex(t *testing.T) {
	w := withIndex(t)
	w.ok(execute(w.Store, `UPDATE search_pages SET hits = x'ffffffffffffffffffffff'`))
	if n := found(t, w.Store, "huber299"); n != 11 {
		t.Errorf("%d are found", n)
	}
	w.ok(w.IndexAll())
	var pages int
	w.ok(w.r.QueryRowContext(t.Context(), `SELECT count(*) FROM search_pages WHERE hits <> x'ffffffffffffffffffffff'`).Scan(&pages))
	if pages < 100 || w.mend.needed.Load() || !w.mend.done.Load() || found(t, w.Store, "huber299") != 11 {
		t.Errorf("the index has %d pages after it was mended", pages)
	}
	w.ok(w.Examine(t.Context()))
}

// Pages of the file that belong to the search index alone and are broken: the start mends them, and needs no copy for that.
func TestDamagedPagesOfTheSearchIndex(t *testing.T) {
	for _, name := range []string{"search_pages", "search_pages_pair"} {
		w := withIndex(t)
		pages, err := selectAll(t.Context(), w.r, scanID, `SELECT pageno FROM dbstat WHERE name = ?`, name)
		w.ok(err)
		w.ok(w.Close())
		path := filepath.Join(w.dir, databaseFile)
		file, err := os.ReadFile(path)
		w.ok(err)
		for _, n := range pages {
			for i := (n - 1) * 4096; i < n*4096; i++ {
				file[i] = 0x5a
			}
		}
		w.ok(os.WriteFile(path, file, 0o600))
		s, err := Open(t.Context(), w.dir)
		w.ok(err)
		if err := s.Examine(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := found(t, s, "huber299"); n != 11 {
			t.Errorf("%s: %d are found", name, n)
		}
		w.Store = s
		w.ok(w.IndexAll())
		if n := found(t, s, "huber299"); n != 11 {
			t.Errorf("%s: %d are found after it was made anew", name, n)
		}
		w.ok(s.Examine(t.Context()))
		ok(t, s.Close())
	}
	// Damage to anything else is damage.
	w := withIndex(t)
	pages, err := selectAll(t.Context(), w.r, scanID, `SELECT pageno FROM dbstat WHERE name = 'contacts'`)
	w.ok(err)
	w.ok(w.Close())
	path := filepath.Join(w.dir, databaseFile)
	file, err := os.ReadFile(path)
	w.ok(err)
	copy(file[(pages[len(pages)/2]-1)*4096:], make([]byte, 4096))
	w.ok(os.WriteFile(path, file, 0o600))
	s, err := Open(t.Context(), w.dir)
	w.ok(err)
	if err := s.Examine(t.Context()); !errors.Is(err, mailing.ErrDamaged) {
		t.Errorf("contacts: %v", err)
	}
	ok(t, s.Close())
}
