package mailing

import (
	"testing"
	"time"
)

func TestAnswers(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(100-i) * time.Millisecond
	}
	for _, test := range []struct {
		took        []time.Duration
		median, p95 time.Duration
	}{
		{nil, 0, 0},
		{hundred[:1], 100 * time.Millisecond, 100 * time.Millisecond},
		{hundred[:2], 99 * time.Millisecond, 100 * time.Millisecond},
		{hundred, 50 * time.Millisecond, 95 * time.Millisecond},
	} {
		if a := NewAnswers(test.took, time.Second); a.N != len(test.took) || a.Median != test.median || a.P95 != test.p95 || a.Usual != time.Second {
			t.Errorf("%d answers: %+v, want %v and %v", len(test.took), a, test.median, test.p95)
		}
	}
	if hundred[0] != 100*time.Millisecond {
		t.Error("the caller's times were sorted")
	}
}

func TestSlowServer(t *testing.T) {
	second := time.Second
	for name, test := range map[string]struct {
		a    Answers
		slow bool
	}{
		"three times as long":       {Answers{N: 50, Median: 3 * second, Usual: second}, true},
		"a little longer":           {Answers{N: 50, Median: 3 * second / 2, Usual: second}, false},
		"nothing to compare with":   {Answers{N: 50, Median: 30 * second}, false},
		"too few":                   {Answers{N: 9, Median: 30 * second, Usual: second}, false},
		"twice, but nobody notices": {Answers{N: 50, Median: 20 * time.Millisecond, Usual: 5 * time.Millisecond}, false},
	} {
		if test.a.Slow() != test.slow {
			t.Errorf("%s: slow is %v", name, !test.slow)
		}
	}
}
