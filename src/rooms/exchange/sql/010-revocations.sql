-- Objects of shares that say of themselves that they are revoked: few among many. The rows are a projection: `tamga fsck --rebuild` makes
-- them from the record, of shares that came before too.
CREATE TABLE exchange.revocation (
  arrival bigint NOT NULL,
  position bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  modified text COLLATE "C" NOT NULL,
  PRIMARY KEY (arrival, position)
);
CREATE INDEX revocation_id ON exchange.revocation (id);
