package mailing

import (
	"math"
	"time"
)

// Pace is the present speed of an account, governed by the server's signals. The engine alone changes it; it is kept
// over restarts. The zero value is that of a server that has not been met yet.
//
// A server that has not been met is approached carefully, and full speed is reached within seconds when it takes
// everything. When it asks to go slower the account waits (that is its Hold), one message probes, and what was taken
// between two such replies tells what the server permits. The account then stays a little below that, and tries now
// and then, ever more rarely, whether a little more is permitted.
type Pace struct {
	Gap         time.Duration // time between two messages; 0: as fast as the server takes them
	Connections int           // at most this many just now; 0: as many as the account allows
	PerConn     int           // the server takes so many messages on a connection; 0: it has not said so
	Why         PaceWhy
	Since       time.Time // since when it is this fast
	Until       time.Time // when, at the earliest, a little more is tried; zero: nothing is planned
	Reply       Reply     // what the server said when it last asked to go slower or for fewer connections

	Breakers Breakers   // what is counted to stop in time
	Memory   PaceMemory // what was observed of the server
}

// PaceWhy is why a pace is what it is.
type PaceWhy string

// The reasons.
const (
	PaceUnmet     PaceWhy = ""          // nothing has been sent through this account yet
	PaceCareful   PaceWhy = "careful"   // the server is new: a little faster with every message that it takes
	PaceFullSpeed PaceWhy = "full"      // as fast as the server takes the messages
	PaceThrottled PaceWhy = "throttled" // the server asked to go slower, and what it permits is being found out
	PaceSettled   PaceWhy = "settled"   // a little below what the server permits
	PaceTrying    PaceWhy = "trying"    // settled, and just now trying whether a little more is permitted
)

// PaceMemory is what a pace has observed. A run is the time from the first message that the server took after a wait
// to the reply that asks to go slower again.
type PaceMemory struct {
	RunAt       time.Time     // the beginning of the present run
	Run         int           // messages taken in it
	LastAt      time.Time     // the latest message taken
	Wait        time.Duration // between the last run and this one; 0: not known
	LastRun     int           // messages of the run before, and how long it took
	LastTook    time.Duration
	LastWait    time.Duration // before that one; 0: not known
	ThrottledAt time.Time     // zero while the present run lasts
	Refused     time.Duration // how long after that the latest probe was still refused
	Window      time.Duration // in which the server seems to count; 0: not known
	Was         float64       // messages a second at which it was first asked to go slower; 0 once it is known what is permitted
	Counts      []int         `json:",omitempty"` // how many had gone out within each of the usual windows when it was last asked to go slower
	Steps       []PaceStep    `json:",omitempty"` // when, in this run, the rate was doubled to find that out
	Safe        float64       // messages a second that the server has taken for a while
	Before      float64       // what Safe was before the latest trial
	Step        float64       // by how much more the next trial is
	Sure        bool          // Safe is within a step of what is permitted
	Failed      int           // trials that went wrong in a row
	Passed      int           // trials that went well in a row
	Taken       int           // messages taken at this speed
	MoreAt      time.Time     // when to try more connections
	FewerTimes  int           // how often the server wanted fewer
}

// PaceStep is when, in a run, the rate was doubled: after so many messages.
type PaceStep struct {
	Run int
	At  time.Time
}

const (
	carefulGap  = 250 * time.Millisecond // the first messages at a server that is new
	fastestGap  = time.Millisecond / 2   // at this pace nothing is held back any more
	below       = 0.95                   // of what is believed to be permitted is used
	smallStep   = 1.08                   // a trial of a little more
	largestStep = 2.0
	longestGap  = time.Hour
	halfMinute  = 30.0
	longAgo     = 6 * time.Hour   // a server may have changed since
	idleRun     = 2 * time.Minute // a run that pauses for longer says little of the rate
)

// NewPace is the pace of an account that begins to send. One whose server is on this computer need not be careful.
func NewPace(own bool, now time.Time) Pace {
	if own {
		return Pace{Why: PaceFullSpeed, Since: now}
	}
	return Pace{Why: PaceCareful, Gap: carefulGap, Connections: 1, Since: now}
}

// PerHour is how many messages an hour the pace lets out, or 0 when it holds nothing back.
func (p Pace) PerHour() int {
	if p.Gap <= 0 {
		return 0
	}
	return int(math.Round(float64(time.Hour) / float64(p.Gap)))
}

func (p Pace) rate() float64 {
	if p.Gap <= 0 {
		return math.Inf(1)
	}
	return float64(time.Second) / float64(p.Gap)
}

