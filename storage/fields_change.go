package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
)

// TryField says what would become of a field's values if it were of another kind, without changing any. The spelling is found
// out from all values; what none of them tells is taken from usual.
func (s *Store) TryField(ctx context.Context, name string, kind mailing.FieldKind, usual mailing.Spelling) (t mailing.FieldTrial, err error) {
	if err := kind.Check(); err != nil {
		return t, wrap(err, "storage: try field")
	}
	var seen mailing.Evidence
	var some []string
	const examples = 6
	err = eachValue(ctx, s.r, name, nil, func(_ int64, value []byte) error {
		if len(value) == 0 {
			return nil
		}
		text := string(value)
		seen.See(text)
		t.Values++
		_, fits := mailing.Reading{Kind: kind}.Read(text)
		switch {
		case !fits:
			if t.Left++; t.Left <= examples {
				t.Misfits = append(t.Misfits, text)
			}
		case len(some) < examples && !slices.Contains(some, text):
			some = append(some, text)
		}
		return nil
	})
	t.Reading.Kind = kind
	t.Reading.Spelling, t.Sure = seen.Spelling(usual, kind)
	for _, text := range some {
		is, _ := t.Reading.Read(text)
		t.Examples = append(t.Examples, mailing.FieldExample{Was: text, Is: is})
	}
	return t, wrap(err, "storage: try field")
}

// ChangeFieldKind makes a field one of another kind and reads its values anew, in slices. Those that do not fit stay as they are.
// Cancelled, it leaves everything as it was; done, it can be undone with UndoChange. The error wraps ErrNotFound or ErrInvalid.
func (s *Store) ChangeFieldKind(ctx context.Context, name string, r mailing.Reading, p Progress) (mailing.BulkReport, error) {
	err := r.Kind.Check()
	var report mailing.BulkReport
	if err == nil {
		report, err = s.changeField(ctx, mailing.Bulk{Do: mailing.ConvertField, Field: name, Reading: r}, p)
	}
	return report, wrap(err, "storage: change field")
}

// DeleteField deletes a field with all its values, in the same way. The error wraps ErrNotFound.
func (s *Store) DeleteField(ctx context.Context, name string, p Progress) (mailing.BulkReport, error) {
	report, err := s.changeField(ctx, mailing.Bulk{Do: mailing.DropField, Field: name}, p)
	return report, wrap(err, "storage: delete field")
}

// changeField does something to a field and to everybody's value for it. Of each contact only the value is kept for undoing: what
// else is done to it meanwhile is no business of this.
func (s *Store) changeField(ctx context.Context, b mailing.Bulk, p Progress) (report mailing.BulkReport, err error) {
	err = s.inTx(ctx, func(q execer) error {
		if b.Was, err = fieldNamed(ctx, q, b.Field); err != nil {
			return err
		}
		if b.Do == mailing.DropField {
			_, err = q.ExecContext(ctx, `DELETE FROM fields WHERE name = ?`, b.Field)
		} else {
			_, err = q.ExecContext(ctx, `UPDATE fields SET kind = ? WHERE name = ?`, string(b.Reading.Kind), b.Field)
		}
		if err == nil {
			report.ID, err = insert(ctx, q, `INSERT INTO bulks (at, what) VALUES (?, ?)`, millis(time.Now()), toJSON(b))
		}
		return err
	})
	if err != nil {
		return report, err
	}
	// Whose value it is is found once, so that each has one turn: somebody who comes meanwhile knows the field as it is now.
	ids, err := s.whoseValueChanges(ctx, b)
	if err == nil && len(ids) > 0 {
		report.Changed, err = s.bySlices(ctx, ids, p, func(q execer, some []int64) (int, error) {
			return convertSome(context.WithoutCancel(ctx), q, report.ID, b, some)
		})
	}
	return s.orNothing(ctx, report, err, p, len(ids))
}

