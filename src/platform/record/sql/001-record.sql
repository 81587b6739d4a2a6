CREATE SEQUENCE record.arrival;

CREATE TABLE record.act (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL UNIQUE,
  arrived_at text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  own boolean NOT NULL,
  standing text COLLATE "C" NOT NULL,
  payload_type text COLLATE "C" NOT NULL,
  statement bytea,
  signatures jsonb,
  attachment_keys jsonb,
  erased_by text COLLATE "C"
);
CREATE INDEX act_fetching ON record.act (arrival) WHERE standing = 'fetching';

CREATE TABLE record.attachment (
  act text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  blob text COLLATE "C" NOT NULL,
  sealed_bytes bigint NOT NULL,
  have bigint NOT NULL,
  PRIMARY KEY (act, position)
);

CREATE TABLE record.tombstone (
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  erased_by text COLLATE "C" NOT NULL,
  PRIMARY KEY (act, author)
);

CREATE TABLE record.item (
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL,
  arrived_at text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  title text COLLATE "C" NOT NULL,
  audience text[] COLLATE "C" NOT NULL,
  about text COLLATE "C",
  state text COLLATE "C" NOT NULL,
  PRIMARY KEY (act, author)
);
CREATE INDEX item_arrival ON record.item (arrival);
CREATE INDEX item_about ON record.item (about) WHERE about IS NOT NULL;

CREATE TABLE record.disclosure (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  times bigint NOT NULL
);
