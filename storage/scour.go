package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"evenpost/mailing"
	"evenpost/storage/instance"
	"evenpost/storage/pages"
)

// What SQLite deletes it forgets, but does not overwrite: rows that are gone can be read in the file until something else takes
// their place. To write the file anew (VACUUM) holds up everybody who wants to write for as long as it takes. So the pages are looked
// through beside all others, and zeros are written into those that have anything where nothing should be, some at a time.

const (
	scourSlice  = 100 * time.Millisecond // how long others who want to write wait, and then
	scourPause  = 20 * time.Millisecond  // have their turn: programs that try again and again too
	scourRounds = 3                      // pages that are worked with become dirty again; what is looked for is gone after the first, or the second
	scourAtOnce = 200                    // pages
)

// owesScouring is the setting that says that somebody was forgotten, and the file is not clean yet.
const owesScouring = "scour"

// scour overwrites what is left of deleted rows in the database file, and empties the log beside it.
func (s *Store) scour(ctx context.Context) error {
	x := &scouring{s: s, freed: map[uint32]bool{}}
	for range scourRounds {
		spots, err := x.look(ctx)
		if err != nil {
			return err
		}
		if err := x.cleanTrees(ctx, spots); err != nil {
			return err
		}
		freed, err := x.cleanFree(ctx)
		if err != nil {
			return err
		}
		if len(spots) == 0 && freed == 0 {
			break
		}
	}
	if err := s.emptyLog(ctx); err != nil {
		return err
	}
	return s.SetSetting(ctx, owesScouring, "")
}

// scourIfOwed does what was left undone when the program ended while somebody was being forgotten, or the disk was full.
func (s *Store) scourIfOwed(ctx context.Context) error {
	if owed, err := s.Setting(ctx, owesScouring); err != nil || owed == "" {
		return err
	}
	lock, err := instance.TryLockFile(filepath.Join(s.dir, importLock))
	if errors.Is(err, mailing.ErrInUse) {
		return nil // whoever is at it does it
	} else if err != nil {
		return err
	}
	return errors.Join(s.scour(ctx), lock.Release())
}

// scouring is the work on the pages of the database.
type scouring struct {
	s     *Store
	freed map[uint32]bool // free pages that are clean
}

// branch is a page of a tree, with the way to it.
type branch struct {
	above  *branch // nil for a root
	number uint32
}

// spot is where something is to be overwritten: a page of a tree, or the end of a chain that hangs on it.
type spot struct {
	at    *branch
	chain pages.Chain
}

// look walks through all trees, and disturbs nobody.
func (x *scouring) look(ctx context.Context) (spots []spot, err error) {
	err = x.s.snapshot(ctx, func(q execer) error {
		f, err := openPages(ctx, q)
		if err != nil {
			return err
		}
		w := walk{f: f}
		for root := range f.roots {
			w.todo = append(w.todo, step{spot: spot{at: &branch{number: root}}, page: root})
		}
		for len(w.todo) > 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			now := append([]step(nil), w.todo[max(0, len(w.todo)-scourAtOnce):]...)
			w.todo = w.todo[:len(w.todo)-len(now)]
			numbers := make([]uint32, len(now))
			for i := range now {
				numbers[i] = now[i].page
			}
			if err := f.read(numbers, func(i int, page []byte) error { return w.see(now[i], page) }); err != nil {
				return err
			}
		}
		spots = w.spots
		return nil
	})
	return spots, err
}

// walk is a way through all pages of the trees.
type walk struct {
	f     *pageFile
	todo  []step
	spots []spot // that are dirty
}

// step is a page to be looked at.
type step struct {
	spot
	left int // of the chain
	page uint32
}

