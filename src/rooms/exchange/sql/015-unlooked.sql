-- Shares that were held before revocations were noted (010): each is looked through once for objects that revoke. Which were, nobody noted,
-- so that all are; what is noted already stays as it is.
CREATE TABLE exchange.unlooked (
  arrival bigint PRIMARY KEY
);
INSERT INTO exchange.unlooked (arrival)
SELECT arrival FROM exchange.added
UNION
SELECT arrival FROM exchange.undated;
