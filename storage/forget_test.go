package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenpost/mailing"
)

// foundIn are the files below a folder that hold any of the texts, in whatever case, but for those below a folder to skip.
func foundIn(tb testing.TB, dir string, skip []string, texts ...string) (found []string) {
	tb.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		for _, s := range skip {
			if strings.HasPrefix(filepath.ToSlash(name), s) {
				return nil
			}
		}
		content, err := os.ReadFile(path)
		for _, text := range texts {
			if strings.Contains(strings.ToLower(string(content)), text) {
				found = append(found, name+" has "+text)
			}
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return found
}

// remembered makes a world in which somebody has left traces everywhere.
func remembered(t *testing.T) (w *world, dir string, copied Backup, campaigns [2]int64) {
	t.Helper()
	dir = t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	w = &world{Store: s, tb: t, now: time.Now().Truncate(time.Millisecond)}
	w.account = w.newAccount("Bakery")
	_, err = w.Recover(t.Context(), w.now)
	w.ok(err)
	importFile(t, s, "email,first name,last name,ort\nZoe.Quark@Example.com,Zoe,Quarkhuber,Hinterstinkenbrunn\n", ImportOptions{Lists: []string{"Guests"}, Tags: []string{"vip"}})
	importFile(t, s, "email,last name\nzoe.quark@example.com,Quarkmüller\n", ImportOptions{})
	zoe, err := s.ContactByEmail(t.Context(), "zoe.quark@example.com")
	w.ok(err)
	w.ok(s.SetNote(t.Context(), zoe.ID, "Is called Quarkhuber and lives in Hinterstinkenbrunn"))
	w.people("p", 4)
	campaigns[0] = w.started("Easter", everyone())
	copied, err = w.Backup(t.Context(), w.now)
	w.ok(err)
	var mine mailing.Settlement
	var others []mailing.Settlement
	for _, j := range w.turn(10) {
		if j.Delivery.Address != "Zoe.Quark@example.com" {
			others = append(others, w.came(j, accepted))
			continue
		}
		r := unknown
		r.Text = "5.1.1 <zoe.quark@EXAMPLE.com>: user unknown, Zoe Quarkhuber has left"
		mine = w.came(j, r)
	}
	w.turn(0, append(others, mine)...)
	campaigns[1] = w.started("Whitsun", everyone())
	_, _, err = w.TakeAnswers(t.Context(), w.account, mailing.Gathered{Arrivals: []mailing.Arrival{{
		Answer: mailing.Answer{Kind: mailing.AnswerReply, At: w.now, From: "zoe.quark@example.com", Excerpt: "Quarkhuber says thank you"},
		UID:    1, Key: "1", Names: []string{mailing.MessageID(w.campaign(campaigns[0]).UID, mine.Attempt.DeliveryID, "bakery.example")},
	}}}, w.now)
	w.ok(err)
	_, err = w.Suppress(t.Context(), []mailing.Suppression{
		{Address: "p0@example.com", Note: "asked together with ZOE.quark@example.com", At: w.now},
	})
	w.ok(err)
	w.ok(w.IndexAll())
	return w, dir, copied, campaigns
}

// IndexAll writes the search index as far as it can be.
func (w *world) IndexAll() error {
	w.searching.changed = 0
	for {
		more, err := w.IndexContacts(w.tb.Context())
		if !more || err != nil {
			return err
		}
	}
}

func TestNothingIsLeftOfWhoWasForgotten(t *testing.T) {
	w, dir, _, campaigns := remembered(t)
	ctx := t.Context()
	traces := []string{"zoe.quark", "quarkhuber", "quarkmüller", "hinterstinkenbrunn"}
	if found := foundIn(t, dir, nil, traces...); len(found) < 4 {
		t.Fatalf("the test finds too little before: %v", found)
	}
	before := [2]mailing.Counts{w.campaign(campaigns[0]).Counts, w.campaign(campaigns[1]).Counts}
	done, err := w.Forget(ctx, "ZOE.quark@example.com", w.now.Add(time.Minute))
	if err != nil || !done.Contact || done.Mails != 2 || done.Cancelled != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	// The journal and earlier copies go by and by; the guide says so.
	skip := []string{"journal/"}
	for _, path := range done.Copies {
		name, err := filepath.Rel(dir, path)
		w.ok(err)
		skip = append(skip, filepath.ToSlash(name))
	}
	if found := foundIn(t, dir, skip, traces...); len(found) > 0 {
		t.Errorf("left over: %v", found)
	}
	w.ok(w.Examine(ctx))
	after := [2]mailing.Counts{w.campaign(campaigns[0]).Counts, w.campaign(campaigns[1]).Counts}
	before[1].Waiting--
	before[1].Skipped++
	if after != before {
		t.Errorf("counters %+v, want %+v", after, before)
	}
	w.ok(w.Close())
	if found := foundIn(t, dir, skip, traces...); len(found) > 0 {
		t.Errorf("left over after the end: %v", found)
	}
}

func TestWhoWasForgottenIsNotMailedAgain(t *testing.T) {
	w, _, _, _ := remembered(t)
	defer mustClose(t, w.Store)
	ctx := t.Context()
	_, err := w.Forget(ctx, "zoe.quark@example.com", w.now)
	w.ok(err)
	if _, err := w.AddContact(ctx, mailing.Contact{Email: "zoe.QUARK@example.com"}); !errors.Is(err, mailing.ErrForgotten) {
		t.Errorf("added again: %v", err)
	}
	other := addTest(t, w.Store, mailing.Contact{Email: "x@example.com"})
	if err := w.UpdateContact(ctx, mailing.Contact{ID: other, Email: "zoe.quark@example.com"}); !errors.Is(err, mailing.ErrForgotten) {
		t.Errorf("changed to: %v", err)
	}
	r := importFile(t, w.Store, "email\nzoe.quark@Example.com\ny@example.com\n", ImportOptions{})
	if r.Added != 1 || len(r.Bad) != 1 || r.Bad[0].Line != 2 {
		t.Errorf("imported: %+v", r)
	}
	if yes, err := w.IsSuppressed(ctx, "ZOE.quark@example.com"); !yes || err != nil {
		t.Errorf("suppressed: %v, %v", yes, err)
	}
	if n, err := w.Suppress(ctx, []mailing.Suppression{{Address: "zoe.quark@example.com"}}); n != 0 || err != nil {
		t.Errorf("suppressed anew: %d, %v", n, err)
	}
	if all, err := w.Suppressions(ctx, ""); len(all) != 1 || err != nil {
		t.Errorf("listed: %v, %v", all, err)
	}
	if all, err := w.Suppressions(ctx, "zoe.quark@example.com"); len(all) != 1 || !all[0].Forgotten || err != nil {
		t.Errorf("asked for: %v, %v", all, err)
	}
	// However an address may have come into a waiting delivery, nothing is sent.
	w.ok(execute(w.Store, `UPDATE deliveries SET address = 'Zoe.Quark@example.com' WHERE state = 'waiting' AND contact_id = (SELECT id FROM contacts WHERE email = 'p1@example.com')`))
	for _, j := range w.turn(20) {
		if strings.EqualFold(j.Delivery.Address, "zoe.quark@example.com") {
			t.Errorf("claimed: %+v", j.Delivery)
		}
	}
	if n, err := w.CountForgotten(ctx); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	w.ok(w.Unsuppress(ctx, "zoe.quark@example.com"))
	addTest(t, w.Store, mailing.Contact{Email: "zoe.quark@example.com"})
	if _, err := w.Forget(ctx, "nobody.at.all@example.com", w.now); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("forgot somebody unknown: %v", err)
	}
}

