package mailing

import (
	"fmt"
	"testing"
	"time"
)

// The traps of reading replies, each by itself.

func verdictOf(stage Stage, line string) Verdict {
	return Judge(ReadLine(line, stage), time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC), History{})
}

func expect(t *testing.T, v Verdict, kind Kind, scope Scope) {
	t.Helper()
	if v.Kind != kind || v.Scope != scope {
		t.Errorf("%s/%s, want %s/%s", v.Kind, v.Scope, kind, scope)
	}
}

func TestTrapCodesRepeatedInTheText(t *testing.T) {
	r := ReadLine("550-5.4.5 Daily user sending limit exceeded. For more\n550-5.4.5 information on limits go to\n550 5.4.5 the help page", StageDot)
	if r.Code != 550 || r.Enhanced != "5.4.5" || r.Text != "Daily user sending limit exceeded. For more information on limits go to the help page" {
		t.Errorf("%+v", r)
	}
}

func TestTrapWrongEnhancedCode(t *testing.T) {
	expect(t, verdictOf(StageRcpt, "550 5.1.1 too many recipients this hour"), Quota, AccountScope)
}

func TestTrapMissingEnhancedCode(t *testing.T) {
	expect(t, verdictOf(StageRcpt, "550 sorry, no mailbox here by that name (#5.1.1)"), HardBounce, Recipient)
}

// A "permanent" quota clears within a day.
func TestTrapPermanentThatPasses(t *testing.T) {
	v := verdictOf(StageDot, "550 5.4.5 Daily user sending quota exceeded.")
	expect(t, v, Quota, AccountScope)
	if v.Permanent || v.NeedsUser || v.Wait <= 0 {
		t.Errorf("%+v", v)
	}
}

func TestTrapQuotaIsAMailboxOrALimit(t *testing.T) {
	expect(t, verdictOf(StageRcpt, "552 5.2.2 <anna@b.at>: Recipient address rejected: Quota exceeded"), MailboxFull, Recipient)
	expect(t, verdictOf(StageMail, "452 quota exceeded"), Quota, AccountScope)
	expect(t, verdictOf(StageDot, "552 5.2.0 Message would take you over your relay quota of 500"), Quota, AccountScope)
}

func TestTrapMailboxUnavailableInARow(t *testing.T) {
	r := ReadLine("550-Requested action not taken: mailbox unavailable", StageDot)
	var h History
	for i := range 3 {
		h = h.Hear(fmt.Sprint("anna", i, "@b.at"), r)
		if v := Judge(r, time.Time{}, h); v.Scope.OfAccount() != (i == 2) {
			t.Fatalf("recipient %d: %+v", i, v)
		}
	}
}

func TestTrapTheSameCodeAtConnectAndAfterTheDot(t *testing.T) {
	expect(t, verdictOf(StageGreeting, "554 no"), Blocked, AccountScope)
	expect(t, verdictOf(StageDot, "554 no"), Content, MessageScope)
}

func TestTrapCreditsAtTheLogin(t *testing.T) {
	expect(t, verdictOf(StageLogin, "535 Authentication failed: Maximum credits exceeded"), Quota, AccountScope)
}

func TestTrapOpenResolver(t *testing.T) {
	expect(t, verdictOf(StageRcpt, "554 5.7.1 Client host [203.0.113.4] blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/"), Soft, RecipientServer)
}

// The sender's own full mailbox looks like a recipient's.
func TestTrapOwnMailboxFull(t *testing.T) {
	expect(t, verdictOf(StageDot, "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded"), MailboxFull, AccountScope)
}

func TestTrapLanguages(t *testing.T) {
	for _, line := range []string{
		"554 Sie haben das Limit von 500 Empfängern pro Tag erreicht", "554 Vous avez atteint votre quota d'envoi journalier",
		"554 Ha superado el límite de 100 correos por hora", "554 发信量超过每日限额",
	} {
		if v := verdictOf(StageDot, line); v.Kind != Quota || v.Scope != AccountScope {
			t.Errorf("%s: %s/%s", line, v.Kind, v.Scope)
		}
	}
}

// Words of limits that are not the account's.
func TestTrapOtherLimits(t *testing.T) {
	expect(t, verdictOf(StageRcpt, "450 4.2.1 The user you are trying to contact is receiving mail too quickly."), Soft, Recipient)
	expect(t, verdictOf(StageDot, "552 5.3.4 Message size exceeds fixed limit"), Content, MessageScope)
	if v := verdictOf(StageGreeting, "421 4.7.0 too many connections from 192.0.2.7"); v.Kind != Throttle || !v.Fewer {
		t.Errorf("%+v", v)
	}
}

