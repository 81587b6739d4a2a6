CREATE TABLE transport.ahead (
  peer text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (peer, stream, number)
);
