package mailing

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestJudge(t *testing.T) {
	cases := []struct {
		name  string
		reply Reply
		kind  Kind
		scope Scope
		user  bool
	}{
		{"accepted", Reply{Stage: StageDot, Code: 250, Text: "queued as 1A2B"}, Accepted, Recipient, false},
		{"dropped after the dot", Reply{Stage: StageDot, HandedOver: true, Text: "EOF"}, Doubt, Recipient, false},
		{"dropped before the dot", Reply{Stage: StageData, Text: "EOF"}, Network, Server, false},
		{"no server", Reply{Stage: StageConnect, Text: "connection refused"}, Network, Server, false},
		{"certificate", Reply{Stage: StageTLS, Text: "x509: certificate is valid for a, not b"}, TLS, AccountScope, true},
		{"wrong password", Reply{Stage: StageLogin, Code: 535, Enhanced: "5.7.8", Text: "Authentication failed"}, Auth, AccountScope, true},
		{"credits as login", Reply{Stage: StageLogin, Code: 535, Text: "Authentication failed: Maximum credits exceeded"}, Quota, AccountScope, false},
		{"unknown", Reply{Stage: StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "<x@y>: Recipient address rejected: User unknown"}, HardBounce, Recipient, false},
		{"deferred", Reply{Stage: StageRcpt, Code: 450, Enhanced: "4.7.1", Text: "<x@y>: Recipient address rejected: try later"}, Soft, Recipient, false},
		{"grey", Reply{Stage: StageRcpt, Code: 450, Text: "Greylisted, see postgrey"}, Greylist, Recipient, false},
		{"recipient full", Reply{Stage: StageRcpt, Code: 452, Enhanced: "4.2.2", Text: "mailbox full"}, MailboxFull, Recipient, false},
		{"own mailbox full", Reply{Stage: StageDot, Code: 554, Enhanced: "5.2.2", Text: "mailbox full"}, MailboxFull, AccountScope, true},
		{"Gmail's daily limit", Reply{Stage: StageDot, Code: 550, Enhanced: "5.4.5", Text: "Daily user sending quota exceeded."}, Quota, AccountScope, false},
		{"too many this hour", Reply{Stage: StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "too many recipients this hour"}, Quota, AccountScope, false},
		{"rate", Reply{Stage: StageMail, Code: 451, Text: "4.7.0 Sending rate too high, slow down"}, Throttle, AccountScope, false},
		{"IP block", Reply{Stage: StageGreeting, Code: 554, Text: "no service for you"}, Blocked, AccountScope, true},
		{"relay", Reply{Stage: StageRcpt, Code: 554, Enhanced: "5.7.1", Text: "Relay access denied"}, Auth, AccountScope, true},
		{"sender refused", Reply{Stage: StageMail, Code: 553, Enhanced: "5.7.1", Text: "not owned by user"}, Auth, AccountScope, true},
		{"spam", Reply{Stage: StageDot, Code: 554, Enhanced: "5.7.1", Text: "Message refused as spam"}, Content, MessageScope, false},
		{"recipient's broken DNS", Reply{Stage: StageRcpt, Code: 550, Text: "blocked using zen.spamhaus.org; Error: open resolver"}, Soft, RecipientServer, false},
		{"nonsense after the dot", Reply{Stage: StageDot, Code: 354, HandedOver: true, Text: "go ahead"}, Doubt, Recipient, false},
		// Postfix says at RCPT what it has against client and sender (smtpd_delay_reject).
		{"not my sender", Reply{Stage: StageRcpt, Code: 553, Enhanced: "5.7.1", Text: "<a@b.at>: Sender address rejected: not owned by user info"}, Auth, AccountScope, true},
		{"sender's domain", Reply{Stage: StageRcpt, Code: 450, Enhanced: "4.1.8", Text: "<a@b.at>: Sender address rejected: Domain not found"}, Policy, AccountScope, false},
		{"client refused", Reply{Stage: StageRcpt, Code: 554, Enhanced: "5.7.1", Text: "<unknown[192.0.2.7]>: Client host rejected: Access denied"}, Blocked, AccountScope, true},
		{"client listed", Reply{Stage: StageRcpt, Code: 554, Enhanced: "5.7.1", Text: "Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org"}, Blocked, AccountScope, true},
		{"client without a name", Reply{Stage: StageRcpt, Code: 450, Enhanced: "4.7.25", Text: "Client host rejected: cannot find your hostname, [192.0.2.7]"}, Blocked, AccountScope, false},
		{"hello refused", Reply{Stage: StageRcpt, Code: 504, Enhanced: "5.5.2", Text: "<pc>: Helo command rejected: need fully-qualified hostname"}, Policy, AccountScope, true},
		{"Postfix's rate of recipients", Reply{Stage: StageRcpt, Code: 450, Enhanced: "4.7.1", Text: "Error: too many recipients from 192.0.2.7"}, Throttle, AccountScope, false},
		{"Postfix's queue", Reply{Stage: StageDot, Code: 451, Enhanced: "4.3.0", Text: "Error: queue file write error"}, Soft, Server, false},
		{"Dovecot's quota", Reply{Stage: StageRcpt, Code: 552, Enhanced: "5.2.2", Text: "<x@y>: Recipient address rejected: Quota exceeded (mailbox for user is full)"}, MailboxFull, Recipient, false},
		{"access to one", Reply{Stage: StageRcpt, Code: 554, Enhanced: "5.7.1", Text: "<x@y>: Recipient address rejected: Access denied"}, Policy, Recipient, false},
		{"Exim's look at the sender", Reply{Stage: StageRcpt, Code: 550, Text: "Sender verify failed"}, Policy, AccountScope, true},
		{"Microsoft: another sender", Reply{Stage: StageDot, Code: 550, Enhanced: "5.7.60", Text: "SMTP; Client does not have permissions to send as this sender"}, Auth, AccountScope, true},
		{"Microsoft: send as", Reply{Stage: StageDot, Code: 554, Enhanced: "5.2.252", Text: "SendAsDenied; a@b.at not allowed to send as c@b.at"}, Auth, AccountScope, true},
		{"Microsoft: blocked sender", Reply{Stage: StageDot, Code: 550, Enhanced: "5.1.8", Text: "Access denied, bad outbound sender AS(42004)"}, Blocked, AccountScope, true},
		{"Microsoft: quota", Reply{Stage: StageDot, Code: 554, Enhanced: "5.2.0", Text: "STOREDRV.Submission.Exception:SubmissionQuotaExceededException"}, Quota, AccountScope, false},
		{"Gmail: no such user", Reply{Stage: StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "The email account that you tried to reach does not exist."}, HardBounce, Recipient, false},
		{"Gmail: user's mail too fast", Reply{Stage: StageRcpt, Code: 450, Enhanced: "4.2.1", Text: "The user you are trying to contact is receiving mail too quickly."}, Soft, Recipient, false},
		{"recipient disabled", Reply{Stage: StageDot, Code: 550, Enhanced: "5.2.1", Text: "The recipient is disabled"}, HardBounce, Recipient, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := Judge(c.reply, time.Time{}, History{})
			if v.Kind != c.kind || v.Scope != c.scope || v.NeedsUser != c.user {
				t.Errorf("%+v: got %+v", c.reply, v)
			}
			if a := Advise(v); a.Title == "" || a.Whose == "" || a.Do == "" {
				t.Errorf("no advice for %+v", v)
			}
		})
	}
}

