package storage

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// texts are a table with columns in which an address may stand among other words.
type texts struct {
	table   string
	key     []string
	columns []string
}

// allTexts are all of them. Messages are not among them: what the user wrote is theirs.
func allTexts() []texts {
	id := []string{"id"}
	return []texts{
		{"suppressions", []string{"address_key"}, []string{"note"}},
		{"deliveries", id, []string{"text"}},
		{"attempts", id, []string{"text"}},
		{"incidents", id, []string{"detail"}},
		{"answers", id, []string{"excerpt", "text"}},
		{"inboxes", []string{"account_id"}, []string{"trouble"}},
		{"campaigns", id, []string{"reason"}},
		{"accounts", id, []string{"hold", "learned", "pace"}},
		{"segments", id, []string{"rule"}},
		{"imports", id, []string{"source", "options"}},
		{"import_changes", []string{"import_id", "contact_id"}, []string{"before"}},
		{"bulks", id, []string{"what"}},
		{"bulk_changes", []string{"bulk_id", "contact_id"}, []string{"before"}},
		{"contact_notes", []string{"contact_id"}, []string{"text"}},
		{"contacts", id, []string{"fields", "search_text", "company"}},
	}
}

// mention is a row that has the address in one of these columns.
type mention struct {
	texts
	row []any // the values of its key
}

// findMentions looks for the address in all texts. That takes long: nobody has to wait for it.
func (p *traces) findMentions(ctx context.Context, q execer) error {
	p.spell(p.others...)
	spellings := make([]any, len(p.spellings))
	for i, s := range p.spellings {
		spellings[i] = s
	}
	for _, in := range allTexts() {
		var says []string
		var args []any
		for _, column := range in.columns {
			for range spellings {
				says = append(says, `instr(lower(`+column+`), ?) > 0`)
			}
			args = append(args, spellings...)
		}
		found, err := selectAll(ctx, q, func(row scanner) (mention, error) {
			m := mention{in, make([]any, len(in.key))}
			into := make([]any, len(in.key))
			for i := range m.row {
				into[i] = &m.row[i]
			}
			return m, row.Scan(into...)
		}, `SELECT `+strings.Join(in.key, `, `)+` FROM `+in.table+` WHERE `+strings.Join(says, ` OR `), args...)
		if err != nil {
			return err
		}
		p.mentions = append(p.mentions, found...)
	}
	return nil
}

// scrub takes the address out of whatever else says it, as far as it was found. It returns the contacts that have other texts now.
func (p *traces) scrub(ctx context.Context, q execer) (contacts []int64, err error) {
	for _, m := range p.mentions {
		where := ` WHERE ` + strings.Join(m.key, ` = ? AND `) + ` = ?`
		said, into := make([]string, len(m.columns)), make([]any, len(m.columns))
		for i := range said {
			into[i] = &said[i]
		}
		err := q.QueryRowContext(ctx, `SELECT `+strings.Join(m.columns, `, `)+` FROM `+m.table+where, m.row...).Scan(into...)
		if errors.Is(err, sql.ErrNoRows) {
			continue // it was the person's own
		} else if err != nil {
			return nil, err
		}
		args := make([]any, 0, len(said)+len(m.row))
		for _, text := range said {
			args = append(args, p.without(text))
		}
		if _, err := q.ExecContext(ctx, `UPDATE `+m.table+` SET `+strings.Join(m.columns, ` = ?, `)+` = ?`+where, append(args, m.row...)...); err != nil {
			return nil, err
		}
		if id, ok := m.row[0].(int64); ok && m.table == "contacts" {
			contacts = append(contacts, id)
		}
	}
	return contacts, nil
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
