package mailing

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBreakersAgainstCounting(t *testing.T) {
	bounce := Verdict{Kind: HardBounce, Scope: Recipient, Permanent: true}
	spam := Verdict{Kind: Content, Scope: MessageScope, Permanent: true}
	rapid.Check(t, func(t *rapid.T) {
		var b Breakers
		var came []Kind
		for range rapid.IntRange(1, 400).Draw(t, "deliveries") {
			v, r := Verdict{Kind: Accepted}, Reply{Stage: StageDot, Code: 250}
			switch rapid.IntRange(0, 30).Draw(t, "came") {
			case 0:
				v, r = bounce, Reply{Stage: StageRcpt, Code: 550}
			case 1:
				v, r = spam, Reply{Stage: StageDot, Code: 554, Text: "spam"}
			}
			was := b.Tripped
			tripped := b.Came(v, r)
			came = append(came, v.Kind)
			newest := came[max(0, len(came)-100):]
			bounces, refusals := 0, 0
			for _, k := range newest {
				switch k {
				case HardBounce:
					bounces++
				case Content:
					refusals++
				}
			}
			if b.Bounces() != bounces || b.Refusals() != refusals || b.Seen() != len(newest) {
				t.Fatalf("%d bounces, %d refusals of %d; counted %+v", bounces, refusals, len(newest), b)
			}
			if now := bounces > 5 || refusals >= 3; was == "" && (tripped != "") != now {
				t.Fatalf("tripped %q at %d bounces, %d refusals", tripped, bounces, refusals)
			}
			if tripped != "" {
				if b.Count() < 3 {
					t.Fatalf("%q after %d", tripped, b.Count())
				}
				b, came = Breakers{}, nil // the user goes on: it counts anew
			}
		}
	})
}

func TestThreeLogins(t *testing.T) {
	var b Breakers
	for i, want := range []Kind{"", "", ManyLogins, ""} {
		if got := b.LoginFailed(); got != want {
			t.Errorf("login %d: %q, want %q", i+1, got, want)
		}
	}
	b = Breakers{}
	b.LoginFailed()
	b.LoginFailed()
	b.LoginWorked()
	if got := b.LoginFailed(); got != "" {
		t.Errorf("%q though one worked between", got)
	}
}

func TestBreakersExplainThemselves(t *testing.T) {
	for _, k := range []Kind{ManyBounces, ManyRefusals, ManyLogins} {
		if a := Advise(Breakers{Tripped: k}.Hold(Reply{}, time.Time{}).Verdict); a.Title == "" || a.Do == "" || a.Self == "" || a.Whose == "" {
			t.Errorf("%s: %+v", k, a)
		}
	}
}

func TestLearn(t *testing.T) {
	now := time.Unix(1e9, 0)
	quota := Reply{Stage: StageDot, Code: 550, Enhanced: "5.4.5", Text: "Daily sending quota exceeded"}
	v := Verdict{Kind: Quota, Scope: AccountScope}
	count := func(n int) func(time.Time) int { return func(time.Time) int { return n } }
	l := Learn(Account{}, v, quota, count(437), now)
	if l == nil || l.Limit.String() != "437/24h" || !l.Counted {
		t.Fatalf("%+v", l)
	}
	if Learn(Account{}, v, quota, count(3), now) != nil {
		t.Error("a limit of three was learned")
	}
	v.Teaches = Lesson{Limit: 500, Window: time.Hour}
	if l := Learn(Account{}, v, quota, count(437), now); l == nil || l.Limit.String() != "500/hour" || l.Counted {
		t.Errorf("%+v", l)
	}
	if l := Learn(Account{Limits: []Limit{{N: 400, Kind: Rolling, Span: time.Hour}}}, v, quota, count(437), now); l != nil {
		t.Errorf("what the account knows was learned: %+v", l)
	}
	if l := Learn(Account{}, Verdict{Kind: Throttle, Scope: AccountScope}, quota, count(437), now); l != nil {
		t.Errorf("learned from a throttle without numbers: %+v", l)
	}
	a := Account{Limits: []Limit{{N: 500, Kind: Rolling, Span: 24 * time.Hour}, {N: 30, Kind: Rolling, Span: time.Minute}}, Learned: l}
	l.Accept(&a)
	if len(a.Limits) != 2 || a.Limits[1].String() != "437/24h" || a.Learned != nil {
		t.Errorf("%+v", a)
	}
}
