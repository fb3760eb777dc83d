package storage

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// machine does at random what users and the engine do, and knows what must be true after each step.
type machine struct {
	*world
	t         *rapid.T
	campaigns []int64
	accounts  []int64
	flying    map[int64][]mailing.Job         // by account: claimed and not settled
	far       map[int64]mailing.DeliveryState // of those: in doubt when handed over, sent when accepted, else waiting
	noted     bool                            // an engine has begun, so that is noted
	used      map[int64]int                   // by account: what its ledger must hold
	names     int

	model model
	acts  int
	dir   string
	dead  []*Store // killed
}

func TestQueueProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := emptyFolder(t)
		s, err := Open(t.Context(), dir)
		if err != nil {
			rt.Fatal(err)
		}
		w := &world{Store: s, tb: t, now: time.UnixMilli(1_790_000_000_000)}
		w.slice = 3
		w.account = w.newAccount("Bakery")
		m := &machine{world: w, t: rt, accounts: []int64{w.account, w.newAccount("Club")}, flying: map[int64][]mailing.Job{}, far: map[int64]mailing.DeliveryState{}, used: map[int64]int{}, model: model{}, dir: dir}
		defer func() {
			for _, s := range append(m.dead, m.Store) {
				if err := s.Close(); err != nil {
					rt.Error(err)
				}
			}
		}()
		m.spy()
		rt.Repeat(map[string]func(*rapid.T){
			"":         m.check,
			"contacts": m.addPeople,
			"start":    m.start,
			"fill":     m.fillOne,
			"turn":     m.takeTurn,
			"turn ":    m.takeTurn, // the most usual thing
			"pause":    func(*rapid.T) { m.may(m.PauseCampaign(m.ctx(), m.anyCampaign(), "")) },
			"resume":   func(*rapid.T) { m.may(m.ResumeCampaign(m.ctx(), m.anyCampaign())) },
			"cancel":   m.cancel,
			"correct":  m.correct,
			"kill":     m.kill,
			"retry":    m.retry,
			"doubt":    m.settleDoubt,
			"recover":  m.crash,
			"suppress": m.suppress,
			"delete":   m.deletePeople,
			"unhold":   func(*rapid.T) { m.may(m.SetHold(m.ctx(), rapid.SampledFrom(m.accounts).Draw(m.t, "account"), nil)) },
			"wait": func(rt *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.IntRange(1, 5*60*60).Draw(rt, "seconds")) * time.Second)
			},
			"test mail": func(rt *rapid.T) {
				account := rapid.SampledFrom(m.accounts).Draw(rt, "account")
				_, err := m.ReserveTest(m.ctx(), account, m.now)
				m.may(err)
				m.used[account]++
			},
		})
	})
}

func (m *machine) ctx() context.Context { return m.tb.Context() }

// may lets pass what a user can run into.
func (m *machine) may(err error) {
	if err != nil && !errors.Is(err, mailing.ErrWrongState) && !errors.Is(err, mailing.ErrNoRecipients) && !errors.Is(err, mailing.ErrNotFound) {
		m.t.Fatal(err)
	}
}

// spy records every change of a state that the database sees.
func (m *machine) spy() {
	for _, sql := range []string{
		`CREATE TABLE spied (what TEXT, old TEXT, new TEXT) STRICT`,
		`CREATE TRIGGER spy_deliveries AFTER UPDATE OF state ON deliveries WHEN old.state <> new.state BEGIN INSERT INTO spied VALUES ('delivery', old.state, new.state); END`,
		`CREATE TRIGGER spy_campaigns AFTER UPDATE OF state ON campaigns WHEN old.state <> new.state BEGIN INSERT INTO spied VALUES ('campaign', old.state, new.state); END`,
	} {
		if _, err := m.w.ExecContext(m.ctx(), sql); err != nil {
			m.t.Fatal(err)
		}
	}
}

func (m *machine) anyCampaign() int64 {
	if len(m.campaigns) == 0 {
		return 0
	}
	return rapid.SampledFrom(m.campaigns).Draw(m.t, "campaign")
}

func (m *machine) addPeople(rt *rapid.T) {
	m.names++
	m.people(fmt.Sprintf("n%d-", m.names), rapid.IntRange(1, 6).Draw(rt, "people"))
}

