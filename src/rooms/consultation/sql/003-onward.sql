CREATE TABLE consultation.onward (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  answer text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  onward jsonb NOT NULL
);
CREATE INDEX onward_arrival ON consultation.onward (arrival);

CREATE TABLE consultation.passing (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  word text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  audience text[] COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  passing jsonb NOT NULL
);
CREATE INDEX passing_word ON consultation.passing (word, arrival);
CREATE INDEX passing_arrival ON consultation.passing (arrival);
