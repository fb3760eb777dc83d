package storage

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
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
// database was put beside it. The error wraps ErrNewerSchema, ErrDamaged, ErrDiskFull, ErrReadOnly or ErrInUse.
func Open(ctx context.Context, dir string) (*Store, error) {
	const doing = "storage: open"
	if err := makeFolder(dir); err != nil {
		return nil, wrap(folderError(err), doing)
	}
	w, err := openWriter(dir)
	if err != nil {
		return nil, wrap(err, doing)
	}
	if err := migrate(ctx, dir, w); err != nil {
		return nil, errors.Join(wrap(err, doing), w.Close())
	}
	r, err := openReader(dir)
	if err != nil {
		return nil, errors.Join(wrap(err, doing), w.Close())
	}
	return &Store{dir: dir, w: w, r: r}, nil
}

func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	// SQLite gives its side files the permissions of the database file, so making that one here is enough.
	f, err := os.OpenFile(filepath.Join(dir, databaseFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func folderError(err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %w", mailing.ErrReadOnly, err)
	}
	return err
}

// migrate brings the schema up to date, one program at a time: goose does not lock SQLite.
func migrate(ctx context.Context, dir string, w *sql.DB) (err error) {
	lock, err := instance.LockFile(ctx, filepath.Join(dir, "migrate.lock"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, w, files)
	if err != nil {
		return err
	}
	current, target, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case current > target:
		return fmt.Errorf("%w: its schema is number %d, this program knows %d", mailing.ErrNewerSchema, current, target)
	case current == target:
		return nil
	case current > 0:
		if err := backup(ctx, dir, w, current); err != nil {
			return err
		}
	}
	_, err = p.Up(ctx)
	return err
}

// backup writes a copy of the database as it is before a migration.
func backup(ctx context.Context, dir string, w *sql.DB, version int64) error {
	folder := filepath.Join(dir, "backups")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return folderError(err)
	}
	name := fmt.Sprintf("before-schema-%d-%s.db", version+1, time.Now().UTC().Format("20060102-150405"))
	_, err := w.ExecContext(ctx, "VACUUM INTO ?", filepath.Join(folder, name))
	return err
}