func (m *machine) start(rt *rapid.T) {
	if len(m.campaigns) == 4 {
		return
	}
	m.names++
	c := mailing.Campaign{Name: fmt.Sprint("campaign ", m.names), AccountID: rapid.SampledFrom(m.accounts).Draw(rt, "account"), Audience: everyone()}
	if rapid.Bool().Draw(rt, "with a second account") {
		c.SecondID, c.Sharing = m.accounts[0]+m.accounts[1]-c.AccountID, rapid.SampledFrom([]mailing.Sharing{mailing.Shares, mailing.TakesOver}).Draw(rt, "how")
	}
	id, err := m.CreateCampaign(m.ctx(), c)
	m.may(err)
	m.campaigns = append(m.campaigns, id)
	m.may(m.StartCampaign(m.ctx(), id, mailing.Message{Subject: "Bread"}, m.now))
}

func (m *machine) fillOne(*rapid.T) {
	_, err := m.FillCampaigns(m.ctx())
	m.may(err)
}

func (m *machine) takeTurn(rt *rapid.T) {
	account := rapid.SampledFrom(m.accounts).Draw(rt, "account")
	var done []mailing.Settlement
	var still []mailing.Job
	for _, j := range m.flying[account] {
		reply := rapid.SampledFrom([]mailing.Reply{{}, {Code: 1}, accepted, accepted, unknown, busy, lost, slowDown, wrongPass}).Draw(rt, "reply")
		switch reply {
		case mailing.Reply{Code: 1}:
			done = append(done, mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: j.Delivery.ID}, State: mailing.Waiting})
			m.used[account]--
		case mailing.Reply{}:
			m.goOn(j)
			still = append(still, j)
		default:
			s := m.came(j, reply)
			done = append(done, s)
			if !s.Counts {
				m.used[account]--
			}
		}
	}
	for _, d := range done {
		m.settled(d)
	}
	before, err := m.Account(m.ctx(), account)
	m.may(err)
	held := before.Hold != nil && !before.Hold.Over(m.now)
	for _, d := range done {
		held = held || d.Hold != nil
	}
	jobs, err := m.Turn(m.ctx(), mailing.Turn{AccountID: account, Done: done, Want: rapid.IntRange(0, 5).Draw(rt, "want")}, m.now)
	m.may(err)
	if held && len(jobs) > 0 {
		rt.Fatalf("claimed %d while the account is held", len(jobs))
	}
	m.claimed(jobs)
	for _, j := range jobs {
		if suppressed, err := isSuppressed(m.ctx(), m.r, j.Delivery.Address); suppressed || err != nil {
			rt.Fatalf("claimed a suppressed address (%v)", err)
		}
		if j.Delivery.DueAt.After(m.now) || j.Campaign.AccountID != account && j.Campaign.SecondID != account {
			rt.Fatalf("claimed %+v", j)
		}
	}
	for _, j := range jobs {
		m.far[j.Delivery.ID] = mailing.Waiting
		if !m.noted {
			m.far[j.Delivery.ID] = mailing.InDoubt
		}
	}
	m.used[account] += len(jobs)
	m.flying[account] = append(still, jobs...)
}

// goOn hands a message over, or more.
func (m *machine) goOn(j mailing.Job) {
	id := j.Delivery.ID
	if m.far[id] == mailing.Waiting && rapid.Bool().Draw(m.t, "handed over") {
		m.may(m.HandedOver(id))
		m.far[id] = mailing.InDoubt
	}
	if m.noted && m.far[id] == mailing.InDoubt && rapid.Bool().Draw(m.t, "accepted") {
		m.Accepted(id, accepted, time.Second)
		m.far[id] = mailing.Sent
	}
}

func (m *machine) retry(rt *rapid.T) {
	q := DeliveryQuery{CampaignID: m.anyCampaign()}
	if rapid.Bool().Draw(rt, "skipped too") {
		q.States = []mailing.DeliveryState{mailing.Failed, mailing.Skipped, mailing.Sent, mailing.InDoubt}
	}
	again := m.all(func(e *expected) bool {
		return (e.campaign == q.CampaignID || q.CampaignID == 0) && (e.state == mailing.Failed || e.state == mailing.Skipped && q.States != nil) &&
			m.stateOf(e.campaign) != mailing.CampaignCancelled
	}, mailing.Waiting)
	n, err := m.Retry(m.ctx(), q, m.now)
	m.may(err)
	if n != again {
		rt.Fatalf("%d are tried again, want %d", n, again)
	}
}

func (m *machine) settleDoubt(rt *rapid.T) {
	ids, err := selectAll(m.ctx(), m.r, scanID, `SELECT id FROM deliveries ORDER BY random() LIMIT 5`)
	m.may(err)
	arrived := rapid.Bool().Draw(rt, "arrived")
	for _, id := range ids {
		switch e := m.model[id]; {
		case e.state != mailing.InDoubt:
		case arrived:
			e.state = mailing.Sent
		case m.stateOf(e.campaign) != mailing.CampaignCancelled:
			e.state = mailing.Waiting
		}
	}
	_, err = m.SettleDoubt(m.ctx(), ids, arrived, m.now)
	m.may(err)
}

