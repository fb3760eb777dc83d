package mailing

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"time"
)

// Answer is a mail that came to the user's own mailbox because of one that Evenpost had sent.
type Answer struct {
	ID        int64
	AccountID int64 // whose mailbox it came to
	Kind      AnswerKind
	At        time.Time // when it came
	From      string    // the address of who wrote it, as the mail says
	Excerpt   string    // its first words, or what the report says
	Reply     Reply     // of a bounce: what the other server said
	Verdict   Verdict   // of Reply

	DeliveryID int64 // what it answers; 0: an opt-out that names no mailing
	CampaignID int64
	Campaign   string
	ContactID  int64
	Address    string // whom the mail was sent to
}

// AnswerKind is what an answer is.
type AnswerKind string

// The kinds of answers.
const (
	AnswerReply       AnswerKind = "reply"       // somebody wrote back
	AnswerAuto        AnswerKind = "auto-reply"  // a program did: away, received
	AnswerBounce      AnswerKind = "bounce"      // the mail came back
	AnswerDelayed     AnswerKind = "delayed"     // it is late, and still being tried
	AnswerUnsubscribe AnswerKind = "unsubscribe" // somebody wants no more mailings
	AnswerComplaint   AnswerKind = "complaint"   // somebody told their provider that it is spam
)

// AnswerKinds lists every kind.
func AnswerKinds() []AnswerKind {
	return []AnswerKind{AnswerReply, AnswerAuto, AnswerBounce, AnswerDelayed, AnswerUnsubscribe, AnswerComplaint}
}

// Arrival is an answer as it is found in a mailbox, before it is known which delivery it is about.
type Arrival struct {
	Answer

	UID   uint32
	Key   string   // the same for the same mail, wherever the server keeps it
	Names []string // the Message-IDs that it names, without brackets, the most telling first
	About []string // the addresses that a report speaks of, or that somebody wants off the list
}

// Gathered is what was found in one stretch of a mailbox, in the order of its messages.
type Gathered struct {
	Mark     InboxMark
	Arrivals []Arrival
}

// AnswerCounts says how many answers of each kind were new.
type AnswerCounts struct {
	Replies, AutoReplies, Bounces, Delayed, Unsubscribed, Complaints int
	Failed                                                           int // of the bounces, those by which a delivery failed
	Suppressed                                                       int // addresses that are never mailed any more
}

// Add counts answers of a kind.
func (c *AnswerCounts) Add(k AnswerKind, n int) {
	switch k {
	case AnswerReply:
		c.Replies += n
	case AnswerAuto:
		c.AutoReplies += n
	case AnswerBounce:
		c.Bounces += n
	case AnswerDelayed:
		c.Delayed += n
	case AnswerUnsubscribe:
		c.Unsubscribed += n
	case AnswerComplaint:
		c.Complaints += n
	}
}

// Plus is both together.
func (c AnswerCounts) Plus(d AnswerCounts) AnswerCounts {
	return AnswerCounts{
		c.Replies + d.Replies, c.AutoReplies + d.AutoReplies, c.Bounces + d.Bounces, c.Delayed + d.Delayed, c.Unsubscribed + d.Unsubscribed,
		c.Complaints + d.Complaints, c.Failed + d.Failed, c.Suppressed + d.Suppressed,
	}
}

// Total is how many there were.
func (c AnswerCounts) Total() int {
	return c.Replies + c.AutoReplies + c.Bounces + c.Delayed + c.Unsubscribed + c.Complaints
}

// Follows is what an answer has for consequences. It is the only place that decides.
type Follows struct {
	Fails    bool              // the delivery failed after all
	Suppress SuppressionReason // why the address is never mailed any more; "": it may be
}

// Follow decides what becomes of the delivery that an answer is about. It is in state; about are the addresses that the
// answer speaks of.
func (a Answer) Follow(state DeliveryState, about []string) Follows {
	var out Follows
	switch a.Kind {
	case AnswerBounce:
		out.Fails = state.CanBecome(Failed) && state != Sending
		// Somebody's mail may be passed on, to many: that one of those does not exist is no reason to forget the first.
		if a.Verdict.Kind == HardBounce && a.Verdict.Permanent && (len(about) == 0 || names(about, a.Address)) {
			out.Suppress = Bounced
		}
	case AnswerUnsubscribe:
		out.Suppress = Unsubscribed
	case AnswerComplaint:
		out.Suppress = Complained
	case AnswerReply, AnswerAuto, AnswerDelayed:
	}
	return out
}

func names(all []string, address string) bool {
	key := AddressKey(address)
	for _, a := range all {
		if AddressKey(a) == key {
			return true
		}
	}
	return false
}

// MessageKey is what a Message-ID of ours is recognised by.
type MessageKey [20]byte

func keyOf(campaignUID string, deliveryID int64) MessageKey {
	sum := sha256.Sum256(strconv.AppendInt(append([]byte(campaignUID), '/'), deliveryID, 10))
	return MessageKey(sum[:len(MessageKey{})])
}

const keyLetters = 32 // that MessageKey takes in base 32

func messageEncoding() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }

// ParseMessageID reads a Message-ID, with or without brackets. ok is false for one that cannot be ours.
func ParseMessageID(id string) (key MessageKey, ok bool) {
	local, domain, found := strings.Cut(strings.Trim(strings.TrimSpace(id), "<>"), "@")
	if !found || domain == "" || len(local) != keyLetters {
		return key, false
	}
	n, err := messageEncoding().Decode(key[:], []byte(strings.ToUpper(local)))
	return key, err == nil && n == len(key)
}

// FindMessages looks for deliveries of a campaign whose Message-IDs are wanted, among those with ids from first to last. It
// calculates them: a million take a tenth of a second, and nothing need be kept for it.
func FindMessages(campaignUID string, first, last int64, wanted map[MessageKey]bool, found func(MessageKey, int64)) {
	buf := append([]byte(campaignUID), '/')
	for id := first; id <= last; id++ {
		sum := sha256.Sum256(strconv.AppendInt(buf, id, 10))
		if key := MessageKey(sum[:len(MessageKey{})]); wanted[key] {
			found(key, id)
		}
	}
}
