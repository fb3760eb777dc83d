package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"evenpost/mailing"
)

// A search does not look at the contacts but at the index, which says who may have all words: who has every three signs
// that follow each other in them. That is a matter of a few milliseconds, however frequent the words are. Whether the
// signs stand together is then seen from the contacts themselves, and only as far as the answer needs it.

// wordsOf are the words of a search as they are looked for.
func wordsOf(search string) (words []string) {
	for word := range strings.FieldsSeq(search) {
		if word = mailing.Fold(word); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// hasWords is the condition that a contact k has all words.
func hasWords(words []string) (conditions []string, args []any) {
	for _, word := range words {
		conditions = append(conditions, `(instr(k.search_text, ?) > 0 OR instr(k.email_key, ?) > 0)`)
		args = append(args, word, word)
	}
	return conditions, args
}

// search finds the contacts with all words. exact says that all of them have them; if not, they may have.
func (s *Store) search(ctx context.Context, q execer, words []string) (hits *idSet, exact bool, err error) {
	st, err := readSearchState(ctx, q)
	if err != nil {
		return nil, false, err
	}
	if st.last-st.indexedTo > int64(s.searching.changed) {
		s.traffic.hurryUp()
	}
	hits = &idSet{}
	var grams []gram
	exact = true
	for _, word := range words {
		more, sure := gramsOf(word)
		exact = exact && sure
		for _, g := range more {
			if !slices.Contains(grams, g) {
				grams = append(grams, g)
			}
		}
	}
	if len(grams) == 0 || s.mend.needed.Load() { // nothing that the index knows: only signs that end words
		st.indexedTo = 0
	}
	if st.indexedTo > 0 {
		switch err := searchBlocks(ctx, q, grams, st.indexedTo/blockSize, hits); {
		case isDamage(err):
			s.mend.needed.Store(true)
			s.traffic.hurryUp()
			return s.search(ctx, q, words)
		case err != nil:
			return nil, false, err
		}
		changed, err := selectAll(ctx, q, scanID, `SELECT contact_id FROM search_changed WHERE contact_id <= ?`, st.indexedTo)
		if err != nil {
			return nil, false, err
		}
		for _, id := range changed {
			hits.remove(id)
		}
	}
	conditions, args := hasWords(words)
	for _, where := range []string{`k.id > ?`, `k.id IN (SELECT contact_id FROM search_changed WHERE contact_id <= ?)`} {
		err := addAll(ctx, q, hits, `SELECT k.id FROM contacts k WHERE `+where+` AND `+strings.Join(conditions, ` AND `), append([]any{st.indexedTo}, args...)...)
		if err != nil {
			return nil, false, err
		}
	}
	return hits, exact, nil
}

// addAll adds the ids that a query selects.
func addAll(ctx context.Context, q execer, to *idSet, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var id int64
	for rows.Next() {
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if err := to.add(id); err != nil {
			return err
		}
	}
	return rows.Err()
}

// searchBlocks finds who has all grams, in the blocks up to the last.
func searchBlocks(ctx context.Context, q execer, grams []gram, last int64, hits *idSet) error {
	conn, ok := q.(interface {
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	})
	if !ok {
		return errors.New("storage: a search needs a connection")
	}
	page, err := conn.PrepareContext(ctx, `SELECT hits FROM search_pages WHERE block = ? AND pair = ?`)
	if err != nil {
		return err
	}
	defer page.Close()
	for block := range last + 1 {
		found, err := searchBlock(ctx, page, block, grams)
		if err != nil {
			return err
		}
		if found != nil {
			*hits.block(block) = *found
		}
	}
	return nil
}

// searchBlock is nil when nobody of the block has all grams.
func searchBlock(ctx context.Context, page *sql.Stmt, block int64, grams []gram) (all *bitmap, err error) {
	var these bitmap
	for _, g := range grams {
		var b []byte
		err := page.QueryRowContext(ctx, block, g.pair()).Scan(&b)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = new(bitmap)
			err = readPage(b, g[2], all)
		} else {
			these = bitmap{}
			err = readPage(b, g[2], &these)
			all.and(&these)
		}
		if err != nil {
			return nil, err
		}
		if all.empty() {
			return nil, nil
		}
	}
	return all, nil
}
