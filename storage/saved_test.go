package storage

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"evenpost/mailing"
	"evenpost/storage/savedfile"
)

// elsewhere opens the data folder of another computer.
func (w *world) elsewhere(dir string) *world {
	w.tb.Helper()
	s, err := Open(w.tb.Context(), dir)
	w.ok(err)
	w.tb.Cleanup(func() { w.ok(s.Close()) })
	return &world{Store: s, tb: w.tb, now: w.now, account: w.account}
}

func (w *world) saved(passphrase string) string {
	w.tb.Helper()
	path := filepath.Join(w.tb.TempDir(), "all.evenpost")
	about, err := w.Save(w.tb.Context(), path, savedfile.Lock{Passphrase: passphrase, WorkFactor: 10}, "1.2", w.now)
	w.ok(err)
	if about.Size == 0 || about.Dataset == "" {
		w.tb.Errorf("it says %+v", about)
	}
	return path
}

// Everything goes to another computer; what was under way waits there for the user's word, and nobody can get a mail twice.
func TestMoveToAnotherComputer(t *testing.T) {
	w := newWorld(t)
	w.people("p", 20)
	id := w.started("Easter", everyone())
	jobs := w.turn(4)
	w.turn(0, w.came(jobs[0], accepted), w.came(jobs[1], unknown))
	file := w.saved("seven loaves")

	dir := filepath.Join(t.TempDir(), "new")
	if _, err := Receive(t.Context(), dir, file, "six loaves"); !errors.Is(err, mailing.ErrPassphrase) {
		t.Errorf("with the wrong passphrase: %v", err)
	}
	r, err := Receive(t.Context(), dir, file, "seven loaves")
	w.ok(err)
	if r.Contacts != 20 || r.Campaigns != 1 || !r.Made.Equal(w.now.UTC().Truncate(time.Second)) {
		t.Errorf("it says %+v", r.About)
	}
	placed, err := Place(t.Context(), dir, w.now)
	w.ok(err)
	if placed.Aside != "" || placed.Paused != 1 || placed.From != file {
		t.Errorf("placed: %+v", placed)
	}
	there := w.elsewhere(dir)
	w.ok(there.Examine(t.Context()))
	c := there.campaign(id)
	if want := (mailing.Counts{Total: 20, Sent: 1, Failed: 1, InDoubt: 2, Waiting: 16}); c.State != mailing.Paused || c.Counts != want {
		t.Errorf("the campaign is %s with %+v, want %+v", c.State, c.Counts, want)
	}
	if there.used() != w.used() {
		t.Errorf("%d count against the limits there, %d here", there.used(), w.used())
	}
	if all, err := Backups(dir); err != nil || len(all) != 1 {
		t.Errorf("there is no copy of it: %v %v", all, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	w.ok(err)
	for _, path := range left {
		if name := filepath.Base(path); name == receivingFolder || name == restoreFolder {
			t.Errorf("%s is left", name)
		}
	}
}

// What another business has in the folder is kept apart, and its copies with it.
func TestSavedFileTakesThePlaceOfOtherData(t *testing.T) {
	w := newWorld(t)
	w.people("p", 3)
	file := w.saved("")
	dir := filepath.Join(t.TempDir(), "other")
	s, err := Open(t.Context(), dir)
	w.ok(err)
	other := &world{Store: s, tb: t, now: w.now}
	other.account = other.newAccount("Other")
	other.people("q", 7)
	_, err = s.Backup(t.Context(), w.now)
	w.ok(err)
	w.ok(s.Close())

	_, err = Receive(t.Context(), dir, file, "")
	w.ok(err)
	placed, err := Place(t.Context(), dir, w.now)
	w.ok(err)
	there := w.elsewhere(dir)
	n, err := there.CountContacts(t.Context(), ContactQuery{})
	w.ok(err)
	all, err := Backups(dir)
	w.ok(err)
	if n != 3 || len(all) != 1 {
		t.Errorf("%d contacts and %d copies, want 3 and 1", n, len(all))
	}
	before := w.elsewhere(placed.Aside)
	if n, err := before.CountContacts(t.Context(), ContactQuery{}); n != 7 || err != nil {
		t.Errorf("of the other data %d contacts are kept (%v)", n, err)
	}
}

// Going back to an earlier state of the same data does not forget whom mails went to since, nor who opted out.
func TestSavedFileOfTheSameDataIsBroughtForward(t *testing.T) {
	w := newWorld(t)
	dir := w.dir
	_, err := w.Recover(t.Context(), w.now)
	w.ok(err)
	w.people("p", 10)
	id := w.started("Easter", everyone())
	file := w.saved("")
	jobs := w.turn(3)
	w.turn(0, w.came(jobs[0], accepted), w.came(jobs[1], accepted))
	_, err = w.Suppress(t.Context(), []mailing.Suppression{{Address: "p9@example.com", Reason: mailing.Unsubscribed}})
	w.ok(err)
	w.ok(w.Close())

	_, err = Receive(t.Context(), dir, file, "")
	w.ok(err)
	placed, err := Place(t.Context(), dir, w.now)
	w.ok(err)
	there := w.elsewhere(dir)
	c := there.campaign(id)
	if want := (mailing.Counts{Total: 10, Sent: 2, InDoubt: 1, Waiting: 7}); c.State != mailing.Paused || c.Counts != want || !placed.Certain {
		t.Errorf("the campaign is %s with %+v, want %+v; %+v", c.State, c.Counts, want, placed)
	}
	if yes, err := there.IsSuppressed(t.Context(), "p9@example.com"); !yes || err != nil {
		t.Errorf("who opted out may be mailed again (%v)", err)
	}
}

// Nothing here changes when a file is damaged, or when it is not placed.
func TestDamagedSavedFileChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.people("p", 100)
	file := w.saved("")
	text, err := os.ReadFile(file)
	w.ok(err)
	for _, broken := range [][]byte{text[:len(text)/2], bytes.Replace(text, text[len(text)/2:len(text)/2+4], []byte("\x00\x00\x00\x00"), 1), []byte("email\np@example.com\n")} {
		path := filepath.Join(t.TempDir(), "broken.evenpost")
		w.ok(os.WriteFile(path, broken, 0o600))
		if _, err := Receive(t.Context(), w.dir, path, ""); !errors.Is(err, mailing.ErrSavedDamaged) && !errors.Is(err, mailing.ErrNotSavedFile) {
			t.Errorf("got %v", err)
		}
		if _, ok, err := waitingToBePlaced(w.dir); ok || err != nil {
			t.Errorf("it waits to be placed (%v)", err)
		}
	}
	if _, err := Receive(t.Context(), w.dir, filepath.Join(t.TempDir(), "nowhere"), ""); !errors.Is(err, mailing.ErrUnreadable) {
		t.Errorf("a file that does not exist: %v", err)
	}
	if n, err := w.CountContacts(t.Context(), ContactQuery{}); n != 100 || err != nil {
		t.Errorf("%d contacts (%v)", n, err)
	}
}

// A disk that is full, or a folder that cannot be written, leaves no half file.
func TestSaveLeavesNoHalfFile(t *testing.T) {
	w := newWorld(t)
	w.people("p", 10)
	path := filepath.Join(t.TempDir(), "missing", "all.evenpost")
	if _, err := w.Save(t.Context(), path, savedfile.Lock{}, "1.2", w.now); !errors.Is(err, mailing.ErrReadOnly) {
		t.Errorf("got %v", err)
	}
	left, err := filepath.Glob(filepath.Join(w.dir, savingFolder+"*"))
	if len(left) > 0 || err != nil {
		t.Errorf("%v is left (%v)", left, err)
	}
}

// What cannot be put in place leaves everything as it was, and says so.
func TestPlaceSaysWhatWentWrong(t *testing.T) {
	w := newWorld(t)
	w.people("p", 5)
	file := w.saved("")
	dir := filepath.Join(t.TempDir(), "new")
	if _, err := Place(t.Context(), dir, w.now); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("with nothing received: %v", err)
	}
	_, err := Receive(t.Context(), dir, file, "")
	w.ok(err)
	w.ok(os.WriteFile(filepath.Join(dir, receivingFolder, databaseFile), []byte("rubbish"), 0o600))
	if _, err := Place(t.Context(), dir, w.now); err == nil {
		t.Error("rubbish was put in place")
	}
	if there, err := hasDatabase(dir); there || err != nil {
		t.Errorf("there is a database (%v)", err)
	}
}