// TestAccountTroubleBurnsNobody: whatever is said at a stage at which no recipient has been named yet, no delivery fails for it.
func TestAccountTroubleBurnsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reply{
			Stage: rapid.SampledFrom([]Stage{StageConnect, StageGreeting, StageTLS, StageLogin}).Draw(t, "stage"),
			Code:  rapid.SampledFrom([]int{0, 421, 432, 450, 451, 454, 500, 530, 534, 535, 538, 550, 554}).Draw(t, "code"),
			Text:  rapid.SampledFrom([]string{"", "no", "quota exceeded", "Too many logins", "mailbox unavailable", "5.1.1 unknown user"}).Draw(t, "text"),
		}
		now := time.UnixMilli(1e12)
		s := Schedule{}.Settle(Delivery{Tries: rapid.IntRange(0, 9).Draw(t, "tries")}, Attempt{Reply: r, Verdict: Judge(r, now, History{})}, nil, now)
		if s.State != Waiting || s.Tried || s.Counts || s.Hold == nil || !s.Hold.Until.IsZero() && !s.Hold.Until.After(now) {
			t.Fatalf("%+v: %+v %+v", r, s, s.Hold)
		}
	})
}

func TestSettleTriesAreBounded(t *testing.T) {
	now := time.UnixMilli(1e12)
	reply := Reply{Stage: StageRcpt, Code: 450, Text: "later"}
	d := Delivery{}
	var waits []time.Duration
	for {
		s := Schedule{}.Settle(d, Attempt{Reply: reply, Verdict: Judge(reply, now, History{})}, nil, now)
		d.Tries++
		if s.State == Failed {
			break
		}
		waits = append(waits, s.DueAt.Sub(now))
	}
	want := []time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}
	if len(waits) != len(want) {
		t.Fatalf("waits %v, want %v", waits, want)
	}
	for i := range want {
		if waits[i] != want[i] {
			t.Errorf("waits %v, want %v", waits, want)
		}
	}
}

