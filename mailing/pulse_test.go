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

func TestSpeedsInSteps(t *testing.T) {
	start := time.Date(2026, 11, 24, 10, 0, 30, 0, time.UTC)
	minute := func(n int) time.Time { return start.Truncate(time.Minute).Add(time.Duration(n) * time.Minute) }
	pulse := []Pulse{
		{Minute: minute(0), AccountID: 1, Sent: 10},
		{Minute: minute(0), AccountID: 2, Sent: 5, Failed: 1},
		{Minute: minute(2), AccountID: 1, Sent: 30, PutBack: 2},
		{Minute: minute(9), Sent: 99}, // later than asked for
	}
	all := Speeds(pulse, start, minute(3).Add(20*time.Second), time.Minute)
	want := []float64{30, 0, 30, 0} // 15 in the half of the first minute
	if len(all) != len(want) {
		t.Fatalf("%d steps, want %d", len(all), len(want))
	}
	for i, s := range all {
		if s.PerMinute != want[i] || !s.From.Equal(minute(i)) {
			t.Errorf("step %d: %+v, want %v a minute", i, s, want[i])
		}
	}
	if all[0].Failed != 1 || all[0].Sent != 15 || all[2].PutBack != 2 {
		t.Errorf("%+v", all)
	}
	if Speeds(nil, start, start, time.Minute) != nil {
		t.Error("steps of no time")
	}
	for span, want := range map[time.Duration]time.Duration{
		10 * time.Minute: time.Minute, time.Hour: time.Minute, 61 * time.Minute: 2 * time.Minute, 24 * time.Hour: 30 * time.Minute,
		10 * 24 * time.Hour: 6 * time.Hour, 100 * 24 * time.Hour: 48 * time.Hour,
	} {
		if got := SpeedStep(span, 60); got != want {
			t.Errorf("steps of %v in %v, want %v", got, span, want)
		}
	}
}
