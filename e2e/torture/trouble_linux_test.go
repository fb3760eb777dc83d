package torture_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"evenpost/e2e/recorder"
	"evenpost/e2e/soak"
	"evenpost/mailing"
)

// The clock on the wall is set back and forward by hours while a campaign runs. It goes on, everybody gets one mail,
// and all that went out within these seconds is found to have gone out within them.
func TestClockIsSet(t *testing.T) {
	t.Parallel()
	people, start := soak.Times(300, 2000), time.Now()
	w := newWorld(t, folder(t), people, recorder.Options{Delay: 2 * time.Millisecond})
	w.passed = func() time.Duration { return time.Since(start) }
	w.run()
	id, name := w.campaign(w.server.Port(), 3)
	for i := range 10 {
		w.ok(w.server.AwaitCount(t.Context(), (i+1)*20))
		w.offset.Store(int64(rand.N(20*time.Hour) - 10*time.Hour))
	}
	w.offset.Store(int64(-9 * time.Hour))
	began := time.Now()
	w.through(id, name)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("a clock that was set back held it up for %s", took)
	}
	const most = time.Hour // the test takes seconds; sets of under two minutes are not noticed
	l, err := w.store.Ledger(t.Context(), w.account, mailing.Reach{Span: 48 * time.Hour}, w.now())
	w.ok(err)
	if n := l.Since(w.now().Add(-most)) - l.Since(w.now().Add(most)); n != people {
		t.Errorf("%d of %d went out lately by the clock as it is now", n, people)
	}
	w.check(name, "with a clock that is set back and forward")
}

// An account that waits for a server is not held up for hours when the clock is set back.
func TestClockIsSetBackWhileAnAccountIsHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, folder(t), 5, recorder.Options{})
	port := w.server.Port()
	w.ok(w.server.Close())
	w.run()
	id, name := w.campaign(port, 1)
	w.rest(id)
	a, err := w.store.Account(t.Context(), w.account)
	w.ok(err)
	if a.Hold == nil || a.Hold.Until.IsZero() {
		t.Fatalf("without a server the account is %+v", a.Hold)
	}
	w.ok(w.server.Restart(t.Context(), 0))
	w.offset.Store(int64(-5 * time.Hour))
	w.ok(w.store.SetSetting(t.Context(), "woken", "yes")) // else it looks at the clock within a minute
	w.rest(id)
	if c := w.rest(id); c.State != mailing.Finished {
		t.Errorf("the campaign is %s: %+v", c.State, c.Counts)
	}
	w.check(name, "after the clock was set back")
}

// The computer sleeps for a day in the middle of a campaign, several times: its connections are dead when it wakes, the clock on the
// wall has gone on, and timers have not.
func TestAsleepForADay(t *testing.T) {
	t.Parallel()
	const connections = 4
	w := newWorld(t, folder(t), 300, recorder.Options{Delay: 2 * time.Millisecond})
	p := newProxy(t, w.server.Port(), false)
	w.cut = p.cutAll
	w.run()
	id, name := w.campaign(p.port(), connections)
	for i := range 3 {
		w.ok(w.server.AwaitCount(t.Context(), 20+i*40))
		p.cutAll()
		w.offset.Add(int64(24 * time.Hour))
		w.ok(w.store.SetHold(t.Context(), w.account, nil)) // the minute that it waits for a network is over
	}
	if n := w.through(id, name); n > 3*connections {
		t.Errorf("%d in doubt", n)
	}
	w.check(name, "after three days asleep")
}

// A backup program keeps the database locked for a while in the middle of a campaign.
func TestDatabaseIsLocked(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("the lock is taken by another process: python3 and its sqlite3, which are not here")
	}
	w := newWorld(t, folder(t), 400, recorder.Options{Delay: 2 * time.Millisecond})
	w.run()
	id, name := w.campaign(w.server.Port(), 4)
	w.ok(w.server.AwaitCount(t.Context(), 50))
	locks := []string{"EXCLUSIVE"}
	if soak.On() {
		locks = []string{"IMMEDIATE", "EXCLUSIVE", "DEFERRED"} // the last one only reads, and keeps everything as it was when it began
	}
	for _, how := range locks {
		other := exec.CommandContext(t.Context(), shell, "-c", `
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
db.execute("BEGIN "+sys.argv[2])
db.execute("SELECT count(*) FROM deliveries").fetchall()
print("locked", flush=True)
time.sleep(float(sys.argv[3]))
db.execute("ROLLBACK")
`, filepath.Join(w.dir, "evenpost.db"), how, strconv.Itoa(soak.Times(7, 30)))
		out, err := other.Output()
		if err != nil || !strings.Contains(string(out), "locked") {
			t.Fatalf("%s: %v", how, err)
		}
	}
	w.through(id, name)
	w.check(name, "after the database was locked")
}

// The disk becomes full in the middle of a campaign, and has room again later.
func TestDiskIsFull(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a tiny disk")
	}
	dir := folder(t)
	w := &world{t: t}
	w.ok(os.MkdirAll(dir, 0o700))
	if err := syscall.Mount("evenpost-test", dir, "tmpfs", 0, "size=14m"); err != nil {
		t.Skipf("a tiny disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	w = newWorld(t, dir, 600, recorder.Options{Delay: time.Millisecond})
	w.run()
	id, name := w.campaign(w.server.Port(), 4)
	told := 0
	for i := range soak.Times(3, 10) {
		w.ok(w.server.AwaitCount(t.Context(), min(500, 50+i*60)))
		w.ok(fillDisk(filepath.Join(dir, "filler")))
		if w.told(mailing.ErrDiskFull) {
			told++
		}
		w.ok(os.Remove(filepath.Join(dir, "filler")))
	}
	if told == 0 {
		t.Error("nobody was told that the disk is full")
	}
	w.through(id, name)
	w.check(name, "after the disk was full")
}

// told waits a while for the engine to say what keeps it from writing.
func (w *world) told(what error) bool {
	clock := time.NewTicker(5 * time.Millisecond)
	defer clock.Stop()
	ctx, stop := soak.Within(w.t.Context(), 10*time.Second)
	defer stop()
	for {
		if errors.Is(w.engine.Live(w.account).Trouble, what) {
			return true
		}
		select {
		case <-clock.C:
		case <-ctx.Done():
			return false
		}
	}
}

// fillDisk writes until nothing fits any more.
func fillDisk(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	b := make([]byte, 64<<10)
	for len(b) > 0 {
		if _, err := f.Write(b); errors.Is(err, syscall.ENOSPC) {
			b = b[:len(b)/2]
		} else if err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return f.Close()
}
