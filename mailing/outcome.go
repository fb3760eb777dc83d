package mailing

import "time"

// tryAgain are the waits before the second, third, … try of a delivery that met a temporary trouble of its recipient.
// When they are used up it has failed.
var tryAgain = [...]time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// holdAgain are the waits of an account that meets the same trouble again and again, where no wait is stated.
var holdAgain = [...]time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// Schedule scales the waits before a further try. The zero value is the real one.
type Schedule struct {
	First time.Duration // replaces the first wait, the others in proportion; for tests that cannot wait five minutes
}

func (s Schedule) scale(d time.Duration) time.Duration {
	if s.First <= 0 {
		return d
	}
	return time.Duration(float64(d) * float64(s.First) / float64(tryAgain[0]))
}

// Settle decides what becomes of a delivery of which a was the latest attempt. It is the only place that does.
// previous is the account's hold, over or not, by which waits grow; now is the end of the attempt.
func (s Schedule) Settle(d Delivery, a Attempt, previous *Hold, now time.Time) Settlement {
	v := a.Verdict
	out := Settlement{Attempt: a}
	switch {
	case v.Kind == Accepted:
		out.State, out.Counts = Sent, true
	case v.Kind == Doubt:
		out.State, out.Counts = InDoubt, true
	case v.Scope.OfAccount():
		// Behind those who have not been tried: should it be this recipient's trouble after all, the others still get theirs.
		out.State, out.DueAt = Waiting, now
		out.Hold = s.hold(a, previous, now)
	case v.Permanent || d.Tries >= len(tryAgain):
		out.State, out.Tried = Failed, true
	default:
		out.State, out.Tried = Waiting, true
		out.DueAt = now.Add(max(s.scale(tryAgain[d.Tries]), v.Wait))
		if v.Until.After(out.DueAt) {
			out.DueAt = v.Until
		}
	}
	return out
}

// hold is the account's hold after an attempt that met account or server trouble.
func (s Schedule) hold(a Attempt, previous *Hold, now time.Time) *Hold {
	h := &Hold{Reply: a.Reply, Verdict: a.Verdict, Since: now, Streak: 1}
	if previous != nil && previous.Verdict.Kind == a.Verdict.Kind {
		h.Streak = previous.Streak + 1
		if !previous.Over(now) {
			h.Streak = previous.Streak // several connections met the same trouble at once
		}
	}
	if a.Verdict.NeedsUser {
		return h
	}
	wait := a.Verdict.Wait
	switch {
	case a.Verdict.Kind == Quota && a.Verdict.Until.IsZero():
		// Going on against a quota makes bans longer: the wait doubles when it was too short.
		wait = min(max(wait, hourlyWait)<<min(h.Streak-1, 8), max(wait, longestQuota))
	case wait <= 0:
		wait = jitter(s.scale(holdAgain[min(h.Streak-1, len(holdAgain)-1)]), now)
	case a.Verdict.Kind == Throttle && h.Streak > 2:
		// What it says was too short twice: another limit is used up than the one that it speaks of.
		wait = max(wait, jitter(s.scale(holdAgain[min(h.Streak-2, len(holdAgain)-1)]), now))
	}
	h.Until = now.Add(wait)
	if a.Verdict.Until.After(h.Until) {
		h.Until = a.Verdict.Until
	}
	return h
}

// longestQuota is the longest wait for a sending limit that names no time: nearly all of them count by the day.
const longestQuota = 24 * time.Hour

// jitter makes a wait up to a fifth longer, so that many senders who were refused together do not come back together.
// The moment itself is the chance in it.
func jitter(d time.Duration, now time.Time) time.Duration {
	const parts = 997
	return d + d/5*time.Duration(uint64(now.UnixNano())%parts)/parts
}
