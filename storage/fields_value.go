package storage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"

	"evenpost/mailing"
)

// fieldKeyOf is how a field's value begins in the JSON of contacts.fields, which is always written by toJSON. Nothing else in
// it looks like that: quotation marks within values have a backslash before them, and no value is followed by a colon.
func fieldKeyOf(name string) []byte { return []byte(toJSON(name) + `:"`) }

// fieldValue finds a value without reading all the others. It is not to be kept when fields changes.
func fieldValue(fields, key []byte) []byte {
	at := bytes.Index(fields, key)
	if at < 0 {
		return nil
	}
	rest := fields[at+len(key):]
	for i, c := range rest {
		switch c {
		case '"':
			return rest[:i]
		case '\\':
			return unquoted(rest)
		}
	}
	return nil
}

// unquoted reads a value that has backslashes in it.
func unquoted(rest []byte) []byte {
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '"':
			var text string
			if err := json.Unmarshal(append([]byte{'"'}, rest[:i+1]...), &text); err != nil {
				return nil
			}
			return []byte(text)
		}
	}
	return nil
}

// eachValue shows the value of a field of every contact: of those named or, with nil, of all there are. "" is shown too. The value is
// valid until the next one.
func eachValue(ctx context.Context, q execer, name string, ids []int64, see func(id int64, value []byte) error) (err error) {
	where, args := among(ids)
	rows, err := q.QueryContext(ctx, `SELECT k.id, k.fields FROM contacts k`+where, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	key := fieldKeyOf(mailing.FieldName(name))
	var id int64
	var fields sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&id, &fields); err != nil {
			return err
		}
		if err := see(id, fieldValue(fields, key)); err != nil {
			return err
		}
	}
	return rows.Err()
}
