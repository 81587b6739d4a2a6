CREATE TABLE consultation.draft (
  draft text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL,
  desk text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  title text COLLATE "C" NOT NULL,
  wished jsonb NOT NULL,
  act text COLLATE "C"
);
CREATE INDEX draft_waiting ON consultation.draft (act, at, draft);
