-- Acts that are wholly in the index, in the order in which they came to be there, each with the place that it got first: whoever knows up to which
-- place he has looked can tell what is new. What was indexed before this stands before everything else.
CREATE TABLE search.placed (
  arrival bigint NOT NULL PRIMARY KEY,
  place bigint NOT NULL
);
CREATE INDEX placed_place ON search.placed (place);
CREATE TABLE search.reached (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  place bigint NOT NULL
);
INSERT INTO search.placed (arrival, place)
SELECT e.arrival, 0 FROM search.entry AS e
WHERE NOT EXISTS (SELECT FROM search.waiting AS w WHERE w.act = e.act AND w.author = e.author);
