ALTER TABLE transport.due ADD COLUMN due_at text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE transport.due ALTER COLUMN due_at DROP DEFAULT;

ALTER TABLE transport.source ADD COLUMN head_seen text COLLATE "C";
ALTER TABLE transport.source ADD COLUMN short_since text COLLATE "C";

CREATE TABLE transport.wanted (
  act text COLLATE "C" NOT NULL,
  peer text COLLATE "C" NOT NULL,
  ask_at text COLLATE "C" NOT NULL,
  asked bigint NOT NULL,
  PRIMARY KEY (act, peer)
);
CREATE INDEX wanted_ask ON transport.wanted (peer, ask_at);

CREATE TABLE transport.handed (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  author text COLLATE "C" NOT NULL,
  peer text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL
);
CREATE INDEX handed_author ON transport.handed (author, at);
CREATE INDEX handed_peer ON transport.handed (peer);
