-- Searches that accounts keep, each with how far its account has looked (search.placed).
CREATE TABLE watches.watch (
  watch text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  query jsonb NOT NULL,
  seen bigint NOT NULL,
  looked_at text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX watch_name ON watches.watch (account, name);
