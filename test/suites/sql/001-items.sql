CREATE TABLE suite.item (
  shelf text COLLATE "C" NOT NULL,
  place bigint NOT NULL,
  name text COLLATE "C",
  "isOpen" boolean NOT NULL,
  content bytea,
  tags text[] COLLATE "C" NOT NULL,
  extra jsonb,
  PRIMARY KEY (shelf, place)
);

CREATE TABLE suite.note (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  said text COLLATE "C" NOT NULL
);

CREATE SEQUENCE suite.number;
