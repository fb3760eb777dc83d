package storage

import (
	"context"
	"strings"
	"time"

	"evenpost/mailing"
)

// audience is one whose segments have been looked up.
type audience struct {
	mailing.Audience
	rules []mailing.Rule
	now   time.Time
}

// lookUp reads the rules of an audience. A segment that was deleted has nobody in it.
func lookUp(ctx context.Context, q execer, a mailing.Audience) (audience, error) {
	found := audience{Audience: a, now: time.Now()}
	if len(a.SegmentIDs) == 0 {
		return found, nil
	}
	all, err := selectAll(ctx, q, scanSegment, `SELECT `+segmentColumns+` FROM segments g WHERE g.id IN (SELECT value FROM json_each(?))`, idsJSON(a.SegmentIDs))
	for _, g := range all {
		found.rules = append(found.rules, g.Rule)
	}
	return found, err
}

// audienceQuery selects the ids of an audience in (after, upTo], ascending, at most limit of them. Each list and each
// tag is a walk along its index that ends by itself, so that one slice costs the same wherever in the audience it lies.
func audienceQuery(a audience, after, upTo int64, limit int) (query string, args []any) {
	var parts []string
	part := func(sql string, first ...any) {
		parts = append(parts, `SELECT id FROM (`+sql+` LIMIT ?)`)
		args = append(append(args, first...), after, upTo, limit)
	}
	if a.Everyone {
		part(`SELECT id FROM contacts WHERE id > ? AND id <= ? ORDER BY id`)
	} else {
		for _, list := range a.ListIDs {
			part(`SELECT contact_id AS id FROM list_members WHERE list_id = ? AND contact_id > ? AND contact_id <= ? ORDER BY contact_id`, list)
		}
		for _, tag := range a.Tags {
			part(`SELECT contact_id AS id FROM contact_tags WHERE tag = ? AND contact_id > ? AND contact_id <= ? ORDER BY contact_id`, tag)
		}
		for _, rule := range a.rules {
			c := compiler{now: a.now, slices: limit < noLimit}
			condition := c.rule(rule)
			part(`SELECT k.id FROM contacts k WHERE `+condition+` AND k.id > ? AND k.id <= ? ORDER BY k.id`, c.args...)
		}
	}
	if len(parts) == 0 {
		return `SELECT 0 AS id WHERE 0`, nil
	}
	return strings.Join(parts, ` UNION `) + ` ORDER BY id LIMIT ?`, append(args, limit)
}

const noLimit = 1 << 40

// CountAudience counts the contacts of an audience, and how many of them are suppressed.
func (s *Store) CountAudience(ctx context.Context, a mailing.Audience) (people, suppressed int, err error) {
	found, err := lookUp(ctx, s.r, a)
	if err != nil {
		return 0, 0, wrap(err, "storage: count audience")
	}
	ids, args := audienceQuery(found, 0, noLimit, noLimit)
	if a.Everyone {
		// Asked the other way round: there are far fewer suppressions than contacts.
		err = s.r.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM suppressions s JOIN contacts k ON k.email_key = s.address_key)`).Scan(&people, &suppressed)
	} else {
		err = s.r.QueryRowContext(ctx, `SELECT count(*), count(x.address_key) FROM (`+ids+`) a JOIN contacts k ON k.id = a.id LEFT JOIN suppressions x ON x.address_key = k.email_key`, args...).Scan(&people, &suppressed)
	}
	return people, suppressed, wrap(err, "storage: count audience")
}

// AudienceIDs lists the ids of at most limit contacts of an audience, the suppressed ones left out; 0 is no limit.
func (s *Store) AudienceIDs(ctx context.Context, a mailing.Audience, limit int) ([]int64, error) {
	if limit <= 0 {
		limit = noLimit
	}
	found, err := lookUp(ctx, s.r, a)
	if err != nil {
		return nil, wrap(err, "storage: audience")
	}
	ids, args := audienceQuery(found, 0, noLimit, noLimit)
	all, err := selectAll(ctx, s.r, scanID, `SELECT k.id FROM (`+ids+`) a JOIN contacts k ON k.id = a.id
		WHERE NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.address_key = k.email_key) ORDER BY k.id LIMIT ?`, append(args, limit)...)
	return all, wrap(err, "storage: audience")
}

// anyoneIn says whether an audience has a contact who may be mailed.
func anyoneIn(ctx context.Context, q execer, a mailing.Audience) (yes bool, err error) {
	found, err := lookUp(ctx, q, a)
	if err != nil {
		return false, err
	}
	ids, args := audienceQuery(found, 0, noLimit, noLimit)
	err = q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM (`+ids+`) a JOIN contacts k ON k.id = a.id
		WHERE NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.address_key = k.email_key))`, args...).Scan(&yes)
	return yes, err
}
