package mailing

import (
	"fmt"
	"testing"
	"time"
)

func TestDomainsWaitAlone(t *testing.T) {
	now := time.Unix(1e9, 0)
	var d Domains
	if _, ok := d.May("far.example", now); !ok {
		t.Fatal("a domain waits that said nothing")
	}
	until := d.Slow("far.example", Verdict{Kind: Throttle, Scope: RecipientServer}, now)
	if w := until.Sub(now); w < 5*time.Minute || w > 6*time.Minute {
		t.Errorf("waits %v", w)
	}
	if again := d.Slow("far.example", Verdict{}, now.Add(time.Second)); !again.Equal(until) {
		t.Error("what several met at once counted twice")
	}
	if _, ok := d.May("near.example", now); !ok {
		t.Error("another domain waits too")
	}
	last := now
	for range 50 { // those who ask come back one after the other
		at, ok := d.May("far.example", now)
		if ok || at.Before(until) || !at.After(last) {
			t.Fatalf("at %v after %v", at, last)
		}
		last = at
	}
	now = until
	if _, ok := d.May("far.example", now); !ok {
		t.Error("nobody may go when the wait is over")
	}
	if _, ok := d.May("far.example", now); ok {
		t.Error("two at once")
	}
	d.Slow("far.example", Verdict{}, now)
	if at, ok := d.May("far.example", now.Add(6*time.Minute)); ok || at.Sub(now) < 15*time.Minute {
		t.Errorf("the wait did not grow: %v", at.Sub(now))
	}
	for range 100 {
		d.Took("far.example")
	}
	if len(d.slow) != 0 {
		t.Error("a domain that takes everything is never forgotten")
	}
}

func TestDomainsAreBounded(t *testing.T) {
	now := time.Unix(1e9, 0)
	var d Domains
	for i := range 3 * mostDomains {
		d.Slow(fmt.Sprint(i, ".example"), Verdict{}, now.Add(time.Duration(i)*time.Second))
	}
	if len(d.slow) > mostDomains {
		t.Errorf("%d are kept", len(d.slow))
	}
}
