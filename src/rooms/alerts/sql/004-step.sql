CREATE TABLE alerts.step (
  act text COLLATE "C" NOT NULL,
  party text COLLATE "C" NOT NULL,
  rung bigint NOT NULL,
  step text COLLATE "C" NOT NULL,
  due_at text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  place bigint NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  exercise text COLLATE "C" NOT NULL,
  PRIMARY KEY (act, party, rung)
);
CREATE UNIQUE INDEX step_place ON alerts.step (place);
CREATE INDEX alert_expires ON alerts.alert (expires);