// Who was deleted together with others is kept, so that it can be undone; not when they were forgotten.
func TestForgettingWhoWasDeleted(t *testing.T) {
	w, dir, _, _ := remembered(t)
	ctx := t.Context()
	c, err := w.ContactByEmail(ctx, "zoe.quark@example.com")
	w.ok(err)
	bulk, err := w.ChangeContacts(ctx, []int64{c.ID}, mailing.Bulk{Do: mailing.DeleteThem}, nil)
	w.ok(err)
	done, err := w.Forget(ctx, "zoe.quark@example.com", w.now)
	w.ok(err)
	if _, err := w.UndoChange(ctx, bulk.ID, nil); err != nil {
		t.Error(err)
	}
	if _, err := w.ContactByEmail(ctx, "zoe.quark@example.com"); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("came back: %v", err)
	}
	skip := []string{"journal/"}
	for _, path := range done.Copies {
		skip = append(skip, "backups/"+filepath.Base(path))
	}
	if found := foundIn(t, dir, skip, "zoe.quark", "quarkhuber", "quarkmüller"); len(found) > 0 {
		t.Errorf("left over: %v", found)
	}
	mustClose(t, w.Store)
}

func TestWhoIsBeingMailedCannotBeForgotten(t *testing.T) {
	w := newWorld(t)
	w.people("p", 1)
	w.started("Easter", everyone())
	w.turn(1)
	if _, err := w.Forget(t.Context(), "p1@example.com", w.now); !errors.Is(err, mailing.ErrWrongState) {
		t.Error(err)
	}
	if _, err := w.ContactByEmail(t.Context(), "p1@example.com"); err != nil {
		t.Errorf("something was changed: %v", err)
	}
}

// A copy that is older than the forgetting brings nobody back.
func TestRestoreForgetsAgain(t *testing.T) {
	for name, lose := range map[string]string{"database whole": "", "database lost": databaseFile, "journal lost": journalFolder} {
		t.Run(name, func(t *testing.T) {
			w, dir, copied, campaigns := remembered(t)
			kept := filepath.Join(t.TempDir(), "copy.db")
			w.ok(copyFile(copied.Path, kept))
			_, err := w.Forget(t.Context(), "zoe.quark@example.com", w.now)
			w.ok(err)
			mustClose(t, w.Store)
			if lose != "" {
				w.ok(os.RemoveAll(filepath.Join(dir, lose)))
			}
			r, err := Restore(t.Context(), dir, kept, w.now)
			w.ok(err)
			if w.Store, err = Open(t.Context(), dir); err != nil {
				t.Fatal(err)
			}
			defer mustClose(t, w.Store)
			w.ok(w.Examine(t.Context()))
			if yes, err := w.IsSuppressed(t.Context(), "zoe.quark@example.com"); !yes || err != nil {
				t.Errorf("suppressed: %v, %v", yes, err)
			}
			if found := foundIn(t, dir, []string{"journal/", "backups/", filepath.Base(r.Aside)}, "zoe.quark", "quarkhuber"); len(found) > 0 {
				t.Errorf("came back: %v", found)
			}
			if c := w.campaign(campaigns[0]).Counts; c.Total != 5 {
				t.Errorf("counters: %+v", c)
			}
		})
	}
}
