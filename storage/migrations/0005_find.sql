-- +goose Up
-- The index that contacts are searched with: for every two signs that stand side by side in somebody's text, who of a block of
-- contacts has them, by the third sign (see posting.go). It is filled behind the contacts, a block at a time.
CREATE TABLE search_pages (
    block INTEGER NOT NULL,                         -- contact id / 65536
    pair  TEXT    NOT NULL,                         -- two signs, or one: everybody with it
    hits  BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_pages_pair ON search_pages(block, pair);

-- How far the index reaches. What lies beyond, and the contacts that were changed since, is looked through one by one.
CREATE TABLE search_state (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    indexed_to INTEGER NOT NULL,                    -- contact id
    changes    INTEGER NOT NULL,                    -- counts the changes of contacts
    built      INTEGER NOT NULL                     -- counts the blocks that were written
) STRICT;
INSERT INTO search_state VALUES (1, 0, 0, 0);

CREATE TABLE search_changed (
    contact_id INTEGER PRIMARY KEY,                 -- who may have been deleted
    change     INTEGER NOT NULL
) STRICT;

-- A segment is a saved rule.
CREATE TABLE segments (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    rule       TEXT    NOT NULL,                    -- JSON, mailing.Rule
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- What was done to many contacts at once, so that it can be undone.
CREATE TABLE bulks (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    what      TEXT    NOT NULL,                     -- JSON, mailing.Bulk
    undone_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- contact_id is no foreign key: a contact that was deleted is what is to be brought back.
CREATE TABLE bulk_changes (
    bulk_id    INTEGER NOT NULL REFERENCES bulks(id) ON DELETE CASCADE,
    contact_id INTEGER NOT NULL,
    before     TEXT    NOT NULL,                    -- JSON: the contact as it was; '' when the bulk itself says it
    after      INTEGER NOT NULL DEFAULT 0,          -- updated_at of the contact when it had been changed, 0 for a deleted one
    PRIMARY KEY (bulk_id, contact_id)
) STRICT, WITHOUT ROWID;

-- What the user wants to remember of somebody.
CREATE TABLE contact_notes (
    contact_id INTEGER PRIMARY KEY REFERENCES contacts(id) ON DELETE CASCADE,
    text       TEXT    NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
