package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"evenpost/e2e/window"
	"evenpost/storage"
)

const (
	inputEvery   = 8 * time.Millisecond // oftener than the window paints: each frame has something new to show
	movingFor    = 6 * time.Second
	memoryEvery  = 2 * time.Second
	memorySettle = time.Minute // caches fill up first
)

// scrolling measures the table of contacts in the real window at a million rows: frames a second, the work that a frame takes,
// whether the right rows stand at the end, and whether the memory grows.
func scrolling(ctx context.Context, r *rig) error {
	people, err := r.prepared(ctx, aMillion)
	if err != nil {
		return err
	}
	q, err := people.copied(r)
	if err != nil {
		return err
	}
	defer q.remove()
	first, last, err := q.ends(ctx)
	if err != nil {
		return err
	}
	p := r.table.part("Scrolling through a million contacts")
	p.note("The screen has no graphics card: the picture is made by the processor. The page without a table shows what the machine gives at best at the moment; " +
		"it paints a frame for each step of the pointer over the sidebar.")
	return window.Script(ctx, func(t window.T) {
		a := window.Launch(t, r.windowBin, window.Options{Args: []string{"--data", q.data}, Pictures: r.dir})
		s := &scroller{ctx: ctx, t: t, a: a, frames: a.CountFrames(), random: rand.New(rand.NewPCG(1, 2))}
		s.find()
		for range r.rounds {
			s.round()
		}
		s.rows(p)
		s.exact(p, first, last)
		s.memory(p, r.scrollFor)
	})
}

// ends are the addresses in the first and the last row of the table as it is sorted at first.
func (p program) ends(ctx context.Context) (first, last string, err error) {
	err = p.open(ctx, func(s *storage.Store) error {
		ids, err := s.ContactIDs(ctx, storage.ContactQuery{Sort: "name"})
		if err != nil {
			return err
		}
		for i, address := range []*string{&first, &last} {
			c, err := s.Contact(ctx, ids[i*(len(ids)-1)])
			if err != nil {
				return err
			}
			*address = c.Email
		}
		return nil
	})
	return first, last, err
}

// scroller moves the table of contacts in a window.
type scroller struct {
	ctx    context.Context
	t      window.T
	a      *window.App
	frames *window.Frames
	random *rand.Rand
	table  window.Node
	ways   [ways]movement
}

// The ways to move, and the page without a table.
const (
	sidebar = iota
	wheel
	drag
	jump
	ways
)

// movement is what was measured of a way to move, round by round.
type movement struct{ fps, cpu, longest []float64 }

func (s *scroller) find() {
	s.a.Key(window.KeyCtrl, '2')
	s.a.Within(time.Minute, "the table", func() bool {
		for _, n := range s.a.Tree() {
			if strings.HasSuffix(n.Type, "kit.Grid") && n.Visible {
				s.table = n
			}
		}
		return s.table.W > 0 && s.a.Sees("1,000,000 contacts")
	})
	s.a.Settle()
}

func (s *scroller) round() {
	s.a.Key(window.KeyCtrl, '4') // campaigns: there are none
	s.a.Settle()
	s.measure(sidebar, func(step int) {
		s.a.MoveTo(window.Place{X: 90, Y: 84 + 38*float32(step%3)}) // three places, for a frame may come at each second step
	})
	s.a.Key(window.KeyCtrl, '2')
	s.a.Settle()
	s.a.MoveTo(window.Place{X: s.table.X + s.table.W/2, Y: s.table.Y + s.table.H/2})
	s.measure(wheel, func(int) { s.a.Wheel(true) })
	s.top()
	s.a.MoveTo(s.bar(0))
	s.a.Hold(true)
	s.measure(drag, func(step int) { s.a.MoveTo(s.bar(share(step))) })
	s.a.Hold(false)
	s.measure(jump, func(int) {
		s.a.MoveTo(s.bar(s.random.Float32()))
		s.a.Hold(true)
		s.a.Hold(false)
	})
	s.top()
}

// share goes to and fro between 0 and 1.
func share(step int) float32 {
	const there = 400
	step %= 2 * there
	return float32(min(step, 2*there-step)) / there
}

// bar is a point of the table's scroll bar.
func (s *scroller) bar(share float32) window.Place {
	const head, margin = 40, 12
	return window.Place{X: s.table.X + s.table.W - 7, Y: s.table.Y + head + margin + share*(s.table.H-head-2*margin)}
}

func (s *scroller) top() {
	s.a.MoveTo(s.bar(0))
	s.a.Hold(true)
	s.a.MoveTo(window.Place{X: s.bar(0).X, Y: s.table.Y - 50})
	s.a.Hold(false)
	s.a.Settle()
}

