package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/storage/folder"
)

const (
	backupFolder = "backups"
	backupName   = "evenpost-"
	backupDays   = 7 // of how many days a copy is kept …
	backupWeeks  = 4 // … and of how many weeks
	partial      = ".partial"
	stamp        = "20060102-150405"
)

// Backup is a copy of the database that was looked through and found whole.
type Backup struct {
	Path   string
	At     time.Time
	number int
}

// Backups lists the copies of a data folder, the newest first.
func Backups(dir string) ([]Backup, error) {
	entries, err := os.ReadDir(filepath.Join(dir, backupFolder))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap(folderError(err), "storage: backups")
	}
	var all []Backup
	for _, e := range entries {
		if b, ok := parseBackup(e.Name()); ok {
			b.Path = filepath.Join(dir, backupFolder, e.Name())
			all = append(all, b)
		}
	}
	// By number: clocks are set back.
	slices.SortFunc(all, func(a, b Backup) int { return b.number - a.number })
	return all, nil
}

// parseBackup reads a name such as evenpost-000012-20261125-174455.db.
func parseBackup(name string) (b Backup, ok bool) {
	rest, ours := strings.CutPrefix(name, backupName)
	rest, whole := strings.CutSuffix(rest, ".db")
	number, at, found := strings.Cut(rest, "-")
	if !ours || !whole || !found {
		return b, false
	}
	var err, bad error
	b.number, err = strconv.Atoi(number)
	b.At, bad = time.ParseInLocation(stamp, at, time.UTC)
	return b, err == nil && bad == nil
}

// Backup keeps a copy of the database as it is now, off the way of everybody else who works with it. Before and after it is
// made the pages are looked through: a copy of damage is none. Old copies are removed. The error wraps ErrDamaged when it is
// the database that is not whole.
func (s *Store) Backup(ctx context.Context, now time.Time) (b Backup, err error) {
	b, err = s.backup(ctx, now)
	return b, wrap(s.suspect(err), "storage: backup")
}

func (s *Store) backup(ctx context.Context, now time.Time) (b Backup, err error) {
	db, err := openDB(s.dir, 1, "cache_size(-2000)")
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := wholly(ctx, db, "integrity_check"); err != nil {
		return b, err
	}
	earlier, err := Backups(s.dir)
	if err != nil {
		return b, err
	}
	b = Backup{At: now.UTC().Truncate(time.Second), number: 1}
	if len(earlier) > 0 {
		b.number = earlier[0].number + 1
	}
	b.Path = filepath.Join(s.dir, backupFolder, fmt.Sprintf("%s%06d-%s.db", backupName, b.number, b.At.Format(stamp)))
	// First the journal's new file, then the copy: what the copy does not have is all in the new file.
	if err = s.rotateJournal(ctx); err == nil {
		err = copyInto(ctx, db, b.Path)
	}
	if err != nil {
		return Backup{}, err
	}
	return b, s.thinOut(ctx, append([]Backup{b}, earlier...), now)
}

// copyInto makes a copy that is there wholly or not at all, and looks through it.
func copyInto(ctx context.Context, db *sql.DB, path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return folderError(err)
	}
	unfinished := path + partial
	if err := removeIfThere(unfinished); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(unfinished))
		}
	}()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", unfinished); err != nil {
		return fmt.Errorf("copy of the database: %w", err)
	}
	if err := os.Chmod(unfinished, 0o600); err != nil {
		return folderError(err)
	}
	if err := examineCopy(ctx, unfinished); err != nil {
		return fmt.Errorf("copy of the database: %w", err)
	}
	return settleFile(unfinished, path)
}

// settleFile brings a finished file to the disk and gives it its name.
func settleFile(from, to string) error {
	f, err := os.OpenFile(from, os.O_RDWR, 0o600)
	if err != nil {
		return folderError(err)
	}
	if err := errors.Join(f.Sync(), f.Close(), os.Rename(from, to)); err != nil {
		return folderError(err)
	}
	return folder.Sync(filepath.Dir(to))
}

// examineCopy looks through a database file that nobody works with.
func examineCopy(ctx context.Context, path string) error {
	db, err := openCopy(path)
	if err != nil {
		return err
	}
	err = wholly(ctx, db, "integrity_check")
	if err == nil {
		err = counted(ctx, db)
	}
	return errors.Join(err, db.Close())
}

