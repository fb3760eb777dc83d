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
	sorted := slices.Sorted(slices.Values(took))
	return Answers{N: n, Median: sorted[(n-1)/2], P95: sorted[(n*95+99)/100-1], Usual: usual}
}

// Slow says whether the server is clearly slower than it usually is: so much that a person waiting would notice.
func (a Answers) Slow() bool {
	const (
		enough  = 10
		notable = 300 * time.Millisecond
	)
	return a.N >= enough && a.Usual > 0 && a.Median >= 2*a.Usual && a.Median >= a.Usual+notable
}
