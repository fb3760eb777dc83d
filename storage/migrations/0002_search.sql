-- +goose Up
-- Both are written by the program, which knows more of letters than SQLite's lower().
ALTER TABLE contacts ADD COLUMN search_text  TEXT NOT NULL DEFAULT ''; -- folded "first last" and company, to search in
ALTER TABLE contacts ADD COLUMN sort_company TEXT NOT NULL DEFAULT ''; -- folded company; contacts without one come last

CREATE INDEX contacts_company ON contacts(sort_company, sort_name, id);
