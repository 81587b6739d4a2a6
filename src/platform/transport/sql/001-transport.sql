CREATE SEQUENCE transport.place;

CREATE TABLE transport.stream (
  peer text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  digest text COLLATE "C" NOT NULL,
  PRIMARY KEY (peer, stream)
);

CREATE TABLE transport.outbox (
  place bigint NOT NULL PRIMARY KEY,
  peer text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  act text COLLATE "C" NOT NULL,
  urgent boolean NOT NULL,
  withheld_code text COLLATE "C",
  withheld_rule text COLLATE "C"
);
CREATE INDEX outbox_next ON transport.outbox (peer, urgent DESC, place) WHERE withheld_code IS NULL;

CREATE TABLE transport.parcel (
  peer text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  act text COLLATE "C" NOT NULL,
  header bytea NOT NULL,
  signature bytea NOT NULL,
  sealed bytea,
  PRIMARY KEY (peer, stream, number)
);
CREATE INDEX parcel_act ON transport.parcel (act);

CREATE TABLE transport.source (
  peer text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  cursor bigint NOT NULL,
  digest text COLLATE "C" NOT NULL,
  head_number bigint NOT NULL,
  head_at text COLLATE "C",
  PRIMARY KEY (peer, stream)
);

CREATE TABLE transport.received (
  peer text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  act text COLLATE "C" NOT NULL,
  header bytea NOT NULL,
  signature bytea NOT NULL,
  sealed bytea,
  outcome text COLLATE "C" NOT NULL,
  code text COLLATE "C",
  rule text COLLATE "C",
  at text COLLATE "C" NOT NULL,
  PRIMARY KEY (peer, stream, number)
);
CREATE INDEX received_act ON transport.received (act);

CREATE TABLE transport.due (
  place bigint NOT NULL PRIMARY KEY,
  peer text COLLATE "C" NOT NULL,
  act text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  code text COLLATE "C",
  rule text COLLATE "C",
  at text COLLATE "C" NOT NULL,
  exported bigint NOT NULL
);
CREATE INDEX due_peer ON transport.due (peer, place);

CREATE TABLE transport.delivery (
  act text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  code text COLLATE "C",
  rule text COLLATE "C",
  exported bigint NOT NULL,
  receipt text COLLATE "C" NOT NULL,
  PRIMARY KEY (act, party, outcome)
);
