package storage

import (
	"context"
	"slices"

	"evenpost/mailing"
)

// salvage takes over what the copy does not know and the damaged database still tells.
func (b *builder) salvage(ctx context.Context, q execer, from *salvager) error {
	type numbered struct {
		table string
		last  int64
	}
	var tables []numbered
	for _, table := range []string{"accounts", "templates", "lists", "contacts", "campaigns", "incidents", "forgotten", "fields"} {
		last, err := highest(ctx, q, table)
		if err != nil {
			return err
		}
		tables = append(tables, numbered{table, last})
	}
	attempts, err := highest(ctx, q, "attempts")
	if err != nil {
		return err
	}
	var campaigns []int64
	for _, t := range tables {
		err := from.rows(ctx, q, t.table, t.last, func(columns []string, row []any) error {
			written, err := put(ctx, q, t.table, columns, row)
			if id, ok := row[0].(int64); ok && written && t.table == "campaigns" {
				campaigns = append(campaigns, id)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, table := range []string{"suppressions", "campaign_messages", "settings"} {
		if err := b.takeAll(ctx, q, from, table); err != nil {
			return err
		}
	}
	for _, table := range []string{"list_members", "contact_tags"} {
		if err := b.takeNew(ctx, q, from, table, "contact_id", tables[3].last); err != nil {
			return err
		}
	}
	if err := from.rows(ctx, q, "deliveries", 0, func(columns []string, row []any) error { return b.delivery(ctx, q, columns, row) }); err != nil {
		return err
	}
	if err := b.takeNew(ctx, q, from, "attempts", "id", attempts); err != nil {
		return err
	}
	if err := b.takeNew(ctx, q, from, "ledger", "id", b.reached); err != nil {
		return err
	}
	return b.complete(ctx, q, campaigns)
}

func highest(ctx context.Context, q execer, table string) (id int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?), (SELECT coalesce(max(id), 0) FROM `+table+`))`, table).Scan(&id)
	return id, err
}

func (b *builder) takeAll(ctx context.Context, q execer, from *salvager, table string) error {
	return from.rows(ctx, q, table, 0, func(columns []string, row []any) error {
		_, err := put(ctx, q, table, columns, row)
		return err
	})
}

// takeNew takes rows whose column is higher than what the copy had reached.
func (b *builder) takeNew(ctx context.Context, q execer, from *salvager, table, column string, last int64) error {
	return from.rows(ctx, q, table, 0, func(columns []string, row []any) error {
		if id, ok := row[slices.Index(columns, column)].(int64); !ok || id <= last {
			return nil
		}
		if i := slices.Index(columns, "delivery_id"); i >= 0 {
			if id, ok := row[i].(int64); ok && b.ids[id] != 0 {
				row[i] = b.ids[id]
			}
		}
		_, err := put(ctx, q, table, columns, row)
		return err
	})
}

// delivery takes over what the damaged database says of one. That somebody waits is not believed where more is known, and a
// page that was lost may say it of people who have their mail: that is for the journal to say.
func (b *builder) delivery(ctx context.Context, q execer, columns []string, row []any) error {
	number := func(column string) int64 {
		n, _ := row[slices.Index(columns, column)].(int64)
		return n
	}
	text, _ := row[slices.Index(columns, "state")].(string)
	theirs := mailing.DeliveryState(text)
	id, campaign, contact := number("id"), number("campaign_id"), number("contact_id")
	found, ours, err := b.find(ctx, q, id, campaign, contact)
	if err != nil {
		return err
	}
	sure := slices.Contains(mailing.DeliveryStates(), theirs)
	if found == 0 {
		return b.newDelivery(ctx, q, columns, row, sure)
	}
	if found != id {
		b.ids[id] = found
	}
	switch {
	case !sure || theirs == mailing.Waiting || ours == mailing.Sent || ours == theirs && ours != mailing.Sending:
		return nil
	case theirs == mailing.Sending:
		if ours == mailing.InDoubt {
			return nil
		}
		return b.doubt(ctx, q, found)
	case theirs != mailing.Sent && theirs != mailing.InDoubt && ours != mailing.Waiting && ours != mailing.Sending:
		return nil
	}
	said := make([]any, 0, 8)
	for _, c := range []string{"stage", "code", "enhanced", "text", "handed_over", "kind", "scope", "permanent"} {
		said = append(said, row[slices.Index(columns, c)])
	}
	return b.become(ctx, q, found, theirs, 0, 0, said)
}

// newDelivery takes over a delivery of a campaign that the copy does not know, or not wholly.
func (b *builder) newDelivery(ctx context.Context, q execer, columns []string, row []any, sure bool) error {
	row = slices.Clone(row)
	id, _ := row[0].(int64)
	if campaign, ok := row[slices.Index(columns, "campaign_id")].(int64); ok {
		if err := b.campaign(ctx, q, campaign); err != nil {
			return err
		}
	}
	if !sure {
		row[slices.Index(columns, "state")] = string(mailing.Sending)
	}
	written, err := put(ctx, q, "deliveries", columns, row)
	if err != nil || written {
		return err
	}
	// Its id has gone to somebody else.
	if written, err = put(ctx, q, "deliveries", columns[1:], row[1:]); err != nil || !written {
		return err
	}
	var now int64
	if err := q.QueryRowContext(ctx, `SELECT last_insert_rowid()`).Scan(&now); err != nil {
		return err
	}
	b.ids[id] = now
	return nil
}

// complete writes the people of new campaigns whose deliveries could not all be read.
func (b *builder) complete(ctx context.Context, q execer, campaigns []int64) error {
	short, err := selectAll(ctx, q, scanID, `SELECT id FROM campaigns WHERE id IN (SELECT value FROM json_each(?)) AND
		(filled_to < fill_end OR n_waiting + n_sending + n_sent + n_failed + n_in_doubt + n_skipped + n_cancelled >
			(SELECT count(*) FROM deliveries WHERE campaign_id = campaigns.id))`, toJSON(campaigns))
	if err != nil || len(short) == 0 {
		return err
	}
	return b.write(ctx, q, short)
}
