-- +goose Up
-- Where the answers to an account's mailings come in.
ALTER TABLE accounts ADD COLUMN inbox TEXT NOT NULL DEFAULT '';   -- JSON, '' = not known and not read

-- How far each mailbox has been read.
CREATE TABLE inboxes (
    account_id INTEGER PRIMARY KEY REFERENCES accounts(id) ON DELETE CASCADE,
    server     TEXT    NOT NULL,                    -- of which mailbox this is true: user and host
    validity   INTEGER NOT NULL DEFAULT 0,          -- UIDVALIDITY (RFC 3501), 0 = never read
    uid        INTEGER NOT NULL DEFAULT 0,          -- everything up to this one was read
    read_at    INTEGER NOT NULL DEFAULT 0,          -- when it was last read to its end
    trouble    TEXT    NOT NULL DEFAULT ''          -- JSON, '' = none
) STRICT;

-- What came in answer to mailings: one row for a mail, of which only a few words are kept. contact_id and account_id are no
-- foreign keys: what somebody answered stays on record, and deletions need not look here.
CREATE TABLE answers (
    id          INTEGER PRIMARY KEY,
    account_id  INTEGER NOT NULL,
    message     TEXT    NOT NULL,                   -- tells mails apart, so that each is taken once
    uid         INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    campaign_id INTEGER REFERENCES campaigns(id) ON DELETE CASCADE,   -- NULL: an opt-out that names no mailing
    delivery_id INTEGER,
    contact_id  INTEGER,
    address     TEXT    NOT NULL DEFAULT '',        -- whom the mailing was sent to
    sender      TEXT    NOT NULL DEFAULT '',        -- who wrote the answer
    excerpt     TEXT    NOT NULL DEFAULT '',
    code        INTEGER NOT NULL DEFAULT 0,         -- of a bounce: what the other server said …
    enhanced    TEXT    NOT NULL DEFAULT '',
    text        TEXT    NOT NULL DEFAULT '',
    verdict     TEXT    NOT NULL DEFAULT '',        -- … and the kind,
    scope       TEXT    NOT NULL DEFAULT '',
    permanent   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX answers_once ON answers(message);
CREATE INDEX answers_campaign ON answers(campaign_id, kind, delivery_id);
CREATE INDEX answers_contact ON answers(contact_id, kind, at);
