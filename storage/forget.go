package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

// forgottenText is what stands in place of a server's words about a mail to somebody who was forgotten.
const forgottenText = "this person was forgotten"

// Forgotten says what forgetting somebody did.
type Forgotten struct {
	Contact   bool     `json:"contact"`   // there was one
	Mails     int      `json:"mails"`     // deliveries that have no address any more
	Cancelled int      `json:"cancelled"` // those of them that had not gone out yet
	Copies    []string `json:"copies"`    // daily copies of the database that still hold the address; they are removed by and by
	Others    []string `json:"others"`    // other files and folders beside the database that may hold it, until somebody deletes them
}

// Forget deletes everything about the person with an address: the contact, what imports changed of it, the address in
// campaigns and what servers said of it, its suppression. What remains is that there was a mail and what became of it,
// and a hash by which the address is never mailed, imported or added again. A new daily copy takes the place of today's.
//
// The error wraps ErrNotFound when nothing is known of the address, ErrWrongState while a mail to it is being handed over,
// and ErrInUse while an import is under way. When only what comes after the forgetting fails, the result says what was done.
func (s *Store) Forget(ctx context.Context, address string, now time.Time) (Forgotten, error) {
	done, err := s.forget(ctx, address, now)
	return done, wrap(err, "storage: forget")
}

func (s *Store) forget(ctx context.Context, typed string, now time.Time) (done Forgotten, err error) {
	address, err := mailing.ParseAddress(typed)
	if err != nil {
		return done, err
	}
	lock, err := s.lockImports(ctx)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	err = s.inTx(ctx, func(q execer) error {
		done, err = s.forgetIn(ctx, q, address, now)
		return err
	})
	if err != nil {
		return Forgotten{}, err
	}
	if err := s.scour(ctx); err != nil {
		return done, fmt.Errorf("cleaning the database file: %w", err)
	}
	if _, err := s.backup(ctx, now); err != nil {
		return done, fmt.Errorf("a copy without the person: %w", err)
	}
	err = done.remaining(s.dir)
	return done, err
}

func (s *Store) forgetIn(ctx context.Context, q execer, address string, now time.Time) (done Forgotten, err error) {
	p, err := findTraces(ctx, q, address)
	if err != nil {
		return done, err
	}
	if p.unknown() {
		return done, fmt.Errorf("%w: nothing is known of this address", mailing.ErrNotFound)
	}
	changed := deltas{}
	for _, d := range p.mails {
		switch d.state {
		case mailing.Sending:
			return done, fmt.Errorf("%w: a mail to this person is being handed over", mailing.ErrWrongState)
		case mailing.Waiting:
			changed.move(d.campaign, mailing.Waiting, mailing.Skipped, 1)
			done.Cancelled++
		default:
		}
	}
	done.Contact, done.Mails = p.contact != 0, len(p.mails)
	var note journal.Batch
	never, err := p.neverUnder(ctx, q)
	if err != nil {
		return done, err
	}
	for _, a := range append(never, address) {
		kept, err := remember(ctx, q, a, now)
		if err != nil {
			return done, err
		}
		note.Suppressed(kept)
	}
	if err := p.wipe(ctx, q, now); err != nil {
		return done, err
	}
	if err := changed.apply(ctx, q, now); err != nil {
		return done, err
	}
	return done, s.journal.Write(&note)
}

// traces are where the database knows somebody.
type traces struct {
	address    string
	contact    int64
	earlier    []int64 // ids of contacts that were merged into theirs, or had the address and of which it is kept how they were
	suppressed bool
	gone       bool // forgotten before
	mails      []mailTo
	others     []string // addresses that they had besides
	spellings  []string // of the address, in small letters as far as they are ASCII
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
	// What has other letters than ASCII has no small ones in SQLite: these are compared here.
	p.mails, err = selectAll(ctx, q, func(row scanner) (m mailTo, err error) {
		return m, row.Scan(&m.id, &m.campaign, &m.address, &m.state)
	}, `SELECT id, campaign_id, address, state FROM deliveries WHERE contact_id IN (SELECT value FROM json_each(?1)) OR lower(address) = ?2
		OR length(address) <> length(CAST(address AS BLOB)) AND ?3`, p.ids(), key, !plainASCII(key))
	if err != nil {
		return nil, err
	}
	p.spell(address, key, mailing.SpokenAddress(key))
	mine := p.mails[:0]
	for _, m := range p.mails {
		if addressKey(m.address) == key {
			p.spell(m.address)
		} else if plain, err := p.owns(ctx, q, m); err != nil || !plain {
			if err != nil {
				return nil, err
			}
			continue
		}
		mine = append(mine, m)
		if addressKey(m.address) != key && m.address != "" && !slices.Contains(p.others, m.address) {
			p.others = append(p.others, m.address)
		}
	}
	p.mails = mine
	return p, nil
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
	p.spell(p.others...)
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
		{`DELETE FROM import_changes WHERE contact_id IN (SELECT value FROM json_each(?))`, []any{were}},
		{`DELETE FROM bulk_changes WHERE contact_id IN (SELECT value FROM json_each(?))`, []any{were}},
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
	if err := p.scrub(ctx, q); err != nil {
		return err
	}
	return p.unindex(ctx, q)
}

