package storage

import (
	"context"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
)

// traces are where the database knows somebody.
type traces struct {
	address    string
	contact    int64
	earlier    []int64 // ids of contacts that were merged into theirs, or had the address and of which it is kept how they were
	suppressed bool
	gone       bool // forgotten before
	mails      []mailTo
	lastMail   int64    // the newest delivery there was when they were looked for
	others     []string // addresses that they had besides
	spellings  []string // of the address, in small letters as far as they are ASCII
	mentions   []mention
}

type mailTo struct {
	id, campaign int64
	address      string
	state        mailing.DeliveryState
}

func (p *traces) unknown() bool {
	return p.contact == 0 && len(p.earlier) == 0 && !p.suppressed && !p.gone && len(p.mails) == 0
}

func findTraces(ctx context.Context, q execer, address string) (*traces, error) {
	p := &traces{address: address}
	key := addressKey(address)
	ids, err := selectAll(ctx, q, scanID, `SELECT id FROM contacts WHERE email_key = ?`, key)
	if err != nil {
		return nil, err
	}
	if len(ids) > 0 {
		p.contact = ids[0]
	}
	if err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM suppressions WHERE address_key = ?)`, key).Scan(&p.suppressed); err != nil {
		return nil, err
	}
	if p.earlier, err = selectAll(ctx, q, scanID, `SELECT old_id FROM merged WHERE contact_id = ?`, p.contact); err != nil {
		return nil, err
	}
	if err := p.findEarlier(ctx, q, key); err != nil {
		return nil, err
	}
	gone, err := readForgotten(ctx, q)
	if err != nil {
		return nil, err
	}
	p.gone = gone.has(address)
	p.spell(address, key, mailing.SpokenAddress(key))
	if err := p.findMails(ctx, q); err != nil {
		return nil, err
	}
	return p, nil
}

// findMails finds the deliveries that are the person's, among those that came since it was looked for them last.
func (p *traces) findMails(ctx context.Context, q execer) error {
	key := addressKey(p.address)
	// What has other letters than ASCII has no small ones in SQLite: these are compared here.
	found, err := selectAll(ctx, q, func(row scanner) (m mailTo, err error) {
		return m, row.Scan(&m.id, &m.campaign, &m.address, &m.state)
	}, `SELECT id, campaign_id, address, state FROM deliveries WHERE id > ?4 AND (contact_id IN (SELECT value FROM json_each(?1)) OR lower(address) = ?2
		OR length(address) <> length(CAST(address AS BLOB)) AND ?3)`, p.ids(), key, !plainASCII(key), p.lastMail)
	if err != nil {
		return err
	}
	for _, m := range found {
		if addressKey(m.address) == key {
			p.spell(m.address)
		} else if theirs, err := p.owns(ctx, q, m); err != nil {
			return err
		} else if !theirs {
			continue
		} else if m.address != "" && !slices.Contains(p.others, m.address) {
			p.others = append(p.others, m.address)
		}
		p.mails = append(p.mails, m)
	}
	return q.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM deliveries`).Scan(&p.lastMail)
}

// confirm looks once more, and quickly, at what may have changed since the traces were found.
func (p *traces) confirm(ctx context.Context, q execer) error {
	ids, err := selectAll(ctx, q, scanID, `SELECT id FROM contacts WHERE email_key = ?`, addressKey(p.address))
	if err != nil {
		return err
	}
	if len(ids) > 0 && ids[0] != p.contact {
		if p.contact != 0 {
			p.earlier = append(p.earlier, p.contact)
		}
		p.contact = ids[0]
	}
	for i := range p.mails {
		m := &p.mails[i]
		if err := q.QueryRowContext(ctx, `SELECT address, state FROM deliveries WHERE id = ?`, m.id).Scan(&m.address, &m.state); err != nil {
			return err
		}
	}
	return p.findMails(ctx, q)
}

// findEarlier looks among what is kept for undoing changes of many contacts.
func (p *traces) findEarlier(ctx context.Context, q execer, key string) error {
	type kept struct {
		id    int64
		email string
	}
	all, err := selectAll(ctx, q, func(row scanner) (k kept, err error) { return k, row.Scan(&k.id, &k.email) },
		`SELECT DISTINCT contact_id, coalesce(json_extract(before, '$.Email'), '') FROM bulk_changes WHERE before <> ''`)
	for _, k := range all {
		merged := slices.Contains(p.earlier, k.id)
		switch same := addressKey(k.email) == key; {
		case same && !merged:
			p.earlier = append(p.earlier, k.id)
		case merged && !same:
			p.others = append(p.others, k.email)
		}
	}
	return err
}

// neverUnder are the other addresses of theirs that must never be mailed.
func (p *traces) neverUnder(ctx context.Context, q execer) ([]string, error) {
	keys := make([]string, len(p.others))
	for i, a := range p.others {
		keys[i] = addressKey(a)
	}
	return selectAll(ctx, q, scanText, `SELECT address FROM suppressions WHERE address_key IN (SELECT value FROM json_each(?))`, toJSON(keys))
}

