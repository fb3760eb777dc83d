-- +goose Up
-- The further fields of contacts. Their values stand in contacts.fields, as texts: a day as 1980-12-24, a number with a point,
-- "yes" or "no"; what could not be read as its field's kind stands there as it was written.
CREATE TABLE fields (
    id        INTEGER PRIMARY KEY,
    name      TEXT    NOT NULL UNIQUE,              -- mailing.FieldName: what templates and rules call it
    title     TEXT    NOT NULL COLLATE NOCASE,      -- what people read
    kind      TEXT    NOT NULL DEFAULT 'text',      -- text, number, date, yes-no
    position  INTEGER NOT NULL,
    shown     INTEGER NOT NULL DEFAULT 0,           -- as a column of the table of contacts
    import_id INTEGER NOT NULL DEFAULT 0            -- the import that made it, and takes it away when it is undone
) STRICT;

INSERT INTO fields (name, title, position)
    SELECT key, replace(key, '_', ' '), row_number() OVER (ORDER BY key)
    FROM (SELECT DISTINCT f.key FROM contacts k, json_each(k.fields) f WHERE k.fields <> '{}');
