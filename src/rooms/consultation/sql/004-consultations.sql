CREATE TABLE consultation.consultation (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  audience text[] COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  request jsonb NOT NULL
);
CREATE INDEX consultation_arrival ON consultation.consultation (arrival);

CREATE TABLE consultation.message (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  word text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  audience text[] COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  message jsonb NOT NULL
);
CREATE INDEX message_word ON consultation.message (word, arrival);
CREATE INDEX message_arrival ON consultation.message (arrival);
