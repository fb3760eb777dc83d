package storage

import (
	"context"
	"fmt"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// Tags lists all tags in use. It hops along the index from tag to tag, so it costs the same for any number of contacts.
func (s *Store) Tags(ctx context.Context) ([]string, error) {
	all, err := selectAll(ctx, s.r, scanText, `WITH RECURSIVE t(tag) AS (
			SELECT min(tag) FROM contact_tags UNION ALL
			SELECT (SELECT min(c.tag) FROM contact_tags c WHERE c.tag > t.tag) FROM t WHERE t.tag IS NOT NULL)
		SELECT tag FROM t WHERE tag IS NOT NULL`)
	return all, wrap(err, "storage: tags")
}

// TagContacts gives contacts a tag, or takes it away.
func (s *Store) TagContacts(ctx context.Context, ids []int64, tag string, on bool) error {
	tags := contactfile.SplitTags(tag)
	if len(tags) == 0 {
		return fmt.Errorf("storage: tag contacts: %w: the tag needs a name", mailing.ErrInvalid)
	}
	err := s.inTx(ctx, func(q execer) error {
		for _, tag := range tags {
			if err := tagOrNot(ctx, q, ids, tag, on); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "storage: tag contacts")
}

func tagOrNot(ctx context.Context, q execer, ids []int64, tag string, on bool) error {
	if on {
		return tagContacts(ctx, q, ids, tag)
	}
	// With the plus it goes by the contacts and not through all who have the tag.
	_, err := q.ExecContext(ctx, `DELETE FROM contact_tags WHERE +tag = ? AND contact_id IN (SELECT value FROM json_each(?))`, tag, idsJSON(ids))
	return err
}

// tagContacts writes the tag as it is spelled already, should other contacts have it: "VIP" and "vip" are one.
func tagContacts(ctx context.Context, q execer, ids []int64, tag string) error {
	_, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO contact_tags (contact_id, tag)
		SELECT k.id, coalesce((SELECT tag FROM contact_tags WHERE tag = ?1 LIMIT 1), ?1) FROM json_each(?2) j CROSS JOIN contacts k ON k.id = j.value`, tag, idsJSON(ids))
	return err
}
