CREATE TABLE alerts.outgoing (
  adapter text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  data jsonb NOT NULL,
  state text COLLATE "C" NOT NULL,
  attempts bigint NOT NULL,
  next_at text COLLATE "C" NOT NULL,
  error text COLLATE "C",
  PRIMARY KEY (adapter, id)
);
CREATE INDEX outgoing_next ON alerts.outgoing (adapter, state, next_at);
CREATE INDEX outgoing_at ON alerts.outgoing (at);
