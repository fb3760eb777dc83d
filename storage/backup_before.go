package storage

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Copies from before an update are for the weeks in which one may want to go back to the older program; afterwards the daily ones do.
const (
	beforeName = "before-schema-"
	beforeKept = 3
	beforeFor  = backupWeeks * 7 * 24 * time.Hour
)

// copyBefore keeps a copy of the database as it is before it becomes schema number next.
func (s *Store) copyBefore(ctx context.Context, next int64) error {
	// Nobody else makes such copies now: what lies there unfinished was broken off, and is as large as the database.
	left, err := filepath.Glob(filepath.Join(s.dir, backupFolder, beforeName+"*"+partial+"*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		if err := removeIfThere(path); err != nil {
			return folderError(err)
		}
	}
	name := fmt.Sprintf("%s%d-%s.db", beforeName, next, time.Now().UTC().Format(stamp+".000"))
	return copyInto(ctx, s.w, filepath.Join(s.dir, backupFolder, name))
}

// copiesBefore are the copies from before updates, the newest first. Files that people gave such names without a date are none.
func copiesBefore(dir string) ([]Backup, error) {
	entries, err := os.ReadDir(filepath.Join(dir, backupFolder))
	if err != nil {
		return nil, folderError(err)
	}
	var all []Backup
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), beforeName)
		rest, whole := strings.CutSuffix(rest, ".db")
		_, at, _ := strings.Cut(rest, "-")
		b := Backup{Path: filepath.Join(dir, backupFolder, e.Name())}
		if b.At, err = time.ParseInLocation(stamp+".000", at, time.UTC); ours && whole && err == nil {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b Backup) int { return cmp.Or(b.At.Compare(a.At), strings.Compare(b.Path, a.Path)) })
	return all, nil
}

// thinOutBefore removes those that are older than any daily copy, and of many all but the newest.
func thinOutBefore(dir string, now time.Time) error {
	all, err := copiesBefore(dir)
	for i, b := range all {
		if err == nil && (i >= beforeKept || now.Sub(b.At) > beforeFor) {
			err = removeIfThere(b.Path)
		}
	}
	return err
}
