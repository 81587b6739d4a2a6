-- Versions that were posted, by short names and with what they have in common in a row for all of them: a POST has a thousand.
CREATE TABLE exchange.post (
  post bigint NOT NULL PRIMARY KEY,
  collection text COLLATE "C" NOT NULL,
  act text COLLATE "C",
  draft text COLLATE "C"
);
CREATE INDEX post_act ON exchange.post (act) WHERE act IS NOT NULL;
CREATE INDEX post_draft ON exchange.post (draft) WHERE draft IS NOT NULL;
INSERT INTO exchange.post (post, collection, act, draft)
  SELECT row_number() OVER (), collection, act, draft
  FROM (SELECT DISTINCT collection, act, draft FROM exchange.posted) AS together;
CREATE TABLE exchange.posted_name (
  name text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  post bigint NOT NULL
);
INSERT INTO exchange.posted_name (name, digest, post)
  SELECT
    encode(substring(sha256(convert_to(old.collection || E'\n' || old.id, 'UTF8')) FOR 16), 'hex')
      || CASE WHEN old.version LIKE 'sha256:%' THEN '=' || substr(old.version, 8, 32) ELSE old.version END,
    substr(old.digest, 1, 32),
    together.post
  FROM exchange.posted AS old JOIN exchange.post AS together
    ON together.collection = old.collection
    AND together.act IS NOT DISTINCT FROM old.act
    AND together.draft IS NOT DISTINCT FROM old.draft;
DROP TABLE exchange.posted;
ALTER TABLE exchange.posted_name RENAME TO posted;
ALTER TABLE exchange.posted ADD CONSTRAINT posted_pkey PRIMARY KEY (name);
-- A status is written once and read by its name alone. Compressing it would take as long as all else.
ALTER TABLE exchange.posting ALTER COLUMN objects TYPE bytea USING convert_to(objects::text, 'UTF8');
ALTER TABLE exchange.posting ALTER COLUMN objects SET STORAGE EXTERNAL;
