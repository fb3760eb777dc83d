package sender

import "time"

// rateWindow is the time over which the speed is measured.
const rateWindow = 30 * time.Second

// sentMeter counts messages by second over the last half minute.
type sentMeter struct {
	buckets [30]int
	seconds [30]int64
	first   int64
}

func (m *sentMeter) add(at time.Time) {
	s := at.Unix()
	i := s % int64(len(m.buckets))
	if m.seconds[i] != s {
		m.seconds[i], m.buckets[i] = s, 0
	}
	m.buckets[i]++
	if m.first == 0 {
		m.first = s
	}
}

// perMinute is the speed at the moment now.
func (m *sentMeter) perMinute(now time.Time) float64 {
	total, s := 0, now.Unix()
	for i, second := range m.seconds {
		if second > s-int64(len(m.buckets)) {
			total += m.buckets[i]
		}
	}
	span := min(rateWindow.Seconds(), float64(s-m.first+1))
	if total == 0 || span <= 0 {
		return 0
	}
	return float64(total) * 60 / span
}

// report publishes the lane's live figures.
func (l *lane) report() {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Connections = len(l.conns)
	l.status.PerMinute = l.sent.perMinute(now)
}

func (l *lane) trouble(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Trouble = err
}

func (l *lane) live() Live {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}