func (p *Pace) setRate(perSecond float64, why PaceWhy, now time.Time) {
	p.Gap = max(1, min(longestGap, time.Duration(float64(time.Second)/perSecond)))
	p.Why, p.Since, p.Memory.Taken = why, now, 0
}

// TookLate says that the server took a message that was on its way when it asked to go slower. It belongs to the run before and
// is no probe: it tells nothing of what is permitted after the wait.
func (p *Pace) TookLate() {
	if m := &p.Memory; !m.ThrottledAt.IsZero() {
		m.LastRun++
	}
}

// Took says that the server took a message. most is how many connections the account may have; sent counts what went out
// through it since a moment.
func (p *Pace) Took(most int, sent func(time.Time) int, now time.Time) {
	m := &p.Memory
	switch {
	case !m.ThrottledAt.IsZero():
		p.recovered(sent, now)
	case m.RunAt.IsZero() || now.Sub(m.LastAt) > max(idleRun, 5*p.Gap):
		m.begin(0, now)
	}
	m.Run++
	m.Taken++
	m.LastAt = now
	switch p.Why {
	case PaceCareful:
		p.rampUp(most, now)
	case PaceThrottled, PaceSettled:
		if p.exploring(now) {
			m.Steps = append(m.Steps, PaceStep{m.Run, now})
			p.setRate(min(2*p.rate(), m.Was), PaceThrottled, now)
		} else if p.mayTry(now) {
			p.setRate(p.rate()*m.Step, PaceTrying, now)
		}
	case PaceTrying:
		if m.Taken >= min(30, m.few()) && now.Sub(p.Since) >= p.trial() {
			p.passed(now)
		}
	}
	p.moreConnections(most, now)
}

// rampUp is the way from careful to full speed: another connection with each message, and twice the rate with each
// second. It ends when the pace is no longer what slows the messages.
func (p *Pace) rampUp(most int, now time.Time) {
	if p.Connections > 0 && p.Connections < most {
		p.Connections++
	}
	m := &p.Memory
	took := now.Sub(p.Since)
	switch {
	case m.Taken < 4 || took < time.Second:
		return
	case p.Gap/2 < fastestGap || m.Taken > 16 && float64(m.Taken)/took.Seconds() < p.rate()/2:
		p.Gap, p.Connections, p.Why, p.Since, m.Taken = 0, 0, PaceFullSpeed, now, 0
	default:
		p.setRate(2*p.rate(), PaceCareful, now)
	}
}

// Throttled says that the server asked to go slower in its answer to a message that was begun at began. sent counts what
// went out through the account since a moment. It says whether the pace knows of it only now: several connections meet
// the same trouble at once.
func (p *Pace) Throttled(v Verdict, r Reply, sent func(time.Time) int, began, now time.Time) bool {
	m := &p.Memory
	switch {
	case !m.ThrottledAt.IsZero() && !began.After(m.ThrottledAt.Add(m.Refused)):
		return false
	case !m.ThrottledAt.IsZero(): // a probe was refused
		m.Refused = now.Sub(m.ThrottledAt)
		return true
	}
	p.Reply = r
	if m.RunAt.IsZero() {
		m.RunAt = now
	}
	took := max(now.Sub(m.RunAt), time.Millisecond)
	before := m.Counts
	m.Counts = counts(sent, now)
	switch rate, known := p.taught(v); {
	case known:
		m.Safe, m.Sure, m.Step = below*rate, true, smallStep
		p.setRate(m.Safe, PaceSettled, now)
	case p.Why == PaceTrying && len(m.Steps) == 0:
		p.failed(now)
	default:
		p.slowDown(took, now)
		p.longer(before, now)
	}
	m.LastRun, m.LastTook, m.LastWait = m.Run, took, m.Wait
	m.ThrottledAt, m.Refused, m.Run = now, 0, 0
	p.planTrial(now)
	return true
}

// taught is the rate that the reply itself names.
func (p *Pace) taught(v Verdict) (perSecond float64, known bool) {
	t := v.Teaches
	if t.Limit <= 0 || t.Window <= 0 {
		return 0, false
	}
	p.Memory.Window = t.Window
	return float64(t.Limit) / t.Window.Seconds(), true
}

// failed ends a trial: what was safe before it still is.
func (p *Pace) failed(now time.Time) {
	m := &p.Memory
	m.Failed++
	m.Passed = 0
	m.Sure = m.Sure || m.Step <= smallStep
	m.Step = smallStep
	p.setRate(m.Safe, PaceSettled, now)
}

