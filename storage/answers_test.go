package storage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"evenpost/mailing"
)

// mailbox is a world whose mails have all gone out, and the answers that come in.
type mailbox struct {
	*world
	campaign mailing.Campaign
	jobs     []mailing.Job
	uid      uint32
}

func newMailbox(t *testing.T, people int) *mailbox {
	t.Helper()
	m := &mailbox{world: newWorld(t)}
	_, err := m.Recover(t.Context(), m.now)
	m.ok(err)
	m.people("p", people)
	id := m.started("Easter", everyone())
	m.jobs = m.turn(people)
	var done []mailing.Settlement
	for _, j := range m.jobs {
		done = append(done, m.came(j, accepted))
	}
	m.turn(0, done...)
	m.campaign = m.world.campaign(id)
	return m
}

// arrival is an answer to the i-th mail.
func (m *mailbox) arrival(kind mailing.AnswerKind, i int) mailing.Arrival {
	m.uid++
	id := mailing.MessageID(m.campaign.UID, m.jobs[i].Delivery.ID, "bakery.example")
	return mailing.Arrival{
		Answer: mailing.Answer{Kind: kind, At: m.now, From: m.jobs[i].Delivery.Address, Excerpt: "words"},
		UID:    m.uid, Key: fmt.Sprint("message ", m.uid), Names: []string{"none@elsewhere.example", "<" + id + ">"},
	}
}

// bounce is a mail that came back with the words of another server.
func (m *mailbox) bounce(i int, text string) mailing.Arrival {
	a := m.arrival(mailing.AnswerBounce, i)
	code, rest, _ := strings.Cut(text, " ")
	a.Reply = mailing.Reply{Stage: mailing.StageBounce, Code: 550, Enhanced: code, Text: rest}
	a.Verdict = mailing.Judge(a.Reply, m.now, mailing.History{})
	return a
}

func (m *mailbox) take(all ...mailing.Arrival) mailing.AnswerCounts {
	m.tb.Helper()
	mark := mailing.InboxMark{Server: "info on imap.bakery.example", Validity: 7, UID: m.uid, ReadAt: m.now}
	counts, upTo, err := m.TakeAnswers(m.tb.Context(), m.account, mailing.Gathered{Mark: mark, Arrivals: all}, m.now)
	if must(m.tb, counts, err); upTo != m.uid {
		m.tb.Errorf("read up to %d, want %d", upTo, m.uid)
	}
	return counts
}

const noSuchUser = "5.1.1 The email account that you tried to reach does not exist."

func TestABounceFailsItsDeliveryOnce(t *testing.T) {
	m := newMailbox(t, 4)
	used := m.used()
	gone, full := m.bounce(0, noSuchUser), m.bounce(1, "5.2.2 mailbox full")
	for range 2 { // the second time nothing is new
		counts := m.take(gone, full)
		if m.uid == 2 && counts != (mailing.AnswerCounts{Bounces: 2, Failed: 2, Suppressed: 1}) && counts.Total() != 0 {
			t.Errorf("%+v", counts)
		}
	}
	c := m.world.campaign(m.campaign.ID)
	if want := (mailing.Counts{Total: 4, Sent: 2, Failed: 2}); c.Counts != want || c.State != mailing.Finished {
		t.Errorf("%+v %s, want %+v", c.Counts, c.State, want)
	}
	if m.used() != used {
		t.Errorf("the account has used %d of its limits, %d before", m.used(), used)
	}
	d := m.delivery(m.jobs[0].Delivery.ID)
	if d.State != mailing.Failed || d.Verdict.Kind != mailing.HardBounce || !d.Verdict.Permanent || d.Reply.Stage != mailing.StageBounce || d.Reply.Code != 550 {
		t.Errorf("%+v", d)
	}
	tries, err := m.Attempts(t.Context(), d.ID)
	if err != nil || len(tries) != 2 || tries[0].Reply != accepted || tries[1].Reply.Stage != mailing.StageBounce {
		t.Errorf("its history: %+v, %v", tries, err)
	}
	groups, err := m.FailureGroups(t.Context(), 0)
	if err != nil || len(groups) != 2 {
		t.Errorf("%+v, %v", groups, err)
	}
	never, err := m.Suppressions(t.Context(), "")
	if err != nil || len(never) != 1 || never[0].Address != d.Address || never[0].Reason != mailing.Bounced || !strings.Contains(never[0].Note, "does not exist") {
		t.Errorf("never mailed: %+v, %v", never, err)
	}
	m.ok(m.Examine(t.Context()))
	// The mailbox is numbered anew: the same mails have other numbers, and are the same.
	gone.UID, full.UID = 71, 72
	if _, _, err := m.TakeAnswers(t.Context(), m.account, mailing.Gathered{Mark: mailing.InboxMark{Server: "x", Validity: 8, UID: 72}, Arrivals: []mailing.Arrival{gone, full}}, m.now); err != nil {
		t.Fatal(err)
	}
	all, err := m.Answers(t.Context(), AnswerQuery{CampaignID: m.campaign.ID})
	if err != nil || len(all) != 2 || all[0].Campaign != "Easter" || all[0].ContactID == 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if mark, err := m.InboxMark(t.Context(), m.account); err != nil || mark.UID != 72 || mark.Validity != 8 {
		t.Errorf("%+v, %v", mark, err)
	}
}

