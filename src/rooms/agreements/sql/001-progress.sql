CREATE TABLE agreements.progress (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  agreement text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  said jsonb NOT NULL
);
CREATE INDEX progress_agreement ON agreements.progress (agreement, arrival);
