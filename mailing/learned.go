package mailing

import "time"

// Learned is a limit that the server itself has named, or that showed when it stopped the account. It is offered to the
// user as the account's new limit.
type Learned struct {
	Limit   Limit
	At      time.Time
	Reply   Reply // what was said
	Counted bool  // the server named no number: it is what had gone out by then
}

// fewestLearned is how much must have gone out before a number that the server did not name is worth offering: a
// provider that stops the account after less has other reasons.
const fewestLearned = 20

// Learn finds the limit in a reply that stopped the account, or nil. sent counts what went out through the account
// since a moment. What the account's limits say already is nothing new.
func Learn(a Account, v Verdict, r Reply, sent func(time.Time) int, now time.Time) *Learned {
	t := v.Teaches
	if v.Kind != Quota && (v.Kind != Throttle || t.Limit <= 0 || t.Window <= 0) {
		return nil
	}
	span := t.Window
	if span <= 0 {
		span = 24 * time.Hour
		if r.says(saysHourly) {
			span = time.Hour
		}
	}
	l := Learned{Limit: Limit{N: t.Limit, Kind: Rolling, Span: span}, At: now, Reply: r}
	if t.Limit <= 0 {
		l.Counted = true
		if l.Limit.N = sent(now.Add(-span)); l.Limit.N < fewestLearned {
			return nil
		}
	}
	for _, has := range a.Limits {
		if has.N <= l.Limit.N && (has.Kind != Rolling || has.Span >= span) {
			return nil
		}
	}
	return &l
}

// Accept makes what was learned a limit of the account, in place of one that counts in the same window.
func (l Learned) Accept(a *Account) {
	var limits []Limit
	for _, has := range a.Limits {
		if has.Kind != l.Limit.Kind || has.Span != l.Limit.Span {
			limits = append(limits, has)
		}
	}
	a.Limits, a.Learned = append(limits, l.Limit), nil
}