// see looks at a page and notes which ones hang on it.
func (w *walk) see(this step, page []byte) error {
	if this.left > 0 {
		next, left, slack, err := pages.Link(page, this.left, w.f.size)
		if pages.Dirty(slack) {
			w.spots = append(w.spots, this.spot)
		}
		if this.left, this.page = left, next; left > 0 {
			w.todo = append(w.todo, this)
		}
		return err
	}
	t, err := pages.ReadTree(page, this.page, w.f.size)
	if err != nil {
		return err
	}
	if t.Dirty() {
		w.spots = append(w.spots, this.spot)
	}
	for _, child := range t.Children {
		w.todo = append(w.todo, step{spot: spot{at: &branch{this.at, child}}, page: child})
	}
	for _, c := range t.Chains {
		w.todo = append(w.todo, step{spot: spot{this.at, c}, left: c.Bytes, page: c.First})
	}
	return nil
}

// inSlices calls some again and again, each time in a transaction of its own, until it says that it is done.
func (x *scouring) inSlices(ctx context.Context, some func(f *pageFile, over func() bool) (done bool, err error)) error {
	for done := false; !done; {
		err := x.s.inSQLTx(ctx, func(tx *sql.Tx) error {
			f, err := openPages(ctx, tx)
			if err != nil {
				return err
			}
			began := time.Now()
			done, err = some(f, func() bool { return time.Since(began) > scourSlice })
			return err
		})
		if err != nil {
			return err
		}
		if !done && !wait(ctx, scourPause) {
			return ctx.Err()
		}
	}
	return nil
}

func (x *scouring) cleanTrees(ctx context.Context, spots []spot) error {
	if len(spots) == 0 {
		return nil
	}
	return x.inSlices(ctx, func(f *pageFile, over func() bool) (bool, error) {
		for len(spots) > 0 && !over() {
			if err := f.clean(spots[0]); err != nil {
				return false, err
			}
			spots = spots[1:]
		}
		return len(spots) == 0, nil
	})
}

// cleanFree overwrites the pages that are in no use at all, and says in how many there was something.
func (x *scouring) cleanFree(ctx context.Context) (cleaned int, err error) {
	wipe := func(f *pageFile, number uint32, page, part []byte) error {
		if !pages.Dirty(part) {
			return nil
		}
		clear(part)
		cleaned++
		return f.write(number, page)
	}
	err = x.inSlices(ctx, func(f *pageFile, over func() bool) (bool, error) {
		for trunk := f.firstFree; trunk != 0; {
			page, err := f.one(trunk)
			if err != nil {
				return false, err
			}
			next, free, slack, err := pages.Trunk(page, f.size)
			if err == nil {
				err = wipe(f, trunk, page, slack)
			}
			if err != nil {
				return false, err
			}
			for _, number := range free {
				if x.freed[number] {
					continue
				}
				if over() {
					return false, nil
				}
				page, err := f.one(number)
				if err == nil {
					err = wipe(f, number, page, page)
				}
				if err != nil {
					return false, err
				}
				x.freed[number] = true
			}
			trunk = next
		}
		return true, nil
	})
	return cleaned, err
}

// pageFile are the pages of the database file as a transaction sees them.
type pageFile struct {
	ctx       context.Context
	q         execer
	size      int // of what is in use of each page
	firstFree uint32
	roots     map[uint32]bool
	trees     map[uint32]*pages.Tree // that were read on the way to others
	lives     map[*branch]bool
}

func openPages(ctx context.Context, q execer) (*pageFile, error) {
	f := &pageFile{ctx: context.WithoutCancel(ctx), q: q, roots: map[uint32]bool{1: true}, trees: map[uint32]*pages.Tree{}, lives: map[*branch]bool{}}
	first, err := f.one(1)
	if err != nil {
		return nil, err
	}
	f.size, f.firstFree = pages.Size(len(first), pages.Reserved(first)), pages.FirstTrunk(first)
	roots, err := selectAll(f.ctx, q, scanID, `SELECT rootpage FROM sqlite_schema WHERE rootpage > 0`)
	for _, root := range roots {
		f.roots[uint32(root)] = true
	}
	return f, err
}

