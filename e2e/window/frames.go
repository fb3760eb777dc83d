package window

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"
)

// Frames counts what a window paints, from outside: the screen tells of each time that something on it was painted over.
type Frames struct {
	x     *xgb.Conn
	seen  atomic.Int64
	last  atomic.Int64 // when, in nanoseconds
	gap   atomic.Int64 // the longest time between two
	ended sync.WaitGroup
}

// sameFrame is how close together two reports are of one frame: the screen may be painted in pieces.
const sameFrame = 4 * time.Millisecond

// CountFrames begins to count. It needs a screen of its own.
func (a *App) CountFrames() *Frames {
	a.t.Helper()
	s, ok := a.x.(*screen)
	if !ok {
		a.t.Fatalf("frames cannot be counted on the desktop of the person who watches")
	}
	f, err := s.countFrames()
	if err != nil {
		a.t.Fatalf("counting frames: %v", err)
	}
	a.t.Cleanup(f.stop)
	return f
}

func (s *screen) countFrames() (*Frames, error) {
	x, err := xgb.NewConnDisplay(s.display) // of its own: its events must not wait for those of the pointer
	if err != nil {
		return nil, err
	}
	windows := s.windows()
	if len(windows) == 0 {
		x.Close()
		return nil, errors.New("there is no window")
	}
	if err := watch(x, windows[0]); err != nil {
		x.Close()
		return nil, err
	}
	f := &Frames{x: x}
	f.ended.Go(f.count)
	return f, nil
}

// watch asks the screen to tell of whatever is painted in a window.
func watch(x *xgb.Conn, w xproto.Window) error {
	if err := damage.Init(x); err != nil {
		return err
	}
	if _, err := damage.QueryVersion(x, 1, 1).Reply(); err != nil {
		return err
	}
	id, err := damage.NewDamageId(x)
	if err != nil {
		return err
	}
	return damage.CreateChecked(x, id, xproto.Drawable(w), damage.ReportLevelRawRectangles).Check()
}

func (f *Frames) count() {
	for {
		event, err := f.x.WaitForEvent()
		if event == nil && err == nil {
			return // the connection is closed
		}
		if _, ok := event.(damage.NotifyEvent); !ok {
			continue
		}
		now := time.Now().UnixNano()
		since := now - f.last.Load()
		if since < int64(sameFrame) {
			continue
		}
		if f.last.Swap(now) != 0 && since > f.gap.Load() {
			f.gap.Store(since)
		}
		f.seen.Add(1)
	}
}

func (f *Frames) stop() {
	f.x.Close()
	f.ended.Wait()
}

// Restart counts from nought again.
func (f *Frames) Restart() {
	f.last.Store(0)
	f.gap.Store(0)
	f.seen.Store(0)
}

// Count is how many frames were painted, and the longest time in which none was.
func (f *Frames) Count() (frames int, longest time.Duration) {
	return int(f.seen.Load()), time.Duration(f.gap.Load())
}

// A Place is a point of the screen.
type Place struct{ X, Y float32 }

// MoveTo moves the pointer.
func (a *App) MoveTo(p Place) { a.x.move(point{int16(p.X), int16(p.Y)}) }

// Hold presses the button of the pointer, or lets it go.
func (a *App) Hold(down bool) { a.x.hold(down) }

// Wheel turns the wheel by one notch where the pointer is.
func (a *App) Wheel(down bool) {
	if down {
		a.x.turn(wheelDown)
	} else {
		a.x.turn(wheelUp)
	}
}
