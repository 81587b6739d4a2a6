-- Finds are narrowed by the time at which their act was shared, and by words that every document has anew.
ALTER TABLE search.waiting ADD COLUMN at text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE search.entry ADD COLUMN at text COLLATE "C" NOT NULL DEFAULT '';
DO $$
BEGIN
  IF to_regclass('record.item') IS NOT NULL THEN
    UPDATE search.waiting AS w SET at = i.at FROM record.item AS i WHERE i.act = w.act AND i.author = w.author;
    UPDATE search.entry AS e SET at = i.at FROM record.item AS i WHERE i.act = e.act AND i.author = e.author;
  END IF;
END
$$;
ALTER TABLE search.waiting ALTER COLUMN at DROP DEFAULT;
ALTER TABLE search.entry ALTER COLUMN at DROP DEFAULT;

UPDATE search.waiting SET next = 0;
INSERT INTO search.waiting (act, author, source, arrival, at, level, category, next)
SELECT act, author, source, arrival, at, level, category, 0 FROM search.entry
ON CONFLICT (act, author) DO NOTHING;
