-- Rows that say of what types a batch is are packed from now on. Those written before are packed one after the other while the node serves.
CREATE TABLE search.unpacked (
  arrival bigint NOT NULL,
  first bigint NOT NULL,
  PRIMARY KEY (arrival, first)
);
INSERT INTO search.unpacked (arrival, first)
SELECT arrival, first FROM search.posting WHERE bucket = -2048;
