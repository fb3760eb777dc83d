package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
	"evenpost/storage/savedfile"
)

const (
	savingFolder    = "saving"
	receivingFolder = "receiving"
	receivedAbout   = "received.json"
	datasetKey      = "dataset"
)

// Save writes everything but passwords into one file (package savedfile) beside the work of everybody else; program is the
// version that writes it. The file is there wholly or not at all, and was looked through before. The error wraps ErrDamaged
// when the database is not whole.
func (s *Store) Save(ctx context.Context, path string, lock savedfile.Lock, program string, now time.Time) (savedfile.About, error) {
	about, err := s.save(ctx, path, lock, program, now)
	return about, wrap(s.suspect(err), "storage: save")
}

func (s *Store) save(ctx context.Context, path string, lock savedfile.Lock, program string, now time.Time) (about savedfile.About, err error) {
	about = savedfile.About{Program: program, Made: now.UTC().Truncate(time.Second)}
	if about.Dataset, err = s.dataset(ctx); err != nil {
		return about, err
	}
	work, err := os.MkdirTemp(s.dir, savingFolder+"-")
	if err != nil {
		return about, folderError(err)
	}
	defer func() { err = errors.Join(err, folderError(os.RemoveAll(work))) }()
	copied := filepath.Join(work, databaseFile)
	db, err := openDB(s.dir, 1, "cache_size(-2000)")
	if err != nil {
		return about, err
	}
	if err := errors.Join(copyInto(ctx, db, copied), db.Close()); err != nil {
		return about, err
	}
	if about.Contacts, about.Campaigns, err = counts(ctx, copied); err != nil {
		return about, err
	}
	in, err := os.Open(copied)
	if err != nil {
		return about, folderError(err)
	}
	defer func() { _ = in.Close() }() // it was only read
	unfinished := path + partial
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(unfinished))
		}
	}()
	out, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return about, folderError(err)
	}
	if err := errors.Join(savedfile.Write(ctx, out, lock, &about, in), out.Close()); err != nil {
		return about, folderError(err)
	}
	return about, settleFile(unfinished, path)
}

