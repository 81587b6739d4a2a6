CREATE TABLE desks.entry (
  author text COLLATE "C" NOT NULL,
  desk text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  act text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL,
  revision bigint NOT NULL,
  at text COLLATE "C" NOT NULL,
  withdrawn boolean NOT NULL,
  functions text[] COLLATE "C" NOT NULL,
  entry jsonb,
  PRIMARY KEY (author, desk, level, category)
);
CREATE INDEX entry_act ON desks.entry (act);
