CREATE TABLE journal.unproved (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  author text COLLATE "C" NOT NULL,
  peer text COLLATE "C" NOT NULL,
  since text COLLATE "C" NOT NULL,
  ask_at text COLLATE "C" NOT NULL,
  asked bigint NOT NULL,
  state text COLLATE "C" NOT NULL
);
CREATE INDEX unproved_ask ON journal.unproved (peer, ask_at);
CREATE INDEX unproved_since ON journal.unproved (peer, since) WHERE state = 'awaited';

CREATE TABLE journal.proof_note (
  note_id text COLLATE "C" NOT NULL PRIMARY KEY,
  note text COLLATE "C" NOT NULL,
  witnesses text[] COLLATE "C" NOT NULL
);

CREATE TABLE journal.proof (
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  entry bigint NOT NULL,
  position bigint NOT NULL,
  size bigint NOT NULL,
  note_id text COLLATE "C" NOT NULL,
  proof text COLLATE "C" NOT NULL,
  witnessed boolean NOT NULL,
  PRIMARY KEY (act, author)
);
