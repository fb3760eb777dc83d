package storage

import (
	"context"
	"strings"

	"evenpost/mailing"
)

// audienceQuery selects the ids of an audience in (after, upTo], ascending, at most limit of them. Each list and each
// tag is a walk along its index that ends by itself, so that one slice costs the same wherever in the audience it lies.
func audienceQuery(a mailing.Audience, after, upTo int64, limit int) (query string, args []any) {
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
	}
	if len(parts) == 0 {
		return `SELECT 0 AS id WHERE 0`, nil
	}
	return strings.Join(parts, ` UNION `) + ` ORDER BY id LIMIT ?`, append(args, limit)
}

const noLimit = 1 << 40

// CountAudience counts the contacts of an audience, and how many of them are suppressed.
func (s *Store) CountAudience(ctx context.Context, a mailing.Audience) (people, suppressed int, err error) {
	ids, args := audienceQuery(a, 0, noLimit, noLimit)
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
	ids, args := audienceQuery(a, 0, noLimit, noLimit)
	all, err := selectAll(ctx, s.r, scanID, `SELECT k.id FROM (`+ids+`) a JOIN contacts k ON k.id = a.id
		WHERE NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.address_key = k.email_key) ORDER BY k.id LIMIT ?`, append(args, limit)...)
	return all, wrap(err, "storage: audience")
}

// anyoneIn says whether an audience has a contact who may be mailed.
func anyoneIn(ctx context.Context, q execer, a mailing.Audience) (yes bool, err error) {
	ids, args := audienceQuery(a, 0, noLimit, noLimit)
	err = q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM (`+ids+`) a JOIN contacts k ON k.id = a.id
		WHERE NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.address_key = k.email_key))`, args...).Scan(&yes)
	return yes, err
}
