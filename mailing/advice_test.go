package mailing

import (
	"strings"
	"testing"
	"time"
)

// TestEveryKindAndScopeHasItsText, and one that fits: who acts is told what to do, and what Evenpost does is said.
func TestEveryKindAndScopeHasItsText(t *testing.T) {
	for _, kind := range Kinds() {
		for _, scope := range []Scope{Recipient, RecipientServer, MessageScope, AccountScope, Server} {
			for _, permanent := range []bool{false, true} {
				v := Verdict{Kind: kind, Scope: scope, Permanent: permanent, NeedsUser: permanent && scope.OfAccount()}
				a := Advise(v)
				if a.Title == "" || a.Whose == "" || a.Do == "" || a.Self == "" {
					t.Errorf("%s/%s: %+v", kind, scope, a)
				}
				if !strings.HasSuffix(a.Title, ".") || !strings.HasSuffix(a.Self, ".") {
					t.Errorf("%s/%s: not a sentence: %+v", kind, scope, a)
				}
			}
		}
	}
	if Advise(Verdict{Kind: HardBounce, Scope: Recipient}).Title == Advise(Verdict{Kind: MailboxFull, Scope: Recipient}).Title {
		t.Error("different trouble is said alike")
	}
}

// TestAdviceIsCloserWithTheLine: what a line is about, and what it names.
func TestAdviceIsCloserWithTheLine(t *testing.T) {
	for _, c := range []struct{ line, title, note string }{
		{"550 5.7.1 Service unavailable, Client host [203.0.113.9] blocked using Spamhaus. See https://www.spamhaus.org/query/ip/203.0.113.9", "", "internet address"},
		{"550 5.7.1 Service unavailable, MailFrom domain is listed in Spamhaus.", "", "domain of your sender address"},
		{"550 5.7.1 Service unavailable, Helo domain is listed in Spamhaus.", "", "gives itself"},
		{"554 5.7.1 message contains a link listed in URIBL: bad.example", "", "link"},
		{"554 5.7.1 Client host [203.0.113.4] blocked using zen.spamhaus.org; Error: open resolver", "asked a block list", ""},
		{"550 5.7.60 SMTP; Client does not have permissions to send as this sender", "does not belong to this login", ""},
		{"550 5.7.1 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.", "really from you", ""},
		{"552 5.3.4 Message too large", "too large", ""},
		{"550 5.2.1 The email account that you tried to reach is disabled.", "closed or is no longer used", ""},
		{"552 5.2.0 Message would take you over your relay quota of 500 Current quota used: 487", "sending limit", "counts"},
		{"421 too many connections, maximum 3", "fewer connections", "connections at once"},
	} {
		r := ReadLine(c.line, "")
		a := AdviseOn(Judge(r, time.Time{}, History{}), r)
		if !strings.Contains(a.Title, c.title) {
			t.Errorf("%s: %q", c.line, a.Title)
		}
		notes := ""
		for _, n := range a.Notes {
			notes += n.Text + " "
		}
		if !strings.Contains(notes, c.note) {
			t.Errorf("%s: notes %q", c.line, notes)
		}
	}
}