// openCopy opens a database file that nobody else has open, for reading.
func openCopy(path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if path = filepath.ToSlash(path); !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	q := url.Values{"mode": {"ro"}, "immutable": {"1"}, "_pragma": {"query_only(1)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// thinOut removes the copies that are not kept, with what of the journal only they needed.
func (s *Store) thinOut(ctx context.Context, all []Backup, now time.Time) error {
	if err := thinOutBefore(s.dir, now); err != nil {
		return err
	}
	kept, others := worthKeeping(all)
	for _, b := range others {
		if err := removeIfThere(b.Path); err != nil {
			return err
		}
	}
	db, err := openCopy(kept[len(kept)-1].Path)
	if err != nil {
		return err
	}
	at, err := mark(ctx, db)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	return s.journal.Prune(at)
}

// worthKeeping are the newest copy of each of the last days and of each of the last weeks.
func worthKeeping(all []Backup) (kept, others []Backup) {
	days, weeks := make(map[string]bool), make(map[[2]int]bool)
	for _, b := range all {
		day := b.At.Format(time.DateOnly)
		year, number := b.At.ISOWeek()
		week := [2]int{year, number}
		newDay, newWeek := !days[day] && len(days) < backupDays, !weeks[week] && len(weeks) < backupWeeks
		if !newDay && !newWeek {
			others = append(others, b)
			continue
		}
		days[day], weeks[week] = days[day] || newDay, weeks[week] || newWeek
		kept = append(kept, b)
	}
	return kept, others
}

const (
	backupFirst = time.Minute     // who has just opened the window wants to do something, and not to wait for a copy
	backupLook  = 5 * time.Second // how often it is looked whether a copy is due
	backupEvery = 24 * time.Hour
	backupAfter = time.Minute      // a campaign's first minute is its busiest, and a small one is over then: no copy is made meanwhile
	backupWaits = 10 * time.Minute // at most while mails go out at speed
)

// KeepBackups makes a copy a day, a minute after it was called at the earliest, and one a minute after a campaign has begun, until ctx ends. It returns early only when the
// database is found damaged; the error then wraps ErrDamaged. told hears of copies that could not be made.
func (s *Store) KeepBackups(ctx context.Context, told func(error)) error {
	clock := time.NewTicker(backupLook)
	defer clock.Stop()
	retry := time.Now().Add(backupFirst)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-clock.C:
		}
		if time.Now().Before(retry) {
			continue
		}
		switch err := s.BackupWhenDue(ctx, time.Now()); {
		case err == nil || ctx.Err() != nil:
		case errors.Is(err, mailing.ErrDamaged):
			return err
		default: // a full disk, most likely: there is time
			retry = time.Now().Add(time.Hour)
			told(err)
		}
	}
}

// BackupWhenDue makes a copy when the last one is a day old, or does not know a campaign that is under way. It does
// nothing while a campaign is in its first minute, nor in the first ten while mails go out at speed.
func (s *Store) BackupWhenDue(ctx context.Context, now time.Time) error {
	if busy := s.traffic.busy(time.Now()); 0 < busy && busy < backupWaits {
		return nil
	}
	if err := s.scourIfOwed(ctx); err != nil {
		return wrap(err, "storage: cleaning the database file")
	}
	all, err := Backups(s.dir)
	if err != nil {
		return err
	}
	var busy bool
	err = s.r.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM campaigns WHERE state = 'sending' AND started_at BETWEEN ? AND ?)`,
		millis(now.Add(-backupAfter)), millis(now)).Scan(&busy)
	if busy || err != nil {
		return wrap(err, "storage: backup")
	}
	under, err := scanText(s.r.QueryRowContext(ctx, `SELECT coalesce(group_concat(id), '') FROM
		(SELECT id FROM campaigns WHERE state IN ('sending', 'paused') AND started_at > 0 AND filled_to >= fill_end ORDER BY id)`))
	if err != nil {
		return wrap(err, "storage: backup")
	}
	known, err := s.Setting(ctx, underWayKey)
	if err != nil {
		return err
	}
	if len(all) > 0 && !anyNew(under, known) {
		if age := now.Sub(all[0].At); age < backupEvery && age > -backupEvery {
			return nil
		}
	}
	if err := s.forgetChanges(ctx, now); err != nil {
		return wrap(err, "storage: changes of long ago")
	}
	if _, err = s.Backup(ctx, now); err != nil {
		return err
	}
	return s.SetSetting(ctx, underWayKey, under)
}

// underWayKey is the setting that holds the campaigns that the last copy knows.
const underWayKey = "backed-up"

func anyNew(ids, known string) bool {
	before := strings.Split(known, ",")
	return ids != "" && slices.ContainsFunc(strings.Split(ids, ","), func(id string) bool { return !slices.Contains(before, id) })
}
