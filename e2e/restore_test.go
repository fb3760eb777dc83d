//go:build e2e

package e2e_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenpost/e2e/recorder"
	"evenpost/e2e/window"
)

// A campaign is killed half-way and its database is damaged. The window says so and restores it; in the end everybody has
// exactly one mail.
func TestDamagedDatabaseIsRestoredInTheWindow(t *testing.T) {
	k := damaged(t)
	a := window.Launch(t, k.bin, window.Options{Args: []string{"--data", k.data}})
	a.Await("The database is damaged.")
	a.Click("Restore this copy")
	a.Await("Restored")
	a.Close()
	k.afterRestore()
}

// The same on the command line.
func TestDamagedDatabaseIsRestored(t *testing.T) {
	t.Parallel()
	k := damaged(t)
	if r := k.must(exitError, "run"); !strings.Contains(r.err, "The database is damaged.") || !strings.Contains(r.err, "evenpost restore") {
		t.Errorf("%s", r.err)
	}
	r := k.must(exitDone, "restore")
	if !strings.Contains(r.out, "Restored from the copy of") || !strings.Contains(r.out, "1 campaign is paused") {
		t.Errorf("%s", r.out)
	}
	k.afterRestore()
}

func (k *killing) afterRestore() {
	k.t.Helper()
	if s := read[status](k.program, "campaigns", "status", "spring"); s.State != "paused" || s.Total != k.people || s.InDoubt > k.connections {
		k.t.Errorf("after the restore the campaign says %+v", s)
	}
	k.decide()
	k.must(exitDone, "campaigns", "resume", "spring")
	k.finish()
}

// damaged is a campaign that was killed half-way, with zeros in the middle of its database.
func damaged(t *testing.T) *killing {
	t.Helper()
	server, err := recorder.Start(t.Context(), recorder.Options{Delay: 4 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	k := &killing{program: newProgram(t), server: server, dice: rand.New(rand.NewPCG(1, 2)), connections: 4, people: 600}
	k.prepareKillTest(server.Port(), k.people, k.connections)
	k.must(exitDone, "backup")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := k.command(ctx, "run")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if err := server.AwaitCount(ctx, 200); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.Wait()
	if err := server.AwaitQuiet(ctx); err != nil {
		t.Fatal(err)
	}
	k.kills++
	path := filepath.Join(k.data, "evenpost.db")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := page * 3; at+page <= len(text); at += 5 * page {
		copy(text[at:], bytes.Repeat([]byte{0}, page))
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return k
}
