-- +goose Up
-- Contacts that were merged into others. What was sent to them keeps their id; here it is found for the one that stays.
-- Neither is a foreign key: both may be deleted, and come back by an undo.
CREATE TABLE merged (
    old_id     INTEGER PRIMARY KEY,                 -- the contact that is no more
    into_id    INTEGER NOT NULL,                    -- the one it was merged into,
    contact_id INTEGER NOT NULL                     -- and the one that this one has become since
) STRICT;
CREATE INDEX merged_contact ON merged(contact_id);

INSERT OR IGNORE INTO merged (old_id, into_id, contact_id)
    SELECT gone.contact_id, stays.contact_id, stays.contact_id FROM bulks b
    JOIN bulk_changes stays ON stays.bulk_id = b.id AND stays.after <> 0
    JOIN bulk_changes gone ON gone.bulk_id = b.id AND gone.after = 0
    WHERE b.undone_at = 0 AND b.what ->> 'Do' = 'merge';
UPDATE merged SET contact_id = coalesce((
    WITH RECURSIVE up(id) AS (SELECT merged.into_id UNION SELECT m.into_id FROM merged m JOIN up ON m.old_id = up.id)
    SELECT id FROM up WHERE id NOT IN (SELECT old_id FROM merged) LIMIT 1), contact_id);

-- Whether undoing an import also deletes who was changed or mailed since; kept for an undo that is cut off.
ALTER TABLE imports ADD COLUMN undo_all INTEGER NOT NULL DEFAULT 0;
