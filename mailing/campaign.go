package mailing

import (
	"regexp"
	"time"
)

// Campaign is one mailing: audience + template + account + when.
type Campaign struct {
	ID         int64
	UID        string // random, given at creation; part of every Message-ID
	Name       string
	TemplateID int64
	AccountID  int64
	SecondID   int64   // another account that helps, or 0
	Sharing    Sharing // how it helps
	Audience   Audience
	NotBulk    bool      // the user said that this is not bulk mail
	StartAt    time.Time // zero: at once
	State      CampaignState
	Reason     string  // why it is paused, in words, when not by the user
	Message    Message // frozen when the campaign starts; later changes of the template do not touch it
	Counts     Counts
	CreatedAt  time.Time
	StartedAt  time.Time
	FinishedAt time.Time
}

// Sharing is how the second account of a campaign helps the first.
type Sharing string

// The ways to share.
const (
	TakesOver Sharing = "takes-over" // the second sends only while the first is full or stopped
	Shares    Sharing = "shares"     // both send, each as much as it has left
)

// Audience says who gets a campaign: everyone on any of the lists, with any of the tags or in any of the segments, or all
// contacts.
type Audience struct {
	Everyone   bool
	ListIDs    []int64
	Tags       []string
	SegmentIDs []int64 `json:",omitempty"`
}

// Empty says whether the audience names nobody.
func (a Audience) Empty() bool {
	return !a.Everyone && len(a.ListIDs) == 0 && len(a.Tags) == 0 && len(a.SegmentIDs) == 0
}

// Counts are the deliveries of a campaign by state.
type Counts struct {
	Total, Waiting, Sending, Sent, Failed, InDoubt, Skipped, Cancelled int
}

// Of is the number of deliveries in a state.
func (c Counts) Of(s DeliveryState) int {
	if p := c.at(s); p != nil {
		return *p
	}
	return 0
}

// Add changes the number in a state by n; Total is left alone.
func (c *Counts) Add(s DeliveryState, n int) {
	if p := c.at(s); p != nil {
		*p += n
	}
}

func (c *Counts) at(s DeliveryState) *int {
	switch s {
	case Waiting:
		return &c.Waiting
	case Sending:
		return &c.Sending
	case Sent:
		return &c.Sent
	case Failed:
		return &c.Failed
	case InDoubt:
		return &c.InDoubt
	case Skipped:
		return &c.Skipped
	case Cancelled:
		return &c.Cancelled
	}
	return nil
}

// Done is how many deliveries are at rest.
func (c Counts) Done() int { return c.Total - c.Waiting - c.Sending }

// Format is how a template's body is written.
type Format string

// The formats of a body.
const (
	Markdown Format = "markdown"
	HTML     Format = "html"
	Text     Format = "text"
)

// Message is what is written in a mailing: Liquid in every part.
type Message struct {
	Subject   string
	Preheader string
	Body      string
	Format    Format
}

var blank = regexp.MustCompile(`\[([^\[\]\n]{2,120})\](?:[^(\[:]|$)`)

// Blanks are the [places in brackets] that a starter template leaves for its user to fill in. Links of Markdown are not
// among them, and HTML has none.
func (m Message) Blanks() []string {
	if m.Format == HTML {
		return nil
	}
	var all []string
	for _, part := range []string{m.Subject, m.Preheader, m.Body} {
		for _, found := range blank.FindAllStringSubmatch(part, -1) {
			all = append(all, found[1])
		}
	}
	return all
}

// Template is a message kept under a name.
type Template struct {
	ID        int64
	Name      string
	Message   Message
	UpdatedAt time.Time
}

// Identity is who the business is, as bulk mail must say it.
type Identity struct {
	Business       string // name under the message
	PostalAddress  string
	Unsubscribe    string // mail address that takes opt-outs; empty: the account's own
	UnsubscribeURL string // the user's own https address, or empty; may hold {{ email }}
}
