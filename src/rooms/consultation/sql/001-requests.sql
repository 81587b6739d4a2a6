CREATE TABLE consultation.request (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  audience text[] COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  request jsonb NOT NULL
);
CREATE INDEX request_arrival ON consultation.request (arrival);

CREATE TABLE consultation.word (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  word text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  part text COLLATE "C" NOT NULL,
  body jsonb NOT NULL,
  at text COLLATE "C" NOT NULL,
  arrived_at text COLLATE "C" NOT NULL
);
CREATE INDEX word_word ON consultation.word (word, arrival);

CREATE TABLE consultation.answer (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  word text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  about text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  answer jsonb NOT NULL
);
CREATE INDEX answer_word ON consultation.answer (word, arrival);
CREATE INDEX answer_arrival ON consultation.answer (arrival);
