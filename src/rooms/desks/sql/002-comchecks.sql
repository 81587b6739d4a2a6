CREATE TABLE desks.comcheck (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  desks text[] COLLATE "C" NOT NULL,
  nature text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  due text COLLATE "C" NOT NULL
);
CREATE INDEX comcheck_arrival ON desks.comcheck (arrival);

CREATE TABLE desks.reply (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  about text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  desk text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  note text COLLATE "C",
  at text COLLATE "C" NOT NULL,
  arrived_at text COLLATE "C" NOT NULL
);
CREATE INDEX reply_about ON desks.reply (about);

CREATE TABLE desks.closing (
  act text COLLATE "C" NOT NULL,
  desk text COLLATE "C" NOT NULL,
  note text COLLATE "C" NOT NULL,
  by_desk text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  PRIMARY KEY (act, desk)
);

CREATE TABLE desks.plan (
  plan text COLLATE "C" NOT NULL PRIMARY KEY,
  desks text[] COLLATE "C" NOT NULL,
  pick bigint NOT NULL,
  schedule jsonb NOT NULL,
  seed bytea NOT NULL,
  reply_within_ms bigint NOT NULL,
  since text COLLATE "C" NOT NULL,
  by_desk text COLLATE "C" NOT NULL,
  levels text[] COLLATE "C" NOT NULL,
  categories text[] COLLATE "C" NOT NULL
);

CREATE TABLE desks.run (
  plan text COLLATE "C" NOT NULL,
  slot text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  acts text[] COLLATE "C" NOT NULL,
  refused text[] COLLATE "C" NOT NULL,
  PRIMARY KEY (plan, slot)
);
