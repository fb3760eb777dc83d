// Package pagetest gives the tests of pages a real store with people, an account, a message and campaigns in every stage. Nothing
// is sent: what a server would have said is said by the test.
package pagetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage"
	"evenpost/storage/contactfile"
	"evenpost/storage/storagetest"
)

// World is a store with something in it, and the engine over it, which does not run.
type World struct {
	T        testing.TB
	Store    *storage.Store
	Engine   *sender.Engine
	Account  int64
	List     int64
	Template int64
	Now      time.Time
	Took     time.Duration // for each mail; 0 means 430 ms
}

// New makes a store with so many people on the list "Customers", the account "Bakery", and a message.
func New(t testing.TB, people int) *World {
	t.Helper()
	w := &World{T: t, Store: storagetest.Open(t), Now: time.Now()}
	w.Engine = sender.New(sender.Deps{Store: w.Store, Dial: nobody{}.Dial, Secrets: nobody{}})
	ctx := t.Context()
	var err error
	w.List, err = w.Store.EnsureList(ctx, "Customers")
	w.check(err)
	if people > 0 {
		_, err = w.Store.ImportContacts(ctx, folk(people), storage.ImportOptions{ListIDs: []int64{w.List}})
		w.check(err)
	}
	w.Account, err = w.Store.AddAccount(ctx, mailing.Account{
		Name: "Bakery", Host: "mail.example.at", Port: 587, Security: mailing.StartTLS, Username: "info@baeckerei-huber.example", Connections: 2,
		From:   mailing.Mailbox{Name: "Bäckerei Huber", Address: "info@baeckerei-huber.example"},
		Limits: []mailing.Limit{{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}}, CreatedAt: w.Now,
	})
	w.check(err)
	w.Template, err = w.Store.AddTemplate(ctx, mailing.Template{Name: "Advent market", Message: mailing.Message{
		Subject: "Our Advent market opens on Friday, {{ first_name | default: \"dear friends\" }}",
		Body: "Dear {{ first_name | default: \"friends\" }},\n\nfrom Friday on our stall stands on the main square again: fresh stollen, vanilla crescents and hot " +
			"punch, every day from 10 to 20 o'clock.\n\nWhoever shows this mail gets a gingerbread heart for free.\n\nWarm regards,\nyour bakery Huber",
		Format: mailing.Markdown,
	}})
	w.check(err)
	w.check(w.Store.SetIdentity(ctx, mailing.Identity{Business: "Bäckerei Huber", PostalAddress: "Hauptplatz 3, 8010 Graz"}))
	return w
}

