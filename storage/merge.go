package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"evenpost/mailing"
)

// mostTwins is how many groups of duplicates are shown at once: nobody looks through more.
const mostTwins = 500

// Twins finds contacts that seem to be one person: first those whose addresses lead to the same mailbox, then those with the
// same name in the same company. At most 500 groups.
func (s *Store) Twins(ctx context.Context) (all []mailing.Twins, err error) {
	err = s.snapshot(ctx, func(q execer) error {
		groups, err := sameMailbox(ctx, q)
		if err != nil {
			return err
		}
		if all, err = readTwins(ctx, q, mailing.SameMailbox, groups, nil); err != nil {
			return err
		}
		groups, err = selectAll(ctx, q, func(row scanner) (ids []int64, err error) {
			var list string
			if err = row.Scan(&list); err == nil {
				err = json.Unmarshal([]byte(list), &ids)
			}
			return ids, err
		}, `SELECT json_group_array(id) FROM contacts WHERE sort_company < ? AND first_name || last_name <> '' GROUP BY sort_company, sort_name HAVING count(*) > 1 LIMIT ?`,
			noCompany, mostTwins)
		if err != nil {
			return err
		}
		all, err = readTwins(ctx, q, mailing.SameName, groups, all)
		return err
	})
	return all, wrap(err, "storage: duplicates")
}

// sameMailbox finds addresses that lead to one mailbox. Only the ones that can be written in several ways are held.
func sameMailbox(ctx context.Context, q execer) ([][]int64, error) {
	byKey := map[string][]int64{}
	_, err := selectAll(ctx, q, func(row scanner) (none struct{}, err error) {
		var id int64
		var key string
		if err = row.Scan(&id, &key); err == nil {
			mailbox := mailing.MailboxKey(key)
			byKey[mailbox] = append(byKey[mailbox], id)
		}
		return none, err
	}, `SELECT id, email_key FROM contacts WHERE instr(email_key, '+') > 0 OR email_key LIKE '%@gmail.com' OR email_key LIKE '%@googlemail.com'`)
	if err != nil {
		return nil, err
	}
	for mailbox, ids := range byKey {
		plain, err := selectAll(ctx, q, scanID, `SELECT id FROM contacts WHERE email_key = ?`, mailbox)
		if err != nil {
			return nil, err
		}
		byKey[mailbox] = append(ids, plain...)
	}
	var groups [][]int64
	for _, ids := range byKey {
		slices.Sort(ids)
		if ids = slices.Compact(ids); len(ids) > 1 {
			groups = append(groups, ids)
		}
	}
	slices.SortFunc(groups, slices.Compare[[]int64])
	return groups[:min(len(groups), mostTwins)], nil
}

// readTwins adds groups to all, but for those who are together there already.
func readTwins(ctx context.Context, q execer, why mailing.TwinReason, groups [][]int64, all []mailing.Twins) ([]mailing.Twins, error) {
	known := map[string]bool{}
	for _, t := range all {
		known[fmt.Sprint(idsOf(t.Contacts))] = true
	}
	for _, ids := range groups {
		if len(all) >= mostTwins {
			break
		}
		contacts, err := wholeContacts(ctx, q, ids)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(contacts, func(a, b mailing.Contact) int { return int(a.ID - b.ID) })
		if !known[fmt.Sprint(idsOf(contacts))] {
			all = append(all, mailing.Twins{Why: why, Contacts: contacts})
		}
	}
	return all, nil
}