// Whoever is tried again after a bounce waits although the journal knows that the mail went out.
func TestTryingAgainAfterABounceIsNoDamage(t *testing.T) {
	m := newMailbox(t, 2)
	m.take(m.bounce(0, "5.2.2 mailbox full"))
	if n, err := m.Retry(t.Context(), DeliveryQuery{CampaignID: m.campaign.ID}, m.now); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	m.ok(m.Examine(t.Context()))
	jobs := m.turn(1)
	if len(jobs) != 1 {
		t.Fatal("it does not go out again")
	}
	// What came back before is told while the second try is under way: it is not settled, so it waits.
	early := m.bounce(0, noSuchUser)
	counts, upTo, err := m.TakeAnswers(t.Context(), m.account, mailing.Gathered{Mark: mailing.InboxMark{Server: "s", Validity: 7, UID: m.uid}, Arrivals: []mailing.Arrival{early}}, m.now)
	if err != nil || counts.Total() != 0 || upTo != early.UID-1 {
		t.Errorf("%+v up to %d, %v", counts, upTo, err)
	}
	m.turn(0, m.came(jobs[0], accepted))
	if counts := m.take(early); counts.Failed != 1 {
		t.Errorf("%+v", counts)
	}
}

func TestAnswersChangeNothingByThemselves(t *testing.T) {
	m := newMailbox(t, 3)
	forged := m.bounce(0, noSuchUser)
	forged.Names = []string{strings.Repeat("a", 32) + "@bakery.example", "x@y"}
	stranger := m.arrival(mailing.AnswerReply, 1)
	stranger.Names = nil
	out := m.arrival(mailing.AnswerUnsubscribe, 1)
	out.Names, out.About, out.From = nil, []string{"nobody@example.com"}, "somebody@example.net"
	elsewhere := m.bounce(2, noSuchUser) // passed on to another address, which is the one that does not exist
	elsewhere.About = []string{"moved@example.org"}
	counts := m.take(forged, stranger, out, m.arrival(mailing.AnswerAuto, 0), m.arrival(mailing.AnswerReply, 0), m.arrival(mailing.AnswerReply, 0), m.arrival(mailing.AnswerDelayed, 1), elsewhere)
	if want := (mailing.AnswerCounts{Replies: 2, AutoReplies: 1, Delayed: 1, Bounces: 1, Failed: 1}); counts != want {
		t.Errorf("%+v, want %+v", counts, want)
	}
	if c := m.world.campaign(m.campaign.ID).Counts; c.Sent != 2 || c.Failed != 1 {
		t.Errorf("%+v", c)
	}
	if never, err := m.Suppressions(t.Context(), ""); len(never) != 0 || err != nil {
		t.Errorf("%+v, %v", never, err)
	}
	if counts, err := m.CountAnswers(t.Context(), m.campaign.ID); err != nil || counts.Replies != 1 || counts.Bounces != 1 {
		t.Errorf("people who wrote back, each once: %+v, %v", counts, err)
	}
	told, err := m.Incidents(t.Context(), 0, m.campaign.ID, 10)
	if err != nil || !slices.ContainsFunc(told, func(e mailing.Incident) bool { return e.What == mailing.Answered && e.N == 2 }) {
		t.Errorf("%+v, %v", told, err)
	}
}

