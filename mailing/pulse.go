package mailing

import (
	"slices"
	"time"
)

// Pulse is what came out of the mails of one campaign through one account in one minute.
type Pulse struct {
	Minute    time.Time // its beginning
	AccountID int64
	Sent      int
	Failed    int
	InDoubt   int
	PutBack   int // tried, and waiting for another try
}

// Tried is how many mails were tried in the minute.
func (p Pulse) Tried() int { return p.Sent + p.Failed + p.InDoubt + p.PutBack }

// Answers are how long a server took for its newest answers: from the beginning of a mail to the reply after its end.
type Answers struct {
	N      int // how many were looked at
	Mean   time.Duration
	Median time.Duration
	P95    time.Duration // all but the slowest twentieth took no longer
	Usual  time.Duration // the mean of earlier answers to the same account; 0: too few of them
}

// NewAnswers sums up answer times, in any order.
func NewAnswers(took []time.Duration, usual time.Duration) Answers {
	n := len(took)
	if n == 0 {
		return Answers{Usual: usual}
	}
	sum := time.Duration(0)
	for _, t := range took {
		sum += t
	}
	sorted := slices.Sorted(slices.Values(took))
	return Answers{N: n, Mean: sum / time.Duration(n), Median: sorted[(n-1)/2], P95: sorted[(n*95+99)/100-1], Usual: usual}
}

// Slow says whether the server is clearly slower than it usually is: so much that a person waiting would notice.
func (a Answers) Slow() bool {
	const (
		enough  = 10
		notable = 300 * time.Millisecond
	)
	return a.N >= enough && a.Usual > 0 && a.Median >= 2*a.Usual && a.Median >= a.Usual+notable
}

// Speed is how fast a campaign went during one step of time.
type Speed struct {
	From      time.Time
	Step      time.Duration
	PerMinute float64 // mails taken by the server
	Pulse             // what came out in the whole step, through all accounts
}

// SpeedStep is the length of the steps in which a span is drawn, so that there are at most so many: one minute, or longer
// ones that people count in.
func SpeedStep(span time.Duration, most int) time.Duration {
	const day = 24 * time.Hour
	for _, minutes := range []int{1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720} {
		if step := time.Duration(minutes) * time.Minute; span <= step*time.Duration(most) {
			return step
		}
	}
	days := int(span / time.Duration(most) / day)
	return time.Duration(days+1) * day
}

// Speeds sorts what came out between two moments into steps, those in which nothing came out among them.
func Speeds(pulse []Pulse, from, to time.Time, step time.Duration) []Speed {
	if step < time.Second || !from.Before(to) {
		return nil
	}
	seconds := int64(step / time.Second)
	first := time.Unix(from.Unix()/seconds*seconds, 0) // where the steps of what is stored begin
	all := make([]Speed, 0, to.Sub(first)/step+1)
	for at := first; at.Before(to); at = at.Add(step) {
		all = append(all, Speed{From: at, Step: step})
	}
	for _, p := range pulse {
		if i := int(p.Minute.Sub(first) / step); !p.Minute.Before(first) && i < len(all) {
			s := &all[i].Pulse
			s.Sent, s.Failed, s.InDoubt, s.PutBack = s.Sent+p.Sent, s.Failed+p.Failed, s.InDoubt+p.InDoubt, s.PutBack+p.PutBack
		}
	}
	for i := range all {
		// The first and the last step are not whole; a few seconds say nothing yet.
		s, begin, end := &all[i], all[i].From, all[i].From.Add(step)
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		s.PerMinute = float64(s.Sent) / max(end.Sub(begin), 20*time.Second).Minutes()
		s.Minute = s.From
	}
	return all
}
