package storage

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// contentOf is everything that the tables say.
func contentOf(t *rapid.T, s *Store) string {
	ctx := t.Context()
	tables, err := selectAll(ctx, s.r, scanText, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'settings' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, table := range tables {
		columns, err := selectAll(ctx, s.r, scanText, `SELECT group_concat('quote("' || name || '")', ' || '','' || ') FROM pragma_table_info(?)`, table)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := selectAll(ctx, s.r, scanText, `SELECT `+columns[0]+` AS x FROM "`+table+`" ORDER BY x`)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&all, table, rows)
	}
	return all.String()
}

func secret(t *rapid.T, label string) string {
	return "geheim" + strings.Repeat("versteckt", rapid.SampledFrom([]int{0, 1, 5, 60, 300, 700}).Draw(t, label))
}

// Whatever was written, changed and deleted before: of what is gone nothing is left in the file, and what is there stays as it is.
func TestScourLeavesNothingAndChangesNothing(t *testing.T) {
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		dir := outer.TempDir()
		ctx := t.Context()
		must := func(err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		must(emptyFolders.Make(ctx, dir))
		s, err := Open(ctx, dir)
		must(err)
		defer s.Close() // once more below, where it counts
		var there []int64
		n := 0
		actions := map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				must(s.inTx(ctx, func(q execer) error {
					for range rapid.IntRange(1, 60).Draw(t, "n") {
						n++
						c := mailing.Contact{Email: fmt.Sprintf("%d.geheim@example.com", n), LastName: strings.Repeat("versteckt", n%20), Company: secret(t, "company")}
						id, err := insert(ctx, q, insertContact, append(contactValues(c), int64(1))...)
						if err != nil {
							return err
						}
						there = append(there, id)
					}
					return nil
				}))
			},
			"note": func(t *rapid.T) {
				if len(there) > 0 {
					must(s.SetNote(ctx, rapid.SampledFrom(there).Draw(t, "who"), secret(t, "note")))
				}
			},
			"change": func(t *rapid.T) {
				if len(there) == 0 {
					return
				}
				_, err := s.ChangeContacts(ctx, there[:rapid.IntRange(1, len(there)).Draw(t, "some")], mailing.Bulk{Do: mailing.SetField, Field: "hobby", Value: secret(t, "value")}, nil)
				must(err)
			},
			"delete": func(t *rapid.T) {
				if k := rapid.IntRange(0, len(there)).Draw(t, "k"); k > 0 {
					must(s.DeleteContacts(ctx, there[:k]))
					there = there[k:]
				}
			},
			"index": func(*rapid.T) {
				s.searching.changed = 0
				for more := true; more; {
					var err error
					more, err = s.IndexContacts(ctx)
					must(err)
				}
			},
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			actions[rapid.SampledFrom([]string{"add", "note", "change", "delete", "index"}).Draw(t, "step")](t)
		}
		// Everything with the word goes. What stays is written in other words.
		must(s.DeleteContacts(ctx, there))
		for _, query := range []string{`DELETE FROM bulk_changes`, `DELETE FROM bulks`, `DELETE FROM fields`, `DELETE FROM settings`} {
			must(execute(s, query))
		}
		for i := range rapid.IntRange(0, 50).Draw(t, "others") {
			_, err := s.AddContact(ctx, mailing.Contact{Email: fmt.Sprintf("a%d@example.com", i), LastName: "Other"})
			must(err)
		}
		before := contentOf(t, s)
		must(s.scour(ctx))
		if after := contentOf(t, s); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
		must(s.Examine(ctx))
		for _, name := range []string{databaseFile, databaseFile + "-wal"} {
			content, err := os.ReadFile(filepath.Join(dir, name))
			must(err)
			for _, word := range []string{"geheim", "versteckt", "steckt"} {
				if bytes.Contains(content, []byte(word)) {
					t.Errorf("%s has %q", name, word)
				}
			}
		}
		must(s.Close())
	})
}

// While the file is cleaned mails are claimed and settled, and contacts come in.
func TestScourGoesOnBesideOthers(t *testing.T) {
	w, dir, _, _ := remembered(t)
	ctx := t.Context()
	w.people("q", 300)
	w.started("Advent", everyone())
	w.ok(w.IndexAll())
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if _, err := w.AddContact(ctx, mailing.Contact{Email: fmt.Sprintf("n%d@example.com", i), LastName: strings.Repeat("Neu", i%50+1)}); err != nil {
				done <- err
				return
			}
		}
	}()
	forgot, err := w.Forget(ctx, "zoe.quark@example.com", w.now.Add(time.Minute))
	close(stop)
	w.ok(err)
	w.ok(<-done)
	w.ok(w.Examine(ctx))
	mustClose(t, w.Store)
	skip := []string{"journal/"}
	for _, path := range forgot.Copies {
		skip = append(skip, "backups/"+filepath.Base(path))
	}
	if found := foundIn(t, dir, skip, "zoe.quark", "quarkhuber", "quarkmüller", "hinterstinkenbrunn"); len(found) > 0 {
		t.Errorf("left over: %v", found)
	}
}

// A program that ends in the middle of it leaves the cleaning to the next one.
func TestScouringThatWasCutOffIsDoneLater(t *testing.T) {
	w, dir, _, _ := remembered(t)
	ctx := t.Context()
	c, err := w.ContactByEmail(ctx, "zoe.quark@example.com")
	w.ok(err)
	w.ok(w.DeleteContacts(ctx, []int64{c.ID}))
	w.ok(w.SetSetting(ctx, owesScouring, "yes"))
	w.ok(execute(w.Store, `UPDATE deliveries SET address = '', text = ''`))
	for _, query := range []string{`DELETE FROM attempts`, `DELETE FROM answers`, `DELETE FROM import_changes`, `DELETE FROM suppressions`, `DELETE FROM search_pages`} {
		w.ok(execute(w.Store, query))
	}
	w.ok(w.BackupWhenDue(ctx, w.now))
	if owed, err := w.Setting(ctx, owesScouring); owed != "" || err != nil {
		t.Errorf("still owed: %q, %v", owed, err)
	}
	if found := foundIn(t, dir, []string{"journal/", "backups/"}, "zoe.quark", "quarkhuber"); len(found) > 0 {
		t.Errorf("left over: %v", found)
	}
	mustClose(t, w.Store)
}
