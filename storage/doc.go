// Package storage keeps everything Evenpost knows in one SQLite file: contacts, templates, accounts, campaigns, their
// deliveries and the ledger of what each account has sent. Nobody else sees SQL.
//
// There is one writer connection, whose commits survive a power cut, and a few readers beside it. Several processes may
// have the same data folder open; only the one that sends needs the lock of package instance.
package storage
