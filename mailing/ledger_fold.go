package mailing

import (
	"slices"
	"time"
)

// fold is what the mails of a ledger come to under a limit whose window lasts as long as mails go out, worked out mail
// by mail. It goes on where it stopped, so that asking costs nothing while the ledger only grows.
type fold struct {
	limit Limit
	marks []mark // every markEvery moments, ascending
}

// mark is the sum up to and with a moment.
type mark struct {
	done int   // moments
	at   int64 // of the last of them
	sum  int64 // of AfterLast: recipients; of Refill: recipients times Span in milliseconds, what has come back taken off
}

const markEvery = 1024

// spoil forgets what was worked out with the ith moment and later.
func (l *Ledger) spoil(i int) {
	for k := range l.folds {
		f := &l.folds[k]
		for n := len(f.marks); n > 0 && f.marks[n-1].done > i; n-- {
			f.marks = f.marks[:n-1]
		}
	}
}

// fold is the sum over the first n moments.
func (l *Ledger) fold(limit Limit, n int) mark {
	k := slices.IndexFunc(l.folds, func(f fold) bool { return f.limit.Equal(limit) })
	if k < 0 {
		const few = 8 // of limits that are no longer asked about
		if k = len(l.folds); k == few {
			l.folds, k = nil, 0
		}
		l.folds = append(l.folds, fold{limit: limit})
	}
	f := &l.folds[k]
	m := mark{}
	for j := len(f.marks) - 1; j >= 0; j-- {
		if f.marks[j].done <= n {
			m = f.marks[j]
			break
		}
	}
	newest := len(f.marks) == 0 || m == f.marks[len(f.marks)-1]
	for m.done < n {
		if newest && (m.done == n-1 || m.done%markEvery == 0) && m.done > 0 {
			f.note(m)
		}
		count := l.moments[m.done].through - l.upTo(m.done)
		m.sum, m.at = limit.after(m, l.moments[m.done].at)+limit.weight(count), l.moments[m.done].at
		m.sum = limit.capped(m.sum, m.at)
		m.done++
	}
	return m
}

// note keeps a mark: every markEvery moments, and one before the newest moment, to which more may be added.
func (f *fold) note(m mark) {
	switch k := len(f.marks); {
	case k > 0 && f.marks[k-1].done >= m.done:
	case k > 0 && f.marks[k-1].done%markEvery != 0:
		f.marks[k-1] = m
	default:
		f.marks = append(f.marks, m)
	}
}

// weight is what n recipients add to a sum.
func (limit Limit) weight(n int) int64 {
	if limit.Kind == Refill {
		return int64(n) * limit.Span.Milliseconds()
	}
	return int64(n)
}

// capped is a sum after mails were added to it: a bucket that is empty does not become emptier.
func (limit Limit) capped(sum, at int64) int64 {
	if limit.Kind == Refill {
		return min(sum, limit.weight(limit.At(time.UnixMilli(at))))
	}
	return sum
}

// after is what is left of a sum at the moment ms.
func (limit Limit) after(m mark, ms int64) int64 {
	switch {
	case m.done == 0:
		return 0
	case limit.Kind == AfterLast:
		if ms-m.at >= limit.Span.Milliseconds() {
			return 0
		}
		return m.sum
	}
	sum, at := m.sum, m.at
	for sum > 0 && at < ms {
		t := time.UnixMilli(at)
		until := ms
		if next := limit.grows(t); !next.IsZero() {
			until = min(until, next.UnixMilli())
		}
		sum -= int64(limit.At(t)) * (until - at)
		at = until
	}
	return max(0, sum)
}
