CREATE TABLE journal.waiting (
  act text COLLATE "C" NOT NULL PRIMARY KEY
);

CREATE TABLE journal.entry (
  epoch bigint NOT NULL,
  entry bigint NOT NULL,
  content bytea,
  leaf bytea NOT NULL,
  acts bigint NOT NULL,
  leaves bigint NOT NULL,
  PRIMARY KEY (epoch, entry)
);

CREATE TABLE journal.tile (
  epoch bigint NOT NULL,
  level bigint NOT NULL,
  tile bigint NOT NULL,
  hashes bytea NOT NULL,
  root bytea NOT NULL,
  PRIMARY KEY (epoch, level, tile)
);

CREATE TABLE journal.inclusion (
  leaf text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  entry bigint NOT NULL,
  position bigint NOT NULL,
  siblings bytea NOT NULL,
  PRIMARY KEY (leaf, epoch, entry)
);
CREATE INDEX inclusion_entry ON journal.inclusion (epoch, entry);

CREATE TABLE journal.heads (
  epoch bigint NOT NULL,
  entry bigint NOT NULL,
  text text COLLATE "C" NOT NULL,
  PRIMARY KEY (epoch, entry)
);

CREATE TABLE journal.checkpoint (
  epoch bigint NOT NULL,
  size bigint NOT NULL,
  root bytea NOT NULL,
  note text COLLATE "C" NOT NULL,
  witnesses text[] COLLATE "C" NOT NULL,
  published boolean NOT NULL,
  kept boolean NOT NULL,
  PRIMARY KEY (epoch, size)
);
