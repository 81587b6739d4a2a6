-- Collections as they are read: objects of one share that stand near each other, by who may see them and of which type they are. All of it
-- is made from the shares that have dates, some time after these.
CREATE TABLE exchange.lane (
  author text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  collection text COLLATE "C",
  type text COLLATE "C" NOT NULL,
  lane bigint NOT NULL PRIMARY KEY
);
CREATE UNIQUE INDEX lane_of ON exchange.lane (author, level, category, coalesce(collection, ''), type);
-- The bytes are dense: compressing them takes time and gains nothing.
CREATE TABLE exchange.stretch (
  lane bigint NOT NULL,
  last bigint NOT NULL,
  arrival bigint NOT NULL,
  first bigint NOT NULL,
  places bytea NOT NULL,
  PRIMARY KEY (lane, last)
);
ALTER TABLE exchange.stretch ALTER COLUMN places SET STORAGE EXTERNAL;
CREATE INDEX stretch_arrival ON exchange.stretch (arrival);
-- Objects whose id stands in more than one place.
CREATE TABLE exchange.repeat (
  lane bigint NOT NULL,
  date bigint NOT NULL,
  arrival bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  moment text COLLATE "C" NOT NULL,
  is_first boolean NOT NULL,
  PRIMARY KEY (lane, date)
);
CREATE INDEX repeat_arrival ON exchange.repeat (arrival);
CREATE INDEX repeat_date ON exchange.repeat (date);
CREATE INDEX repeat_first ON exchange.repeat (id) WHERE is_first;
CREATE INDEX repeat_later ON exchange.repeat (id) WHERE NOT is_first;
