-- The indexer takes what was begun and what was not by turns, each in the order of arrival; for how long the oldest has waited is shown.
CREATE INDEX waiting_next ON search.waiting (next, arrival);
ALTER TABLE search.waiting ADD COLUMN arrived_at text COLLATE "C" NOT NULL DEFAULT '';
DO $$
BEGIN
  IF to_regclass('record.act') IS NOT NULL THEN
    UPDATE search.waiting AS w SET arrived_at = a.arrived_at FROM record.act AS a WHERE a.act = w.act AND a.author = w.author;
  END IF;
END
$$;
ALTER TABLE search.waiting ALTER COLUMN arrived_at DROP DEFAULT;
