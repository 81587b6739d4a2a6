CREATE TABLE charter.settled (
  author text COLLATE "C" NOT NULL,
  named text COLLATE "C" NOT NULL,
  scans bigint NOT NULL,
  at text COLLATE "C" NOT NULL,
  PRIMARY KEY (author, named)
);
