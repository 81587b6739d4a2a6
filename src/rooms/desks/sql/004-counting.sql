-- Everything that was said of desks, so that what a thief of a key published gives way to what held before.
CREATE TABLE desks.publication (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  desk text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  at text COLLATE "C" NOT NULL,
  withdrawn boolean NOT NULL,
  functions text[] COLLATE "C" NOT NULL,
  entry jsonb
);
INSERT INTO desks.publication
SELECT
  act, arrival, author, body ->> 'desk', label ->> 'level', label ->> 'category', (body ->> 'revision')::bigint, at,
  body -> 'title' IS NULL,
  ARRAY(SELECT jsonb_array_elements_text(coalesce(body -> 'functions', '[]'))),
  CASE WHEN body -> 'title' IS NULL THEN NULL ELSE body END
FROM (
  SELECT act, arrival, author, said -> 'body' AS body, said -> 'label' AS label, said ->> 'at' AS at
  FROM (
    SELECT act, arrival, author, convert_from(statement, 'UTF8')::jsonb AS said
    FROM record.act
    WHERE
      kind IN ('desk.entry/1', 'desk.withdrawal/1')
      AND standing = 'admitted'
      AND act NOT IN (SELECT act FROM record.untrusted)
  ) AS admitted
) AS published;
CREATE INDEX publication_arrival ON desks.publication (arrival);
CREATE INDEX publication_desk ON desks.publication (author, desk, level, category, revision, act);

-- What untrusted acts said counts for nothing from here on.
DELETE FROM desks.comcheck WHERE act IN (SELECT act FROM record.untrusted);
DELETE FROM desks.reply WHERE act IN (SELECT act FROM record.untrusted);
DELETE FROM desks.call WHERE act IN (SELECT act FROM record.untrusted);
DELETE FROM desks.countersignature WHERE act IN (SELECT act FROM record.untrusted);
DELETE FROM desks.entry WHERE act IN (SELECT act FROM record.untrusted);
INSERT INTO desks.entry (author, desk, level, category, act, arrival, revision, at, withdrawn, functions, entry)
SELECT DISTINCT ON (author, desk, level, category)
  author, desk, level, category, act, arrival, revision, at, withdrawn, functions, entry
FROM desks.publication
ORDER BY author, desk, level, category, revision DESC, act DESC
ON CONFLICT DO NOTHING;

-- Of each word the earliest are read, by an index that begins with it.
ALTER TABLE desks.reply ADD COLUMN word text COLLATE "C";
UPDATE desks.reply SET word = concat_ws(' ', about, author, level, category, desk);
ALTER TABLE desks.reply ALTER COLUMN word SET NOT NULL;
DROP INDEX desks.reply_about;
CREATE INDEX reply_word ON desks.reply (word, arrival);

ALTER TABLE desks.countersignature ADD COLUMN word text COLLATE "C";
UPDATE desks.countersignature SET word = concat_ws(' ', about, author, level, category, outcome);
ALTER TABLE desks.countersignature ALTER COLUMN word SET NOT NULL;
DROP INDEX desks.countersignature_about;
CREATE INDEX countersignature_word ON desks.countersignature (word, arrival);

DROP INDEX desks.call_replaces;
CREATE INDEX call_replaces ON desks.call (replaces, author, level, category, arrival);

CREATE TABLE desks.own (
  desk text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  PRIMARY KEY (desk, level, category)
);
