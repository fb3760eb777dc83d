package smtp

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"evenpost/mailing"
)

// longAgo is a deadline that has passed whatever the time is.
var longAgo = time.Unix(1, 0)

// stream is one call of Stream: at most two letters at a time, one whose final dot is out and one whose envelope is.
type stream struct {
	*Session
	ctx     context.Context //nolint:containedctx // lives as long as the call
	letters <-chan *Letter  // nil: no more are taken

	sent  *passage // its final dot is out
	next  *passage // its envelope is under way
	due   []step   // what the server still has to answer, in the order in which it was said
	later []step   // what is said to the next letter's server one by one, when commands do not travel together
	out   []byte

	timer     *time.Timer
	armed     time.Time // when the timer fires; zero: it does not
	deadline  time.Time // of the first that is due; zero: nothing is
	cancelled time.Time // when ctx had ended; zero: it has not
	last      bool      // the connection is of no use after the reply that is due
}

// passage is a letter on its way through the stages.
type passage struct {
	*Letter
	body    []byte
	shape   shape
	steps   []step
	began   time.Time
	idle    bool // the connection had nothing to do for a while before
	reused  bool // it was not the first to use the connection, or that had been idle
	behind  bool // its envelope travelled behind the dot of another
	refusal *mailing.Reply
}

func (t *stream) run() {
	t.armed = time.Now().Add(time.Hour)
	done := t.ctx.Done()
	for !t.broken {
		letters := t.letters
		switch {
		case t.next != nil, t.sent != nil && (!t.pipelining || t.last):
			letters = nil
		case t.letters == nil && t.sent == nil:
			return
		}
		select {
		case l, open := <-letters:
			if !open {
				t.letters = nil
			} else if p := t.prepare(l); p != nil {
				t.ask(p)
			}
		case h := <-t.heard:
			t.hear(h)
		case <-done:
			done = nil
			t.cancel()
		case now := <-t.timer.C:
			t.late(now)
		}
	}
}

// prepare makes a letter's message and envelope. It gives nil when there is nothing to say to the server: the letter is
// done then.
func (t *stream) prepare(l *Letter) *passage {
	p := &passage{Letter: l, began: time.Now()}
	if err := t.ctx.Err(); err != nil {
		t.finish(p, Outcome{Reply: replyOf(mailing.StageMail, err)})
		return nil
	}
	var err error
	if p.body, err = l.Make(t.buffer()); err != nil {
		t.finish(p, Outcome{Unmade: err})
		return nil
	}
	p.shape = shapeOf(p.body)
	var refused *mailing.Reply
	if p.steps, refused = t.envelope(l.From, l.To, p.shape); refused != nil {
		t.finish(p, Outcome{Reply: *refused})
		return nil
	}
	p.idle = p.began.Sub(t.lastUsed) >= idleAfter
	p.reused = t.used || p.idle
	t.used = true
	return p
}

// ask says a letter's envelope.
func (t *stream) ask(p *passage) {
	t.out = t.enter(p, t.out[:0])
	if _, err := t.write(t.out, t.wait.Mail); err != nil {
		t.wounded(err)
	}
	t.arm()
}

// enter makes p the next letter and appends what is to be said of it now.
func (t *stream) enter(p *passage, out []byte) []byte {
	now := 1
	if t.pipelining {
		now = len(p.steps)
	}
	t.next, p.behind, t.later = p, t.sent != nil, p.steps[now:]
	for _, st := range p.steps[:now] {
		out = append(append(out, st.cmd...), '\r', '\n')
		t.due = append(t.due, st)
	}
	return out
}

// hear acts on a reply.
func (t *stream) hear(h heard) {
	if h.err != nil {
		t.lost(h.err)
		return
	}
	if len(t.due) == 0 { // a server that says goodbye, or one that talks to itself
		t.cut()
		return
	}
	st := t.due[0]
	t.due = t.due[1:]
	if st.stage == mailing.StageDot {
		t.answered(h)
	} else {
		t.stepped(st, h)
	}
	t.arm()
}

