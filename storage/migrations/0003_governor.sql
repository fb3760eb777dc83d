-- +goose Up
-- What an account knows of its server, and how it is to be used.
ALTER TABLE accounts ADD COLUMN reserve        INTEGER NOT NULL DEFAULT 0;   -- percent kept for everyday mail
ALTER TABLE accounts ADD COLUMN per_connection INTEGER NOT NULL DEFAULT 0;   -- messages, 0 = any number
ALTER TABLE accounts ADD COLUMN hours          TEXT    NOT NULL DEFAULT '';  -- JSON, '' = always
ALTER TABLE accounts ADD COLUMN pace           TEXT    NOT NULL DEFAULT '';  -- JSON, written by the engine alone
ALTER TABLE accounts ADD COLUMN learned        TEXT    NOT NULL DEFAULT '';  -- JSON, '' = nothing

-- A second account that helps a campaign's first one.
ALTER TABLE campaigns ADD COLUMN second_id INTEGER REFERENCES accounts(id) ON DELETE SET NULL;
ALTER TABLE campaigns ADD COLUMN sharing   TEXT NOT NULL DEFAULT '';
CREATE INDEX campaigns_second ON campaigns(second_id, state);

-- Mail that the user sent from elsewhere stands in the ledger as one row of many recipients.
ALTER TABLE ledger ADD COLUMN n         INTEGER NOT NULL DEFAULT 1;
ALTER TABLE ledger ADD COLUMN elsewhere INTEGER NOT NULL DEFAULT 0;

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
