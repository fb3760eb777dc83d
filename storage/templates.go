package storage

import (
	"context"
	"fmt"
	"time"

	"evenpost/mailing"
)

const templateColumns = `id, name, subject, preheader, body, format, updated_at`

func scanTemplate(row scanner) (t mailing.Template, err error) {
	var updatedAt int64
	err = row.Scan(&t.ID, &t.Name, &t.Message.Subject, &t.Message.Preheader, &t.Message.Body, &t.Message.Format, &updatedAt)
	t.UpdatedAt = fromMillis(updatedAt)
	return t, err
}

// AddTemplate keeps a new template. The error wraps ErrExists when the name is taken.
func (s *Store) AddTemplate(ctx context.Context, t mailing.Template) (id int64, err error) {
	if err = checkName(t.Name); err == nil {
		err = s.inTx(ctx, func(q execer) error {
			m := t.Message
			id, err = insert(ctx, q, `INSERT INTO templates (name, subject, preheader, body, format, updated_at) VALUES (?, ?, ?, ?, ?, ?)`,
				t.Name, m.Subject, m.Preheader, m.Body, m.Format, millis(time.Now()))
			return err
		})
	}
	return id, wrap(err, "storage: add template")
}

// UpdateTemplate changes a template. Campaigns that have started keep the message they started with.
func (s *Store) UpdateTemplate(ctx context.Context, t mailing.Template) error {
	err := checkName(t.Name)
	if err == nil {
		err = s.inTx(ctx, func(q execer) error {
			m := t.Message
			return changedOne(q.ExecContext(ctx, `UPDATE templates SET name = ?, subject = ?, preheader = ?, body = ?, format = ?, updated_at = ? WHERE id = ?`,
				t.Name, m.Subject, m.Preheader, m.Body, m.Format, millis(time.Now()), t.ID))
		})
	}
	return wrap(err, "storage: update template")
}

// DeleteTemplate deletes a template. The error wraps ErrTemplateInUse while a draft uses it.
func (s *Store) DeleteTemplate(ctx context.Context, id int64) error {
	err := s.inTx(ctx, func(q execer) error {
		users, err := selectAll(ctx, q, scanText, `SELECT name FROM campaigns WHERE template_id = ? AND state = 'draft' LIMIT 1`, id)
		if err != nil {
			return err
		}
		if len(users) > 0 {
			return fmt.Errorf("%w: %q", mailing.ErrTemplateInUse, users[0])
		}
		return changedOne(q.ExecContext(ctx, `DELETE FROM templates WHERE id = ?`, id))
	})
	return wrap(err, "storage: delete template")
}

// Template is one template. The error wraps ErrNotFound.
func (s *Store) Template(ctx context.Context, id int64) (mailing.Template, error) {
	t, err := scanTemplate(s.r.QueryRowContext(ctx, `SELECT `+templateColumns+` FROM templates WHERE id = ?`, id))
	return t, wrap(err, "storage: template")
}

// TemplateByName finds a template by its name, upper or lower case. The error wraps ErrNotFound.
func (s *Store) TemplateByName(ctx context.Context, name string) (mailing.Template, error) {
	t, err := scanTemplate(s.r.QueryRowContext(ctx, `SELECT `+templateColumns+` FROM templates WHERE name = ?`, name))
	return t, wrap(err, fmt.Sprintf("storage: template %q", name))
}

// Templates lists all templates by name.
func (s *Store) Templates(ctx context.Context) ([]mailing.Template, error) {
	all, err := selectAll(ctx, s.r, scanTemplate, `SELECT `+templateColumns+` FROM templates ORDER BY name`)
	return all, wrap(err, "storage: templates")
}