// answered is the reply to a final dot.
func (t *stream) answered(h heard) {
	p := t.sent
	t.sent = nil
	reply := parseReply(mailing.StageDot, h.code, h.text)
	gone := h.code == 421 || t.last || !t.cancelled.IsZero()
	switch {
	case h.code/100 == 2:
		t.finish(p, Outcome{Reply: reply, Accepted: true, Broken: t.last})
	case refuses(h.code):
		t.dirty = t.next == nil // the next one's envelope finds the server as its own refusal left it
		t.finish(p, Outcome{Reply: reply, Broken: gone})
	default: // nothing that a server may say here: who knows what it did
		reply.HandedOver, gone = true, true
		t.finish(p, Outcome{Reply: reply, Broken: true})
	}
	if t.next != nil {
		t.next.began = time.Now() // from here on the server had time for it
	}
	if gone {
		t.lost(errHungUp)
	}
}

// errHungUp is a connection of which nothing more is to be expected.
var errHungUp = errors.New("the server closed the connection")

// stepped is the reply to a command of the next letter's envelope.
func (t *stream) stepped(st step, h heard) {
	p := t.next
	reply := func() mailing.Reply { return parseReply(st.stage, h.code, h.text) }
	isLast := st.stage == mailing.StageData
	switch {
	case h.code == 421:
		t.next = nil
		t.finish(p, Outcome{Reply: reply(), Broken: true, Stale: p.idle && st.stage == mailing.StageMail})
		t.cut()
	case st.goesOn(h.code) && p.refusal == nil:
		t.ahead = t.ahead || p.behind
		if st.cmd == reset {
			t.dirty = false
		}
		if isLast && h.more {
			t.interrupted(p, heard{}) // what else it says can only be about a dot that it has not seen
		} else if isLast {
			t.handOver()
		} else if !t.pipelining {
			t.more()
		}
	case st.goesOn(h.code) && isLast:
		// It refused and asks for the content all the same: only cutting the connection is sure never to deliver an empty mail.
		t.next = nil
		t.finish(p, Outcome{Reply: *p.refusal, Broken: true, Confused: true})
		t.cut()
	case !refuses(h.code) && (!st.goesOn(h.code) || p.refusal == nil):
		t.next = nil
		said := mailing.Reply{Stage: st.stage, Text: errGarbled.Error() + ": " + reply().Text}
		if p.refusal != nil {
			said = *p.refusal
		}
		t.finish(p, Outcome{Reply: said, Broken: true, Confused: t.pipelining})
		t.cut()
	default:
		if p.refusal == nil {
			r := reply()
			p.refusal = &r
			t.dirty = true
		}
		if isLast || !t.pipelining {
			t.refused(p)
		}
	}
}

// more says the next command to a server that wants them one by one.
func (t *stream) more() {
	st := t.later[0]
	t.later = t.later[1:]
	t.due = append(t.due, st)
	t.out = append(append(t.out[:0], st.cmd...), '\r', '\n')
	if _, err := t.write(t.out, st.wait); err != nil {
		t.wounded(err)
	}
}

// refused ends a letter that the server does not take. That the order of commands is wrong, or that they came too
// early, is no word about this letter.
func (t *stream) refused(p *passage) {
	t.next = nil
	r := *p.refusal
	if t.pipelining && (r.Code == 503 || r.Code == 500 || strings.Contains(strings.ToLower(r.Text), "pipelin")) {
		t.finish(p, Outcome{Reply: r, Broken: true, Stale: true, Confused: true})
		t.cut()
		return
	}
	t.finish(p, Outcome{Reply: r})
}

