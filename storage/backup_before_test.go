package storage

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Copies from before updates are kept for four weeks, and of many the newest; other files beside them are left alone.
func TestCopiesFromBeforeUpdatesAreThinnedOut(t *testing.T) {
	s := openTest(t)
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	folder := filepath.Join(s.Dir(), backupFolder)
	ok(t, os.MkdirAll(folder, 0o700))
	left := func() (names []string) {
		entries, err := os.ReadDir(folder)
		ok(t, err)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), "before") {
				names = append(names, e.Name())
			}
		}
		return names
	}
	mine := "before-schema-change.db" // by hand
	for _, name := range []string{
		mine, "before-schema-7-20261028-120000.000.db", "before-schema-8-20261029-130000.000.db", "before-schema-9-20261110-120000.000.db", "before-schema-10-20261120-120000.000.db", "before-schema-11-20261126-115959.000.db",
	} {
		ok(t, os.WriteFile(filepath.Join(folder, name), []byte("copy"), 0o600))
	}
	for _, c := range []struct {
		now  time.Time
		want []string
	}{
		{now, []string{mine, "before-schema-10-20261120-120000.000.db", "before-schema-11-20261126-115959.000.db", "before-schema-9-20261110-120000.000.db"}},
		{now.AddDate(0, 0, 20), []string{mine, "before-schema-10-20261120-120000.000.db", "before-schema-11-20261126-115959.000.db"}},
		{now.AddDate(0, 0, 40), []string{mine}},
	} {
		_, err := s.Backup(t.Context(), c.now)
		ok(t, err)
		want := slices.Sorted(slices.Values(c.want))
		if got := left(); !slices.Equal(slices.Sorted(slices.Values(got)), want) {
			t.Errorf("on %s: %q, want %q", c.now.Format(time.DateOnly), got, want)
		}
	}
}
