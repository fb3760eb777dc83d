package storage

import (
	"context"
	"sync"
	"time"
)

// traffic knows how fast mails go out, so that what can wait is done at a calm moment: a mail that waits for a copy of the
// database to be read, or for a block of the search index to be written, goes out late.
type traffic struct {
	mu     sync.Mutex
	span   time.Time // the beginning of the present span
	n      int       // mails in it
	before int       // and in the one before
	since  time.Time // since when they go out at speed; zero: they do not
	hurry  chan struct{}
}

const (
	trafficSpan = 5 * time.Second
	atSpeed     = 20 // mails a second: more than mailboxes allow for long, and little enough not to notice what else is done
)

func newTraffic() *traffic { return &traffic{hurry: make(chan struct{}, 1)} }

// went says that n mails are on their way, or soon will be.
func (t *traffic) went(n int, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn(now)
	t.n += n
	if busy := max(t.n, t.before) > atSpeed*int(trafficSpan/time.Second); busy && t.since.IsZero() {
		t.since = now
	}
}

// turn begins a new span when the present one is over.
func (t *traffic) turn(now time.Time) {
	switch gone := now.Sub(t.span); {
	case gone < trafficSpan:
		return
	case gone < 2*trafficSpan:
		t.before = t.n
	default:
		t.before = 0
	}
	t.span, t.n = now, 0
	if t.before <= atSpeed*int(trafficSpan/time.Second) {
		t.since = time.Time{}
	}
}

// busy is for how long mails have been going out at speed; 0: they do not.
func (t *traffic) busy(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.turn(now); t.since.IsZero() {
		return 0
	}
	return max(1, now.Sub(t.since))
}

// hurryUp ends the present wait for a calm moment, or the next one: somebody needs what waits.
func (t *traffic) hurryUp() { notify(t.hurry) }

// calm waits for a calm moment, but not longer than most. It is false when ctx has ended.
func (t *traffic) calm(ctx context.Context, most time.Duration) bool {
	const look = time.Second
	for waited := time.Duration(0); waited < most && t.busy(time.Now()) > 0; waited += look {
		clock := time.NewTimer(look)
		select {
		case <-ctx.Done():
		case <-t.hurry:
			waited = most
		case <-clock.C:
		}
		clock.Stop()
		if ctx.Err() != nil {
			return false
		}
	}
	return ctx.Err() == nil
}