// What is asked before anybody has said who they are can only be about the address.
func TestTrapNothingButTheAddressAtTheGreeting(t *testing.T) {
	expect(t, verdictOf(StageGreeting, "553 Mail from 192.0.2.7 not allowed"), Blocked, AccountScope)
	expect(t, verdictOf(StageGreeting, "421 Too many invalid recipients from this IP"), Blocked, AccountScope)
	expect(t, verdictOf(StageGreeting, "421 4.3.2 System going down"), Soft, Server)
}

// Codes that one provider alone uses say it in every language.
func TestTrapOwnedCodes(t *testing.T) {
	expect(t, verdictOf(StageDot, "550 5.7.705 Zugriff verweigert, Mandant hat den Schwellenwert überschritten."), Blocked, AccountScope)
	expect(t, verdictOf(StageBounce, "550 5.7.507 Brak dostępu"), Policy, Recipient)
	expect(t, verdictOf(StageBounce, "511 brak"), HardBounce, Recipient) // 5.1.1 in three digits
}

// Whose account is shut, when nobody says whose: one's own provider means ours, theirs means the recipient's.
func TestTrapWhoseAccountIsShut(t *testing.T) {
	expect(t, verdictOf(StageMail, "550 Account disabled"), Blocked, AccountScope)
	expect(t, verdictOf(StageBounce, "550 Account disabled"), HardBounce, Recipient)
	expect(t, verdictOf(StageBounce, "550 Your account is disabled for sending"), Blocked, AccountScope)
}

// The order of words differs between languages, and German and Dutch make one word of two.
func TestTrapWordOrderAndCompounds(t *testing.T) {
	expect(t, verdictOf(StageRcpt, "550 Benutzer existiert nicht"), HardBounce, Recipient)
	expect(t, verdictOf(StageRcpt, "550 Deze gebruiker bestaat hier niet"), HardBounce, Recipient)
	expect(t, verdictOf(StageDot, "554 Nachrichtenlimit erreicht"), Quota, AccountScope)
}

func TestTrapWaitsOfTwoUnits(t *testing.T) {
	if v := verdictOf(StageMail, "450 Too many mails, try again in 1 hour(s) 25 minute(s)"); v.Wait != 85*time.Minute {
		t.Errorf("%v", v.Wait)
	}
	if v := verdictOf(StageMail, "450 Too many mails, try again in 5 minutes or 10 minutes"); v.Wait != 10*time.Minute {
		t.Errorf("%v", v.Wait)
	}
}

// Numbers that count nothing teach no limit.
func TestTrapNumbersThatAreNoLimits(t *testing.T) {
	for _, line := range []string{
		"452 4.7.1 Quota for outgoing mail exceeded; resets in 6 hours",
		"421 Domain is not allowed to send: recipient limit exceeded, try again after Tue, 10 Mar 2026 16:22:44 UTC",
		"552 5.7.0 Sending quota exceeded until 2026-03-11 00:00:00 UTC",
		"421 Connection rate limit exceeded for 192.0.2.119",
		"450-Requested action aborted 450 Mails per session limit",
	} {
		if v := verdictOf(StageDot, line); v.Teaches.Limit+v.Teaches.Used+v.Teaches.PerConnection+v.Teaches.Connections != 0 {
			t.Errorf("%s teaches %+v", line, v.Teaches)
		}
	}
	for line, want := range map[string]Lesson{
		"450 Ha llegado al máximo de 200 mensajes por hora":                   {Limit: 200, Window: time.Hour},
		"451 Mehr als 100 Empfänger pro Stunde sind nicht erlaubt":            {Limit: 100, Window: time.Hour},
		"554 5.7.1 You reached the maximum of 200 external recipients a day":  {Limit: 200, Window: 24 * time.Hour},
		"554 5.7.1 Sending policy: exceeded 100 messages in 3600 seconds":     {Limit: 100, Window: time.Hour},
		"451 4.7.1 Hourly limit of 100 messages reached, retry in 30 minutes": {Limit: 100, Window: time.Hour},
		"554 5.7.1 You have sent 250 of 250 messages allowed in 24 hours":     {Limit: 250, Used: 250, Window: 24 * time.Hour},
	} {
		if v := verdictOf(StageDot, line); v.Teaches != want {
			t.Errorf("%s teaches %+v, want %+v", line, v.Teaches, want)
		}
	}
}
