-- Who brought an object in is known by whose share of it was signed first: of each lane that copy is noted. Everything is laid out anew.
TRUNCATE exchange.stretch, exchange.repeat;
DELETE FROM exchange.dated WHERE name = 'laid';
ALTER TABLE exchange.repeat ADD COLUMN signed text COLLATE "C" NOT NULL, ADD COLUMN is_earliest boolean NOT NULL;
CREATE INDEX repeat_earliest ON exchange.repeat (id) WHERE is_earliest;
