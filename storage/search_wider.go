package storage

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"

	"evenpost/mailing"
)

// widerSearch is the migration after which contacts are found by their further fields too, and by an international address
// as it is said. SQL cannot do it: it does not know how words are folded.
func widerSearch() *goose.Migration {
	return goose.NewGoMigration(6, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		const some = 1000
		for after, more := int64(0), true; more; {
			type contact struct {
				mailing.Contact
				fields string
			}
			all, err := selectAll(ctx, tx, func(row scanner) (c contact, err error) {
				err = row.Scan(&c.ID, &c.Email, &c.FirstName, &c.LastName, &c.Company, &c.fields)
				return c, err
			}, `SELECT id, email, first_name, last_name, company, fields FROM contacts
				WHERE id > ? AND (fields <> '{}' OR email_key LIKE '%xn--%' OR email_key GLOB '*[^ -~]*') ORDER BY id LIMIT ?`, after, some)
			if err != nil {
				return err
			}
			for _, c := range all {
				if err := fromJSON(&c.Contact, c.fields, "[]"); err != nil {
					return err
				}
				if _, err := tx.ExecContext(ctx, `UPDATE contacts SET search_text = ? WHERE id = ?`, derivedOf(c.Contact).searchText, c.ID); err != nil {
					return err
				}
				after = c.ID
			}
			more = len(all) == some
		}
		return nil
	}}, nil)
}
