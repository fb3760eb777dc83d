package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
	"evenpost/storage/instance"
)

// importLock is held by the program that imports or takes back, so that another one can tell an import that is under way
// from one that was cut off.
const importLock = "import.lock"

func (s *Store) lockImports(ctx context.Context) (*instance.FileLock, error) {
	return instance.LockFile(ctx, filepath.Join(s.dir, importLock))
}

// keptOptions is what the record of an import says of its options.
type keptOptions struct {
	Lists      []int64            `json:"lists,omitempty"`
	Tags       []string           `json:"tags,omitempty"`
	Consent    string             `json:"consent,omitempty"`
	Duplicates mailing.Duplicates `json:"duplicates,omitempty"`
}

// beginImport writes down that an import begins, and makes its lists.
func (s *Store) beginImport(ctx context.Context, o ImportOptions) (*importer, error) {
	imp := &importer{
		s: s, o: o, slice: importSlice{s: s}, fresh: true,
		there: map[uint64]arrival{}, bits: map[string]uint64{}, tags: map[string]string{}, marks: map[importMark][]int64{}, ranges: ranges{}, named: map[string]int64{},
		inserts: map[insertForm]string{},
	}
	imp.report.Bad = []mailing.BadRow{}
	switch o.Duplicates {
	case "", mailing.UpdateThem, mailing.FillGaps, mailing.SkipThem:
	default:
		return nil, fmt.Errorf("%w: there is no way with duplicates called %q", mailing.ErrInvalid, string(o.Duplicates))
	}
	imp.o.Tags = nil
	for _, tag := range o.Tags {
		imp.o.Tags = append(imp.o.Tags, contactfile.SplitTags(tag)...)
	}
	for _, f := range o.Fields {
		if err := f.Kind.Check(); err != nil {
			return nil, err
		}
	}
	if imp.o.Consent.Source != "" && imp.o.Consent.At.IsZero() {
		imp.o.Consent.At = time.Now()
	}
	err := s.inTx(ctx, func(q execer) error {
		if err := imp.bulk.count(ctx, q); err != nil {
			return err
		}
		// Contacts tell by this time which import was the last to touch them: no two have the same.
		var last int64
		if err := q.QueryRowContext(ctx, `SELECT coalesce(max(at), 0) FROM imports`).Scan(&last); err != nil {
			return err
		}
		imp.now = fromMillis(max(millis(time.Now()), last+1))
		made, err := imp.chooseLists(ctx, q)
		imp.made = made
		if err == nil {
			imp.gone, err = readForgotten(ctx, q)
		}
		if err == nil {
			imp.fields, err = fieldsOfImport(ctx, q, o.Fields)
		}
		if err != nil {
			return err
		}
		kept := keptOptions{Lists: imp.lists, Tags: imp.o.Tags, Consent: imp.o.Consent.Source, Duplicates: o.Duplicates}
		imp.id, err = insert(ctx, q, `INSERT INTO imports (at, source, options, state, made) VALUES (?, ?, ?, 'running', ?)`,
			millis(imp.now), mailing.OneLine(o.Source), toJSON(kept), toJSON(made))
		imp.report.ID = imp.id
		return err
	})
	return imp, err
}

// chooseLists finds the lists of the options. made are those that it had to make.
func (imp *importer) chooseLists(ctx context.Context, q execer) (made []int64, err error) {
	made = []int64{}
	for _, id := range imp.o.ListIDs {
		if err := changedOne(q.ExecContext(ctx, `UPDATE lists SET name = name WHERE id = ?`, id)); err != nil {
			return nil, fmt.Errorf("list %d: %w", id, err)
		}
		imp.lists = append(imp.lists, id)
	}
	for _, name := range imp.o.Lists {
		if name = mailing.OneLine(name); name == "" {
			return nil, checkName(name)
		}
		there, err := selectAll(ctx, q, scanID, `SELECT id FROM lists WHERE name = ?`, name)
		if err != nil {
			return nil, err
		}
		if len(there) == 0 {
			id, err := insert(ctx, q, `INSERT INTO lists (name, created_at) VALUES (?, ?)`, name, millis(imp.now))
			if err != nil {
				return nil, err
			}
			there, made = []int64{id}, append(made, id)
		}
		if !slices.Contains(imp.lists, there[0]) {
			imp.lists = append(imp.lists, there[0])
		}
	}
	return made, nil
}