func counts(ctx context.Context, path string) (contacts, campaigns int, err error) {
	db, err := openCopy(path)
	if err != nil {
		return 0, 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM campaigns)`).Scan(&contacts, &campaigns)
	return contacts, campaigns, errors.Join(err, db.Close())
}

// dataset is what tells this data from that of another business, on whatever computer it is.
func (s *Store) dataset(ctx context.Context) (string, error) {
	id, err := s.Setting(ctx, datasetKey)
	if err != nil || id != "" {
		return id, err
	}
	id = rand.Text()
	return id, s.SetSetting(ctx, datasetKey, id)
}

// Received is a saved file that was read and found whole, and waits in a data folder to take the place of what is there.
type Received struct {
	savedfile.About
	File string // where it came from
}

// Receive reads a saved file into a data folder, beside what is there; nothing of that changes until Place. The error wraps
// mailing.ErrPassphrase, ErrNotSavedFile, ErrSavedDamaged or ErrNewerSchema.
func Receive(ctx context.Context, dir, file, passphrase string) (Received, error) {
	r, err := receive(ctx, dir, file, passphrase)
	if err != nil {
		err = errors.Join(err, Discard(dir))
	}
	return r, wrap(err, "storage: read saved file")
}

func receive(ctx context.Context, dir, file, passphrase string) (r Received, err error) {
	if err := Discard(dir); err != nil {
		return r, err
	}
	work := filepath.Join(dir, receivingFolder)
	if err := os.MkdirAll(work, 0o700); err != nil {
		return r, folderError(err)
	}
	in, err := os.Open(file)
	if err != nil {
		return r, fmt.Errorf("%w: %w", mailing.ErrUnreadable, err)
	}
	defer func() { _ = in.Close() }() // it was only read
	path := filepath.Join(work, databaseFile)
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return r, folderError(err)
	}
	r.File = file
	r.About, err = savedfile.Read(ctx, in, passphrase, out)
	if err := errors.Join(err, out.Close()); err != nil {
		return r, folderError(err)
	}
	// It is made one of this program's form now, so that Place has nothing left that may fail.
	s, err := Open(ctx, work)
	if err != nil {
		return r, err
	}
	err = s.Examine(ctx)
	if err == nil {
		err = s.arrived(ctx, time.Now())
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return r, err
	}
	if err := os.RemoveAll(filepath.Join(work, journalFolder)); err != nil {
		return r, folderError(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	return r, folderError(os.WriteFile(filepath.Join(work, receivedAbout), text, 0o600))
}

// arrivedReason is why a campaign of a saved file is paused.
const arrivedReason = "This data came from a saved file. Make sure that no other computer goes on with this campaign, then let it go on."

// arrived lets nothing of another computer's data go on by itself.
func (s *Store) arrived(ctx context.Context, now time.Time) error {
	if _, err := s.Recover(ctx, now); err != nil {
		return err
	}
	return s.inTx(ctx, func(q execer) error {
		_, err := q.ExecContext(ctx, `UPDATE campaigns SET state = 'paused', reason = ? WHERE state IN ('sending', 'scheduled')`, arrivedReason)
		return err
	})
}

// waitingToBePlaced is the saved file that was received and not placed yet; ok is false when there is none.
func waitingToBePlaced(dir string) (r Received, ok bool, err error) {
	text, err := os.ReadFile(filepath.Join(dir, receivingFolder, receivedAbout))
	if errors.Is(err, fs.ErrNotExist) {
		return r, false, nil
	}
	if err != nil {
		return r, false, folderError(err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, false, fmt.Errorf("storage: %s: %w", receivedAbout, err)
	}
	return r, true, nil
}

// Discard forgets a saved file that was received.
func Discard(dir string) error { return folderError(os.RemoveAll(filepath.Join(dir, receivingFolder))) }

// Place puts a received file in the place of what is in the data folder, which is kept in a folder of its own. It is for
// whoever has the lock of the data folder, when nobody has it open.
//
// When it is an earlier or later state of the very data that is there, it is brought forward by what is known here since,
// as Restore does: nobody gets a mail twice, and who opted out stays out.
func Place(ctx context.Context, dir string, now time.Time) (Restored, error) {
	r, err := place(ctx, dir, now)
	return r, wrap(err, "storage: place saved file")
}

func place(ctx context.Context, dir string, now time.Time) (r Restored, err error) {
	received, ok, err := waitingToBePlaced(dir)
	if err != nil {
		return r, err
	}
	if !ok {
		return r, fmt.Errorf("%w: no saved file was read", mailing.ErrNotFound)
	}
	path := filepath.Join(dir, receivingFolder, databaseFile)
	same, err := sameData(ctx, dir, received.Dataset)
	if err != nil {
		return r, err
	}
	putIn := displace
	if same {
		putIn = restore
	}
	r, err = putIn(ctx, dir, path, now)
	r.From, r.At = received.File, received.Made
	return r, errors.Join(err, Discard(dir))
}

// sameData says whether what is in a data folder is a state of the same data. What cannot be read any more counts as such when
// there is a journal, which still may know something.
func sameData(ctx context.Context, dir, dataset string) (same bool, err error) {
	if there, err := hasDatabase(dir); err != nil || !there {
		began, bad := journal.Began(filepath.Join(dir, journalFolder))
		return began, errors.Join(err, folderError(bad))
	}
	db, err := openDB(dir, 1, "query_only(1)")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ours, err := scanText(db.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = ?`, datasetKey))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return true, ctx.Err()
	}
	return ours == dataset, nil
}

// hasDatabase says whether there is a database in a data folder that holds something.
func hasDatabase(dir string) (bool, error) {
	info, err := os.Stat(filepath.Join(dir, databaseFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.Size() > 0, folderError(err)
}

// displace puts a database in the place of the one in a data folder.
func displace(ctx context.Context, dir, path string, now time.Time) (r Restored, err error) {
	r.Certain = true
	if err := examineCopy(ctx, path); err != nil {
		return r, err
	}
	if err := settleFile(path, filepath.Join(dir, restoredFile)); err != nil {
		return r, err
	}
	if there, err := hasDatabase(dir); err != nil {
		return r, err
	} else if there {
		if r.Aside, err = asideOf(dir); err != nil {
			return r, err
		}
		// Copies of other data must never be taken for copies of this.
		if err := setAside(dir, r.Aside, backupFolder); err != nil {
			return r, err
		}
	}
	if err := finishRestore(dir); err != nil {
		return r, err
	}
	s, err := Open(ctx, dir)
	if err != nil {
		return r, err
	}
	if _, err := s.backup(ctx, now); err != nil {
		return r, errors.Join(err, s.Close())
	}
	err = s.r.QueryRowContext(ctx, `SELECT count(*) FROM campaigns WHERE state = 'paused'`).Scan(&r.Paused)
	return r, errors.Join(err, s.Close())
}
