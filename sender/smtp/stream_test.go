package smtp_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/sender/smtp"
	"evenpost/sender/smtp/smtptest"
)

// tester is a test or a check of rapid.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

func recipient(i int) string { return fmt.Sprintf("%d@example.org", i) }

func body(i int) string {
	return fmt.Sprintf("Subject: %d\r\n\r\n.Hello %d\r\n..\r\n", i, i)
}

// sent is what a stream said of its letters: how they came out, by their number from 1; those that are missing were not
// taken.
type sent map[int]smtp.Outcome

// stream hands over n letters, all of which are there from the beginning.
func stream(ctx context.Context, t tester, s *smtp.Session, first, n int) sent {
	t.Helper()
	outcomes, noted := sent{}, map[int]bool{}
	letters := make(chan *smtp.Letter, n)
	for i := first; i < first+n; i++ {
		letters <- &smtp.Letter{
			From: from, To: recipient(i),
			Make:     func(buf []byte) ([]byte, error) { return append(buf, body(i)...), nil },
			HandOver: func() error { noted[i] = true; return nil },
			Done: func(o smtp.Outcome) {
				if _, twice := outcomes[i]; twice {
					t.Errorf("letter %d is done twice", i)
				}
				if (o.Accepted || o.Reply.HandedOver) && !noted[i] {
					t.Errorf("letter %d was handed over without a note", i)
				}
				outcomes[i] = o
			},
		}
	}
	close(letters)
	s.Stream(ctx, letters)
	left := 0
	for range letters {
		left++
	}
	if len(outcomes)+left != n {
		t.Errorf("%d of %d letters are done, %d are left", len(outcomes), n, left)
	}
	return outcomes
}

// check compares what a stream said with what the server took.
func (s sent) check(t tester, server *smtptest.Talk, most int) {
	t.Helper()
	copies := map[string]int{}
	for _, m := range server.Taken() {
		copies[m.To]++
		var i int
		if _, err := fmt.Sscanf(m.To, "%d@", &i); err != nil || string(m.Data) != body(i) || m.From != from {
			t.Fatalf("the server took %+v", m)
		}
	}
	doubts := 0
	for i := 1; i <= most; i++ {
		o, taken := s[i]
		n := copies[recipient(i)]
		switch {
		case o.Accepted && n != 1, !o.Accepted && !o.Reply.HandedOver && n != 0, n > 1, !taken && n != 0:
			t.Fatalf("letter %d: the server took it %d times, and the stream says %+v", i, n, o)
		case o.Stale && (o.Accepted || o.Reply.HandedOver):
			t.Fatalf("letter %d: %+v", i, o)
		}
		if o.Reply.HandedOver {
			doubts++
		}
	}
	if doubts > 1 {
		t.Fatalf("%d in doubt on one connection", doubts)
	}
}

