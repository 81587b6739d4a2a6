CREATE TABLE record.untrusted (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  author text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  entry bigint NOT NULL,
  named text COLLATE "C" NOT NULL,
  since text COLLATE "C" NOT NULL
);
CREATE INDEX untrusted_author ON record.untrusted (author, act);