func TestHoldsGrow(t *testing.T) {
	now := time.UnixMilli(1e12)
	a := Attempt{Verdict: Verdict{Kind: Network, Scope: Server}}
	var hold *Hold
	last := time.Duration(0)
	for range 8 {
		s := Schedule{}.Settle(Delivery{}, a, hold, now)
		wait := s.Hold.Until.Sub(now)
		if wait < last*5/6 { // each is up to a fifth longer by chance
			t.Fatalf("wait %v after %v", wait, last)
		}
		last, hold, now = wait, s.Hold, s.Hold.Until
	}
	if last < time.Hour || last > time.Hour*6/5 {
		t.Errorf("longest wait %v, want an hour and up to a fifth", last)
	}
	// Ten connections that meet the same trouble at once are one trouble.
	again := Schedule{}.Settle(Delivery{}, a, hold, hold.Since.Add(time.Second))
	if again.Hold.Streak != hold.Streak {
		t.Errorf("streak %d, want %d", again.Hold.Streak, hold.Streak)
	}
}

// TestQuotaHolds: a stated moment counts; without one the wait is hours and doubles when it was too short.
func TestQuotaHolds(t *testing.T) {
	now := time.UnixMilli(1e12)
	a := Attempt{Verdict: Verdict{Kind: Quota, Scope: AccountScope, Wait: 4 * time.Hour}}
	var hold *Hold
	for _, want := range []time.Duration{4 * time.Hour, 8 * time.Hour, 16 * time.Hour, 24 * time.Hour, 24 * time.Hour} {
		hold = Schedule{}.Settle(Delivery{}, a, hold, now).Hold
		if got := hold.Until.Sub(now); got != want {
			t.Errorf("%v, want %v", got, want)
		}
		now = hold.Until
	}
	a.Verdict.Until = now.Add(30 * time.Hour)
	if hold = (Schedule{}).Settle(Delivery{}, a, hold, now).Hold; !hold.Until.Equal(a.Verdict.Until) {
		t.Errorf("until %v, the server said %v", hold.Until, a.Verdict.Until)
	}
}

func TestParseAddress(t *testing.T) {
	good := map[string]string{
		" Anna.Huber@Example.AT ": "Anna.Huber@example.at", "info@müller.at": "info@xn--mller-kva.at", "o'neill+x@example.com": "o'neill+x@example.com",
		"a@localhost": "a@localhost", "änne@example.at": "änne@example.at", "x@example.at.": "x@example.at",
	}
	for in, want := range good {
		if got, err := ParseAddress(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", "anna", "@x.at", "anna@", "anna@nodot", "a b@x.at", "a@x..at", "a@-x.at", "a@x.at\r\nBcc: b@y.at", "<a@x.at>", "a,b@x.at", ".a@x.at", "a..b@x.at",
		strings.Repeat("a", 65) + "@x.at", "a@" + strings.Repeat("x", 64) + ".at", "a@x.at, b@x.at", "a\x00b@x.at",
	} {
		if got, err := ParseAddress(in); !errors.Is(err, ErrBadAddress) {
			t.Errorf("%q was taken as %q, %v", in, got, err)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"a@b.at", "Anna <a@b.at>", "a@b.at\r\nX: y", "ä@ö.at"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseAddress(s)
		if err != nil {
			return
		}
		if strings.ContainsAny(got, "\r\n \t<>,;") {
			t.Fatalf("%q became %q", s, got)
		}
		if again, err := ParseAddress(got); err != nil || again != got {
			t.Fatalf("%q is read again as %q, %v", got, again, err)
		}
	})
}

func TestStates(t *testing.T) {
	for _, s := range DeliveryStates() {
		if s.CanBecome(s) {
			t.Errorf("%s can become itself", s)
		}
	}
	if Sent.CanBecome(Waiting) || Cancelled.CanBecome(Waiting) || InDoubt.CanBecome(Sending) {
		t.Error("somebody could be mailed twice")
	}
}

func TestExplainIsWhole(t *testing.T) {
	for _, e := range explained() {
		if a, ok := Explain(errors.Join(errors.New("around"), e.is)); !ok || a.Title == "" || a.Whose == "" || a.Do == "" {
			t.Errorf("%v: %+v", e.is, a)
		}
	}
	if _, ok := Explain(errors.New("strange")); ok {
		t.Error("an unknown error was explained")
	}
}

func TestBlanks(t *testing.T) {
	m := Message{Subject: "News: [what it is about]", Body: "[ ] open\n\n[Read on](https://x.at) and [this][1]\n\n[1]: https://y.at\n\nHello [name of the shop], see you."}
	if got := m.Blanks(); len(got) != 2 || got[0] != "what it is about" || got[1] != "name of the shop" {
		t.Errorf("%q", got)
	}
}
