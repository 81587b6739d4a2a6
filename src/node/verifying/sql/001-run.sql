-- Verifications that go on by themselves: what was asked, how far each is, and what came out.
CREATE TABLE verifying.run (
  run text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL,
  arrived_from text COLLATE "C",
  arrived_until text COLLATE "C",
  state text COLLATE "C" NOT NULL,
  stopping boolean NOT NULL,
  started_at text COLLATE "C" NOT NULL,
  beat_at text COLLATE "C" NOT NULL,
  done bigint NOT NULL,
  whole bigint NOT NULL,
  bytes bigint NOT NULL,
  verdict jsonb
);
CREATE INDEX run_account ON verifying.run (account, started_at);