func talk(t *testing.T, server *smtptest.Talk, wait smtp.Timeouts) *smtp.Session {
	t.Helper()
	session, err := (&smtp.Dialer{Timeouts: wait}).Dial(t.Context(), plainAccount(server.Start(t)), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(session.Close)
	return session
}

func TestStreamTravelsTogether(t *testing.T) {
	t.Parallel()
	for _, plain := range []bool{false, true} {
		server := &smtptest.Talk{Plain: plain}
		session := talk(t, server, smtp.Timeouts{})
		got := stream(t.Context(), t, session, 1, 30)
		got.check(t, server, 30)
		if len(server.Taken()) != 30 || session.Broken() || got[30].Reply.Text != "taken" {
			t.Errorf("%d taken, broken %v, %+v", len(server.Taken()), session.Broken(), got[30])
		}
		if together := server.Together(); plain && together > 0 || !plain && together < 25 {
			t.Errorf("without pipelining %v: %d envelopes came with the dot before", plain, together)
		}
		if out := session.Send(t.Context(), from, recipient(31), []byte(body(31))); !out.Accepted {
			t.Errorf("after the stream: %+v", out)
		}
	}
	server := &smtptest.Talk{}
	session := talk(t, server, smtp.Timeouts{})
	session.StepByStep()
	stream(t.Context(), t, session, 1, 5).check(t, server, 5)
	if len(server.Taken()) != 5 || server.Together() > 0 {
		t.Errorf("step by step: %d taken, %d together", len(server.Taken()), server.Together())
	}
}

// What is refused, at whatever stage and however the commands travel, says nothing of the letters before and after.
func TestRefusedInAStream(t *testing.T) {
	t.Parallel()
	for _, plain := range []bool{false, true} {
		for _, verb := range []string{"MAIL", "RCPT", "DATA", "."} {
			for _, refused := range []int{1, 2, 3} {
				server := &smtptest.Talk{Plain: plain, Say: func(n int, v string) (string, bool) {
					return "554 5.7.1 Not this one", n == refused && v == verb
				}}
				session := talk(t, server, smtp.Timeouts{})
				got := stream(t.Context(), t, session, 1, 4)
				got.check(t, server, 4)
				for i := 1; i <= 4; i++ {
					if o := got[i]; o.Accepted == (i == refused) || o.Broken || i == refused && (o.Reply.Code != 554 || o.Reply.Text != "Not this one") {
						t.Errorf("plain %v, %s of letter %d refused: letter %d is %+v", plain, verb, refused, i, o)
					}
				}
			}
		}
	}
}

func TestGoodbyeInAStream(t *testing.T) {
	t.Parallel()
	for _, plain := range []bool{false, true} {
		for _, verb := range []string{"MAIL", "RCPT", "DATA", "."} {
			for _, said := range []string{"421 4.7.0 too much", ""} {
				server := &smtptest.Talk{Plain: plain, Say: func(n int, v string) (string, bool) { return said, n == 2 && v == verb }}
				session := talk(t, server, smtp.Timeouts{})
				got := stream(t.Context(), t, session, 1, 4)
				got.check(t, server, 4)
				second, third := got[2], got[3]
				doubt := verb == "." && said == ""
				if !got[1].Accepted || second.Accepted || !second.Broken || second.Reply.HandedOver != doubt || !session.Broken() {
					t.Errorf("plain %v, %q to %s: %+v, %+v", plain, said, verb, got[1], second)
				}
				if said != "" && second.Reply.Code != 421 {
					t.Errorf("plain %v, %q to %s: %+v", plain, said, verb, second)
				}
				if _, taken := got[3]; taken && !third.Stale {
					t.Errorf("plain %v, %q to %s: the third is %+v", plain, said, verb, third)
				}
				if _, taken := got[4]; taken {
					t.Errorf("plain %v, %q to %s: the fourth was taken", plain, said, verb)
				}
			}
		}
	}
}

// A server that refuses and asks for the content all the same gets no content: an empty mail would go out.
func TestRefusedAndAskedForAllTheSame(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"MAIL", "RCPT"} {
		server := &smtptest.Talk{Say: func(n int, v string) (string, bool) {
			if n == 2 && v == "DATA" {
				return "354 go ahead", true
			}
			return "550 5.1.1 unknown", n == 2 && v == verb
		}}
		session := talk(t, server, smtp.Timeouts{})
		got := stream(t.Context(), t, session, 1, 4)
		got.check(t, server, 4)
		if o := got[2]; !o.Broken || !o.Confused || o.Stale || o.Reply.Code != 550 || len(server.Taken()) != 1 {
			t.Errorf("%s: %+v, %d taken", verb, o, len(server.Taken()))
		}
	}
}