// owns says whether a delivery with another address is the person's: it was corrected since, or theirs under another one.
func (p *traces) owns(ctx context.Context, q execer, m mailTo) (yes bool, err error) {
	err = q.QueryRowContext(ctx, `SELECT coalesce(contact_id, 0) IN (SELECT value FROM json_each(?)) FROM deliveries WHERE id = ?`, p.ids(), m.id).Scan(&yes)
	return yes, err
}

// ids are all that the person has or had.
func (p *traces) ids() string {
	ids := slices.Clone(p.earlier)
	if p.contact != 0 {
		ids = append(ids, p.contact)
	}
	return idsJSON(ids)
}

// spell remembers ways to write the address, in the form that they have within JSON too.
func (p *traces) spell(all ...string) {
	for _, a := range all {
		for _, form := range []string{a, strings.Trim(toJSON(a), `"`)} {
			if form = asciiLower(form); form != "" && !slices.Contains(p.spellings, form) {
				p.spellings = append(p.spellings, form)
			}
		}
	}
}

// wipe deletes everything about a person. The counters of campaigns are the caller's.
func (p *traces) wipe(ctx context.Context, q execer, now time.Time) error {
	ids := make([]int64, len(p.mails))
	for i, m := range p.mails {
		ids[i] = m.id
	}
	keys := []string{addressKey(p.address)}
	for _, a := range p.others {
		keys = append(keys, addressKey(a))
	}
	all, were := idsJSON(ids), p.ids()
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE deliveries SET address = '', text = ?, changed_at = CASE state WHEN 'waiting' THEN ? ELSE changed_at END, stage = CASE state WHEN 'waiting' THEN 'compose' ELSE stage END,
			state = CASE state WHEN 'waiting' THEN 'skipped' ELSE state END WHERE id IN (SELECT value FROM json_each(?))`, []any{forgottenText, millis(now), all}},
		{`UPDATE attempts SET text = ? WHERE delivery_id IN (SELECT value FROM json_each(?))`, []any{forgottenText, all}},
		{`DELETE FROM answers AS a WHERE ` + answersTo, p.answered()},
		// Import by import: there is no index of their contacts alone, and there may be millions of changes.
		{`DELETE FROM import_changes WHERE (import_id, contact_id) IN (SELECT i.id, j.value FROM imports i CROSS JOIN json_each(?) j)`, []any{were}},
		{`DELETE FROM bulk_changes WHERE (bulk_id, contact_id) IN (SELECT b.id, j.value FROM bulks b CROSS JOIN json_each(?) j)`, []any{were}},
		{`DELETE FROM merged WHERE old_id IN (SELECT value FROM json_each(?1)) OR contact_id IN (SELECT value FROM json_each(?1))`, []any{were}},
		{`DELETE FROM suppressions WHERE address_key IN (SELECT value FROM json_each(?))`, []any{toJSON(keys)}},
		{`DELETE FROM contact_tags WHERE contact_id = ?`, []any{p.contact}},
		{`DELETE FROM list_members WHERE contact_id = ?`, []any{p.contact}},
		{`DELETE FROM contact_notes WHERE contact_id = ?`, []any{p.contact}},
		{`DELETE FROM contacts WHERE id = ?`, []any{p.contact}},
	} {
		if _, err := q.ExecContext(ctx, step.sql, step.args...); err != nil {
			return err
		}
	}
	others, err := p.scrub(ctx, q)
	if err != nil {
		return err
	}
	if p.contact != 0 {
		others = append(others, p.contact)
	}
	return unindex(ctx, q, others)
}

// answersTo is the condition on answers that came from somebody, or because of a mail to them; traces.answered has its values.
const answersTo = `a.delivery_id IN (SELECT value FROM json_each(?1)) OR a.contact_id IN (SELECT value FROM json_each(?2)) OR
	lower(a.address) IN (SELECT value FROM json_each(?3)) OR lower(a.sender) IN (SELECT value FROM json_each(?3))`

func (p *traces) answered() []any {
	ids := make([]int64, len(p.mails))
	for i, m := range p.mails {
		ids[i] = m.id
	}
	return []any{idsJSON(ids), p.ids(), toJSON(p.spellings)}
}

// unindex takes the blocks of contacts out of the search index: what stands in it could be put together to their names. Until
// they are written again, those in them are looked through one by one.
func unindex(ctx context.Context, q execer, ids []int64) error {
	blocks := map[int64]bool{}
	for _, id := range ids {
		blocks[id/blockSize] = true
	}
	for block := range blocks {
		if _, err := q.ExecContext(ctx, `DELETE FROM search_pages WHERE block = ?`, block); err != nil {
			return err
		}
		others, err := selectAll(ctx, q, scanID, `SELECT id FROM contacts WHERE id >= ? AND id < ? AND id <= (SELECT indexed_to FROM search_state)`, block*blockSize, (block+1)*blockSize)
		if err != nil {
			return err
		}
		ids = append(ids, others...)
	}
	return changedForSearch(ctx, q, ids)
}
