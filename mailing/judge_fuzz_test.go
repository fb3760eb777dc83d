package mailing

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var stages = []Stage{"", StageCompose, StageConnect, StageGreeting, StageTLS, StageLogin, StageMail, StageRcpt, StageData, StageDot, StageBounce}

// sane says what is wrong with a verdict, or "".
func sane(v Verdict, now time.Time) string {
	l := v.Teaches
	switch {
	case v.Kind != Accepted && !slices.Contains(Kinds(), v.Kind):
		return "no such kind"
	case !slices.Contains([]Scope{Recipient, RecipientServer, MessageScope, AccountScope, Server}, v.Scope):
		return "no such scope"
	case v.Wait < 0 || v.Wait > longestWait:
		return "an impossible wait"
	case v.Until.After(now.Add(longestWait)):
		return "a moment too far ahead"
	case l.Limit < 0 || l.Used < 0 || l.Window < 0 || l.PerConnection < 0 || l.Connections < 0 || l.Window > longestWait:
		return "an impossible lesson"
	case v.NeedsUser && !v.Scope.OfAccount():
		return "the user is needed for one recipient"
	}
	return ""
}

func FuzzJudge(f *testing.F) {
	for _, s := range []string{
		"", "5.1.1 <a@b.at>: User unknown", "try again in 9999999 days", "blocked until Tue, 31 Feb 2023 99:99:99 UTC", "quota 500/0", "\xff\xfe", "<a href=x>y</a",
		"SubmissionQuotaExceededException", "请10分钟后再试", "Übertragung ÄÖÜ", "max 99999999999999999999 per hour, used 1", "24:00:00 2026-13-45",
	} {
		f.Add(550, "5.7.1", s, 7)
	}
	now := time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, code int, enhanced, text string, stage int) {
		r := Reply{Stage: stages[uint(stage)%uint(len(stages))], Code: code, Enhanced: enhanced, Text: text}
		v := Judge(r, now, History{})
		if wrong := sane(v, now); wrong != "" {
			t.Fatalf("%s: %+v: %+v", wrong, r, v)
		}
		read := ReadLine(text, "")
		if wrong := sane(Judge(read, now, History{}), now); wrong != "" {
			t.Fatalf("%s: %+v", wrong, read)
		}
	})
}

// TestVerdictsAreSane: whatever words of servers come together at whatever stage.
func TestVerdictsAreSane(t *testing.T) {
	words := []string{
		"quota", "exceeded", "mailbox", "full", "per", "hour", "500", "of", "blocked", "user", "unknown", "spamhaus", "try", "again", "in", "minutes", "until", "2026-03-11",
		"15:20", "tomorrow", "limit", "sending", "dmarc", "tls", "login", "failed", "a@b.at", "192.0.2.7", "too", "many", "connections", "greylisted", "für", "Empfänger", "250/100",
	}
	now := time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 24).Draw(t, "words") {
			text += w + " "
		}
		r := Reply{Stage: rapid.SampledFrom(stages).Draw(t, "stage"), Code: rapid.SampledFrom([]int{0, 250, 354, 421, 450, 452, 500, 530, 535, 550, 552, 554, 999}).Draw(t, "code"), Text: text}
		v := Judge(r, now, History{})
		if wrong := sane(v, now); wrong != "" {
			t.Fatalf("%s: %+v: %+v", wrong, r, v)
		}
		if early := r.Stage == StageConnect || r.Stage == StageGreeting || r.Stage == StageTLS || r.Stage == StageLogin; early && !v.Scope.OfAccount() {
			t.Fatalf("before anybody was named somebody is blamed: %+v: %+v", r, v)
		}
	})
}
