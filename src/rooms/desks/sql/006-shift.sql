CREATE TABLE desks.shift (
  entry text COLLATE "C" NOT NULL PRIMARY KEY,
  place bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  note text COLLATE "C" NOT NULL,
  by_desk text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  categories text[] COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX shift_place ON desks.shift (place);
