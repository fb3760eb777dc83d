package mailing

import "time"

// Turn is what a lane asks of the queue at once. All of it is written in one durable commit, or nothing.
type Turn struct {
	AccountID int64
	Done      []Settlement // what became of deliveries claimed before
	Want      int          // how many due deliveries to claim at most
	Pace      *Pace        // the account's pace, when it changed
	Learned   *Learned     // what the server taught, when it did
	Incidents []Incident   // what happened, for people to read
	Again     []int64      // deliveries that failed or used up a try for what was the account's trouble: they wait again
	Rests     *time.Time   // until when the account is full or stopped, when that changed; the zero time: it is not
}
