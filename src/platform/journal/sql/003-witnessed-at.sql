ALTER TABLE journal.proof ADD COLUMN witnessed_at text COLLATE "C";