// Imports are all imports that can be or were undone, the newest first, and one that is under way.
func (s *Store) Imports(ctx context.Context) ([]mailing.Import, error) {
	all, err := selectAll(ctx, s.r, func(row scanner) (i mailing.Import, err error) {
		var at, ended int64
		err = row.Scan(&i.ID, &at, &ended, &i.Source, &i.State, &i.Read, &i.Added, &i.Updated, &i.Unchanged, &i.Bad)
		i.At, i.EndedAt = fromMillis(at), fromMillis(ended)
		return i, err
	}, `SELECT id, at, ended_at, source, state, n_read, n_added, n_updated, n_same, n_bad FROM imports WHERE state <> '`+abandoned+`' ORDER BY id DESC`)
	return all, wrap(err, "storage: imports")
}

// recoverImports takes back what an import that was cut off had written, so that nothing is left half done. An import that
// another program has under way is left alone.
func (s *Store) recoverImports(ctx context.Context) error {
	unfinished, err := s.unfinishedImports(ctx)
	if err != nil || len(unfinished) == 0 {
		s.owing.Store(err != nil)
		return err
	}
	lock, err := instance.TryLockFile(filepath.Join(s.dir, importLock))
	if errors.Is(err, mailing.ErrInUse) {
		return nil
	} else if err != nil {
		return err
	}
	err = s.undoUnfinished(ctx)
	s.owing.Store(err != nil)
	if errors.Is(wrap(err, ""), mailing.ErrDiskFull) {
		// Even to take something back needs room on the disk. Who cannot even look at his contacts until there is some is no
		// better off; it is taken back as soon as there is room, see KeepSearch, or before the next import.
		err = nil
	}
	return errors.Join(err, lock.Release())
}

// undoUnfinished is for who has the lock of imports.
func (s *Store) undoUnfinished(ctx context.Context) error {
	unfinished, err := s.unfinishedImports(ctx)
	if err != nil {
		return err
	}
	for _, i := range unfinished {
		if i.State == mailing.ImportUndoing {
			_, err = s.undo(ctx, i.ID, nil)
		} else {
			err = s.abandon(ctx, i.ID, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) unfinishedImports(ctx context.Context) ([]mailing.Import, error) {
	return selectAll(ctx, s.w, func(row scanner) (i mailing.Import, err error) {
		return i, row.Scan(&i.ID, &i.State)
	}, `SELECT id, state FROM imports WHERE state IN ('running', 'undoing') ORDER BY id DESC`)
}

// image is a contact as it was before an import changed it.
type image struct {
	First     string            `json:"first,omitempty"`
	Last      string            `json:"last,omitempty"`
	Company   string            `json:"company,omitempty"`
	Fields    map[string]string `json:"fields,omitempty"`
	Consent   string            `json:"consent,omitempty"`
	ConsentAt int64             `json:"consent_at,omitempty"`
	UpdatedAt int64             `json:"updated_at"`
}

func imageOf(c mailing.Contact) image {
	return image{
		First: c.FirstName, Last: c.LastName, Company: c.Company, Fields: c.Fields,
		Consent: c.Consent.Source, ConsentAt: millis(c.Consent.At), UpdatedAt: millis(c.UpdatedAt),
	}
}

// into makes a contact again what it was. Its address is what an import never changes.
func (i image) into(c *mailing.Contact) {
	c.FirstName, c.LastName, c.Company, c.Fields = i.First, i.Last, i.Company, i.Fields
	c.Consent = mailing.Consent{Source: i.Consent, At: fromMillis(i.ConsentAt)}
	c.UpdatedAt = fromMillis(i.UpdatedAt)
}

func (i *image) read(text string) error { return json.Unmarshal([]byte(text), i) }
