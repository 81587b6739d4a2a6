ALTER TABLE record.item ADD COLUMN sought text COLLATE "C" NOT NULL DEFAULT '';
UPDATE record.item SET sought = lower(title COLLATE "default");
ALTER TABLE record.item ALTER COLUMN sought DROP DEFAULT;
-- Lists of one kind of act, from either end.
CREATE INDEX item_kind ON record.item (kind, arrival);
