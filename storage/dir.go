package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"evenpost/mailing"
)

// DataDir is the data folder: the one that was asked for, else that of the environment variable EVENPOST_DATA, else
// where programs of this system keep their data.
func DataDir(flag string) (string, error) {
	for _, dir := range []string{flag, os.Getenv("EVENPOST_DATA")} {
		if dir != "" {
			return filepath.Abs(dir)
		}
	}
	dir, err := platformDir(runtime.GOOS, os.Getenv)
	if err != nil {
		return "", fmt.Errorf("storage: %w: %w", mailing.ErrReadOnly, err)
	}
	return dir, nil
}

func platformDir(system string, env func(string) string) (string, error) {
	in := func(variable string, rest ...string) (string, bool) {
		base := env(variable)
		return filepath.Join(append([]string{base}, rest...)...), filepath.IsAbs(base)
	}
	switch system {
	case "windows":
		if dir, ok := in("LOCALAPPDATA", "Evenpost"); ok {
			return dir, nil
		}
		return "", errors.New("%LOCALAPPDATA% is not set; name a folder with --data")
	case "darwin", "ios":
		if dir, ok := in("HOME", "Library", "Application Support", "Evenpost"); ok {
			return dir, nil
		}
	default:
		if dir, ok := in("XDG_DATA_HOME", "evenpost"); ok {
			return dir, nil
		}
		if dir, ok := in("HOME", ".local", "share", "evenpost"); ok {
			return dir, nil
		}
	}
	return "", errors.New("$HOME is not set; name a folder with --data")
}

// makeFolder makes the data folder and an empty database file that nobody else may read. SQLite gives its side files
// the permissions of that one.
func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return folderError(err)
	}
	f, err := os.OpenFile(filepath.Join(dir, databaseFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return folderError(err)
	}
	return f.Close()
}

func folderError(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: %w", mailing.ErrDiskFull, err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrExist), errors.Is(err, syscall.EROFS),
		errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%w: %w", mailing.ErrReadOnly, err)
	}
	return err
}
