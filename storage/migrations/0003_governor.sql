-- +goose Up
-- What an account knows of its server, and how it is to be used.
ALTER TABLE accounts ADD COLUMN reserve        INTEGER NOT NULL DEFAULT 0;   -- percent kept for everyday mail
ALTER TABLE accounts ADD COLUMN per_connection INTEGER NOT NULL DEFAULT 0;   -- messages, 0 = any number
ALTER TABLE accounts ADD COLUMN hours          TEXT    NOT NULL DEFAULT '';  -- JSON, '' = always
ALTER TABLE accounts ADD COLUMN pace           TEXT    NOT NULL DEFAULT '';  -- JSON, written by the engine alone
ALTER TABLE accounts ADD COLUMN learned        TEXT    NOT NULL DEFAULT '';  -- JSON, '' = nothing

-- Until when the account is full or stopped, written by the engine with what makes it so: a second account goes by it.
ALTER TABLE accounts ADD COLUMN rests_until    INTEGER NOT NULL DEFAULT 0;

-- A second account that helps a campaign's first one.
ALTER TABLE campaigns ADD COLUMN second_id INTEGER REFERENCES accounts(id) ON DELETE SET NULL;
ALTER TABLE campaigns ADD COLUMN sharing   TEXT NOT NULL DEFAULT '';
CREATE INDEX campaigns_second ON campaigns(second_id, state);

-- Mail that the user sent from elsewhere stands in the ledger as one row of many recipients.
ALTER TABLE ledger ADD COLUMN n         INTEGER NOT NULL DEFAULT 1;
ALTER TABLE ledger ADD COLUMN elsewhere INTEGER NOT NULL DEFAULT 0;
DROP INDEX ledger_time;
CREATE INDEX ledger_time ON ledger(account_id, at, elsewhere, n);   -- counting needs nothing else
CREATE INDEX ledger_elsewhere ON ledger(account_id, at) WHERE elsewhere = 1;

-- What happened to accounts and campaigns, for people to read.
CREATE TABLE incidents (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    account_id  INTEGER NOT NULL DEFAULT 0,
    campaign_id INTEGER NOT NULL DEFAULT 0,
    what        TEXT    NOT NULL,
    detail      TEXT    NOT NULL DEFAULT '{}'        -- JSON
) STRICT;
CREATE INDEX incidents_campaign ON incidents(campaign_id, id);
CREATE INDEX incidents_account ON incidents(account_id, id);

-- Who sent it: a campaign may have two accounts.
ALTER TABLE attempts ADD COLUMN account_id INTEGER NOT NULL DEFAULT 0;

-- What came out of a campaign's mails in each minute, and how long the server's answers took together.
CREATE TABLE pulse (
    campaign_id INTEGER NOT NULL REFERENCES campaigns(id) ON DELETE CASCADE,
    minute      INTEGER NOT NULL,                   -- unix seconds / 60
    account_id  INTEGER NOT NULL,
    sent        INTEGER NOT NULL DEFAULT 0,
    failed      INTEGER NOT NULL DEFAULT 0,
    in_doubt    INTEGER NOT NULL DEFAULT 0,
    put_back    INTEGER NOT NULL DEFAULT 0,
    answers     INTEGER NOT NULL DEFAULT 0,
    took_us     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (campaign_id, minute, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pulse_account ON pulse(account_id, minute);
