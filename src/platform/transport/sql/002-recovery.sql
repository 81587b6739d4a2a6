CREATE TABLE transport.unasked (
  peer text COLLATE "C" NOT NULL PRIMARY KEY,
  since text COLLATE "C" NOT NULL,
  opened text COLLATE "C"
);

CREATE TABLE transport.lost (
  peer text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  upto bigint NOT NULL,
  act text COLLATE "C",
  PRIMARY KEY (peer, stream, number)
);