func (s *scroller) measure(way int, step func(int)) {
	const start = 300 * time.Millisecond
	s.move(start, step)
	s.frames.Restart()
	cpu := cpuOf(s.a.PID())
	took := s.move(movingFor, step)
	cpu = cpuOf(s.a.PID()) - cpu
	n, longest := s.frames.Count()
	m := &s.ways[way]
	m.fps = append(m.fps, float64(n)/took.Seconds())
	m.cpu = append(m.cpu, milliseconds(cpu)/float64(max(1, n)))
	m.longest = append(m.longest, milliseconds(longest))
}

// move makes a step again and again.
func (s *scroller) move(lasting time.Duration, step func(int)) time.Duration {
	tick := time.NewTicker(inputEvery)
	defer tick.Stop()
	began := time.Now()
	for i := 0; time.Since(began) < lasting && s.ctx.Err() == nil; i++ {
		step(i)
		<-tick.C
	}
	return time.Since(began)
}

func (s *scroller) rows(p *part) {
	const enough = 55
	for way, name := range [ways]string{"a page without a table", "turning the wheel", "dragging the bar from end to end", "jumping by clicks on the bar"} {
		m, wanted := s.ways[way], target{}
		if way != sidebar {
			wanted = atLeast(enough)
		}
		p.row(name+": frames a second", "", wanted, m.fps...)
		if way != sidebar {
			p.row("— against the page without a table in the same round", "×", target{}, by(m.fps, s.ways[sidebar].fps)...)
		}
		p.row("— processor per frame", "ms", target{}, m.cpu...)
		p.row("— longest time without a frame", "ms", target{}, m.longest...)
	}
}

// exact looks whether the last row is the last contact, and the first the first, by keys and by the bar.
func (s *scroller) exact(p *part, first, last string) {
	right := 0
	look := func(address string) {
		s.a.Settle()
		for _, n := range s.a.Tree() {
			begin, _ := strings.CutSuffix(n.Text, "…")
			if n.Visible && strings.Contains(address, "@") && len(begin) >= len("person@x") && strings.HasPrefix(address, begin) {
				right++
				return
			}
		}
		s.t.Logf("the row of %s does not stand where it belongs", address)
	}
	s.a.MoveTo(s.bar(.5))
	s.a.Hold(true)
	const there = 60 // steps to below the table
	s.move(2*there*inputEvery, func(step int) {
		s.a.MoveTo(window.Place{X: s.bar(0).X, Y: s.bar(.5).Y + s.table.H*float32(min(step, there))/there})
	})
	s.a.Hold(false)
	look(last)
	s.top()
	look(first)
	s.a.Key(window.KeyEnd)
	look(last)
	s.a.Key(window.KeyHome)
	look(first)
	s.a.Key(window.KeyEscape)
	p.row("the first and the last row by the bar and by keys: right ones of four", "", atLeast(4), float64(right))
}

// memory scrolls in every way for a while and looks how the resident memory goes.
func (s *scroller) memory(p *part, lasting time.Duration) {
	var at, mb []float64
	began := time.Now()
	for time.Since(began) < lasting && s.ctx.Err() == nil {
		s.a.MoveTo(window.Place{X: s.table.X + s.table.W/2, Y: s.table.Y + s.table.H/2})
		s.move(memoryEvery, func(int) { s.a.Wheel(true) })
		s.move(memoryEvery, func(int) {
			s.a.MoveTo(s.bar(s.random.Float32()))
			s.a.Hold(true)
			s.a.Hold(false)
		})
		kilobytes, err := statusField(s.a.PID(), "VmRSS:")
		if err != nil {
			s.t.Errorf("memory: %v", err)
			return
		}
		if since := time.Since(began); since >= min(memorySettle, lasting/4) {
			at, mb = append(at, since.Minutes()), append(mb, kilobytes/1000)
		}
	}
	p.row(fmt.Sprintf("memory while scrolling and jumping for %v (software OpenGL included)", lasting), "MB", target{}, mb...)
	const flat = 2
	p.row("— how much it grows, when its caches are full", "MB per minute", atMost(flat), slope(at, mb))
}

// slope is that of the line that goes best through points.
func slope(x, y []float64) float64 {
	var sx, sy, sxx, sxy float64
	for i := range x {
		sx, sy, sxx, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], sxy+x[i]*y[i]
	}
	n := float64(len(x))
	if d := n*sxx - sx*sx; d > 0 {
		return (n*sxy - sx*sy) / d
	}
	return 0
}
