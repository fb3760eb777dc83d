package storage

import (
	"context"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"

	"evenpost/mailing"
	"evenpost/storage/instance"
	"evenpost/storage/journal"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Open opens the data folder, making it when it is not there and bringing an older one up to date after a copy of the
// database was put beside it. The error wraps ErrNewerSchema, ErrDamaged, ErrDiskFull, ErrReadOnly or ErrInUse, and
// nothing was changed.
func Open(ctx context.Context, dir string) (*Store, error) { return OpenTelling(ctx, dir, nil) }

// Update is how far an older database has been brought up to date: so many steps of all. The first is the copy of it as it was.
type Update struct{ Done, Of int }

// OpenTelling opens as Open does, and tells before each step, and after the last, how far an older database has been brought up to
// date. Of one that is new or up to date nothing is told. What ctx or a kill breaks off goes on at the next opening, from the step
// that was begun.
func OpenTelling(ctx context.Context, dir string, tell func(Update)) (*Store, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, wrap(err, "storage: open")
	}
	s, err := open(ctx, dir, files, tell)
	if err != nil {
		return nil, wrap(err, "storage: open "+dir)
	}
	return s, nil
}

func open(ctx context.Context, dir string, migrations fs.FS, tell func(Update)) (s *Store, err error) {
	if err := finishRestore(dir); err != nil {
		return nil, err
	}
	if err := emptied(dir); err != nil {
		return nil, err
	}
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	s = &Store{dir: dir, slice: usualSlice, imports: usualPace, searching: usualSearch(), traffic: newTraffic()}
	if s.w, err = openWriter(dir); err != nil {
		return nil, err
	}
	if s.r, err = openReader(dir); err != nil {
		return nil, errors.Join(err, s.w.Close())
	}
	if err := s.migrate(ctx, migrations, tell); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.openJournal(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.recoverImports(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// migrate brings the schema up to date, one program at a time: goose does not lock SQLite.
func (s *Store) migrate(ctx context.Context, migrations fs.FS, tell func(Update)) (err error) {
	lock, err := instance.LockFile(ctx, filepath.Join(s.dir, "migrate.lock"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if err := s.checkFile(ctx); err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.w, migrations, goose.WithGoMigrations(widerSearch()))
	if err != nil {
		return err
	}
	current, target, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return nonsense(err)
	case current > target:
		return fmt.Errorf("%w: its schema is number %d, this program knows %d", mailing.ErrNewerSchema, current, target)
	}
	existed := current > 0
	if began, err := journal.Began(filepath.Join(s.dir, journalFolder)); err != nil || began && !existed {
		return errors.Join(folderError(err), fmt.Errorf("%w: it has no tables", mailing.ErrDamaged))
	}
	if current == target {
		return nil
	}
	update := Update{Of: 1}
	for _, step := range p.ListSources() {
		if step.Version > current {
			update.Of++
		}
	}
	stepped := func() {
		if existed && tell != nil {
			tell(update)
		}
		update.Done++
	}
	stepped()
	if existed {
		if err := s.copyBefore(ctx, current+1); err != nil {
			return err
		}
	}
	for current < target {
		stepped()
		done, err := p.UpByOne(ctx)
		if err != nil {
			return err
		}
		current = done.Source.Version
	}
	stepped()
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// checkFile finds a database file that was cut off. SQLite itself would notice only when it comes to read the missing
// end. The file alone says so when there is no write-ahead log beside it; only then is the slow check worth its time.
func (s *Store) checkFile(ctx context.Context) error {
	path := filepath.Join(s.dir, databaseFile)
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return nil
	}
	if whole, err := fileIsWhole(path); err != nil || whole {
		return err
	}
	verdict, err := scanText(s.w.QueryRowContext(ctx, "PRAGMA quick_check(1)"))
	if err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", mailing.ErrDamaged, verdict)
	}
	return nil
}

// emptied finds a data folder that has lost its database: a new one would begin without anybody.
func emptied(dir string) error {
	info, err := os.Stat(filepath.Join(dir, databaseFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() > 0 {
		return nil // whatever is wrong with it is said by who opens it
	}
	if wal, err := os.Stat(filepath.Join(dir, databaseFile+"-wal")); err == nil && wal.Size() > 0 {
		return nil // it was killed before it came to write the file itself
	}
	if began, err := journal.Began(filepath.Join(dir, journalFolder)); err != nil || !began {
		return folderError(err)
	}
	return fmt.Errorf("%w: its file is empty or gone", mailing.ErrDamaged)
}

// fileIsWhole compares the size of a database file with what its header says (https://www.sqlite.org/fileformat.html#the_database_header).
func fileIsWhole(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, folderError(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil || info.Size() == 0 { // a new one
		return err == nil, err
	}
	var header [100]byte
	if _, err := io.ReadFull(f, header[:]); errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fmt.Errorf("%w: the file has no header", mailing.ErrDamaged)
	} else if err != nil {
		return false, err
	}
	pageSize := int64(binary.BigEndian.Uint16(header[16:]))
	if pageSize == 1 {
		pageSize = 1 << 16
	}
	return info.Size() >= pageSize*int64(binary.BigEndian.Uint32(header[28:])), nil
}
