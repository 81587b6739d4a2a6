CREATE TABLE exchange.share (
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  format text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  objects bigint NOT NULL,
  replaces text COLLATE "C",
  recalled_by text COLLATE "C",
  reason text COLLATE "C",
  replacement text COLLATE "C",
  PRIMARY KEY (act, author)
);

CREATE TABLE exchange.object (
  act text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  modified text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  raw bytea NOT NULL,
  PRIMARY KEY (act, position)
);
CREATE INDEX object_id ON exchange.object (id, modified);

CREATE TABLE exchange.reply (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  about text COLLATE "C" NOT NULL,
  verb text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  desk text COLLATE "C",
  at text COLLATE "C" NOT NULL,
  object text COLLATE "C",
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  body jsonb NOT NULL
);
CREATE INDEX reply_about ON exchange.reply (about);

CREATE TABLE exchange.upload (
  upload text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  media_type text COLLATE "C" NOT NULL,
  format text COLLATE "C" NOT NULL,
  bytes bigint NOT NULL,
  digest text COLLATE "C" NOT NULL,
  salt text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  blob text COLLATE "C" NOT NULL,
  sealed_bytes bigint NOT NULL,
  objects bigint NOT NULL,
  refused jsonb NOT NULL,
  problem jsonb,
  at text COLLATE "C" NOT NULL
);

CREATE TABLE exchange.draft (
  draft text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL,
  desk text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  wish jsonb NOT NULL,
  act text COLLATE "C"
);
