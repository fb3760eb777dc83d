package storage

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// model is a queue as simple as it can be: what each delivery must be, written down as things are done to it.
type model map[int64]*expected

type expected struct {
	campaign, contact int64
	address           string
	state             mailing.DeliveryState
}

// meet takes in what a campaign has written: everybody waits, but for those who must not be mailed.
func (m *machine) meet() {
	for _, row := range m.rows() {
		if m.model[row.id] != nil {
			continue
		}
		e := row.expected
		if e.state != mailing.Waiting && e.state != mailing.Skipped {
			m.t.Fatalf("delivery %d begins as %s", row.id, e.state)
		}
		m.model[row.id] = &e
	}
}

type mailRow struct {
	id int64
	expected
}

func (m *machine) rows() []mailRow {
	all, err := selectAll(m.ctx(), m.r, func(s scanner) (r mailRow, err error) {
		return r, s.Scan(&r.id, &r.campaign, &r.contact, &r.address, &r.state)
	}, `SELECT id, campaign_id, contact_id, address, state FROM deliveries ORDER BY id`)
	m.may(err)
	return all
}

// compare looks whether the store says of everybody what the model says.
func (m *machine) compare() {
	all := m.rows()
	if len(all) != len(m.model) {
		m.t.Fatalf("there are %d deliveries, and there were %d", len(all), len(m.model))
	}
	for _, row := range all {
		if e := m.model[row.id]; *e != row.expected {
			m.t.Fatalf("delivery %d is %+v, want %+v", row.id, row.expected, *e)
		}
	}
	incidents, err := m.Incidents(m.ctx(), 0, 0, 1<<20)
	m.may(err)
	if most := 4 * (m.acts + 1); len(incidents) > most {
		m.t.Fatalf("%d incidents after %d acts", len(incidents), m.acts)
	}
}

func (m *machine) stateOf(campaign int64) mailing.CampaignState {
	c, err := m.Campaign(m.ctx(), campaign)
	m.may(err)
	return c.State
}

// all changes every delivery that fits, and says how many.
func (m *machine) all(fits func(*expected) bool, to mailing.DeliveryState) (n int) {
	for _, e := range m.model {
		if fits(e) {
			e.state = to
			n++
		}
	}
	return n
}

// settled says what comes of a settlement.
func (m *machine) settled(s mailing.Settlement) {
	e := m.model[s.Attempt.DeliveryID]
	if e.state != mailing.Sending {
		return
	}
	e.state = s.State
	if e.state == mailing.Waiting && m.stateOf(e.campaign) == mailing.CampaignCancelled {
		e.state = mailing.Cancelled
	}
}

// claimed looks at what a turn gave out, and at whom it passed over.
func (m *machine) claimed(jobs []mailing.Job) {
	for _, j := range jobs {
		e := m.model[j.Delivery.ID]
		if e.state != mailing.Waiting || e.address != j.Delivery.Address || e.contact != j.Contact.ID {
			m.t.Fatalf("claimed %+v, which is %+v", j.Delivery, *e)
		}
		e.state = mailing.Sending
	}
	for _, row := range m.rows() {
		if e := m.model[row.id]; e.state == mailing.Waiting && row.state == mailing.Skipped {
			var there bool
			m.may(m.r.QueryRowContext(m.ctx(), `SELECT EXISTS (SELECT 1 FROM contacts WHERE id = ?)`, e.contact).Scan(&there))
			suppressed, err := isSuppressed(m.ctx(), m.r, e.address)
			m.may(err)
			if there && !suppressed {
				m.t.Fatalf("%s was skipped for nothing", e.address)
			}
			e.state = mailing.Skipped
		}
	}
}

func (m *machine) cancel(*rapid.T) {
	id := m.anyCampaign()
	err := m.CancelCampaign(m.ctx(), id)
	m.may(err)
	if err == nil {
		m.all(func(e *expected) bool { return e.campaign == id && e.state == mailing.Waiting }, mailing.Cancelled)
	}
}

// correct gives a delivery another address.
func (m *machine) correct(rt *rapid.T) {
	if len(m.model) == 0 {
		return
	}
	id := rapid.SampledFrom(m.ids()).Draw(rt, "delivery")
	m.names++
	address := fmt.Sprintf("right%d@example.com", m.names)
	err := m.CorrectAddress(m.ctx(), id, address)
	m.may(err)
	e := m.model[id]
	if final := e.state == mailing.Sending || e.state == mailing.Sent; final != (err != nil) {
		rt.Fatalf("the address of a delivery that is %s: %v", e.state, err)
	}
	if err == nil {
		e.address = address
	}
}

func (m *machine) ids() []int64 {
	ids := make([]int64, 0, len(m.model))
	for id := range m.model {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// kill opens the store anew without closing it, as after SIGKILL.
func (m *machine) kill(rt *rapid.T) {
	if len(m.dead) == 3 {
		return
	}
	m.dead = append(m.dead, m.Store)
	s, err := Open(m.ctx(), m.dir)
	m.may(err)
	s.slice = 3
	m.Store = s
	m.may(s.Examine(m.ctx()))
	m.crash(rt)
}
