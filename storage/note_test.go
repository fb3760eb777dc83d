package storage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

// However many mails go out in a day, no file of the journal grows with them.
func TestTheJournalHasManySmallFiles(t *testing.T) {
	w := newWorld(t)
	var large journal.Batch
	for range 600 {
		large.Suppressed(journal.Suppressed{Address: "somebody@example.com", Note: strings.Repeat("a long story ", 700)})
	}
	for range 3 {
		w.noteTurn(t.Context(), &large)
		if _, err := w.Turn(t.Context(), mailing.Turn{AccountID: w.account}, w.now); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(w.dir, journalFolder, "*.journal"))
	if err != nil || len(files) != 4 {
		t.Fatalf("%q, %v", files, err)
	}
	if info, err := os.Stat(files[3]); err != nil || info.Size() > 1000 {
		t.Errorf("the newest has %v, %v", info, err)
	}
	if err := w.Examine(t.Context()); err != nil {
		t.Error(err)
	}
}
