-- +goose Up
-- Times are unix milliseconds, 0 = none. Ids of contacts and campaigns are never used twice (AUTOINCREMENT): a campaign
-- that is still being written tells people who were there at its start from later ones by their id alone, and a
-- delivery may keep the id of a contact that was deleted.

CREATE TABLE contacts (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    email          TEXT    NOT NULL,
    email_key      TEXT    NOT NULL,                -- mailing.AddressKey(email)
    first_name     TEXT    NOT NULL DEFAULT '',
    last_name      TEXT    NOT NULL DEFAULT '',
    company        TEXT    NOT NULL DEFAULT '',
    fields         TEXT    NOT NULL DEFAULT '{}',   -- JSON object of strings
    consent_source TEXT    NOT NULL DEFAULT '',
    consent_at     INTEGER NOT NULL DEFAULT 0,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    sort_name      TEXT    NOT NULL                 -- folded "last first", or the address of someone without a name
) STRICT;
CREATE UNIQUE INDEX contacts_email ON contacts(email_key);
CREATE INDEX contacts_sort ON contacts(sort_name, id);

CREATE TABLE lists (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    created_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE list_members (
    list_id    INTEGER NOT NULL REFERENCES lists(id) ON DELETE CASCADE,
    contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
    PRIMARY KEY (list_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_members_contact ON list_members(contact_id);

CREATE TABLE contact_tags (
    contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
    tag        TEXT    NOT NULL COLLATE NOCASE,
    PRIMARY KEY (contact_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_tags_tag ON contact_tags(tag, contact_id);

CREATE TABLE suppressions (
    address_key TEXT    NOT NULL PRIMARY KEY,       -- mailing.AddressKey(address)
    address     TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    note        TEXT    NOT NULL DEFAULT '',
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE templates (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    subject    TEXT    NOT NULL DEFAULT '',
    preheader  TEXT    NOT NULL DEFAULT '',
    body       TEXT    NOT NULL DEFAULT '',
    format     TEXT    NOT NULL DEFAULT '',
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    host         TEXT    NOT NULL DEFAULT '',
    port         INTEGER NOT NULL DEFAULT 0,
    security     TEXT    NOT NULL DEFAULT '',
    username     TEXT    NOT NULL DEFAULT '',
    from_name    TEXT    NOT NULL DEFAULT '',
    from_address TEXT    NOT NULL DEFAULT '',
    reply_to     TEXT    NOT NULL DEFAULT '',
    limits       TEXT    NOT NULL DEFAULT '[]',     -- JSON
    connections  INTEGER NOT NULL DEFAULT 1,
    gap_ms       INTEGER NOT NULL DEFAULT 0,
    allow_plain  INTEGER NOT NULL DEFAULT 0,
    practice     INTEGER NOT NULL DEFAULT 0,
    preset       TEXT    NOT NULL DEFAULT '',
    hold         TEXT    NOT NULL DEFAULT '',       -- JSON, '' = none
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The number of deliveries in each state stands in the campaign's row and changes in the same transaction as the
-- deliveries: counting a million rows for every painted frame would take a third of a second.
CREATE TABLE campaigns (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    uid         TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    template_id INTEGER REFERENCES templates(id) ON DELETE SET NULL,
    account_id  INTEGER REFERENCES accounts(id) ON DELETE SET NULL,
    audience    TEXT    NOT NULL DEFAULT '{}',      -- JSON
    not_bulk    INTEGER NOT NULL DEFAULT 0,
    start_at    INTEGER NOT NULL DEFAULT 0,
    state       TEXT    NOT NULL,
    reason      TEXT    NOT NULL DEFAULT '',
    filled_to   INTEGER NOT NULL DEFAULT 0,         -- deliveries are written for contacts up to this id …
    fill_end    INTEGER NOT NULL DEFAULT 0,         -- … of this one, the last contact there was at the start
    n_waiting   INTEGER NOT NULL DEFAULT 0 CHECK (n_waiting >= 0),
    n_sending   INTEGER NOT NULL DEFAULT 0 CHECK (n_sending >= 0),
    n_sent      INTEGER NOT NULL DEFAULT 0 CHECK (n_sent >= 0),
    n_failed    INTEGER NOT NULL DEFAULT 0 CHECK (n_failed >= 0),
    n_in_doubt  INTEGER NOT NULL DEFAULT 0 CHECK (n_in_doubt >= 0),
    n_skipped   INTEGER NOT NULL DEFAULT 0 CHECK (n_skipped >= 0),
    n_cancelled INTEGER NOT NULL DEFAULT 0 CHECK (n_cancelled >= 0),
    created_at  INTEGER NOT NULL,
    started_at  INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX campaigns_account ON campaigns(account_id, state);
CREATE INDEX campaigns_template ON campaigns(template_id);

-- The message as it was frozen at the start: apart, because SQLite writes a row anew as a whole whenever a counter changes.
CREATE TABLE campaign_messages (
    campaign_id INTEGER PRIMARY KEY REFERENCES campaigns(id) ON DELETE CASCADE,
    subject     TEXT NOT NULL DEFAULT '',
    preheader   TEXT NOT NULL DEFAULT '',
    body        TEXT NOT NULL DEFAULT '',
    format      TEXT NOT NULL DEFAULT ''
) STRICT;

-- contact_id is no foreign key on purpose: what was sent stays on record when the contact is deleted, and a deletion
-- need not look through the deliveries.
CREATE TABLE deliveries (
    id          INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns(id) ON DELETE CASCADE,
    contact_id  INTEGER,
    address     TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    due_at      INTEGER NOT NULL DEFAULT 0,
    changed_at  INTEGER NOT NULL,
    ledger_id   INTEGER,                            -- of the claim, while it is sending
    stage       TEXT    NOT NULL DEFAULT '',        -- the last reply …
    code        INTEGER NOT NULL DEFAULT 0,
    enhanced    TEXT    NOT NULL DEFAULT '',
    text        TEXT    NOT NULL DEFAULT '',
    handed_over INTEGER NOT NULL DEFAULT 0,
    kind        TEXT    NOT NULL DEFAULT '',        -- … and what it meant
    scope       TEXT    NOT NULL DEFAULT '',
    permanent   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX deliveries_person ON deliveries(campaign_id, contact_id);
CREATE INDEX deliveries_due ON deliveries(campaign_id, due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_sending ON deliveries(campaign_id) WHERE state = 'sending';
CREATE INDEX deliveries_trouble ON deliveries(campaign_id, state, kind, scope) WHERE state IN ('failed', 'in_doubt');

CREATE TABLE attempts (
    id          INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns(id) ON DELETE CASCADE,
    delivery_id INTEGER NOT NULL REFERENCES deliveries(id) ON DELETE CASCADE,
    at          INTEGER NOT NULL,
    took_us     INTEGER NOT NULL DEFAULT 0,         -- microseconds
    stage       TEXT    NOT NULL DEFAULT '',
    code        INTEGER NOT NULL DEFAULT 0,
    enhanced    TEXT    NOT NULL DEFAULT '',
    text        TEXT    NOT NULL DEFAULT '',
    handed_over INTEGER NOT NULL DEFAULT 0,
    kind        TEXT    NOT NULL DEFAULT '',
    scope       TEXT    NOT NULL DEFAULT '',
    permanent   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX attempts_delivery ON attempts(delivery_id);
CREATE INDEX attempts_campaign ON attempts(campaign_id);

-- What an account has used up of its limits: one row per recipient, tests too. It outlives the campaign.
CREATE TABLE ledger (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    test       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX ledger_time ON ledger(account_id, at);

-- How many mails came out how in each quarter of an hour, so that the last days are a few hundred rows in every time zone.
CREATE TABLE tally (
    quarter  INTEGER PRIMARY KEY,                   -- unix milliseconds / 900000
    sent     INTEGER NOT NULL DEFAULT 0,
    failed   INTEGER NOT NULL DEFAULT 0,
    in_doubt INTEGER NOT NULL DEFAULT 0
) STRICT;
