CREATE TABLE transport.returned (
  act text COLLATE "C" NOT NULL,
  peer text COLLATE "C" NOT NULL,
  keys jsonb NOT NULL,
  PRIMARY KEY (act, peer)
);
