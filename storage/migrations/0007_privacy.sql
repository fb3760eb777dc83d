-- +goose Up
-- People who asked to be forgotten. Nothing of them is left but what is needed not to mail them again: a keyed hash of
-- mailing.AddressKey(address). The salt is the same for all of one data folder, but for what a restored copy brings.
CREATE TABLE forgotten (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    salt   TEXT    NOT NULL,
    hash   TEXT    NOT NULL UNIQUE,                 -- HMAC-SHA-256, hexadecimal
    reason TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
