package mailing

import "time"

// Balance weighs two accounts that share a campaign, the first at 0 and the second at 1: each begins with as large a part
// of it as it has of what both have left, so that neither is used up while the other has plenty.
//
// That does not make the campaign late. Two without limits have nothing to spare and go as fast as they can. While it
// needs all that both have left they do so as well, and one holds back for the other for no longer than MostHeld in all: so
// much later, at most, is the campaign through.
type Balance struct {
	Lead  int // messages, of both together, by which they may be out of balance; 0: a few
	sides [2]balanced
	held  time.Duration
}

// MostHeld is how much later than it could be a campaign is through, at most, because its accounts are kept in balance.
const MostHeld = 2 * time.Minute

type balanced struct {
	left   int       // 0: it cannot send at the moment
	weight float64   // what it has left, as it was weighed last
	done   float64   // what it has begun with, each divided by the weight
	since  time.Time // it holds back since; zero: it does not
}

// Spare is what an account brings to a balance, of the free recipients that Room has found: not what its other campaigns
// need, at most their equal parts, and nothing shortly before its hours end, when holding back could cost a night. They are
// so many and have waiting recipients together.
func (a Account) Spare(l *Ledger, free, others, waiting int, now time.Time) int {
	const shortly = time.Hour
	if !a.Hours.Always() {
		local := now.In(l.zone(a.Hours.zoneName()).Location)
		if closes := a.Hours.closing(local); !closes.IsZero() && closes.Sub(now) < shortly {
			return 0
		}
	}
	if free >= Unlimited {
		return Unlimited
	}
	return free - min(waiting, free/(others+1)*others)
}

// Brings says what an account has left at the moment; 0 when it cannot send.
func (b *Balance) Brings(who, left int) {
	if b.sides[who].left <= 0 && left > 0 {
		b.level() // what it missed is not made up for
	}
	b.sides[who].left = left
}

// May is how many of the campaign's waiting recipients an account may begin with at the moment now; 0: it is the other
// one's turn.
func (b *Balance) May(who, waiting int, now time.Time) int {
	me, other := &b.sides[who], &b.sides[1-who]
	if !me.since.IsZero() {
		b.held += max(0, now.Sub(me.since))
		me.since = time.Time{}
	}
	me.weight, other.weight = weighed(me.left, other.left, waiting), weighed(other.left, me.left, waiting)
	both := me.weight + other.weight
	if me.left <= 0 || other.left <= 0 || min(me.left, other.left) >= Unlimited || float64(waiting) >= both || b.held >= MostHeld {
		b.level()
		return Unlimited
	}
	const few = 4
	lead := float64(max(few, b.Lead)) / both
	n := int((other.done - me.done + lead) * me.weight)
	if me.done <= other.done {
		n = max(1, n)
	}
	if n <= 0 {
		me.since = now
	}
	return max(0, n)
}

// Began says that an account has begun with n recipients.
func (b *Balance) Began(who, n int) {
	if me := &b.sides[who]; me.weight > 0 {
		me.done += float64(n) / me.weight
	}
}

// Holds says whether an account holds back for the other one.
func (b *Balance) Holds(who int) bool { return !b.sides[who].since.IsZero() }

// Rest is how long an account may still hold back.
func (b *Balance) Rest() time.Duration { return max(0, MostHeld-b.held) }

// level lets both begin anew.
func (b *Balance) level() { b.sides[0].done, b.sides[1].done = 0, 0 }

// weighed is what an account has left; one without limits has what waits, or as much as the other where that is more.
func weighed(left, other, waiting int) float64 {
	if left < Unlimited {
		return float64(left)
	}
	return float64(max(other, waiting+1))
}
