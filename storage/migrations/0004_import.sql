-- +goose Up
-- What each import did, so that it can be undone as long as the data folder is there. What it added are ranges of ids,
-- which are never used twice; what it changed is kept as it was.
CREATE TABLE imports (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,                     -- updated_at of every contact that it added or changed
    ended_at  INTEGER NOT NULL DEFAULT 0,
    source    TEXT    NOT NULL DEFAULT '',          -- the name of the file
    options   TEXT    NOT NULL DEFAULT '{}',        -- JSON
    state     TEXT    NOT NULL,                     -- running, done, undoing, undone
    ranges    TEXT    NOT NULL DEFAULT '[]',        -- JSON [[first, last], …]: the contacts that it added
    made      TEXT    NOT NULL DEFAULT '[]',        -- JSON: ids of the lists that it made
    indexes   TEXT    NOT NULL DEFAULT '[]',        -- JSON: statements that make again what it took away to be faster
    n_read    INTEGER NOT NULL DEFAULT 0,
    n_added   INTEGER NOT NULL DEFAULT 0,
    n_updated INTEGER NOT NULL DEFAULT 0,
    n_same    INTEGER NOT NULL DEFAULT 0,
    n_bad     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX imports_unfinished ON imports(state) WHERE state IN ('running', 'undoing');

-- contact_id is no foreign key: deleting contacts need not look here.
CREATE TABLE import_changes (
    import_id  INTEGER NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
    contact_id INTEGER NOT NULL,
    before     TEXT    NOT NULL,                    -- JSON: the contact as it was
    PRIMARY KEY (import_id, contact_id)
) STRICT, WITHOUT ROWID;

-- Contacts that were there before, and that it put on a list or gave a tag: one row for many.
CREATE TABLE import_marks (
    id        INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
    list_id   INTEGER NOT NULL DEFAULT 0,
    tag       TEXT    NOT NULL DEFAULT '',
    contacts  TEXT    NOT NULL                      -- JSON: ids
) STRICT;
CREATE INDEX import_marks_import ON import_marks(import_id);
