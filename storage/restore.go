package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"evenpost/storage/folder"
	"evenpost/storage/journal"
)

const (
	restoreFolder = "restoring"
	restoredFile  = databaseFile + ".restored"
	asideName     = "before-restore-"
)

// Restored is what became of a restore.
type Restored struct {
	From    string    // the copy that was taken; "" when there was none
	At      time.Time // when it was made
	Aside   string    // the folder that keeps what was there before
	Certain bool      // whom a mail went out to since the copy is wholly known
	Why     string    // why not, when it is not
	Forward int       // deliveries that were brought forward to what is known of them
	InDoubt int       // deliveries that are in doubt because of the restore
	Paused  int       // campaigns that were under way
	Unread  []string  // tables of the damaged database of which something could not be read
}

// Restore puts a copy in the place of the database: the named one, else the newest that is whole, else an empty one. It is for
// whoever has the lock of the data folder, when nobody has it open. Nothing that was handed to a server since is waiting
// afterwards: the journal, and what can still be read of the damaged database, tell what it came to, and what they cannot
// tell is in doubt. Campaigns that were under way are paused. What was there before is kept in a folder of its own.
func Restore(ctx context.Context, dir, from string, now time.Time) (Restored, error) {
	r, err := restore(ctx, dir, from, now)
	return r, wrap(err, "storage: restore "+dir)
}

func restore(ctx context.Context, dir, from string, now time.Time) (r Restored, err error) {
	if err := finishRestore(dir); err != nil {
		return r, err
	}
	work := filepath.Join(dir, restoreFolder)
	if err := os.RemoveAll(work); err != nil {
		return r, folderError(err)
	}
	defer func() { err = errors.Join(err, folderError(os.RemoveAll(work))) }()
	if err := os.MkdirAll(work, 0o700); err != nil {
		return r, folderError(err)
	}
	if r, err = takeBase(ctx, dir, from, work); err != nil {
		return r, err
	}
	if err := r.build(ctx, dir, work, now); err != nil {
		return r, err
	}
	built := filepath.Join(work, databaseFile)
	if err := examineCopy(ctx, built); err != nil {
		return r, err
	}
	if err := settleFile(built, filepath.Join(dir, restoredFile)); err != nil {
		return r, err
	}
	if r.Aside, err = asideOf(dir); err != nil {
		return r, err
	}
	if err := finishRestore(dir); err != nil {
		return r, err
	}
	s, err := Open(ctx, dir)
	if err != nil {
		return r, err
	}
	_, err = s.backup(ctx, now)
	return r, errors.Join(err, s.Close())
}

// takeBase puts the copy that is to be restored into the work folder.
func takeBase(ctx context.Context, dir, from, work string) (r Restored, err error) {
	if from != "" {
		if err := examineCopy(ctx, from); err != nil {
			return r, fmt.Errorf("the copy %s: %w", from, err)
		}
		r.From = from
	} else if r.From, err = newestWhole(ctx, dir); err != nil || r.From == "" {
		return r, err
	}
	if b, ok := parseBackup(filepath.Base(r.From)); ok {
		r.At = b.At
	} else if info, err := os.Stat(r.From); err == nil {
		r.At = info.ModTime()
	}
	return r, copyFile(r.From, filepath.Join(work, databaseFile))
}

// newestWhole is the newest copy that has nothing wrong, or "".
func newestWhole(ctx context.Context, dir string) (string, error) {
	all, err := Backups(dir)
	if err != nil {
		return "", err
	}
	var paths []string
	for _, b := range all {
		paths = append(paths, b.Path)
	}
	before, err := filepath.Glob(filepath.Join(dir, backupFolder, "before-schema-*.db"))
	if err != nil {
		return "", err
	}
	slices.Sort(before)
	slices.Reverse(before)
	for _, path := range slices.Concat(paths, before) {
		if examineCopy(ctx, path) == nil {
			return path, nil
		}
		if err := ctx.Err(); err != nil {
			return "", err
		}
	}
	return "", nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return folderError(err)
	}
	defer func() { _ = in.Close() }() // it was only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return folderError(err)
	}
	_, err = io.Copy(out, in)
	return folderError(errors.Join(err, out.Close()))
}

