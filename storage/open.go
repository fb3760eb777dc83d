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
	"time"

	"github.com/pressly/goose/v3"

	"evenpost/mailing"
	"evenpost/storage/instance"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Open opens the data folder, making it when it is not there and bringing an older one up to date after a copy of the
// database was put beside it. The error wraps ErrNewerSchema, ErrDamaged, ErrDiskFull, ErrReadOnly or ErrInUse, and
// nothing was changed.
func Open(ctx context.Context, dir string) (*Store, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, wrap(err, "storage: open")
	}
	s, err := open(ctx, dir, files)
	if err != nil {
		return nil, wrap(err, "storage: open "+dir)
	}
	return s, nil
}

func open(ctx context.Context, dir string, migrations fs.FS) (s *Store, err error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	s = &Store{dir: dir, slice: usualSlice}
	if s.w, err = openWriter(dir); err != nil {
		return nil, err
	}
	if s.r, err = openReader(dir); err != nil {
		return nil, errors.Join(err, s.w.Close())
	}
	if err := s.migrate(ctx, migrations); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// migrate brings the schema up to date, one program at a time: goose does not lock SQLite.
func (s *Store) migrate(ctx context.Context, migrations fs.FS) (err error) {
	lock, err := instance.LockFile(ctx, filepath.Join(s.dir, "migrate.lock"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if err := s.checkFile(ctx); err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.w, migrations)
	if err != nil {
		return err
	}
	current, target, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case current > target:
		return fmt.Errorf("%w: its schema is number %d, this program knows %d", mailing.ErrNewerSchema, current, target)
	}
	existed := current > 0
	for current < target {
		if existed {
			if err := s.backup(ctx, current+1); err != nil {
				return err
			}
		}
		done, err := p.UpByOne(ctx)
		if err != nil {
			return err
		}
		current = done.Source.Version
	}
	return nil
}

// backup writes a copy of the database as it is before it becomes schema number next.
func (s *Store) backup(ctx context.Context, next int64) error {
	folder := filepath.Join(s.dir, "backups")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return folderError(err)
	}
	path := filepath.Join(folder, fmt.Sprintf("before-schema-%d-%s.db", next, time.Now().UTC().Format("20060102-150405.000")))
	if _, err := s.w.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return errors.Join(fmt.Errorf("copy of the database: %w", err), removeIfThere(path))
	}
	return os.Chmod(path, 0o600)
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