// read reads pages and shows each with its place among the numbers. They are valid until the next one.
func (f *pageFile) read(numbers []uint32, show func(i int, page []byte) error) error {
	rows, err := f.q.QueryContext(f.ctx, `SELECT j.key, p.data FROM json_each(?) j CROSS JOIN sqlite_dbpage p ON p.pgno = j.value`, toJSON(numbers))
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var i int
		var page sql.RawBytes
		if err := rows.Scan(&i, &page); err != nil {
			return err
		}
		if err := show(i, page); err != nil {
			return fmt.Errorf("page %d: %w", numbers[i], errors.Join(mailing.ErrDamaged, err))
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if n != len(numbers) {
		return fmt.Errorf("%w: %d pages are not there", mailing.ErrDamaged, len(numbers)-n)
	}
	return nil
}

func (f *pageFile) one(number uint32) (page []byte, err error) {
	err = f.q.QueryRowContext(f.ctx, `SELECT data FROM sqlite_dbpage WHERE pgno = ?`, number).Scan(&page)
	return page, err
}

// write writes a page of which nothing that is in use has changed: SQLite may have it in mind.
func (f *pageFile) write(number uint32, page []byte) error {
	return changedOne(f.q.ExecContext(f.ctx, `UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?`, page, number))
}

// clean overwrites what is in no use in a spot, unless it is no longer where it was: then it is found in the next round.
func (f *pageFile) clean(x spot) error {
	there, err := f.has(x.at)
	if err != nil || !there {
		return err
	}
	page, err := f.one(x.at.number)
	if err != nil {
		return err
	}
	t, err := pages.ReadTree(page, x.at.number, f.size)
	if err != nil {
		return fmt.Errorf("page %d: %w", x.at.number, errors.Join(mailing.ErrDamaged, err))
	}
	if x.chain.Bytes == 0 {
		if !t.Dirty() {
			return nil
		}
		t.Clean()
		return f.write(x.at.number, page)
	}
	for _, c := range t.Chains {
		if c == x.chain {
			return f.cleanEnd(c)
		}
	}
	return nil
}

// cleanEnd overwrites what comes after the end of a chain.
func (f *pageFile) cleanEnd(c pages.Chain) error {
	for number, left := c.First, c.Bytes; ; {
		page, err := f.one(number)
		if err != nil {
			return err
		}
		next, more, slack, err := pages.Link(page, left, f.size)
		if err != nil {
			return fmt.Errorf("page %d: %w", number, errors.Join(mailing.ErrDamaged, err))
		}
		if more == 0 {
			if !pages.Dirty(slack) {
				return nil
			}
			clear(slack)
			return f.write(number, page)
		}
		number, left = next, more
	}
}

// has says whether a page is still where it was found: a page that has come into other use since has another meaning.
func (f *pageFile) has(b *branch) (yes bool, err error) {
	if yes, known := f.lives[b]; known {
		return yes, nil
	}
	if b.above == nil {
		return f.roots[b.number], nil
	}
	if yes, err = f.has(b.above); err != nil || !yes {
		return yes, err
	}
	t := f.trees[b.above.number]
	if t == nil {
		page, err := f.one(b.above.number)
		if err != nil {
			return false, err
		}
		if t, err = pages.ReadTree(page, b.above.number, f.size); err != nil {
			return false, fmt.Errorf("page %d: %w", b.above.number, errors.Join(mailing.ErrDamaged, err))
		}
		f.trees[b.above.number] = t
	}
	yes = false
	for _, child := range t.Children {
		yes = yes || child == b.number
	}
	f.lives[b] = yes
	return yes, nil
}

// emptyLog brings what is in the write-ahead log to the database file and empties it. While somebody reads what was there before
// that cannot be; SQLite does it when the last program closes the file, at the latest.
func (s *Store) emptyLog(ctx context.Context) (err error) {
	// On a connection of its own that does not wait: whoever wants to write waits as long as it does.
	db, err := openDB(s.dir, 1, "busy_timeout(50)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	const tries, pause = 40, 100 * time.Millisecond
	for range tries {
		for _, how := range []string{"PASSIVE", "TRUNCATE"} { // the first holds up nobody and leaves little for the second
			var busy, size, moved int
			if err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(`+how+`)`).Scan(&busy, &size, &moved); err != nil {
				return err
			}
			if how == "TRUNCATE" && busy == 0 {
				return nil
			}
		}
		if !wait(ctx, pause) {
			return ctx.Err()
		}
	}
	return nil
}
