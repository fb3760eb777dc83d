package throttle_test

import (
	"errors"
	"io"
	"net/smtp"
	"net/textproto"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"evenpost/e2e/throttle"
)

func start(t *testing.T, o throttle.Options) *throttle.Server {
	t.Helper()
	s, err := throttle.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func dial(t *testing.T, s *throttle.Server) (*smtp.Client, error) {
	t.Helper()
	c, err := smtp.Dial("127.0.0.1:" + strconv.Itoa(s.Port()))
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

func send(c *smtp.Client) error {
	if err := c.Mail("a@example.at"); err != nil {
		return err
	}
	if err := c.Rcpt("b@example.com"); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte("Subject: x\r\n\r\nx\r\n")); err != nil {
		return err
	}
	return w.Close()
}

func said(t *testing.T, err error, code int, text string) {
	t.Helper()
	var reply *textproto.Error
	if !errors.As(err, &reply) || reply.Code != code || !strings.Contains(reply.Msg, text) {
		t.Errorf("got %v, want %d with %q", err, code, text)
	}
}

// As much as the bucket holds is taken, then the server says no at the stage of the provider, and hangs up where that does.
func TestBucketInProvidersWords(t *testing.T) {
	for name, r := range map[string]throttle.Refusal{
		"Postfix": throttle.TooMuchMail, "Exchange": throttle.SlowDown, "Google": throttle.UnusualRate,
		"SES": throttle.MaximumRate, "host": throttle.RateLimit, "told": throttle.RateLimit.Until(2 * time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			// In an hour, nothing to speak of is saved up while the test runs.
			s := start(t, throttle.Options{PerSecond: 1. / 3600, Burst: 3, Refusal: r})
			c, err := dial(t, s)
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			for range 3 {
				if err := send(c); err != nil {
					t.Fatal(err)
				}
			}
			said(t, send(c), r.Code, r.Text)
			err = c.Reset()
			if gone := errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET); gone != r.HangUp {
				t.Errorf("after the refusal the connection says %v; hang up: %v", err, r.HangUp)
			}
			got := s.Tally(began, time.Now())
			if got.Took != 3 || got.Refused != 1 || got.Permitted < 3 || got.Permitted > 3.1 || got.Wasted() != 0.25 {
				t.Errorf("the tally is %+v", got)
			}
		})
	}
}

// What was taken before the stretch is not permitted in it once more.
func TestTallyOfAStretch(t *testing.T) {
	s := start(t, throttle.Options{PerSecond: 1. / 3600, Burst: 4})
	c, err := dial(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if err := send(c); err != nil {
		t.Fatal(err)
	}
	from := time.Now()
	for range 2 {
		if err := send(c); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Tally(from, time.Now()); got.Took != 2 || got.Refused != 0 || got.Used() < 0.66 || got.Used() > 0.67 {
		t.Errorf("two of three permitted: the tally is %+v", got)
	}
	if err := s.AwaitTook(t.Context(), 3); err != nil {
		t.Error(err)
	}
}

func TestShareOfAConnection(t *testing.T) {
	s := start(t, throttle.Options{PerConnection: 2})
	c, err := dial(t, s)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := send(c); err != nil {
			t.Fatal(err)
		}
	}
	said(t, send(c), 421, "Max message per connection reached")
	if err := c.Noop(); err == nil {
		t.Error("the connection is still open")
	}
	if c, err = dial(t, s); err != nil {
		t.Fatal(err)
	}
	if err := send(c); err != nil {
		t.Errorf("a new connection: %v", err)
	}
	if s.Ended() != 1 {
		t.Errorf("%d connections were ended, want 1", s.Ended())
	}
}

func TestCrowd(t *testing.T) {
	s := start(t, throttle.Options{Connections: 1})
	first, err := dial(t, s)
	if err != nil {
		t.Fatal(err)
	}
	_, err = dial(t, s)
	said(t, err, 421, "Too many connections")
	if s.Turned() != 1 {
		t.Errorf("%d connections were turned away, want 1", s.Turned())
	}
	if err := first.Quit(); err != nil {
		t.Fatal(err)
	}
	for { // its end is noticed a moment after the goodbye
		if _, err = dial(t, s); err == nil {
			break
		}
		if t.Context().Err() != nil {
			t.Fatal(err)
		}
	}
}
