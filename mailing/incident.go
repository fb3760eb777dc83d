package mailing

import (
	"strings"
	"time"
)

// Incident is something that happened to an account or a campaign, for people to read later. It is written in the same
// commit as what it tells of.
type Incident struct {
	ID         int64
	At         time.Time
	AccountID  int64 // 0: none
	CampaignID int64 // 0: none in particular
	What       IncidentKind
	Reply      Reply      // of the server, when it had a say in it
	Verdict    Verdict    // of Reply
	Until      time.Time  // how long it lasts, when that is known
	N          int        // the number in its sentence, such as of messages an hour
	Name       string     // the name in its sentence: an account, a recipient domain, or why a campaign was paused
	Limit      Limit      // the limit in its sentence
	Fault      InboxFault // of a mailbox
}

// IncidentKind is what an incident is about.
type IncidentKind string

// What can happen to an account.
const (
	AccountHeld     IncidentKind = "account-held"     // Verdict, Reply, Until: it does not send now
	AccountReleased IncidentKind = "account-released" // the user let it go on
	AccountGoesOn   IncidentKind = "account-goes-on"  // the hold ended and a message got through
	Reconnected     IncidentKind = "reconnected"      // the same, after the server could not be reached
	Probing         IncidentKind = "probing"          // the hold ended; one message is tried
	PaceLowered     IncidentKind = "pace-lowered"     // N messages an hour from now on
	PaceRaised      IncidentKind = "pace-raised"      // N messages an hour from now on
	PaceFull        IncidentKind = "pace-full"        // as fast as the server takes them
	FewerAtOnce     IncidentKind = "fewer-at-once"    // N connections
	MoreAtOnce      IncidentKind = "more-at-once"     // N connections
	DomainSlowed    IncidentKind = "domain-slowed"    // Name is the recipients' domain, Until
	BreakerTripped  IncidentKind = "breaker-tripped"  // Verdict says which, N how many
	SameReply       IncidentKind = "same-reply"       // N recipients got the same line in a row: they wait again
	LimitLearned    IncidentKind = "limit-learned"    // Limit
	LimitAccepted   IncidentKind = "limit-accepted"   // Limit
	StepByStep      IncidentKind = "step-by-step"     // the server mistook commands that travelled together
)

// What can happen to a campaign.
const (
	CampaignBegan     IncidentKind = "campaign-began"
	CampaignPaused    IncidentKind = "campaign-paused" // Name is the reason, empty when it was the user
	CampaignResumed   IncidentKind = "campaign-resumed"
	CampaignEnded     IncidentKind = "campaign-ended" // N were sent
	CampaignGivenUp   IncidentKind = "campaign-given-up"
	RecipientsRetried IncidentKind = "recipients-retried" // N of them
	SecondTookOver    IncidentKind = "second-took-over"   // Name is the second account's
	FirstTookBack     IncidentKind = "first-took-back"    // Name is the first account's
)

// What can happen to a mailbox that is read, and what answers tell of a campaign.
const (
	InboxFailed  IncidentKind = "inbox-failed"   // Fault: it cannot be read now
	InboxWorks   IncidentKind = "inbox-works"    // it can be read again
	CameBack     IncidentKind = "came-back"      // N mails
	Answered     IncidentKind = "answered"       // N people wrote back
	OptedOut     IncidentKind = "opted-out"      // N people want no more mailings
	CalledItSpam IncidentKind = "called-it-spam" // N people told their provider so
)

// IncidentKinds lists every kind.
func IncidentKinds() []IncidentKind {
	return []IncidentKind{
		AccountHeld, AccountReleased, AccountGoesOn, Reconnected, Probing, PaceLowered, PaceRaised, PaceFull, FewerAtOnce, MoreAtOnce, DomainSlowed,
		BreakerTripped, SameReply, LimitLearned, LimitAccepted, StepByStep, CampaignBegan, CampaignPaused, CampaignResumed, CampaignEnded, CampaignGivenUp,
		RecipientsRetried, SecondTookOver, FirstTookBack, InboxFailed, InboxWorks, CameBack, Answered, OptedOut, CalledItSpam,
	}
}

// Sentence is an incident in plain words. It is English and the key of its translations; its reader puts in the places:
// {{.N}} and {{.Name}} as they stand in the incident, {{.When}} for Until ("today at 14:10"), {{.Limit}} for Limit, and
// {{.What}} for the Title of the verdict's Advice.
func (e Incident) Sentence() string {
	switch e.What {
	case AccountHeld:
		if e.Until.IsZero() {
			return "{{.What}} The account has stopped until you say “Go on sending”; the recipients stay waiting."
		}
		return "{{.What}} The account goes on by itself {{.When}}."
	case AccountReleased:
		return "You let the account go on."
	case AccountGoesOn:
		return "A message got through: the account sends again."
	case Reconnected:
		return "The mail server can be reached again."
	case Probing:
		return "Trying with one message whether the account may send again."
	case PaceLowered:
		return "Going slower: about {{.N}} messages an hour."
	case PaceRaised:
		return "Going faster: about {{.N}} messages an hour."
	case PaceFull:
		return "At full speed: as fast as the server takes the messages."
	case FewerAtOnce:
		return "The server wants fewer connections: {{.N}} from now on."
	case MoreAtOnce:
		return "Trying more connections again: {{.N}}."
	case DomainSlowed:
		return "{{.Name}} asks to go slower: its recipients wait until {{.When}}, the others go on."
	case BreakerTripped:
		return "{{.What}} The account has stopped until you say “Go on sending”; the recipients stay waiting."
	case SameReply:
		return "The server said the same of {{.N}} recipients in a row, so it is about the account: they wait again."
	case LimitLearned:
		return "The server stops the account at {{.Limit}}. You can make that its limit."
	case LimitAccepted:
		return "The account's limit is {{.Limit}} now."
	case StepByStep:
		return "The server got commands wrong that were sent together. It gets them one by one from now on, which is a little slower."
	case CampaignBegan:
		return "The campaign began."
	case CampaignPaused:
		if e.Name != "" {
			return "The campaign was paused: {{.Name}}"
		}
		return "You paused the campaign."
	case CampaignResumed:
		return "The campaign goes on."
	case CampaignEnded:
		return "The campaign is finished: {{.N}} sent."
	case CampaignGivenUp:
		return "You cancelled the campaign."
	case RecipientsRetried:
		return "{{.N}} recipients are tried again."
	case SecondTookOver:
		return "“{{.Name}}” sends while the first account is full or stopped."
	case FirstTookBack:
		return "“{{.Name}}” sends again."
	case InboxFailed:
		return "{{.What}} Answers are not read meanwhile; sending goes on."
	case InboxWorks:
		return "The mailbox can be read again."
	case CameBack:
		return "Mails that came back: {{.N}}."
	case Answered:
		return "People who wrote back: {{.N}}."
	case OptedOut:
		return "People who asked for no more mailings: {{.N}}. They are never mailed again."
	case CalledItSpam:
		return "People who reported the mailing as spam: {{.N}}. They are never mailed again."
	}
	return string(e.What)
}

// Fill puts words in the places of a sentence, in one pass: what a word holds is not looked at again.
func Fill(sentence string, words map[string]string) string {
	pairs := make([]string, 0, 2*len(words))
	for place, word := range words {
		pairs = append(pairs, "{{."+place+"}}", word)
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}
