package mailing

import (
	"strings"
	"time"
)

// Breakers count what, when it comes too often, has the account stop before its provider stops it. The user is asked
// before it goes on, and then they count anew.
type Breakers struct {
	Recent  string `json:",omitempty"` // how the newest deliveries came out, oldest first: a letter each, see Came
	Logins  int    `json:",omitempty"` // logins in a row that failed
	Tripped Kind   `json:",omitempty"` // the one that stopped the account, until the user lets it go on
	Line    *Reply `json:",omitempty"` // what was said of everybody and stopped the account: excused once the user lets it go on
}

// Anew is for the user who lets the account go on: everything is counted from the beginning.
func (b Breakers) Anew() Breakers { return Breakers{Line: b.Line} }

// The kinds of hold that a breaker makes. No delivery ever comes to rest with one of them.
const (
	ManyBounces  Kind = "many-bounces"  // too many of the newest addresses do not exist
	ManyRefusals Kind = "many-refusals" // several replies spoke of spam or a block
	ManyLogins   Kind = "many-logins"   // several logins in a row failed
)

// BreakerReach is of how many deliveries breakers know how they came out.
const BreakerReach = 100

// TooManyBounces says whether so many of a hundred addresses that do not exist stop an account.
func TooManyBounces(n int) bool { return n > mostBounces }

const (
	mostBounces   = 5 // of the newest deliveries at most so many may be to addresses that do not exist
	mostRefusals  = 3 // so many replies that speak of spam or a block stop the account
	mostLogins    = 3
	cameWell      = 'a'
	cameBounced   = 'b'
	cameRefused   = 'r'
	cameOtherwise = 'o'
)

// Came counts how a delivery came out and says which breaker that tripped, if any.
func (b *Breakers) Came(v Verdict, r Reply) Kind {
	letter := cameOtherwise
	switch {
	case v.Kind == Accepted:
		letter = cameWell
		b.Logins = 0
	case r.Stage == StageCompose || v.Kind == Doubt || v.Scope.OfAccount() && v.Kind != Blocked:
		return ""
	case v.Kind == HardBounce:
		letter = cameBounced
	case v.Kind == Blocked || v.Kind == Content && r.Stage == StageDot && !r.says(saysSize):
		letter = cameRefused
	}
	if len(b.Recent) >= BreakerReach {
		b.Recent = b.Recent[len(b.Recent)-BreakerReach+1:]
	}
	b.Recent += string(letter)
	switch {
	case b.Tripped != "":
		return "" // one is enough
	case letter == cameBounced && b.Bounces() > mostBounces:
		b.Tripped = ManyBounces
	case letter == cameRefused && b.Refusals() >= mostRefusals:
		b.Tripped = ManyRefusals
	default:
		return ""
	}
	return b.Tripped
}

// LoginFailed counts a login that failed and says whether that tripped the breaker.
func (b *Breakers) LoginFailed() Kind {
	if b.Logins++; b.Logins < mostLogins || b.Tripped != "" {
		return ""
	}
	b.Tripped = ManyLogins
	return ManyLogins
}

// LoginWorked ends a row of logins that failed.
func (b *Breakers) LoginWorked() { b.Logins = 0 }

// Seen is how many of the newest deliveries are counted: at most 100.
func (b Breakers) Seen() int { return len(b.Recent) }

// Bounces is how many of them were to addresses that do not exist.
func (b Breakers) Bounces() int { return strings.Count(b.Recent, string(cameBounced)) }

// Refusals is how many of them met a reply that speaks of spam or a block.
func (b Breakers) Refusals() int { return strings.Count(b.Recent, string(cameRefused)) }

// Count is what tripped the breaker.
func (b Breakers) Count() int {
	switch b.Tripped {
	case ManyBounces:
		return b.Bounces()
	case ManyRefusals:
		return b.Refusals()
	case ManyLogins:
		return b.Logins
	}
	return 0
}

// Hold is the account's hold when a breaker has tripped on a reply.
func (b Breakers) Hold(r Reply, now time.Time) *Hold {
	return &Hold{Reply: r, Verdict: Verdict{Kind: b.Tripped, Scope: AccountScope, NeedsUser: true}, Since: now, Streak: 1}
}

// adviseBreaker says a breaker's hold in plain words.
func adviseBreaker(k Kind) (Advice, bool) {
	const self = "Evenpost has stopped the account in time; the recipients stay waiting. When you let it go on, it counts anew."
	switch k {
	case ManyBounces:
		return Advice{
			Title: "More than 5 of the last 100 addresses do not exist.", Whose: WhoseYours,
			Do:   "Providers block senders with lists like that. Look at the failed ones under Attention: is this an old list? Go on only when you trust the rest.",
			Self: self,
		}, true
	case ManyRefusals:
		return Advice{
			Title: "Three mails were refused as spam or because of a block.", Whose: WhoseYours,
			Do:   "Read the server's words at the failed ones. Change the message, or wait until the block is lifted; going on now makes it worse.",
			Self: self,
		}, true
	case ManyLogins:
		return Advice{
			Title: "Three logins in a row failed.", Whose: WhoseProvider,
			Do:   "Check user name and password with “Test connection”, then go on. More attempts could lock the mailbox.",
			Self: self,
		}, true
	}
	return Advice{}, false
}
