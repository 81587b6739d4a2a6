-- Rows of a share stand under its place in the order of arrival, which is eight bytes where its name is 69, and say nothing that the
-- share says for all of them.
CREATE TABLE exchange.object_of_arrival (
  arrival bigint NOT NULL,
  position bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  modified text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  start bigint NOT NULL,
  length bigint NOT NULL
);
INSERT INTO exchange.object_of_arrival (arrival, position, id, modified, type, name, start, length)
  SELECT held.arrival, old.position, old.id, old.modified, old.type, old.name, old.start, old.length
  FROM exchange.object AS old JOIN record.act AS held ON held.act = old.act;
DROP TABLE exchange.object;
ALTER TABLE exchange.object_of_arrival RENAME TO object;
ALTER TABLE exchange.object ADD CONSTRAINT object_pkey PRIMARY KEY (arrival, position);
-- Ids are asked for one by one, never in their order: a hash costs half of what keeping them sorted does.
CREATE INDEX object_id ON exchange.object USING hash (id);