func idsOf(all []mailing.Contact) []int64 {
	ids := make([]int64, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	return ids
}

// MergeContacts makes contacts one: stays gets what it lacks from the others (mailing.Merged), and these are deleted. When one
// of them must never be mailed, the one that stays must not be either. UndoChange takes it back, but for that. What was sent to
// the others is found for the one that stays (DeliveryQuery).
func (s *Store) MergeContacts(ctx context.Context, stays int64, others []int64) (report mailing.BulkReport, err error) {
	others = slices.DeleteFunc(slices.Clone(others), func(id int64) bool { return id == stays })
	err = s.inTx(ctx, func(q execer) error {
		first, err := wholeContacts(ctx, q, []int64{stays})
		if err != nil {
			return err
		}
		rest, err := wholeContacts(ctx, q, others)
		if err != nil {
			return err
		}
		if len(first) == 0 || len(rest) == 0 {
			return fmt.Errorf("%w: the contacts that were to be merged are gone", mailing.ErrNotFound)
		}
		merged, err := mended(mailing.Merged(first[0], mergeOrder(rest)))
		if err != nil {
			return err
		}
		if report.ID, err = insert(ctx, q, `INSERT INTO bulks (at, what) VALUES (?, ?)`, millis(time.Now()), toJSON(mailing.Bulk{Do: mailing.MergeThem})); err != nil {
			return err
		}
		merged.UpdatedAt = time.Now()
		if err := keepBefore(ctx, q, report.ID, first[0], merged.UpdatedAt); err != nil {
			return err
		}
		if err := s.inheritSuppression(ctx, q, merged, others); err != nil {
			return err
		}
		if report.Changed, err = deleteSome(ctx, q, report.ID, others); err != nil {
			return err
		}
		if err := becameOne(ctx, q, stays, idsOf(rest)); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, updateContact, append(contactValues(merged), merged.ID)...); err != nil {
			return err
		}
		if err := setNote(ctx, q, merged.ID, merged.Note); err != nil {
			return err
		}
		if err := replaceMemberships(ctx, q, merged); err != nil {
			return err
		}
		return changedForSearch(ctx, q, []int64{stays})
	})
	if err != nil {
		return mailing.BulkReport{}, wrap(err, "storage: merge contacts")
	}
	return report, nil
}

// mergeOrder has the one that was changed last first.
func mergeOrder(all []mailing.Contact) []mailing.Contact {
	slices.SortFunc(all, func(a, b mailing.Contact) int {
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// becameOne writes down who became whom, so that what was sent to the others is found for the one that stays.
func becameOne(ctx context.Context, q execer, stays int64, others []int64) error {
	if _, err := q.ExecContext(ctx, `UPDATE merged SET contact_id = ? WHERE contact_id IN (SELECT value FROM json_each(?))`, stays, idsJSON(others)); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, `INSERT INTO merged (old_id, into_id, contact_id) SELECT value, ?1, ?1 FROM json_each(?2) WHERE true
		ON CONFLICT DO UPDATE SET into_id = excluded.into_id, contact_id = excluded.contact_id`, stays, idsJSON(others))
	return err
}

// isItself takes becameOne back for one that is there again, with all who had become that one before.
func isItself(ctx context.Context, q execer, id int64) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM merged WHERE old_id = ?`, id); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, `UPDATE merged SET contact_id = ?1 WHERE old_id IN (
		WITH RECURSIVE t(id) AS (SELECT old_id FROM merged WHERE into_id = ?1 UNION SELECT m.old_id FROM merged m JOIN t ON m.into_id = t.id) SELECT id FROM t)`, id)
	return err
}

// everID is the condition that a column holds an id which a contact has, or which one had that was merged into it. Its id is given twice.
func everID(column string) string {
	return column + ` IN (SELECT ? UNION ALL SELECT old_id FROM merged WHERE contact_id = ?)`
}

// inheritSuppression is for the one that stays when another must never be mailed.
func (s *Store) inheritSuppression(ctx context.Context, q execer, stays mailing.Contact, others []int64) error {
	all, err := selectAll(ctx, q, scanSuppression, `SELECT x.address, x.reason, x.note, x.at FROM contacts k JOIN suppressions x ON x.address_key = k.email_key
		WHERE k.id IN (SELECT value FROM json_each(?)) ORDER BY x.at LIMIT 1`, idsJSON(others))
	if err != nil || len(all) == 0 {
		return err
	}
	all[0].Address = stays.Email
	_, err = s.suppressAll(ctx, q, all)
	return err
}
