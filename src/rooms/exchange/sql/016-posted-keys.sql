-- Versions that were posted stand under bytes in place of their texts: a POST has a thousand, each somewhere else in the key. A moment is its
-- digits, ended by f where they are odd; a content is ee and its digest.
CREATE TABLE exchange.posted_key (
  name bytea NOT NULL,
  digest bytea NOT NULL,
  post bigint NOT NULL
);
INSERT INTO exchange.posted_key (name, digest, post)
  SELECT
    decode(
      left(name, 32) || CASE
        WHEN substr(name, 33, 1) = '=' THEN 'ee' || substr(name, 34)
        ELSE digits || repeat('f', length(digits) % 2)
      END,
      'hex'
    ),
    decode(digest, 'hex'),
    post
  FROM (SELECT name, digest, post, regexp_replace(substr(name, 33), '[^0-9]', '', 'g') AS digits FROM exchange.posted) AS old;
DROP TABLE exchange.posted;
ALTER TABLE exchange.posted_key RENAME TO posted;
ALTER TABLE exchange.posted ADD CONSTRAINT posted_pkey PRIMARY KEY (name);
