package mailing

import (
	"strings"
	"time"
)

// Delivery is one campaign to one recipient: the row everything is counted from.
type Delivery struct {
	ID         int64
	CampaignID int64
	Campaign   string // the campaign's name, filled when deliveries are listed
	ContactID  int64  // 0 once the contact is deleted
	Address    string // as it was when the campaign started, or as corrected since
	State      DeliveryState
	Tries      int       // tries used up by recipient-scope trouble
	DueAt      time.Time // not before; zero means now
	Reply      Reply     // the last one
	Verdict    Verdict   // of Reply
	ChangedAt  time.Time
}

// Attempt is one try to hand a delivery to the server.
type Attempt struct {
	DeliveryID int64
	At         time.Time
	Took       time.Duration
	Reply      Reply
	Verdict    Verdict
}

// Job is a claimed delivery with all that is needed to send it.
type Job struct {
	Delivery Delivery
	Campaign *Campaign // with its frozen Message; jobs share it and change nothing in it
	Contact  Contact
}

// Settlement is how a claimed delivery came out. Storage writes it, the attempt and the ledger in one transaction.
type Settlement struct {
	Attempt Attempt
	State   DeliveryState // Sent, Failed, InDoubt, Skipped, or Waiting for another try
	DueAt   time.Time     // when Waiting: not before
	Tried   bool          // a try was used up
	Counts  bool          // the message counts against the account's limits (accepted, or in doubt)
	Hold    *Hold         // the account is to stop, or nil
}

// Hold is why an account does not send, and until when.
type Hold struct {
	Reply   Reply
	Verdict Verdict
	Since   time.Time
	Until   time.Time // zero: until the user acts
	Streak  int       // how many times in a row the account was held for this kind; waits grow with it
}

// Over says whether the hold has ended by itself at the moment now. When the clock was set back since it began, nobody knows
// how much of it is left: it is over rather than hours longer, and what comes next is a probe.
func (h Hold) Over(now time.Time) bool {
	const slack = time.Minute // clocks that are set right a little are nothing to speak of
	return !h.Until.IsZero() && (!now.Before(h.Until) || now.Before(h.Since.Add(-slack)))
}

// Stronger is the hold that counts when another one comes: several connections meet the same trouble in their own
// words, and one that only the user can end is not shortened by one that passes by itself.
func Stronger(old, next *Hold, now time.Time) *Hold {
	if old == nil || old.Over(now) || next.Until.IsZero() || !old.Until.IsZero() && next.Until.After(old.Until) {
		return next
	}
	return old
}

// MessageID is the Message-ID of a delivery, fixed before its first try and the same at every further one, so that a
// receiving server can drop a second copy (RFC 5322 §3.6.4). It gives away neither host name nor numbering.
func MessageID(campaignUID string, deliveryID int64, domain string) string {
	key := keyOf(campaignUID, deliveryID)
	return strings.ToLower(messageEncoding().EncodeToString(key[:])) + "@" + domain
}
