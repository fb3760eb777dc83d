package storage

import (
	"context"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
)

// DeliveryQuery chooses deliveries. What is left empty does not choose.
type DeliveryQuery struct {
	CampaignID    int64
	ContactID     int64 // and those that were merged into it
	States        []mailing.DeliveryState
	Kind          mailing.Kind
	Scope         mailing.Scope
	IDs           []int64
	Search        string // part of the address or of the server's words
	Limit, Offset int    // Limit 0: all
}

// where is the condition on deliveries d.
func (q DeliveryQuery) where() (string, []any) {
	conditions, args := []string{"1"}, []any(nil)
	and := func(condition string, a ...any) {
		conditions = append(conditions, condition)
		args = append(args, a...)
	}
	if q.CampaignID != 0 {
		and(`d.campaign_id = ?`, q.CampaignID)
	}
	if q.ContactID != 0 {
		and(`d.campaign_id IN (SELECT id FROM campaigns) AND `+everID(`d.contact_id`), q.ContactID, q.ContactID) // as the index is made: by campaign
	}
	if len(q.States) > 0 {
		if !slices.ContainsFunc(q.States, func(s mailing.DeliveryState) bool { return s != mailing.Failed && s != mailing.InDoubt }) {
			and(`d.state IN ('failed', 'in_doubt')`) // word for word the condition of the index deliveries_trouble
		}
		and(`d.state IN (SELECT value FROM json_each(?))`, toJSON(q.States))
	}
	if q.Kind != "" {
		and(`d.kind = ?`, q.Kind)
	}
	if q.Scope != "" {
		and(`d.scope = ?`, q.Scope)
	}
	if len(q.IDs) > 0 {
		and(`d.id IN (SELECT value FROM json_each(?))`, idsJSON(q.IDs))
	}
	if q.Search != "" {
		part := "%" + likeEscaper.Replace(q.Search) + "%"
		and(`(d.address LIKE ? ESCAPE '\' OR d.text LIKE ? ESCAPE '\')`, part, part)
	}
	return strings.Join(conditions, ` AND `), args
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

const deliveryColumns = `d.id, d.campaign_id, c.name, coalesce(k.id, 0), d.address, d.state, d.tries, d.due_at, d.changed_at,
	d.stage, d.code, d.enhanced, d.text, d.handed_over, d.kind, d.scope, d.permanent`

const fromDeliveries = ` FROM deliveries d JOIN campaigns c ON c.id = d.campaign_id LEFT JOIN contacts k ON k.id = d.contact_id `

func scanDelivery(row scanner) (d mailing.Delivery, err error) {
	var due, changed int64
	r, v := &d.Reply, &d.Verdict
	err = row.Scan(&d.ID, &d.CampaignID, &d.Campaign, &d.ContactID, &d.Address, &d.State, &d.Tries, &due, &changed,
		&r.Stage, &r.Code, &r.Enhanced, &r.Text, &r.HandedOver, &v.Kind, &v.Scope, &v.Permanent)
	d.DueAt, d.ChangedAt = fromMillis(due), fromMillis(changed)
	return d, err
}

// Deliveries lists deliveries, those of the newest campaign first and within one in the order of their contacts.
func (s *Store) Deliveries(ctx context.Context, q DeliveryQuery) ([]mailing.Delivery, error) {
	where, args := q.where()
	limit := q.Limit
	if limit <= 0 {
		limit = -1
	}
	all, err := selectAll(ctx, s.r, scanDelivery, `SELECT `+deliveryColumns+fromDeliveries+`WHERE `+where+` ORDER BY d.campaign_id DESC, d.contact_id LIMIT ? OFFSET ?`,
		append(args, limit, max(0, q.Offset))...)
	return all, wrap(err, "storage: deliveries")
}

// CountDeliveries counts what Deliveries would list without Limit and Offset.
func (s *Store) CountDeliveries(ctx context.Context, q DeliveryQuery) (n int, err error) {
	if q.CampaignID != 0 && q.Kind == "" && q.Scope == "" && len(q.IDs) == 0 && q.Search == "" {
		return s.countByState(ctx, q)
	}
	where, args := q.where()
	err = s.r.QueryRowContext(ctx, `SELECT count(*) FROM deliveries d WHERE `+where, args...).Scan(&n)
	return n, wrap(err, "storage: count deliveries")
}

// countByState needs the campaign's counters alone.
func (s *Store) countByState(ctx context.Context, q DeliveryQuery) (n int, err error) {
	c, err := campaignWithoutMessage(ctx, s.r, q.CampaignID)
	if err != nil {
		return 0, wrap(err, "storage: count deliveries")
	}
	if len(q.States) == 0 {
		return c.Counts.Total, nil
	}
	for _, state := range slices.Compact(slices.Sorted(slices.Values(q.States))) {
		n += c.Counts.Of(state)
	}
	return n, nil
}

// FailureGroup is deliveries that need the user for the same reason.
type FailureGroup struct {
	State     mailing.DeliveryState
	Kind      mailing.Kind
	Scope     mailing.Scope
	Count     int
	Campaigns int
	Sample    mailing.Delivery // the one that changed last
	NewestAt  time.Time
}

// FailureGroups groups what failed or is in doubt in a campaign, or with 0 in all of them, by cause: largest first.
func (s *Store) FailureGroups(ctx context.Context, campaignID int64) ([]FailureGroup, error) {
	q := DeliveryQuery{CampaignID: campaignID, States: []mailing.DeliveryState{mailing.Failed, mailing.InDoubt}}
	where, args := q.where()
	// Next to max(), SQLite takes the other columns from the row that has the maximum.
	groups, err := selectAll(ctx, s.r, func(row scanner) (g FailureGroup, err error) {
		var newest int64
		err = row.Scan(&g.State, &g.Kind, &g.Scope, &g.Count, &g.Campaigns, &newest, &g.Sample.ID)
		g.NewestAt = fromMillis(newest)
		return g, err
	}, `SELECT d.state, d.kind, d.scope, count(*), count(DISTINCT d.campaign_id), max(d.changed_at), d.id FROM deliveries d WHERE `+where+`
		GROUP BY d.state, d.kind, d.scope ORDER BY count(*) DESC, d.state, d.kind, d.scope`, args...)
	if err != nil {
		return nil, wrap(err, "storage: failure groups")
	}
	for i := range groups {
		row := s.r.QueryRowContext(ctx, `SELECT `+deliveryColumns+fromDeliveries+`WHERE d.id = ?`, groups[i].Sample.ID)
		if groups[i].Sample, err = scanDelivery(row); err != nil {
			return nil, wrap(err, "storage: failure groups")
		}
	}
	return groups, nil
}

// Event is an attempt with the address it went to.
type Event struct {
	mailing.Attempt
	Address string
}

const attemptColumns = `a.delivery_id, a.at, a.took_us, a.stage, a.code, a.enhanced, a.text, a.handed_over, a.kind, a.scope, a.permanent`

func scanEvent(row scanner) (e Event, err error) {
	var at, took int64
	r, v := &e.Reply, &e.Verdict
	err = row.Scan(&e.DeliveryID, &at, &took, &r.Stage, &r.Code, &r.Enhanced, &r.Text, &r.HandedOver, &v.Kind, &v.Scope, &v.Permanent, &e.Address)
	e.At, e.Took = fromMillis(at), time.Duration(took)*time.Microsecond
	return e, err
}

// Attempts lists every try of a delivery, oldest first.
func (s *Store) Attempts(ctx context.Context, deliveryID int64) ([]mailing.Attempt, error) {
	all, err := selectAll(ctx, s.r, func(row scanner) (mailing.Attempt, error) {
		e, err := scanEvent(row)
		return e.Attempt, err
	}, `SELECT `+attemptColumns+`, '' FROM attempts a WHERE a.delivery_id = ? ORDER BY a.id`, deliveryID)
	return all, wrap(err, "storage: attempts")
}

// RecentAttempts lists the latest n attempts of a campaign, or with 0 of all of them, newest first.
func (s *Store) RecentAttempts(ctx context.Context, campaignID int64, n int) ([]Event, error) {
	where, args := ``, []any(nil)
	if campaignID != 0 {
		where, args = ` WHERE a.campaign_id = ?`, []any{campaignID}
	}
	// CROSS JOIN: attempts first, along their index and from its end.
	all, err := selectAll(ctx, s.r, scanEvent, `SELECT `+attemptColumns+`, d.address FROM attempts a CROSS JOIN deliveries d ON d.id = a.delivery_id`+where+` ORDER BY a.id DESC LIMIT ?`,
		append(args, n)...)
	return all, wrap(err, "storage: recent attempts")
}
