-- Words stand in rows of their own, many to a row, in place of an array per document; what a find shows is read from the rooms.
CREATE TABLE search.entry (
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL UNIQUE,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  PRIMARY KEY (act, author)
);

-- The bytes are dense: compressing them takes time and gains nothing.
CREATE TABLE search.posting (
  bucket bigint NOT NULL,
  arrival bigint NOT NULL,
  first bigint NOT NULL,
  words bytea NOT NULL,
  PRIMARY KEY (bucket, arrival, first)
) WITH (toast_tuple_target = 8160);
ALTER TABLE search.posting ALTER COLUMN words SET STORAGE EXTERNAL;
CREATE INDEX posting_arrival ON search.posting (arrival);

-- Everything is indexed anew, from the record. So far only shares were indexed.
UPDATE search.waiting SET next = 0;
INSERT INTO search.waiting (act, author, source, arrival, level, category, next)
SELECT DISTINCT act, author, 'exchange', arrival, level, category, 0 FROM search.document
ON CONFLICT (act, author) DO NOTHING;
DROP TABLE search.document;
