-- Of an object with many versions the newest of each lane is asked for, and not all of them. Everything is laid out anew.
TRUNCATE exchange.stretch, exchange.repeat;
DELETE FROM exchange.dated WHERE name = 'laid';
ALTER TABLE exchange.repeat ADD COLUMN is_newest boolean NOT NULL;
DROP INDEX exchange.repeat_first;
CREATE INDEX repeat_first ON exchange.repeat (id, moment) WHERE is_first;
CREATE INDEX repeat_newest ON exchange.repeat (id) WHERE is_newest;