// build makes, in the work folder, the database that is to be.
func (r *Restored) build(ctx context.Context, dir, work string, now time.Time) (err error) {
	s, err := Open(ctx, work)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b := &builder{Store: s, now: now, report: r, ids: make(map[int64]int64)}
	at, err := mark(ctx, s.w)
	if err != nil {
		return err
	}
	b.reached = at.Reached
	if b.known, err = journal.Read(filepath.Join(dir, journalFolder), b.reached); err != nil {
		return folderError(err)
	}
	if err := b.follow(dir); err != nil {
		return err
	}
	r.Certain, r.Why = b.known.Complete, b.known.Why
	if b.gone, err = forgottenInCopies(ctx, dir); err != nil {
		return err
	}
	damaged, err := openDamaged(ctx, dir, work)
	if err != nil {
		return err
	}
	if damaged != nil {
		defer func() { err = errors.Join(err, damaged.db.Close()) }()
	}
	if _, err := s.w.ExecContext(ctx, `PRAGMA foreign_keys = 0`); err != nil { // what belongs together comes in any order
		return err
	}
	if err := s.inTx(ctx, func(q execer) error { return b.all(ctx, q, damaged) }); err != nil {
		return err
	}
	if b.forgot > 0 {
		if _, err := s.w.ExecContext(ctx, `VACUUM`); err != nil {
			return err
		}
	}
	if damaged != nil {
		for table := range damaged.unread {
			r.Unread = append(r.Unread, table)
		}
		slices.Sort(r.Unread)
	}
	return nil
}

// openDamaged opens a copy of the damaged database, so that nothing in it is changed. It is nil when not even that is possible.
func openDamaged(ctx context.Context, dir, work string) (*salvager, error) {
	folder := filepath.Join(work, "damaged")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, folderError(err)
	}
	for _, side := range []string{"", "-wal"} {
		name := databaseFile + side
		if err := copyFile(filepath.Join(dir, name), filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	db, err := openDB(folder, 1, "cell_size_check(1)", "writable_schema(1)")
	if err != nil {
		return nil, err
	}
	var tables int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type = 'table'`).Scan(&tables); err != nil || tables == 0 {
		return nil, errors.Join(db.Close(), ctx.Err())
	}
	return &salvager{db: db, unread: make(map[string]bool)}, nil
}

// asideOf is the folder for what was there before: named by the moment of the restore, also when that is finished later.
func asideOf(dir string) (string, error) {
	info, err := os.Stat(filepath.Join(dir, restoredFile))
	if err != nil {
		return "", folderError(err)
	}
	return filepath.Join(dir, asideName+info.ModTime().UTC().Format(stamp)), nil
}

// finishRestore puts a database that was restored in its place. It can be interrupted anywhere and called again; every start does.
func finishRestore(dir string) error {
	restored := filepath.Join(dir, restoredFile)
	if _, err := os.Stat(restored); errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil
	} else if err != nil {
		return folderError(err)
	}
	aside, err := asideOf(dir)
	if err != nil {
		return err
	}
	// The old write-ahead log must never meet the new database, so all of the old goes before the new comes.
	if err := setAside(dir, aside, databaseFile+"-wal", databaseFile+"-shm", databaseFile, journalFolder); err != nil {
		return err
	}
	if err := os.Rename(restored, filepath.Join(dir, databaseFile)); err != nil {
		return folderError(err)
	}
	return folderError(folder.Sync(dir))
}

// setAside moves what is there of the named into another folder.
func setAside(dir, aside string, names ...string) error {
	for _, name := range names {
		from := filepath.Join(dir, name)
		if _, err := os.Lstat(from); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := os.MkdirAll(aside, 0o700); err != nil {
			return folderError(err)
		}
		if err := os.Rename(from, filepath.Join(aside, name)); err != nil {
			return folderError(err)
		}
		if err := folder.Sync(aside); err != nil {
			return folderError(err)
		}
	}
	return nil
}

const restoredText = "Evenpost's database was damaged, and nobody knows whether this mail had gone out before"

// restoredReason is why a campaign is paused after a restore.
const restoredReason = "The database was restored from a copy. Look at this campaign, then let it go on."
