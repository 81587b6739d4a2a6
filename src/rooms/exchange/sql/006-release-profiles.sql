-- Release profiles: what tools may post goes to these parties under this label. Active while both an administrator and the officer of record
-- have said so of this very revision.
CREATE TABLE exchange.profile (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  collection text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  title text COLLATE "C" NOT NULL,
  audience text[] COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  handling text[] COLLATE "C" NOT NULL,
  basis text COLLATE "C",
  purpose text COLLATE "C",
  personal_data jsonb,
  review_days bigint NOT NULL,
  desk text COLLATE "C" NOT NULL,
  accounts text[] COLLATE "C" NOT NULL,
  assessment text COLLATE "C",
  at text COLLATE "C" NOT NULL,
  active_by_admin text COLLATE "C",
  active_by_officer text COLLATE "C"
);
CREATE UNIQUE INDEX profile_collection ON exchange.profile (collection);

-- Versions of objects that were posted to a profile and are shared, or wait for the second officer: each once, whoever posts at the same time.
CREATE TABLE exchange.posted (
  collection text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  act text COLLATE "C",
  draft text COLLATE "C",
  PRIMARY KEY (collection, id, version)
);
CREATE INDEX posted_act ON exchange.posted (act);
CREATE INDEX posted_draft ON exchange.posted (draft);

-- What became of each POST, for the account that made it.
CREATE TABLE exchange.posting (
  status text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL,
  collection text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  ended_at text COLLATE "C",
  drafts text[] COLLATE "C" NOT NULL,
  objects jsonb NOT NULL
);
CREATE INDEX posting_drafts ON exchange.posting USING gin (drafts);

ALTER TABLE exchange.draft ADD COLUMN collection text COLLATE "C";
ALTER TABLE exchange.added ADD COLUMN collection text COLLATE "C";
CREATE INDEX added_collection ON exchange.added (collection, last) WHERE collection IS NOT NULL;
