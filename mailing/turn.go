package mailing

// Turn is what a lane asks of the queue at once. All of it is written in one durable commit, or nothing.
type Turn struct {
	AccountID int64
	Done      []Settlement // what became of deliveries claimed before
	Want      int          // how many due deliveries to claim at most
	Pace      *Pace        // the account's pace, when it changed
	Learned   *Learned     // what the server taught, when it did
	Incidents []Incident   // what happened, for people to read
}
