CREATE TABLE alerts.alert (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  sent text COLLATE "C" NOT NULL,
  expires text COLLATE "C",
  urgency text COLLATE "C" NOT NULL,
  severity text COLLATE "C" NOT NULL,
  alert jsonb NOT NULL
);
CREATE INDEX alert_arrival ON alerts.alert (arrival);

CREATE TABLE alerts.following (
  act text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL,
  about text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  sent text COLLATE "C" NOT NULL,
  PRIMARY KEY (act, about)
);
CREATE INDEX following_about ON alerts.following (about);
CREATE INDEX following_arrival ON alerts.following (arrival);

CREATE TABLE alerts.answer (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  arrival bigint NOT NULL,
  about text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  desk text COLLATE "C",
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  note text COLLATE "C",
  at text COLLATE "C" NOT NULL,
  arrived_at text COLLATE "C" NOT NULL
);
CREATE INDEX answer_about ON alerts.answer (about);
