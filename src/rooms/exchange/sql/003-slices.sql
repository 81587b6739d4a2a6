-- An object's bytes stand once, in the sealed file of its share; a row says where. The rows are a projection: `tamga fsck --rebuild`
-- makes them from the record.
DROP TABLE exchange.object;
CREATE TABLE exchange.object (
  act text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  author text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  modified text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  start bigint NOT NULL,
  length bigint NOT NULL,
  PRIMARY KEY (act, position)
);
-- Ids are asked for one by one, never in their order: a hash costs half of what keeping them sorted does.
CREATE INDEX object_id ON exchange.object USING hash (id);
