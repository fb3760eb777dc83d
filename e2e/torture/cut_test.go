// Package torture_test lets the real engine and the real store work in a world that breaks at every place: networks, disks, clocks.
package torture_test

import (
	"fmt"
	"testing"
	"time"

	"evenpost/e2e/recorder"
	"evenpost/e2e/soak"
)

// The connection is cut at every byte of a conversation of three messages, in both directions and in several ways, with commands
// that travel together and one by one. Everybody gets one message and all of it, always with the same Message-ID; what is in
// doubt is at most the message under way and the next one.
func TestCutAtEveryByte(t *testing.T) {
	t.Parallel()
	for _, kind := range []faultKind{closed, reset, oneWay, late, silent} {
		for _, plain := range []bool{false, true} {
			how := map[bool]string{false: "together", true: "one by one"}[plain]
			t.Run(fmt.Sprint(kind, ", ", how), func(t *testing.T) {
				t.Parallel()
				step := soak.Times(307, 1)
				if kind == silent { // each waits for a deadline
					step *= 5
				}
				cutEvery(t, kind, plain, step)
			})
		}
	}
}

func cutEvery(t *testing.T, kind faultKind, plain bool, step int) {
	w := newWorld(t, folder(t), 3, recorder.Options{})
	p := newProxy(t, w.server.Port(), plain)
	w.cut = p.cutAll
	if kind == silent {
		w.dialer = patient(400 * time.Millisecond)
	}
	w.run()
	p.plan(fault{kind: never})
	id, name := w.campaign(p.port(), 1)
	w.through(id, name)
	w.check(name, "undisturbed")
	w.drop(id)
	length := map[bool]int{true: p.conversation(true), false: p.conversation(false)}

	positions, doubts, most := 0, 0, 0
	for _, to := range []bool{true, false} {
		for at := 0; at < length[to]; at += step {
			p.plan(fault{to: to, at: at, kind: kind})
			id, name := w.campaign(p.port(), 1)
			n := w.through(id, name)
			how := fmt.Sprintf("%s after byte %d of %d, to the server: %v", kind, at, length[to], to)
			w.check(name, how)
			if n > 2 {
				t.Errorf("%s: %d in doubt", how, n)
			}
			w.drop(id)
			positions, doubts, most = positions+1, doubts+n, max(most, n)
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("a conversation has %d bytes to the server and %d back; %d cuts, %.2f in doubt after each, at most %d",
		length[true], length[false], positions, float64(doubts)/float64(positions), most)
}

// drop forgets a campaign and its account.
func (w *world) drop(id int64) {
	w.t.Helper()
	w.ok(w.store.DeleteCampaign(w.t.Context(), id))
	w.ok(w.store.DeleteAccount(w.t.Context(), w.account))
}
