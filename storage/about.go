package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"evenpost/mailing"
)

// About gathers everything that the database has about somebody with an address. The error wraps ErrNotFound when that is
// nothing at all.
func (s *Store) About(ctx context.Context, address string, now time.Time) (p mailing.Person, err error) {
	address, err = mailing.ParseAddress(address)
	if err == nil {
		err = s.snapshot(ctx, func(q execer) error {
			p, err = about(ctx, q, address, now)
			return err
		})
	}
	return p, wrap(err, "storage: about")
}

func about(ctx context.Context, q execer, address string, now time.Time) (p mailing.Person, err error) {
	p = mailing.Person{Address: address, AskedAt: now, Lists: []string{}, Mails: []mailing.PersonMail{}, Answers: []mailing.PersonAnswer{}, Imports: []mailing.PersonImport{}, Earlier: []mailing.PersonBefore{}}
	t, err := findTraces(ctx, q, address)
	if err != nil {
		return p, err
	}
	if t.unknown() {
		return p, fmt.Errorf("%w: nothing is known of this address", mailing.ErrNotFound)
	}
	p.Forgotten = t.gone
	never, err := selectAll(ctx, q, scanSuppression, `SELECT address, reason, note, at FROM suppressions WHERE address_key = ?`, addressKey(address))
	if err == nil && len(never) == 0 {
		never, err = forgottenAs(ctx, q, address)
	}
	if err != nil {
		return p, err
	}
	if len(never) > 0 {
		p.Never = &mailing.PersonNever{Reason: never[0].Reason, Note: never[0].Note, At: never[0].At}
	}
	if t.contact != 0 {
		c, err := scanContact(q.QueryRowContext(ctx, `SELECT `+contactColumns+` FROM contacts k WHERE k.id = ?`, t.contact))
		if err != nil {
			return p, err
		}
		own := mailing.PersonContactOf(c)
		if own.Notes, err = noteOf(ctx, q, c.ID); err != nil {
			return p, err
		}
		p.Contact = &own
		lists, err := selectAll(ctx, q, scanText, `SELECT l.name FROM list_members m JOIN lists l ON l.id = m.list_id WHERE m.contact_id = ? ORDER BY l.name`, t.contact)
		if err != nil {
			return p, err
		}
		p.Lists = append(p.Lists, lists...)
	}
	if p.Mails, err = mailsTo(ctx, q, t.mails); err != nil {
		return p, err
	}
	if p.Answers, err = answersOf(ctx, q, t); err != nil {
		return p, err
	}
	if p.Imports, err = importsOf(ctx, q, append(slices.Clone(t.earlier), t.contact)); err != nil {
		return p, err
	}
	p.Earlier, err = earlierOf(ctx, q, t)
	return p, err
}

// mailsTo are deliveries with every try, oldest first.
func mailsTo(ctx context.Context, q execer, to []mailTo) ([]mailing.PersonMail, error) {
	all := make([]mailing.PersonMail, 0, len(to))
	for _, m := range to {
		mail := mailing.PersonMail{Address: m.address, State: m.state}
		var at int64
		if err := q.QueryRowContext(ctx, `SELECT c.name, d.changed_at FROM deliveries d JOIN campaigns c ON c.id = d.campaign_id WHERE d.id = ?`, m.id).Scan(&mail.Campaign, &at); err != nil {
			return nil, err
		}
		mail.At = fromMillis(at)
		tries, err := selectAll(ctx, q, func(row scanner) (t mailing.PersonTry, err error) {
			err = row.Scan(&at, &t.Code, &t.Enhanced, &t.Text)
			t.At = fromMillis(at)
			return t, err
		}, `SELECT at, code, enhanced, text FROM attempts WHERE delivery_id = ? ORDER BY id`, m.id)
		if err != nil {
			return nil, err
		}
		mail.Tries = append([]mailing.PersonTry{}, tries...)
		all = append(all, mail)
	}
	slices.SortStableFunc(all, func(a, b mailing.PersonMail) int { return a.At.Compare(b.At) })
	return all, nil
}

// answersOf are what came back from somebody, oldest first.
func answersOf(ctx context.Context, q execer, t *traces) ([]mailing.PersonAnswer, error) {
	all, err := selectAll(ctx, q, func(row scanner) (a mailing.PersonAnswer, err error) {
		var at int64
		err = row.Scan(&a.Kind, &at, &a.Campaign, &a.Address, &a.From, &a.Excerpt, &a.Code, &a.Enhanced, &a.Text)
		a.At = fromMillis(at)
		return a, err
	}, `SELECT a.kind, a.at, coalesce(c.name, ''), a.address, a.sender, a.excerpt, a.code, a.enhanced, a.text
		FROM answers a LEFT JOIN campaigns c ON c.id = a.campaign_id WHERE `+answersTo+` ORDER BY a.at, a.id`, t.answered()...)
	return append([]mailing.PersonAnswer{}, all...), err
}

// importsOf are the imports that added or changed contacts and were not undone.
func importsOf(ctx context.Context, q execer, ids []int64) ([]mailing.PersonImport, error) {
	all, err := selectAll(ctx, q, func(row scanner) (i mailing.PersonImport, err error) {
		var at int64
		err = row.Scan(&i.Source, &at, &i.Added)
		i.At = fromMillis(at)
		return i, err
	}, `SELECT source, at, added FROM (SELECT i.id, i.source, i.at,
			EXISTS (SELECT 1 FROM json_each(i.ranges) r JOIN json_each(?1) k ON k.value BETWEEN r.value ->> 0 AND r.value ->> 1) added,
			EXISTS (SELECT 1 FROM import_changes x WHERE x.import_id = i.id AND x.contact_id IN (SELECT value FROM json_each(?1))) changed
		FROM imports i WHERE i.state = 'done') WHERE added OR changed ORDER BY id`, idsJSON(ids))
	return append([]mailing.PersonImport{}, all...), err
}

func earlierOf(ctx context.Context, q execer, t *traces) ([]mailing.PersonBefore, error) {
	all, err := selectAll(ctx, q, func(row scanner) (b mailing.PersonBefore, err error) {
		var at int64
		var before string
		if err := row.Scan(&at, &before); err != nil {
			return b, err
		}
		var c mailing.Contact
		err = json.Unmarshal([]byte(before), &c)
		b.At, b.Contact = fromMillis(at), mailing.PersonContactOf(c)
		return b, err
	}, `SELECT b.at, x.before FROM bulk_changes x JOIN bulks b ON b.id = x.bulk_id WHERE x.before <> '' AND x.contact_id IN (SELECT value FROM json_each(?)) ORDER BY b.id`,
		idsJSON(append(slices.Clone(t.earlier), t.contact)))
	if err != nil {
		return nil, errors.Join(errors.New("what is kept for undoing"), err)
	}
	return append([]mailing.PersonBefore{}, all...), nil
}