func (m *machine) crash(*rapid.T) {
	want := 0
	for account, jobs := range m.flying {
		for _, j := range jobs {
			e := m.model[j.Delivery.ID]
			switch e.state = m.far[j.Delivery.ID]; {
			case e.state == mailing.InDoubt:
				want++
			case e.state != mailing.Waiting:
			default:
				m.used[account]--
				if m.stateOf(e.campaign) == mailing.CampaignCancelled {
					e.state = mailing.Cancelled
				}
			}
		}
		m.flying[account] = nil
	}
	n, err := m.Recover(m.ctx(), m.now)
	m.may(err)
	if n != want {
		m.t.Fatalf("%d in doubt, want %d", n, want)
	}
	m.noted = true
}

func (m *machine) suppress(rt *rapid.T) {
	emails, err := selectAll(m.ctx(), m.r, scanText, `SELECT email FROM contacts ORDER BY id`)
	m.may(err)
	if len(emails) > 0 {
		_, err := m.Suppress(m.ctx(), []mailing.Suppression{{Address: rapid.SampledFrom(emails).Draw(rt, "address"), Reason: mailing.ByHand, At: m.now}})
		m.may(err)
	}
}

func (m *machine) deletePeople(rt *rapid.T) {
	ids, err := selectAll(m.ctx(), m.r, scanID, `SELECT id FROM contacts ORDER BY id`)
	m.may(err)
	if len(ids) > 0 {
		m.may(m.DeleteContacts(m.ctx(), []int64{rapid.SampledFrom(ids).Draw(rt, "contact")}))
	}
}

func (m *machine) check(rt *rapid.T) {
	m.acts++
	m.meet()
	m.compare()
	changes, err := selectAll(m.ctx(), m.r, func(row scanner) (c [3]string, err error) {
		return c, row.Scan(&c[0], &c[1], &c[2])
	}, `SELECT DISTINCT what, old, new FROM spied`)
	m.may(err)
	for _, c := range changes {
		if c[0] == "delivery" && !mailing.DeliveryState(c[1]).CanBecome(mailing.DeliveryState(c[2])) || c[0] == "campaign" && !mailing.CampaignState(c[1]).CanBecome(mailing.CampaignState(c[2])) {
			rt.Fatalf("a %s that was %s became %s", c[0], c[1], c[2])
		}
	}
	campaigns, err := m.Campaigns(m.ctx())
	m.may(err)
	for _, c := range campaigns {
		var counted mailing.Counts
		_, err := selectAll(m.ctx(), m.r, func(row scanner) (x struct{}, err error) {
			var state mailing.DeliveryState
			var n int
			err = row.Scan(&state, &n)
			counted.Add(state, n)
			counted.Total += n
			return x, err
		}, `SELECT state, count(*) FROM deliveries WHERE campaign_id = ? GROUP BY state`, c.ID)
		m.may(err)
		if counted != c.Counts {
			rt.Fatalf("%s: the row says %+v, there are %+v", c.Name, c.Counts, counted)
		}
		open := counted.Waiting + counted.Sending
		if c.State == mailing.CampaignSending || c.State == mailing.Finished {
			var unwritten int
			m.may(m.r.QueryRowContext(m.ctx(), `SELECT fill_end > filled_to FROM campaigns WHERE id = ?`, c.ID).Scan(&unwritten))
			open += unwritten
		}
		if c.State == mailing.Finished && open > 0 || c.State == mailing.CampaignSending && open == 0 || c.State == mailing.CampaignCancelled && counted.Waiting > 0 {
			rt.Fatalf("%s is %s with %+v", c.Name, c.State, counted)
		}
	}
	for _, account := range m.accounts {
		ledger, err := m.Ledger(m.ctx(), account, ever, m.now)
		m.may(err)
		if n := ledger.Since(time.UnixMilli(0)); n != m.used[account] {
			rt.Fatalf("%d in the ledger, want %d", n, m.used[account])
		}
	}
	var left int
	m.may(m.r.QueryRowContext(m.ctx(), `SELECT count(*) FROM deliveries WHERE (state = 'sending') <> (ledger_id IS NOT NULL)`).Scan(&left))
	if left > 0 {
		rt.Fatalf("%d deliveries hold a ledger entry and are not sending, or the other way round", left)
	}
}
