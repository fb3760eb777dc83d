package sender

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"evenpost/mailing"
)

// From a database that is damaged nothing is sent any more, whoever finds it out.
func TestNothingIsSentFromADamagedDatabase(t *testing.T) {
	damaged := fmt.Errorf("page 7: %w", mailing.ErrDamaged)
	for _, test := range []struct {
		name   string
		upkeep func(context.Context) error
		find   func(*memory)
	}{
		{"found when a turn is written", nil, func(m *memory) { m.breakDown(damaged) }},
		{"found when a copy is made", func(context.Context) error { time.Sleep(3 * time.Second); return damaged }, func(*memory) {}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(1000, nil)
				s := &server{took: 100 * time.Millisecond}
				e := New(Deps{Store: m, Dial: s.Dial, Secrets: s, Upkeep: test.upkeep})
				ended := make(chan error, 1)
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				go func() { ended <- e.Run(ctx) }()
				time.Sleep(3 * time.Second)
				test.find(m)
				select {
				case err := <-ended:
					if !errors.Is(err, mailing.ErrDamaged) {
						t.Errorf("it ended with %v, want ErrDamaged", err)
					}
				case <-time.After(time.Minute):
					t.Fatal("it goes on")
				}
				taken := len(s.got)
				time.Sleep(time.Hour)
				if taken == 0 || taken == 1000 || len(s.got) != taken {
					t.Errorf("%d were sent, and %d an hour later", taken, len(s.got))
				}
			})
		})
	}
}
