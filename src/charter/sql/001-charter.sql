CREATE TABLE charter.entry (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  previous text COLLATE "C" NOT NULL,
  orders text COLLATE "C" NOT NULL
);
CREATE INDEX entry_previous ON charter.entry (previous);
CREATE INDEX entry_arrival ON charter.entry (arrival);

CREATE TABLE charter.orderable (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  expires text COLLATE "C" NOT NULL
);
CREATE INDEX orderable_arrival ON charter.orderable (arrival);
CREATE INDEX orderable_expires ON charter.orderable (expires);

CREATE TABLE charter.countersignature (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  proposal text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  signatures jsonb NOT NULL
);
CREATE INDEX countersignature_proposal ON charter.countersignature (proposal, party);
