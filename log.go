package main

import (
	"log/slog"
	"os"
	"path/filepath"
)

const (
	logFile = "evenpost.log"
	logSize = 2 << 20 // a longer one is put aside at the next start, in place of the one before
)

// openLog opens the log of a data folder. Where it cannot be written, warnings go to stderr.
func openLog(dir string) (*slog.Logger, func() error) {
	path := filepath.Join(dir, logFile)
	if info, err := os.Stat(path); err == nil && info.Size() > logSize {
		if err := os.Rename(path, path+".old"); err != nil {
			slog.Warn("the log could not be put aside", "error", err)
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})), func() error { return nil }
	}
	return slog.New(slog.NewTextHandler(f, nil)), f.Close
}
