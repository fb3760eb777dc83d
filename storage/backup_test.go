package storage

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenpost/mailing"
)

func TestCopiesOfSevenDaysAndFourWeeksAreKept(t *testing.T) {
	monday := time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)
	var all []Backup
	for day := range 38 { // to Wednesday, 7 October
		for hour := range 2 {
			all = append(all, Backup{At: monday.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour), number: len(all) + 1})
		}
	}
	slices.Reverse(all) // the newest first
	kept, others := worthKeeping(all)
	var got []string
	for _, b := range kept {
		got = append(got, b.At.Format("Jan 2 15h"))
	}
	want := []string{"Oct 7 10h", "Oct 6 10h", "Oct 5 10h", "Oct 4 10h", "Oct 3 10h", "Oct 2 10h", "Oct 1 10h", "Sep 27 10h", "Sep 20 10h"}
	if diff := cmp.Diff(want, got); diff != "" || len(kept)+len(others) != len(all) {
		t.Error(diff)
	}
}

// What is not kept is removed.
func TestCopiesAreThinnedOut(t *testing.T) {
	w := newWorld(t)
	for hour := range 3 {
		_, err := w.Backup(t.Context(), w.now.Add(time.Duration(hour)*time.Minute))
		w.ok(err)
	}
	all, err := Backups(w.dir)
	w.ok(err)
	if len(all) != 1 || all[0].number != 3 {
		t.Errorf("there is %+v", all)
	}
}

func TestACopyIsDueOnceADayAndForANewCampaign(t *testing.T) {
	w := newWorld(t)
	made := func(at time.Time, want int) {
		t.Helper()
		w.ok(w.BackupWhenDue(t.Context(), at))
		all, err := Backups(w.dir)
		w.ok(err)
		if len(all) == 0 || all[0].number != want {
			t.Errorf("the newest copy is %+v, want number %d", all, want)
		}
	}
	made(w.now, 1)
	made(w.now.Add(23*time.Hour), 1)
	made(w.now.Add(25*time.Hour), 2)
	w.people("p", 3)
	w.started("Easter", everyone())
	made(w.now.Add(26*time.Hour), 3)
	made(w.now.Add(27*time.Hour), 3)
	made(w.now.Add(-48*time.Hour), 4) // the clock was set back
}

// A campaign's first minute is its busiest.
func TestNoCopyInTheFirstMinuteOfACampaign(t *testing.T) {
	w := newWorld(t)
	w.people("p", 3)
	w.started("Easter", everyone())
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{0, 0}, {50 * time.Second, 0}, {2 * time.Minute, 1}} {
		w.ok(w.BackupWhenDue(t.Context(), w.now.Add(step.after)))
		if all, err := Backups(w.dir); err != nil || len(all) != step.want {
			t.Errorf("%v after the start there are %d copies, want %d (%v)", step.after, len(all), step.want, err)
		}
	}
}

// Damage is not copied over what is whole.
func TestNoCopyOfDamage(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, s)
	w := &world{Store: s, tb: t, now: time.UnixMilli(1_790_000_000_000)}
	w.account = w.newAccount("Bakery")
	w.people("p", 500)
	w.started("Easter", everyone())
	_, err = w.w.ExecContext(t.Context(), `UPDATE deliveries SET state = 'sent' WHERE id = 7`) // as a lost write would have it
	w.ok(err)
	if _, err := w.Backup(t.Context(), w.now); !errors.Is(err, mailing.ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
	left, err := os.ReadDir(filepath.Join(dir, backupFolder))
	w.ok(err)
	if len(left) != 0 {
		t.Errorf("there is %v", left)
	}
	if err := s.Examine(t.Context()); !errors.Is(err, mailing.ErrDamaged) {
		t.Errorf("at the start: %v, want ErrDamaged", err)
	}
}

// Who goes back to an older copy of a database that is whole keeps what was sent since, and who opted out since.
func TestOlderCopyKnowsWhatWasSentSince(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Store: s, tb: t, now: time.UnixMilli(1_790_000_000_000)}
	w.account = w.newAccount("Bakery")
	_, err = w.Recover(t.Context(), w.now)
	w.ok(err)
	w.people("p", 10)
	id := w.started("Easter", everyone())
	copied, err := w.Backup(t.Context(), w.now)
	w.ok(err)
	jobs := w.turn(4)
	w.turn(2, w.came(jobs[0], accepted), w.came(jobs[1], unknown), w.came(jobs[2], busy)) // three are on their way
	_, err = w.Suppress(t.Context(), []mailing.Suppression{{Address: "p9@example.com", Reason: mailing.Unsubscribed}})
	w.ok(err)
	used := w.used()
	mustClose(t, s)

	r, err := Restore(t.Context(), dir, copied.Path, w.now)
	w.ok(err)
	if w.Store, err = Open(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, w.Store)
	w.ok(w.Examine(t.Context()))
	c := w.campaign(id)
	want := mailing.Counts{Total: 10, Sent: 1, Failed: 1, InDoubt: 3, Waiting: 5}
	if c.State != mailing.Paused || c.Counts != want || !r.Certain || r.InDoubt != 3 {
		t.Errorf("the campaign is %s with %+v, want %+v; %+v", c.State, c.Counts, want, r)
	}
	if d := w.delivery(jobs[2].Delivery.ID); d.Tries != 1 || !d.DueAt.After(w.now) {
		t.Errorf("who is tried again later is %+v", d)
	}
	if yes, err := w.IsSuppressed(t.Context(), "p9@example.com"); !yes || err != nil {
		t.Errorf("who opted out may be mailed again (%v)", err)
	}
	if n := w.used(); n != used {
		t.Errorf("%d count against the limits, want %d", n, used)
	}
	for _, name := range []string{databaseFile, journalFolder} {
		if _, err := os.Stat(filepath.Join(r.Aside, name)); err != nil {
			t.Errorf("what was there before is not kept: %v", err)
		}
	}
}
