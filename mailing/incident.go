package mailing

import "time"

// Incident is something that happened to an account or a campaign, for people to read later.
type Incident struct {
	ID         int64
	At         time.Time
	AccountID  int64 // 0: none
	CampaignID int64 // 0: none in particular
	What       IncidentKind
	Reply      Reply     // of the server, when it had a say in it
	Verdict    Verdict   // of Reply
	Until      time.Time // how long it lasts, when that is known
	N          int       // the number in its sentence, such as of messages an hour
}

// IncidentKind is what an incident is about.
type IncidentKind string
