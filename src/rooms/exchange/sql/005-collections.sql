-- When the objects of a share were added to the collections, in microseconds since 1970: those from `first` to `last`, one each, in the order
-- of the bundle. Given once, in the order in which shares are seen, and kept: clients go on from there.
CREATE TABLE exchange.added (
  arrival bigint NOT NULL PRIMARY KEY,
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  first bigint NOT NULL,
  last bigint NOT NULL
);
CREATE UNIQUE INDEX added_last ON exchange.added (last);
CREATE TABLE exchange.undated (
  arrival bigint NOT NULL PRIMARY KEY,
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  objects bigint NOT NULL
);
-- One row, once dates are given: whoever gives the next holds it until they are seen.
CREATE TABLE exchange.dated (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  last bigint NOT NULL
);
INSERT INTO exchange.undated (arrival, act, author, level, category, objects)
  SELECT item.arrival, item.act, item.author, item.level, item.category, share.objects
  FROM exchange.share AS share JOIN record.item AS item ON item.act = share.act AND item.author = share.author
  WHERE share.objects > 0 AND share.recalled_by IS NULL;
