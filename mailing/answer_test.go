package mailing

import (
	"testing"

	"pgregory.net/rapid"
)

func TestMessageIDsAreRecognised(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		uid := rapid.StringN(1, 20, -1).Draw(t, "uid")
		first := rapid.Int64Range(1, 1<<40).Draw(t, "first")
		id := first + rapid.Int64Range(0, 300).Draw(t, "further")
		written := MessageID(uid, id, "bakery.example")
		for _, as := range []string{written, "<" + written + ">", " <" + written + "> "} {
			key, ok := ParseMessageID(as)
			if !ok {
				t.Fatalf("%q is not read", as)
			}
			found := int64(0)
			FindMessages(uid, first, first+300, map[MessageKey]bool{key: true}, func(_ MessageKey, of int64) { found = of })
			if found != id {
				t.Fatalf("%q belongs to %d, want %d", as, found, id)
			}
		}
	})
	for _, no := range []string{"", "@", "<>", "abc@example.com", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@", "1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@x"} {
		if _, ok := ParseMessageID(no); ok {
			t.Errorf("%q is taken for one of ours", no)
		}
	}
}

func TestWhatFollowsFromAnswers(t *testing.T) {
	t.Parallel()
	hard := Verdict{Kind: HardBounce, Scope: Recipient, Permanent: true}
	full := Verdict{Kind: MailboxFull, Scope: Recipient}
	for _, c := range []struct {
		kind  AnswerKind
		v     Verdict
		state DeliveryState
		about []string
		want  Follows
	}{
		{AnswerBounce, hard, Sent, nil, Follows{true, Bounced}},
		{AnswerBounce, hard, Sent, []string{"Anna@Example.com"}, Follows{true, Bounced}},
		{AnswerBounce, hard, Sent, []string{"other@example.com"}, Follows{Fails: true}},
		{AnswerBounce, hard, InDoubt, nil, Follows{true, Bounced}},
		{AnswerBounce, hard, Waiting, nil, Follows{Suppress: Bounced}},
		{AnswerBounce, hard, Failed, nil, Follows{Suppress: Bounced}},
		{AnswerBounce, full, Sent, nil, Follows{Fails: true}},
		{AnswerBounce, Verdict{Kind: HardBounce}, Sent, nil, Follows{Fails: true}},
		{AnswerDelayed, full, Sent, nil, Follows{}},
		{AnswerReply, Verdict{}, Sent, nil, Follows{}},
		{AnswerAuto, Verdict{}, InDoubt, nil, Follows{}},
		{AnswerUnsubscribe, Verdict{}, "", nil, Follows{Suppress: Unsubscribed}},
		{AnswerComplaint, Verdict{}, Sent, nil, Follows{Suppress: Complained}},
	} {
		a := Answer{Kind: c.kind, Verdict: c.v, Address: "anna@example.com"}
		if got := a.Follow(c.state, c.about); got != c.want {
			t.Errorf("%s %s of one that is %s, about %v: %+v, want %+v", c.kind, c.v.Kind, c.state, c.about, got, c.want)
		}
	}
}

func BenchmarkFindMessages(b *testing.B) {
	wanted := map[MessageKey]bool{{1}: true}
	for b.Loop() {
		FindMessages("a campaign", 1, 1_000_000, wanted, func(MessageKey, int64) {})
	}
}
