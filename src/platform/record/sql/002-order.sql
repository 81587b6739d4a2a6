-- The ledger is read in the order of signing too.
CREATE INDEX item_at ON record.item (at);
