CREATE TABLE witness.log (
  hash text COLLATE "C" NOT NULL PRIMARY KEY,
  origin text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  root bytea NOT NULL,
  note text COLLATE "C" NOT NULL,
  mirrored bigint NOT NULL,
  mirror_note text COLLATE "C" NOT NULL
);

CREATE TABLE witness.leaf (
  hash text COLLATE "C" NOT NULL,
  entry bigint NOT NULL,
  leaf bytea NOT NULL,
  PRIMARY KEY (hash, entry)
);

CREATE TABLE witness.tile (
  hash text COLLATE "C" NOT NULL,
  level bigint NOT NULL,
  tile bigint NOT NULL,
  hashes bytea NOT NULL,
  root bytea NOT NULL,
  PRIMARY KEY (hash, level, tile)
);

CREATE TABLE witness.staged (
  hash text COLLATE "C" NOT NULL,
  tile bigint NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY (hash, tile)
);

CREATE TABLE witness.fork (
  fork text COLLATE "C" NOT NULL PRIMARY KEY,
  hash text COLLATE "C" NOT NULL,
  proof jsonb NOT NULL,
  found_at text COLLATE "C" NOT NULL
);
CREATE INDEX fork_hash ON witness.fork (hash);
