CREATE TABLE charter.closed (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  agreement text COLLATE "C" NOT NULL,
  says text COLLATE "C" NOT NULL
);
CREATE INDEX closed_arrival ON charter.closed (arrival);
CREATE INDEX closed_agreement ON charter.closed (agreement, arrival);