// unindex takes the person's block out of the search index: what stands in it could be put together to their name. Until it
// is written again, those in it are looked through one by one.
func (p *traces) unindex(ctx context.Context, q execer) error {
	if p.contact == 0 {
		return nil
	}
	block := p.contact / blockSize
	if _, err := q.ExecContext(ctx, `DELETE FROM search_pages WHERE block = ?`, block); err != nil {
		return err
	}
	others, err := selectAll(ctx, q, scanID, `SELECT id FROM contacts WHERE id >= ? AND id < ? AND id <= (SELECT indexed_to FROM search_state)`, block*blockSize, (block+1)*blockSize)
	if err != nil {
		return err
	}
	return changedForSearch(ctx, q, append(others, p.contact))
}

// texts are the columns in which an address may stand among other words. Messages are not among them: what the user wrote
// is theirs.
func texts() map[string][]string {
	return map[string][]string{
		"suppressions":   {"note"},
		"deliveries":     {"text"},
		"attempts":       {"text"},
		"incidents":      {"detail"},
		"campaigns":      {"reason"},
		"accounts":       {"hold", "learned", "pace"},
		"segments":       {"rule"},
		"imports":        {"source", "options"},
		"import_changes": {"before"},
		"bulks":          {"what"},
		"bulk_changes":   {"before"},
		"contact_notes":  {"text"},
		"contacts":       {"fields", "search_text", "company"},
	}
}

// scrub takes the address out of whatever else says it.
func (p *traces) scrub(ctx context.Context, q execer) error {
	for table, columns := range texts() {
		for _, column := range columns {
			found, err := selectAll(ctx, q, scanText, `SELECT DISTINCT `+column+` FROM `+table+` WHERE EXISTS
				(SELECT 1 FROM json_each(?) WHERE instr(lower(`+column+`), value) > 0)`, toJSON(p.spellings))
			if err != nil {
				return err
			}
			for _, text := range found {
				if _, err := q.ExecContext(ctx, `UPDATE `+table+` SET `+column+` = ? WHERE `+column+` = ?`, p.without(text), text); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// without takes every spelling of the address out of a text.
func (p *traces) without(text string) string {
	for _, spelling := range p.spellings {
		for {
			i := strings.Index(asciiLower(text), spelling)
			if i < 0 {
				break
			}
			text = text[:i] + "…" + text[i+len(spelling):]
		}
	}
	return text
}

// scour writes the database file anew, so that nothing of what was deleted is left in it, and empties the log beside it.
func (s *Store) scour(ctx context.Context) error {
	if _, err := s.w.ExecContext(ctx, `VACUUM`); err != nil {
		return err
	}
	const tries = 20
	for range tries {
		var busy, pages, moved int
		if err := s.w.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
		select { // somebody reads what was there before; SQLite empties the log when the last program closes the file, at the latest
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

// remaining finds the files in a data folder that are older than the forgetting. The newest copy is not.
func (f *Forgotten) remaining(dir string) error {
	f.Copies, f.Others = []string{}, []string{}
	copies, err := Backups(dir)
	if err != nil {
		return err
	}
	for i, b := range copies {
		if i > 0 {
			f.Copies = append(f.Copies, b.Path)
		}
	}
	for _, pattern := range []string{filepath.Join(backupFolder, "before-*.db"), asideName + "*", receivingFolder} {
		more, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		f.Others = append(f.Others, more...)
	}
	for _, name := range []string{"evenpost.log", "evenpost.log.old"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			f.Others = append(f.Others, filepath.Join(dir, name))
		}
	}
	return nil
}
