package storage

import (
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"evenpost/mailing"
)

// wrap says what was being done and translates what SQLite reports into the errors people meet. It keeps nil nil.
func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	if s := sentinel(err); s != nil && !errors.Is(err, s) {
		return fmt.Errorf("%s: %w: %w", doing, s, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func sentinel(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return mailing.ErrNotFound
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return mailing.ErrExists
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return mailing.ErrNotFound
	case sqlite3.SQLITE_IOERR_SHMSIZE: // the small file beside the database has no room: it says so in another way
		return mailing.ErrDiskFull
	}
	switch e.Code() & 0xff { // the low byte is the family of an extended code
	case sqlite3.SQLITE_FULL:
		return mailing.ErrDiskFull
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return mailing.ErrDamaged
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return mailing.ErrReadOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return mailing.ErrInUse
	}
	return nil
}

// changedOne is ErrNotFound when an UPDATE or DELETE of one row touched none. It takes both results of the statement.
func changedOne(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = mailing.ErrNotFound
	}
	return err
}
