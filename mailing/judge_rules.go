package mailing

// A reading is a reply taken apart, as far as rules look at it.
type reading struct {
	says     sayings
	at       places
	code     int // 0 when there is none; made from the enhanced code where only that is known
	subject  int // of the enhanced code, as in 5.subject.detail (RFC 3463); -1 when there is none
	detail   int
	empty    bool // no words at all
	original Reply
}

// places are stages as a set.
type places uint16

const (
	inGreeting places = 1 << iota
	inTLS
	inLogin
	inMail
	inRcpt
	inContent // DATA and after the dot
	inBounce
	nowhere // a line of which the stage is not known

	early     = inGreeting | inTLS | inLogin | inMail // nobody has been named yet
	own       = inGreeting | inTLS | inLogin | inMail | inContent
	atTheirs  = inRcpt | inBounce | nowhere // it may be the recipient's server that speaks
	elsewhere = inBounce | nowhere
)

func placeOf(s Stage) places {
	switch s {
	case StageConnect, StageGreeting:
		return inGreeting
	case StageTLS:
		return inTLS
	case StageLogin:
		return inLogin
	case StageMail:
		return inMail
	case StageRcpt:
		return inRcpt
	case StageData, StageDot, StageCompose:
		return inContent
	case StageBounce:
		return inBounce
	}
	return nowhere
}

// rule is a row of the table: when all its conditions hold, it makes the verdict. A condition that is not given holds.
type rule struct {
	in    places   // the stage is one of these
	code  codes    // the code is one of these
	says  []saying // one of these is said
	also  []saying // and one of these
	not   []saying // and none of these
	kind  Kind
	scope Scope
	holds permanence
}

// codes are conditions on a reply's codes.
type codes uint32

const (
	temporary      codes = 1 << iota // 4xx
	permanent                        // 5xx
	closing                          // 421
	loginCode                        // 530, 534, 535, 538
	authCode                         // 530, 534, 535, 538, x.7.8, x.7.9 …
	storage                          // 452, x.3.1
	fullCode                         // 552, x.2.2
	badAddress                       // x.1.1, x.1.2, x.1.3, x.1.4, x.1.6, x.1.10
	noRoute                          // x.4.4, x.1.2: no way to the domain
	senderCode                       // x.1.7, x.1.8
	manyCode                         // x.5.3, 452 4.5.3
	limitCode                        // x.4.5 with a 5: the provider's way to say quota
	disabledOf                       // x.2.1
	securityOf                       // x.7.*
	networkOf                        // x.4.*
	systemOf                         // x.3.*
	sizeCode                         // x.3.4, x.2.3
	refusal                          // 550, 551, 553, 554 …: a 5xx for one recipient
	noMail                           // 521: this host takes no mail from that one (RFC 7504)
	unmade                           // 50x: not understood
	noSuch                           // 550, 551, 553: what servers say of a mailbox that is not there
	mailboxTrouble                   // 4.2.*: something is the matter with one mailbox
	uncoded                          // no code at all
	mediaCode                        // x.6.*: the message is not as it should be
)

// permanence is whether trouble passes by itself.
type permanence uint8

const (
	byCode permanence = iota // as the code says, unless the text says “later”
	passes                   // it does, whatever the code says
	stays                    // it does not
)

func (r *reading) is(c codes) bool {
	x := r.code
	for _, t := range [...]struct {
		c  codes
		is bool
	}{
		{temporary, x >= 400 && x < 500},
		{permanent, x >= 500},
		{closing, x == 421},
		{loginCode, x == 530 || x == 534 || x == 535 || x == 538},
		{authCode, x == 530 || x == 534 || x == 535 || x == 538 || r.subject == 7 && (r.detail == 8 || r.detail == 9 || r.detail == 11 || r.detail == 57 || r.detail == 139)},
		{storage, x == 452 || r.subject == 3 && r.detail == 1},
		{fullCode, x == 552 || r.subject == 2 && r.detail == 2},
		{badAddress, r.subject == 1 && (r.detail >= 1 && r.detail <= 4 || r.detail == 6 || r.detail == 10)},
		{noRoute, r.subject == 4 && r.detail == 4 || r.subject == 1 && r.detail == 2},
		{senderCode, r.subject == 1 && (r.detail == 7 || r.detail == 8)},
		{manyCode, r.subject == 5 && r.detail == 3},
		{limitCode, x >= 500 && r.subject == 4 && r.detail == 5},
		{disabledOf, r.subject == 2 && r.detail == 1},
		{securityOf, r.subject == 7},
		{networkOf, r.subject == 4},
		{systemOf, r.subject == 3},
		{sizeCode, r.subject == 3 && r.detail == 4 || r.subject == 2 && r.detail == 3},
		{refusal, x >= 550},
		{noMail, x == 521},
		{unmade, x >= 500 && x < 530},
		{noSuch, x == 550 || x == 551 || x == 553},
		{mailboxTrouble, x < 500 && r.subject == 2},
		{uncoded, x == 0},
		{mediaCode, r.subject == 6},
	} {
		if c&t.c != 0 && t.is {
			return true
		}
	}
	return false
}

func (u *rule) fits(r *reading) bool {
	return (u.in == 0 || u.in&r.at != 0) &&
		(u.says == nil || r.says.any(u.says)) && (u.also == nil || r.says.any(u.also)) && (u.not == nil || !r.says.any(u.not)) &&
		(u.code == 0 || r.is(u.code))
}

// a is a short way to write what texts say in the table.
func a(of ...saying) []saying { return of }
