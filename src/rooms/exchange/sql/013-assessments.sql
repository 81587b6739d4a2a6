-- What of an impact assessment everybody may read (SG-18), and each version of both under which a profile went live: kept for good.
ALTER TABLE exchange.profile ADD COLUMN summary text COLLATE "C";
CREATE TABLE exchange.assessment (
  collection text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  assessment text COLLATE "C" NOT NULL,
  summary text COLLATE "C" NOT NULL,
  at text COLLATE "C" NOT NULL,
  PRIMARY KEY (collection, revision)
);
