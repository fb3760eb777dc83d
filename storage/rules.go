package storage

import (
	"strings"
	"time"

	"evenpost/mailing"
)

// compiler turns rules into conditions on contacts k. Values are arguments, always.
type compiler struct {
	now time.Time // days are those of its zone
	// For a few contacts at a time each one's deliveries are looked up; for all contacts the deliveries are read once.
	slices bool
	args   []any
}

func (c *compiler) rule(r mailing.Rule) string {
	sql := "1"
	switch {
	case r.About != "":
		sql = c.condition(r.Condition)
	case len(r.Rules) > 0:
		parts := make([]string, len(r.Rules))
		for i, inner := range r.Rules {
			parts[i] = c.rule(inner)
		}
		join := " AND "
		if r.Any {
			join = " OR "
		}
		sql = "(" + strings.Join(parts, join) + ")"
	case r.Any:
		sql = "0"
	}
	if r.Not {
		sql = "NOT " + sql
	}
	return sql
}

func (c *compiler) with(sql string, args ...any) string {
	c.args = append(c.args, args...)
	return sql
}

func (c *compiler) condition(x mailing.Condition) string {
	switch x.About {
	case mailing.AboutField:
		return c.field(x)
	case mailing.AboutConsent:
		return c.with(`holds(?, k.consent_source, ?)`, string(x.Test), x.Value)
	case mailing.AboutTag:
		return c.with(`k.id IN (SELECT contact_id FROM contact_tags WHERE tag = ?)`, strings.TrimSpace(x.Value))
	case mailing.AboutList:
		return c.with(`k.id IN (SELECT contact_id FROM list_members WHERE list_id = ?)`, x.ID)
	case mailing.AboutAgreed:
		return c.day(x, `k.consent_at`)
	case mailing.AboutAdded:
		return c.day(x, `k.created_at`)
	case mailing.AboutChanged:
		return c.day(x, `k.updated_at`)
	case mailing.AboutMailed:
		return c.mailed(x)
	case mailing.AboutGot:
		return c.delivered(x.ID, `d.state = 'sent'`)
	case mailing.AboutFailed:
		return c.delivered(x.ID, `d.state = 'failed'`)
	case mailing.AboutReplied:
		return c.answered(x, mailing.AnswerReply)
	case mailing.AboutBounced:
		refused, args := `d.state = 'failed' AND d.kind = 'hard-bounce'`, []any(nil)
		if from, _ := x.Span(c.now, c.now.Location()); !from.IsZero() {
			refused, args = refused+` AND d.changed_at >= ?`, []any{millis(from)}
		}
		return `(` + c.answered(x, mailing.AnswerBounce) + ` OR ` + c.delivered(x.ID, refused, args...) + `)`
	case mailing.AboutForbidden:
		return `EXISTS (SELECT 1 FROM suppressions x WHERE x.address_key = k.email_key)`
	}
	return "0"
}

func (c *compiler) field(x mailing.Condition) string {
	test := toJSON(fieldTestOf{x, c.now.Format(time.DateOnly)})
	switch x.Field {
	case "email", "first_name", "last_name", "company":
		return c.with(`passes(?, k.`+x.Field+`)`, test)
	}
	return c.with(`field_passes(?, k.fields)`, test)
}

// day is a condition on a time of the contact, 0 for none.
func (c *compiler) day(x mailing.Condition, column string) string {
	if x.Test == mailing.TestEmpty {
		return column + ` = 0`
	}
	from, to := x.Span(c.now, c.now.Location())
	sql := `(` + column + ` <> 0`
	if !from.IsZero() {
		sql += c.with(` AND `+column+` >= ?`, millis(from))
	}
	if !to.IsZero() {
		sql += c.with(` AND `+column+` < ?`, millis(to))
	}
	return sql + `)`
}

// mailed looks at the last mail. One in doubt may have arrived, so it counts.
func (c *compiler) mailed(x mailing.Condition) string {
	const went = `d.state IN ('sent', 'in_doubt')`
	from, to := x.Span(c.now, c.now.Location())
	switch {
	case x.Test == mailing.TestEmpty:
		return `NOT ` + c.delivered(0, went)
	case !from.IsZero():
		return c.delivered(0, went+` AND d.changed_at >= ?`, millis(from))
	case !to.IsZero():
		return `(` + c.delivered(0, went) + ` AND NOT ` + c.delivered(0, went+` AND d.changed_at >= ?`, millis(to)) + `)`
	}
	return "0"
}

// answered says that there is an answer of a kind: to a campaign or, with 0, to any.
func (c *compiler) answered(x mailing.Condition, kind mailing.AnswerKind) string {
	sql := c.with(`k.id IN (SELECT coalesce(m.contact_id, a.contact_id) FROM answers a LEFT JOIN merged m ON m.old_id = a.contact_id WHERE a.contact_id IS NOT NULL AND a.kind = ?`, kind)
	if x.ID != 0 {
		sql += c.with(` AND a.campaign_id = ?`, x.ID)
	}
	if from, _ := x.Span(c.now, c.now.Location()); !from.IsZero() {
		sql += c.with(` AND a.at >= ?`, millis(from))
	}
	return sql + `)`
}

// delivered says that there is a delivery d to the contact, or to one that was merged into it: of a campaign or, with 0, of any.
func (c *compiler) delivered(campaign int64, which string, args ...any) string {
	switch {
	case campaign != 0:
		args = append([]any{campaign}, args...)
		return `(` + c.with(`EXISTS (SELECT 1 FROM deliveries d WHERE d.campaign_id = ? AND d.contact_id = k.id AND `+which+`)`, args...) + ` OR ` +
			c.with(`EXISTS (SELECT 1 FROM merged m CROSS JOIN deliveries d ON d.campaign_id = ? AND d.contact_id = m.old_id WHERE m.contact_id = k.id AND `+which+`)`, args...) + `)`
	case c.slices:
		return `(` + c.with(`EXISTS (SELECT 1 FROM campaigns g CROSS JOIN deliveries d ON d.campaign_id = g.id AND d.contact_id = k.id WHERE `+which+`)`, args...) + ` OR ` +
			c.with(`EXISTS (SELECT 1 FROM merged m CROSS JOIN campaigns g CROSS JOIN deliveries d ON d.campaign_id = g.id AND d.contact_id = m.old_id WHERE m.contact_id = k.id AND `+which+`)`, args...) + `)`
	}
	return c.with(`k.id IN (SELECT coalesce(m.contact_id, d.contact_id) FROM deliveries d LEFT JOIN merged m ON m.old_id = d.contact_id WHERE d.contact_id IS NOT NULL AND `+which+`)`, args...)
}