// convertSome does to some values what is done to their field.
func convertSome(ctx context.Context, q execer, bulk int64, b mailing.Bulk, ids []int64) (int, error) {
	return setValues(ctx, q, b.Field, ids, func(_ int64, v string) string { return b.Becomes(v) }, func(id int64, was string) error {
		_, err := q.ExecContext(ctx, `INSERT INTO bulk_changes (bulk_id, contact_id, before) VALUES (?, ?, ?)`, bulk, id, toJSON(keptValue{map[string]string{b.Field: was}}))
		return err
	})
}

// whoseValueChanges are the contacts to whose value something is done.
func (s *Store) whoseValueChanges(ctx context.Context, b mailing.Bulk) (ids []int64, err error) {
	err = eachValue(ctx, s.r, b.Field, nil, func(id int64, value []byte) error {
		if v := string(value); v != "" && b.Becomes(v) != v {
			ids = append(ids, id)
		}
		return nil
	})
	return ids, err
}

// keptValue is a value as it was, in the form of a contact that has nothing else.
type keptValue struct{ Fields map[string]string }

func fieldNamed(ctx context.Context, q execer, name string) (f mailing.Field, err error) {
	all, err := readFields(ctx, q)
	if err != nil {
		return f, err
	}
	i := slices.IndexFunc(all, func(f mailing.Field) bool { return f.Name == name })
	if i < 0 {
		return f, fmt.Errorf("%w: there is no field %q", mailing.ErrNotFound, name)
	}
	return all[i], nil
}

// setValues gives the named contacts another value for a field; "" takes it away. was hears of each that changes, as it was.
// When a contact was changed is for what people do to it, and stays.
func setValues(ctx context.Context, q execer, name string, ids []int64, becomes func(id int64, v string) string, was func(id int64, v string) error) (n int, err error) {
	all, err := selectAll(ctx, q, scanContact, `SELECT `+contactColumns+` FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value`, idsJSON(ids))
	if err != nil {
		return 0, err
	}
	changed := make([]int64, 0, len(all))
	for _, c := range all {
		old := c.Fields[name]
		v := becomes(c.ID, old)
		if v == old {
			continue
		}
		if c.Fields == nil {
			c.Fields = map[string]string{}
		}
		if c.Fields[name] = v; v == "" {
			delete(c.Fields, name)
		}
		if err := was(c.ID, old); err != nil {
			return 0, err
		}
		if _, err := q.ExecContext(ctx, `UPDATE contacts SET fields = ?, search_text = ? WHERE id = ?`, fieldsJSON(c), derivedOf(c).searchText, c.ID); err != nil {
			return 0, err
		}
		changed = append(changed, c.ID)
	}
	return len(changed), changedForSearch(ctx, q, changed)
}

// undoField gives a slice of contacts back the values that they had, unless somebody else has given them another one since.
func undoField(ctx context.Context, q execer, b mailing.Bulk, all []bulkChange) (back []int64, err error) {
	was, ids := make(map[int64]string, len(all)), make([]int64, 0, len(all))
	for _, c := range all {
		var kept keptValue
		if err := json.Unmarshal([]byte(c.before), &kept); err != nil {
			return nil, err
		}
		was[c.id], ids = kept.Fields[b.Field], append(ids, c.id)
	}
	_, err = setValues(ctx, q, b.Field, ids, func(id int64, v string) string {
		if v != b.Becomes(was[id]) {
			return v
		}
		return was[id]
	}, func(id int64, _ string) error {
		back = append(back, id)
		return nil
	})
	return back, err
}

// bringFieldBack makes the field of a change again what it was. One that was made anew under its name since stays as it is.
func bringFieldBack(ctx context.Context, q execer, b mailing.Bulk) error {
	switch b.Do {
	case mailing.ConvertField:
		_, err := q.ExecContext(ctx, `UPDATE fields SET kind = ? WHERE name = ? AND kind = ?`, string(b.Was.Kind), b.Field, string(b.Reading.Kind))
		return err
	case mailing.DropField:
		there, err := readFields(ctx, q)
		if err != nil || slices.ContainsFunc(there, func(f mailing.Field) bool { return f.Name == b.Field }) {
			return err
		}
		b.Was.Title = freeTitle(there, strings.TrimSpace(b.Was.Title))
		return insertField(ctx, q, b.Was, 0)
	default:
		return nil
	}
}
