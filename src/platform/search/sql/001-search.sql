CREATE TABLE search.waiting (
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  next bigint NOT NULL,
  PRIMARY KEY (act, author)
);

CREATE TABLE search.document (
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  object text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  excerpt text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL,
  naming text[] COLLATE "C" NOT NULL,
  words text[] COLLATE "C" NOT NULL,
  PRIMARY KEY (act, author, position)
);
CREATE INDEX document_words ON search.document USING gin (words);