func TestWhoWantsNoMoreIsNeverMailed(t *testing.T) {
	m := newMailbox(t, 4)
	by := m.arrival(mailing.AnswerUnsubscribe, 1) // by the address in the subject, from another mailbox of hers
	by.Names, by.About, by.From = nil, []string{"P2@Example.com"}, "private@example.net"
	self := m.arrival(mailing.AnswerUnsubscribe, 2) // no contact any more, but it is her own address
	self.Names, self.About, self.From = nil, []string{"gone@example.com"}, "Gone@Example.com"
	counts := m.take(m.arrival(mailing.AnswerUnsubscribe, 0), by, self, m.arrival(mailing.AnswerComplaint, 3))
	if counts.Unsubscribed != 3 || counts.Complaints != 1 || counts.Suppressed != 4 {
		t.Errorf("%+v", counts)
	}
	for address, reason := range map[string]mailing.SuppressionReason{
		"p1@example.com": mailing.Unsubscribed, "p2@example.com": mailing.Unsubscribed, "gone@example.com": mailing.Unsubscribed, "p4@example.com": mailing.Complained,
	} {
		never, err := m.Suppressions(t.Context(), address)
		if err != nil || len(never) != 1 || never[0].Reason != reason {
			t.Errorf("%s: %+v, %v", address, never, err)
		}
	}
	if c := m.world.campaign(m.campaign.ID).Counts; c.Sent != 4 {
		t.Errorf("%+v", c)
	}
	p, err := m.About(t.Context(), "p2@example.com", m.now)
	if err != nil || len(p.Answers) != 1 || p.Answers[0].From != "private@example.net" {
		t.Errorf("%+v, %v", p.Answers, err)
	}
}

// A reply of somebody who was merged into another contact is the other's.
func TestRepliesOfTheMerged(t *testing.T) {
	m := newMailbox(t, 3)
	m.take(m.arrival(mailing.AnswerReply, 0))
	ids, err := m.ContactIDs(t.Context(), ContactQuery{Sort: SortAdded})
	m.ok(err)
	if _, err := m.MergeContacts(t.Context(), ids[1], ids[:1]); err != nil {
		t.Fatal(err)
	}
	replied := mailing.Rule{Condition: mailing.Condition{About: mailing.AboutReplied, Test: mailing.TestEver}}
	got, err := m.ContactIDs(t.Context(), ContactQuery{Rule: replied, At: m.now})
	if err != nil || !slices.Equal(got, ids[1:2]) {
		t.Errorf("%v of %v, %v", got, ids, err)
	}
	all, err := m.Answers(t.Context(), AnswerQuery{ContactID: ids[1]})
	if err != nil || len(all) != 1 || all[0].ContactID != ids[1] {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestBouncesStopTheAccountInTime(t *testing.T) {
	m := newMailbox(t, 150)
	held := func() *mailing.Hold {
		a, err := m.Account(t.Context(), m.account)
		m.ok(err)
		return a.Hold
	}
	// Six, but never more than five of a hundred that went out one after the other.
	for _, i := range []int{0, 15, 30, 45, 60, 120} {
		m.take(m.bounce(i, noSuchUser))
	}
	if h := held(); h != nil {
		t.Fatalf("stopped: %+v", h)
	}
	m.take(m.bounce(75, noSuchUser))
	h := held()
	if h == nil || h.Verdict.Kind != mailing.ManyBounces || !h.Until.IsZero() {
		t.Fatalf("%+v", h)
	}
	told, err := m.Incidents(t.Context(), m.account, 0, 50)
	if err != nil || !slices.ContainsFunc(told, func(e mailing.Incident) bool { return e.What == mailing.BreakerTripped && e.N == 6 }) {
		t.Errorf("%+v, %v", told, err)
	}
	m.ok(m.SetHold(t.Context(), m.account, nil)) // the user goes on, and what has been counts no more
	m.now = time.Now()
	m.take(m.bounce(99, noSuchUser))
	if h := held(); h != nil {
		t.Errorf("stopped again: %+v", h)
	}
}

func TestInboxTrouble(t *testing.T) {
	m := newMailbox(t, 1)
	a, err := m.Account(t.Context(), m.account)
	m.ok(err)
	for range 3 {
		m.ok(m.SetInboxTrouble(t.Context(), a, mailing.InboxTrouble{Fault: mailing.FaultLogin, Text: "no", Since: m.now}))
	}
	mark, err := m.InboxMark(t.Context(), m.account)
	if err != nil || mark.Trouble == nil || mark.Trouble.Fault != mailing.FaultLogin {
		t.Errorf("%+v, %v", mark, err)
	}
	m.take()
	told, err := m.Incidents(t.Context(), m.account, 0, 50)
	var said []mailing.IncidentKind
	for _, e := range told {
		if e.CampaignID == 0 {
			said = append(said, e.What)
		}
	}
	if want := []mailing.IncidentKind{mailing.InboxWorks, mailing.InboxFailed}; err != nil || !slices.Equal(said, want) {
		t.Errorf("%v, %v", said, err)
	}
	if mark, err := m.InboxMark(t.Context(), m.account); err != nil || mark.Trouble != nil || mark.UID != m.uid || !mark.ReadAt.Equal(m.now) {
		t.Errorf("%+v, %v", mark, err)
	}
}
