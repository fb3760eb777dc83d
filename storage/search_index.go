package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"
)

// The index of contacts is filled behind them, block by block, and never by who changes a contact: that costs an import
// three times its time. So a contact is either in the index as it is now, or among those that are looked through one by
// one: the ones beyond indexed_to and the ones in search_changed. A search is right at any moment.

const (
	searchEvery = time.Second // how often, at most, it is looked whether the index lags behind
	searchFirst = 3 * time.Second
	searchWaits = time.Minute // at most for a calm moment, with each block
	searchRetry = time.Minute // after something went wrong
)

// searchLimits say from where on it pays to take the longer way.
type searchLimits struct {
	changed int // up to that many contacts are looked through in some milliseconds: not worth writing a block
	hits    int // up to that many are read and sorted sooner than one walks along all others
}

func usualSearch() searchLimits { return searchLimits{changed: 1000, hits: 3000} }

// changedForSearch is called by everybody who changes what is searched or sorted of contacts that are there already (names,
// address, company, fields), deletes contacts or brings deleted ones back, in the same transaction. Contacts that are new,
// with an id higher than any before, need it not.
func changedForSearch(ctx context.Context, q execer, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := q.ExecContext(ctx, `UPDATE search_state SET changes = changes + 1`); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, `INSERT INTO search_changed (contact_id, change) SELECT value, (SELECT changes FROM search_state) FROM json_each(?)
		WHERE true ON CONFLICT DO UPDATE SET change = excluded.change`, idsJSON(ids))
	return err
}

// searchState is how far the index reaches.
type searchState struct {
	indexedTo, changes, built int64
	last                      int64 // the highest id of a contact there ever was
}

func readSearchState(ctx context.Context, q execer) (st searchState, err error) {
	err = q.QueryRowContext(ctx, `SELECT indexed_to, changes, built, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'contacts'), 0) FROM search_state`).
		Scan(&st.indexedTo, &st.changes, &st.built, &st.last)
	return st, err
}

// IndexContacts writes one block of the search index when it lags behind the contacts, or makes an index again that a large
// import took away. more says that it is to be called again.
func (s *Store) IndexContacts(ctx context.Context) (more bool, err error) {
	if s.mend.needed.Load() {
		if err := s.mendSearch(ctx); err != nil {
			return false, wrap(err, "storage: mend the search index")
		}
	}
	lacks, err := s.lacksIndex(ctx)
	switch {
	case err != nil:
	case lacks:
		more, err = true, s.makeIndexBeside(ctx)
	default:
		more, err = s.indexContacts(ctx)
	}
	return more, wrap(err, "storage: index contacts")
}

func (s *Store) indexContacts(ctx context.Context) (more bool, err error) {
	var all []*gatheredBlock
	err = s.snapshot(ctx, func(q execer) error {
		st, err := readSearchState(ctx, q)
		if err != nil {
			return err
		}
		block, err := nextBlock(ctx, q, st, s.searching.changed)
		if err != nil || block < 0 {
			return err
		}
		all = []*gatheredBlock{{block: block, state: st}}
		return all[0].gather(ctx, q)
	})
	if err != nil || all == nil {
		return false, err
	}
	err = s.writeBlocks(ctx, all)
	return err == nil, err
}

// gatheredAhead is how many blocks at most are kept in memory, at 4 MB each: with a million contacts all are gathered while the two
// indexes are made.
const gatheredAhead = 8

// makeIndexBeside makes an index that an import took away, which is the work of SQLite alone and takes seconds after a large import,
// and gathers meanwhile what comes into the search index next.
func (s *Store) makeIndexBeside(ctx context.Context) error {
	var all []*gatheredBlock
	var gathered error
	var made atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		gathered = s.snapshot(ctx, func(q execer) error {
			st, err := readSearchState(ctx, q)
			if err != nil {
				return err
			}
			first, last := (st.indexedTo+1)/blockSize, st.last/blockSize
			for n := first; n <= last && n-first < gatheredAhead && st.last-st.indexedTo > int64(s.searching.changed) && (n == first || !made.Load()); n++ {
				b := &gatheredBlock{block: n, state: st}
				if err := b.gather(ctx, q); err != nil {
					return err
				}
				all = append(all, b)
			}
			return nil
		})
	}()
	err := s.makeMissingIndex(ctx)
	made.Store(true)
	<-done
	if err = errors.Join(err, gathered); err != nil {
		return err
	}
	return s.writeBlocks(ctx, all)
}

// gatheredBlock is what the search index is to say of a block.
type gatheredBlock struct {
	block int64
	state searchState // when it was read
	pages []gatheredPage
	hits  []byte // of all pages
}

type gatheredPage struct {
	pair string
	end  int // in hits
}

