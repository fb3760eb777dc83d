package mailing

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func unknownUser(to string) Reply {
	return Reply{Stage: StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "<" + to + ">: Recipient address rejected: User unknown (id 4XyZ12)"}
}

func TestTheSameLineForThreeIsTheAccounts(t *testing.T) {
	now := time.UnixMilli(1e12)
	judge := func(h History, to string, r Reply) (History, Verdict) {
		h = h.Hear(to, r)
		return h, Judge(r, now, h)
	}
	var h History
	var v Verdict
	for i := range 3 {
		to := fmt.Sprintf("anna.%d@example.at", i)
		h, v = judge(h, to, unknownUser(to))
		if got, want := v.Scope.OfAccount(), i == 2; got != want {
			t.Fatalf("recipient %d: %+v", i, v)
		}
	}
	if !v.ForAll || !v.NeedsUser {
		t.Errorf("%+v", v)
	}
	if s := (Schedule{}).Settle(Delivery{}, Attempt{Reply: unknownUser("x@y.at"), Verdict: v}, nil, now); s.State != Waiting || s.Tried {
		t.Errorf("somebody failed for what everybody was told: %+v", s)
	}

	// The user has read it and goes on.
	h = h.Excuse(unknownUser("anna@example.at"))
	for i := range 5 {
		to := fmt.Sprintf("berta.%d@example.at", i)
		if h, v = judge(h, to, unknownUser(to)); v.Scope.OfAccount() {
			t.Fatalf("recipient %d after going on: %+v", i, v)
		}
	}
}

func TestWhatIsNotTheSameLineForThree(t *testing.T) {
	other := Reply{Stage: StageRcpt, Code: 450, Enhanced: "4.2.0", Text: "Greylisted"}
	accepted := Reply{Stage: StageDot, Code: 250, Text: "ok"}
	for name, said := range map[string][]struct {
		to string
		r  Reply
	}{
		"one recipient three times": {{"a@b.at", unknownUser("a@b.at")}, {"A@b.at", unknownUser("a@b.at")}, {"a@b.at", unknownUser("a@b.at")}},
		"something else between":    {{"a@b.at", unknownUser("a@b.at")}, {"b@b.at", unknownUser("b@b.at")}, {"c@b.at", other}, {"d@b.at", unknownUser("d@b.at")}},
		"one was accepted":          {{"a@b.at", unknownUser("a@b.at")}, {"b@b.at", unknownUser("b@b.at")}, {"c@b.at", accepted}, {"d@b.at", unknownUser("d@b.at")}},
	} {
		var h History
		for _, s := range said {
			h = h.Hear(s.to, s.r)
		}
		last := said[len(said)-1].r
		if v := Judge(last, time.Time{}, h); v.Scope.OfAccount() {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// TestHistoryIsBounded: however much is heard, three in a row are found, and the value does not grow.
func TestHistoryIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h History
		for i := range rapid.IntRange(0, 40).Draw(t, "before") {
			h = h.Hear(fmt.Sprint(i%3, "@b.at"), Reply{Stage: StageRcpt, Code: 450 + i%2, Text: "later"})
		}
		for i := range sameForAll {
			if h.everybody(unknownUser("x@y.at")) {
				t.Fatalf("after %d", i)
			}
			to := fmt.Sprint("row", i, "@b.at")
			h = h.Hear(to, unknownUser(to))
		}
		if !h.everybody(unknownUser("x@y.at")) {
			t.Fatal("three in a row are not noticed")
		}
	})
}

func TestMask(t *testing.T) {
	same := [][2]string{
		{"<anna@example.at>: User unknown", "<b.c@d.org>: user  UNKNOWN"},
		{"Quota of 500 used: 487 [id=4XyZ12aB]", "Quota of 500 used: 491 [id=77aQr81c]"},
		{"try again after Tue, 21 Mar 2023 08:38:42 UTC", "try again after Tue, 22 Mar 2023 09:00:01 UTC"},
		{"see https://x.example/a?b=c", "see https://x.example/other"},
		{"blocked on mail.one.example", "blocked on mx.two.example."},
	}
	for _, c := range same {
		if a, b := Mask(c[0]), Mask(c[1]); a != b {
			t.Errorf("%q and %q differ", a, b)
		}
	}
	if Mask("User unknown") == Mask("Mailbox full") {
		t.Error("everything is the same")
	}
}

func FuzzMaskOfMask(f *testing.F) {
	for _, s := range []string{"", "550 5.1.1 <a@b.at>: Übel ﹫ Ⅻ K ~ # @", "\xff\x00x", "a.b c/d 'e' ---"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Mask(s)
		if twice := Mask(once); twice != once {
			t.Fatalf("%q became %q and then %q", s, once, twice)
		}
	})
}