// passed ends a trial: more than was known is safe, as much as was really sent. Far from what is permitted the steps grow.
func (p *Pace) passed(now time.Time) {
	m := &p.Memory
	really := float64(m.Taken) / max(now.Sub(p.Since), time.Millisecond).Seconds()
	tried := really > .9*p.rate()
	m.Before, m.Safe, m.Was = m.Safe, max(m.Safe, min(1.02*really, p.rate())), 0
	if m.Passed++; !tried { // something else held the messages back
		m.Sure, m.Passed = true, 0
	} else if m.Passed > 1 {
		m.Sure, m.Failed = false, max(0, m.Failed-1)
	}
	if !m.Sure {
		m.Step = min(largestStep, m.Step*m.Step)
	}
	p.setRate(m.Safe, PaceSettled, now)
	if p.planTrial(now); !m.Sure {
		p.Until = now
	}
}

// recovered begins a run with the first message that is taken after a wait.
func (p *Pace) recovered(sent func(time.Time) int, now time.Time) {
	m := &p.Memory
	m.Wait = now.Sub(m.ThrottledAt)
	if m.Refused > 0 && m.LastRun >= 2 {
		// Some time was too short and this was long enough: between them lies the window in which the server counts.
		if w := window(m.LastTook+m.Refused, m.LastTook+m.Wait); w > 0 {
			n := max(m.LastRun, sent(m.ThrottledAt.Add(-w)))
			m.Window, m.Safe, m.Sure = w, below*float64(n)/w.Seconds(), n >= 10
			p.setRate(min(m.Safe, p.rate()), PaceSettled, now)
		}
	}
	m.begin(m.Wait, now)
	p.planTrial(now)
}

// begin begins a run after a wait.
func (m *PaceMemory) begin(wait time.Duration, now time.Time) {
	m.RunAt, m.Run, m.Wait, m.Steps = now, 0, wait, nil
	m.ThrottledAt, m.Refused = time.Time{}, 0
}

// planTrial says when a little more is tried: soon while it is not known what is permitted, then ever more rarely.
func (p *Pace) planTrial(now time.Time) {
	m := &p.Memory
	if m.Step < smallStep {
		m.Step = smallStep
	}
	p.Until = now.Add(p.patience())
}

func (p Pace) patience() time.Duration {
	if !p.Memory.Sure {
		return max(90*time.Second, p.Memory.Window)
	}
	return max(10*time.Minute, p.Memory.Window) << p.Memory.wary(4)
}

// mayTry says whether it is time for a trial. A slow account waits for its messages rather than for the clock: of the
// replies that it gets, few are to be of this kind. But what was wrong is forgotten: a quarter of a day later much can be permitted.
func (p Pace) mayTry(now time.Time) bool {
	m := p.Memory
	enough := m.few()
	if now.Sub(p.Since) < longAgo {
		enough <<= m.wary(2)
	}
	return m.Taken >= enough && !now.Before(p.Until)
}

// wary is how often the time between trials doubles after trials that went wrong: at most so often, and not at all while
// they go well.
func (m PaceMemory) wary(most int) int {
	if m.Passed > 0 {
		return 0
	}
	return min(m.Failed, most)
}

// few is the least number of messages from which something can be seen. A trial that went well asks for the next one sooner.
func (m PaceMemory) few() int {
	switch {
	case m.Sure && m.Passed > 0:
		return 150
	case m.Sure:
		return 400
	}
	return 10
}

// trial is how long a trial lasts: longer than the server's window.
func (p Pace) trial() time.Duration {
	return max(75*time.Second, p.Memory.Window*5/4)
}

// Fewer says that the server wants fewer connections: open are left, or it named a number. It says whether that changes
// anything.
func (p *Pace) Fewer(r Reply, open, most int, now time.Time) bool {
	next := max(1, min(open, most))
	if p.Connections > 0 && next >= p.Connections {
		return false
	}
	m := &p.Memory
	p.Connections, p.Reply = next, r
	if p.Why == PaceCareful {
		p.Gap, p.Why = 0, PaceFullSpeed
	}
	p.Since = now
	m.MoreAt = now.Add(30 * time.Minute << min(m.FewerTimes, 6))
	m.FewerTimes++
	return true
}

// moreConnections tries one more now and then.
func (p *Pace) moreConnections(most int, now time.Time) {
	m := &p.Memory
	if p.Connections == 0 || m.MoreAt.IsZero() || now.Before(m.MoreAt) {
		return
	}
	if p.Connections++; p.Connections >= most {
		p.Connections = 0
	}
	m.MoreAt = now.Add(30 * time.Minute << min(m.FewerTimes, 6))
}