func (w *World) check(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

var (
	firstNames = [...]string{"Anna", "Josef", "Maria", "Franz", "Eva", "Karl", "Sophie", "Lukas", "Theresa", "Jonas", "Ingrid", "Paul"}
	lastNames  = [...]string{"Huber", "Gruber", "Bauer", "Wagner", "Müller", "Pichler", "Steiner", "Moser", "Mayer", "Hofer", "Leitner"}
	domains    = [...]string{"example.at", "mail.example", "post.example", "web.example"}
)

func folk(n int) iter.Seq2[contactfile.Row, error] {
	return func(yield func(contactfile.Row, error) bool) {
		for i := range n {
			first, last := firstNames[i%len(firstNames)], lastNames[i%len(lastNames)]
			c := mailing.Contact{Email: fmt.Sprintf("%s.%d@%s", mailing.Fold(first), i+1, domains[i%len(domains)]), FirstName: first, LastName: last}
			if !yield(contactfile.Row{Line: i + 2, Contact: c}, nil) {
				return
			}
		}
	}
}

// Draft makes a campaign for the list that has not started.
func (w *World) Draft(name string) int64 {
	w.T.Helper()
	id, err := w.Store.CreateCampaign(w.T.Context(), mailing.Campaign{Name: name, TemplateID: w.Template, AccountID: w.Account, Audience: mailing.Audience{ListIDs: []int64{w.List}}})
	w.check(err)
	return id
}

// Start makes a campaign and starts it.
func (w *World) Start(name string) int64 {
	w.T.Helper()
	id := w.Draft(name)
	w.check(w.Engine.Start(w.T.Context(), id))
	for more := true; more; {
		var err error
		more, err = w.Store.FillCampaigns(w.T.Context())
		w.check(err)
	}
	return id
}

// Send claims up to n deliveries of the account and settles them as reply says.
func (w *World) Send(n int, reply func(i int) mailing.Reply) {
	w.T.Helper()
	const most = 200
	for at := 0; at < n; {
		jobs, err := w.Store.Turn(w.T.Context(), mailing.Turn{AccountID: w.Account, Want: min(most, n-at)}, w.Now)
		w.check(err)
		if len(jobs) == 0 {
			return
		}
		var done []mailing.Settlement
		for i, j := range jobs {
			r := reply(at + i)
			a := mailing.Attempt{DeliveryID: j.Delivery.ID, At: w.Now, Took: cmp.Or(w.Took, 430*time.Millisecond), Reply: r, Verdict: mailing.Judge(r, w.Now, mailing.History{})}
			done = append(done, mailing.Schedule{}.Settle(j.Delivery, a, nil, w.Now))
		}
		_, err = w.Store.Turn(w.T.Context(), mailing.Turn{AccountID: w.Account, Done: done}, w.Now)
		w.check(err)
		at += len(jobs)
	}
}

// Over claims and settles so many a minute, for so many minutes; after each a minute has passed.
func (w *World) Over(minutes, each int, reply func(i int) mailing.Reply) {
	w.T.Helper()
	for m := range minutes {
		w.Send(each, func(i int) mailing.Reply { return reply(m*each + i) })
		w.Later(time.Minute)
	}
}

// Happened writes what happened to the account.
func (w *World) Happened(all ...mailing.Incident) {
	w.T.Helper()
	for i := range all {
		all[i].AccountID = w.Account
		if all[i].At.IsZero() {
			all[i].At = w.Now
		}
	}
	_, err := w.Store.Turn(w.T.Context(), mailing.Turn{AccountID: w.Account, Incidents: all}, w.Now)
	w.check(err)
}

// What servers say.
var (
	Taken   = mailing.Reply{Stage: mailing.StageDot, Code: 250, Enhanced: "2.0.0", Text: "Ok: queued as 4XyZ12"}
	Unknown = mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "<anna@example.at>: Recipient address rejected: User unknown in local recipient table"}
	Full    = mailing.Reply{Stage: mailing.StageRcpt, Code: 552, Enhanced: "5.2.2", Text: "The recipient's mailbox is over its quota"}
	Refused = mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Enhanced: "5.7.1", Text: "Message rejected due to local policy. See https://postmaster.example/help"}
	Lost    = mailing.Reply{Stage: mailing.StageDot, Text: "connection reset by peer", HandedOver: true}
	Later   = mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Enhanced: "4.7.1", Text: "Greylisted, please try again in 300 seconds"}
	NoLogin = mailing.Reply{Stage: mailing.StageLogin, Code: 535, Enhanced: "5.7.8", Text: "Authentication credentials invalid"}
)

// Mixed lets one in so many fail in each way; the others are taken.
func Mixed(i int) mailing.Reply {
	switch {
	case i%23 == 5:
		return Unknown
	case i%41 == 11:
		return Full
	case i%97 == 13:
		return Refused
	case i%149 == 17:
		return Lost
	case i%61 == 7:
		return Later
	}
	return Taken
}

// AllTaken lets everything be taken.
func AllTaken(int) mailing.Reply { return Taken }

// Later lets time pass: what was to be tried again is due.
func (w *World) Later(d time.Duration) { w.Now = w.Now.Add(d) }

// Hold stops the account for what a server said.
func (w *World) Hold(r mailing.Reply) {
	w.T.Helper()
	s := mailing.Schedule{}.Settle(mailing.Delivery{}, mailing.Attempt{Reply: r, Verdict: mailing.Judge(r, w.Now, mailing.History{})}, nil, w.Now)
	w.check(w.Store.SetHold(w.T.Context(), w.Account, s.Hold))
}

// Limit gives the account another limit.
func (w *World) Limit(l ...mailing.Limit) {
	w.T.Helper()
	a, err := w.Store.Account(w.T.Context(), w.Account)
	w.check(err)
	a.Limits = l
	w.check(w.Store.UpdateAccount(w.T.Context(), a))
}

// errNobody is what a test that sends by itself must not meet.
var errNobody = errors.New("nothing is sent in this test")

// nobody is a server that cannot be reached and a keychain that is empty.
type nobody struct{}

func (nobody) Dial(context.Context, mailing.Account, string) (sender.Session, error) {
	return nil, errNobody
}

func (nobody) Password(context.Context, mailing.Account) (string, error) { return "", errNobody }
