CREATE TABLE desks.call (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  called_at text COLLATE "C" NOT NULL,
  replaces text COLLATE "C",
  call jsonb NOT NULL
);
CREATE INDEX call_arrival ON desks.call (arrival);
CREATE INDEX call_replaces ON desks.call (replaces);

CREATE TABLE desks.countersignature (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  about text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  correction text COLLATE "C",
  at text COLLATE "C" NOT NULL
);
CREATE INDEX countersignature_about ON desks.countersignature (about);
