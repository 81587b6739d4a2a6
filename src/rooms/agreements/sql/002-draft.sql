CREATE TABLE agreements.draft (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  agreement text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  negotiators jsonb NOT NULL,
  text jsonb NOT NULL
);
CREATE INDEX draft_agreement ON agreements.draft (agreement, arrival);

CREATE TABLE agreements.position (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  draft text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  said jsonb NOT NULL
);
CREATE INDEX position_draft ON agreements.position (draft, arrival);