// Servers that offer to take commands together and do not understand them: the letter waits, and they are told one thing
// at a time from then on.
func TestConfusedServers(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]*smtptest.Talk{
		"deaf": {Deaf: true},
		"out of order": {Say: func(n int, v string) (string, bool) {
			return "503 5.5.1 bad sequence of commands", n == 2 && v == "MAIL"
		}},
		"says so": {Say: func(n int, v string) (string, bool) {
			return "554 5.5.0 improper use of SMTP command pipelining", n == 2 && v == "RCPT"
		}},
		"hangs up": {Say: func(n int, v string) (string, bool) { return "", n == 2 && v == "MAIL" }},
	} {
		session := talk(t, server, smtp.Timeouts{Mail: 150 * time.Millisecond, Rcpt: 150 * time.Millisecond})
		got := stream(t.Context(), t, session, 1, 3)
		got.check(t, server, 3)
		if !got[1].Accepted || !got[2].Stale || !got[2].Broken || !got[2].Confused || got[2].Reply.HandedOver {
			t.Errorf("%s: %+v, %+v", name, got[1], got[2])
		}
	}
}

// What a server says that it may not say there is never taken for an acceptance.
func TestGarbledInAStream(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ verb, said string }{
		"a dot answered before it came": {"DATA", "354 go ahead\n250 taken"},
		"DATA is fine":                  {"DATA", "250 ok"},
		"MAIL asks for content":         {"MAIL", "354 go ahead"},
		"no reply":                      {"RCPT", "hello"},
		"one reply too many":            {"RCPT", "250 ok\n250 ok"},
		"a dot asks for more":           {".", "354 more"},
	} {
		server := &smtptest.Talk{Say: func(n int, v string) (string, bool) { return c.said, n == 2 && v == c.verb }}
		session := talk(t, server, smtp.Timeouts{})
		got := stream(t.Context(), t, session, 1, 3)
		got.check(t, server, 3)
		if o := got[2]; !got[1].Accepted || o.Accepted || !o.Broken || o.Reply.HandedOver != (c.verb == ".") || !session.Broken() {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

func TestSlowInAStream(t *testing.T) {
	t.Parallel()
	soon := 300 * time.Millisecond
	for verb, stage := range map[string]mailing.Stage{"RCPT": mailing.StageRcpt, "DATA": mailing.StageData, ".": mailing.StageDot} {
		block := make(chan struct{})
		server := &smtptest.Talk{Say: func(n int, v string) (string, bool) {
			if n == 2 && v == verb {
				<-block
			}
			return "", n == 2 && v == verb
		}}
		session := talk(t, server, smtp.Timeouts{Mail: soon, Rcpt: soon, Data: soon, Dot: soon})
		got := stream(t.Context(), t, session, 1, 3)
		close(block)
		if o := got[2]; !got[1].Accepted || !o.Broken || o.Stale || o.Reply.Stage != stage || o.Reply.HandedOver != (verb == ".") || o.Reply.Text != "no answer in time" {
			t.Errorf("%s: %+v", verb, o)
		}
		if third, taken := got[3]; taken && !third.Stale {
			t.Errorf("%s: the third is %+v", verb, third)
		}
	}
}

func TestLettersThatCannotBeMade(t *testing.T) {
	t.Parallel()
	server := &smtptest.Talk{}
	session := talk(t, server, smtp.Timeouts{})
	broken := errors.New("a field is empty")
	letters := make(chan *smtp.Letter, 3)
	var got []smtp.Outcome
	for i := 1; i <= 3; i++ {
		letters <- &smtp.Letter{
			From: from, To: recipient(i), Done: func(o smtp.Outcome) { got = append(got, o) },
			Make: func(buf []byte) ([]byte, error) {
				if i == 2 {
					return append(buf, "half a mess"...), broken
				}
				return append(buf, body(i)...), nil
			},
		}
	}
	close(letters)
	session.Stream(t.Context(), letters)
	sent{1: {Accepted: true}, 3: {Accepted: true}}.check(t, server, 3)
	unmade := 0
	for _, o := range got {
		if errors.Is(o.Unmade, broken) && !o.Accepted && !o.Broken {
			unmade++
		}
	}
	if len(got) != 3 || unmade != 1 || session.Broken() {
		t.Errorf("%+v", got)
	}
}

// A message whose hand-over cannot be noted is never the server's: the connection is cut before the dot.
func TestHandOverThatCannotBeNoted(t *testing.T) {
	t.Parallel()
	for _, plain := range []bool{false, true} {
		server := &smtptest.Talk{Plain: plain}
		session := talk(t, server, smtp.Timeouts{})
		letters := make(chan *smtp.Letter, 4)
		got := sent{}
		for i := 1; i <= 4; i++ {
			letters <- &smtp.Letter{
				From: from, To: recipient(i),
				Make: func(buf []byte) ([]byte, error) { return append(buf, body(i)...), nil },
				HandOver: func() error {
					if n := len(server.Taken()); n >= i {
						t.Errorf("letter %d is noted when the server has %d", i, n)
					}
					if i == 3 {
						return errors.New("no space left")
					}
					return nil
				},
				Done: func(o smtp.Outcome) { got[i] = o },
			}
		}
		close(letters)
		session.Stream(t.Context(), letters)
		got.check(t, server, 4)
		third := got[3]
		if !got[2].Accepted || third.Accepted || third.Reply.HandedOver || !third.Broken || len(server.Taken()) != 2 || len(letters) != 1 {
			t.Errorf("without pipelining %v: %+v, the server took %d", plain, third, len(server.Taken()))
		}
	}
}

// A stream that is cut keeps what the server answers to the dot, and never sends the letter whose envelope it has sent.
func TestCancelInAStream(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := &smtptest.Talk{Say: func(n int, v string) (string, bool) {
		if n == 2 && v == "." {
			cancel()
			time.Sleep(50 * time.Millisecond) // the stream hears of it before the reply comes
		}
		return "", false
	}}
	session := talk(t, server, smtp.Timeouts{})
	got := stream(ctx, t, session, 1, 4)
	got.check(t, server, 4)
	if !got[1].Accepted || !got[2].Accepted || len(server.Taken()) != 2 {
		t.Errorf("%+v", got)
	}
	if third, taken := got[3]; taken && (third.Accepted || third.Reply.Code != 0 || third.Reply.Text != "cancelled") {
		t.Errorf("%+v", third)
	}
}

// TestAnyServer plays servers that answer anything to anything.
func TestAnyServer(t *testing.T) {
	t.Parallel()
	replies := []string{"", "250 ok", "354 go", "421 bye", "450 later", "550 no", "503 what", "554 pipelining", "hello", "250-a\n250 b", "250 a\n250 b", "999 x"}
	rapid.Check(t, func(rt *rapid.T) {
		odd := map[string]string{}
		for range rapid.IntRange(0, 3).Draw(rt, "odd ones") {
			at := fmt.Sprint(rapid.IntRange(1, 5).Draw(rt, "message"), rapid.SampledFrom([]string{"MAIL", "RCPT", "DATA", ".", "RSET"}).Draw(rt, "verb"))
			odd[at] = rapid.SampledFrom(replies).Draw(rt, "reply")
		}
		server := &smtptest.Talk{Plain: rapid.Bool().Draw(rt, "plain"), Say: func(n int, v string) (string, bool) {
			reply, ok := odd[fmt.Sprint(n, v)]
			return reply, ok
		}}
		wait := 250 * time.Millisecond
		session, err := (&smtp.Dialer{Timeouts: smtp.Timeouts{Mail: wait, Rcpt: wait, Data: wait, Dot: wait}}).Dial(t.Context(), plainAccount(server.Start(t)), "")
		if err != nil {
			rt.Fatal(err)
		}
		defer session.Close()
		got := stream(t.Context(), rt, session, 1, 5)
		// A server that answers twice is believed its first answer: what it says then of the next one is beyond knowing.
		for _, reply := range odd {
			if strings.Count(reply, "\n250 b") > 0 && !strings.Contains(reply, "-") || strings.HasPrefix(reply, "2") {
				return
			}
		}
		got.check(rt, server, 5)
	})
}