// handOver sends the content of the next letter. The envelope of the one after it travels with the final dot when that
// letter is there already.
func (t *stream) handOver() {
	p := t.next
	t.next = nil
	t.pieces.reset(p.body, p.shape)
	for last := false; !last; {
		select {
		case h := <-t.heard: // nothing may be said before the dot
			t.interrupted(p, h)
			return
		default:
		}
		t.out, last = t.pieces.next(t.out[:0])
		size := len(t.out)
		if last {
			if err := p.note(); err != nil {
				t.unfinished(p, err)
				return
			}
			t.sent = p
			t.due = append(t.due, step{stage: mailing.StageDot, wait: t.wait.Dot})
			if following := t.following(); following != nil {
				t.out = t.enter(following, t.out)
			}
		}
		n, err := t.write(t.out, t.wait.Data)
		switch {
		case err == nil:
		case last && n >= size:
			t.wounded(err) // the dot is out
		default:
			t.unfinished(p, err)
			return
		}
	}
}

// note says that the dot is about to go out.
func (p *passage) note() error {
	if p.HandOver == nil {
		return nil
	}
	return p.HandOver()
}

// following is the letter after this one, when it is there and may travel with it.
func (t *stream) following() *passage {
	if !t.pipelining || t.ctx.Err() != nil {
		return nil
	}
	for {
		select {
		case l, open := <-t.letters:
			if !open {
				t.letters = nil
				return nil
			}
			if p := t.prepare(l); p != nil {
				return p
			}
		default:
			return nil
		}
	}
}

// finish tells what became of a letter.
func (t *stream) finish(p *passage, out Outcome) {
	now := time.Now()
	t.lastUsed = now
	out.Began, out.Took = p.began, now.Sub(p.began)
	const most = 1 << 20
	if p.body != nil && cap(p.body) <= most && len(t.spare) < 2 {
		t.spare = append(t.spare, p.body[:0])
	}
	p.body = nil
	p.Done(out)
}

// buffer is one that is free, for a message.
func (t *stream) buffer() []byte {
	n := len(t.spare)
	if n == 0 {
		return nil
	}
	b := t.spare[n-1]
	t.spare = t.spare[:n-1]
	return b
}

// write gives what is written its time. Cancellation works by a deadline in the past, which this must not undo.
func (t *stream) write(b []byte, wait time.Duration) (int, error) {
	if err := t.raw.SetWriteDeadline(time.Now().Add(wait)); err != nil {
		return 0, err
	}
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	return t.put(b)
}

// interrupt ends a write that waits for the server.
func (t *stream) interrupt() { _ = t.raw.SetWriteDeadline(longAgo) }

// cancel is the end of ctx: what is not handed over never will be, and what is gets a last short time for its reply.
func (t *stream) cancel() {
	t.cancelled, t.letters = time.Now(), nil
	switch {
	case t.sent != nil:
		t.arm()
	case t.next != nil:
		t.lost(t.ctx.Err())
	}
}

// arm gives what is due next its time.
func (t *stream) arm() {
	if len(t.due) == 0 || t.broken {
		t.deadline = time.Time{}
		return
	}
	wait := t.due[0].wait
	if t.due[0].stage == mailing.StageMail && len(t.due) > 1 {
		wait += t.due[1].wait // servers may answer together what came together
	}
	t.deadline = time.Now().Add(wait)
	if end := t.cancelled.Add(t.wait.Grace); !t.cancelled.IsZero() && end.Before(t.deadline) {
		t.deadline = end
	}
	if t.armed.IsZero() || t.deadline.Before(t.armed) { // a timer that fires too early is set again then
		t.armed = t.deadline
		t.timer.Reset(time.Until(t.deadline))
	}
}

// late looks whether what is due is late.
func (t *stream) late(now time.Time) {
	t.armed = time.Time{}
	switch {
	case t.deadline.IsZero():
	case now.Before(t.deadline):
		t.armed = t.deadline
		t.timer.Reset(time.Until(t.deadline))
	default:
		t.lost(os.ErrDeadlineExceeded)
	}
}

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