func (b *gatheredBlock) gather(ctx context.Context, q execer) error {
	g := newGatherer()
	if err := gather(ctx, q, b.block, g); err != nil {
		return err
	}
	err := g.pages(func(pair string, page []byte) error {
		b.hits = append(b.hits, page...)
		b.pages = append(b.pages, gatheredPage{pair, len(b.hits)})
		return nil
	})
	b.hits = bytes.Clone(b.hits) // while it grows it takes more than it needs
	return err
}

// writeBlocks writes blocks that were gathered at one moment, each in a transaction of its own, as long as nobody else does.
func (s *Store) writeBlocks(ctx context.Context, all []*gatheredBlock) error {
	for i, b := range all {
		mine := true
		err := s.inSQLTx(ctx, func(tx *sql.Tx) error {
			now, err := readSearchState(ctx, tx)
			if mine = err == nil && now.built == b.state.built+int64(i); !mine {
				return err // another program was quicker
			}
			return b.write(ctx, tx)
		})
		if err != nil || !mine {
			return err
		}
		b.pages, b.hits = nil, nil
	}
	return nil
}

// nextBlock is the block that is to be written next, -1 for none.
func nextBlock(ctx context.Context, q execer, st searchState, few int) (int64, error) {
	if st.last-st.indexedTo > int64(few) {
		return (st.indexedTo + 1) / blockSize, nil
	}
	var changed int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM search_changed WHERE contact_id <= ? LIMIT ?)`, st.indexedTo, few+1).Scan(&changed)
	if err != nil || changed <= few {
		return -1, err
	}
	block, err := scanID(q.QueryRowContext(ctx, `SELECT contact_id / ? AS block FROM search_changed WHERE contact_id <= ?
		GROUP BY block ORDER BY count(*) DESC LIMIT 1`, blockSize, st.indexedTo))
	if errors.Is(err, sql.ErrNoRows) {
		return -1, nil
	}
	return block, err
}

// gather reads the texts of a block.
func gather(ctx context.Context, q execer, block int64, into *gatherer) error {
	rows, err := q.QueryContext(ctx, `SELECT id, search_text || '|' || email_key FROM contacts WHERE id >= ? AND id < ? ORDER BY id`,
		block*blockSize, (block+1)*blockSize)
	if err != nil {
		return err
	}
	defer rows.Close()
	var id int64
	var text sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		into.add(uint16(id%blockSize), text)
	}
	return rows.Err()
}

// write replaces what the index has of the block. What was changed before it was read is no longer to be looked through.
func (b *gatheredBlock) write(ctx context.Context, q *sql.Tx) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM search_pages WHERE block = ?`, b.block); err != nil {
		return err
	}
	add, err := q.PrepareContext(ctx, `INSERT INTO search_pages (block, pair, hits) VALUES (?, ?, ?)`)
	if err != nil {
		return err
	}
	defer add.Close()
	begin := 0
	for _, page := range b.pages {
		if _, err := add.ExecContext(ctx, b.block, page.pair, b.hits[begin:page.end]); err != nil {
			return err
		}
		begin = page.end
	}
	from, end := b.block*blockSize, (b.block+1)*blockSize
	if _, err := q.ExecContext(ctx, `DELETE FROM search_changed WHERE contact_id >= ? AND contact_id < ? AND change <= ?`, from, end, b.state.changes); err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `UPDATE search_state SET built = built + 1, indexed_to = max(indexed_to, ?)`, min(end-1, b.state.last))
	return err
}

// KeepSearch keeps the index close behind the contacts, until ctx ends. While mails go out at speed it writes a block a
// minute, unless somebody searches among very many that are not in the index. told hears of what went wrong; a search is
// right all the same, and slower.
func (s *Store) KeepSearch(ctx context.Context, told func(error)) {
	changed := s.Watch(ctx)
	pause := searchFirst // a program that has just begun to send has sent nothing yet
	for wait(ctx, pause) && s.traffic.calm(ctx, searchWaits) {
		if s.owing.Load() {
			s.recoverImports(ctx) //nolint:errcheck // it goes on owing
		}
		more, err := s.IndexContacts(ctx)
		if s.mend.done.Swap(false) {
			told(errIndexAnew)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			told(err)
			pause = searchRetry
			continue
		case more:
			pause = 0
			continue
		case s.owing.Load():
			pause = searchRetry
			continue
		}
		pause = searchEvery
		select {
		case <-ctx.Done():
			return
		case _, open := <-changed:
			if !open {
				return // the store is closed
			}
		}
	}
}

// wait is false when ctx has ended.
func wait(ctx context.Context, d time.Duration) bool {
	clock := time.NewTimer(d)
	defer clock.Stop()
	select {
	case <-ctx.Done():
	case <-clock.C:
	}
	return ctx.Err() == nil
}
