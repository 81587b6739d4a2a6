-- The profile under which a share was posted, found by the share alone.
CREATE TABLE exchange.posted_share (
  act text COLLATE "C" NOT NULL PRIMARY KEY,
  collection text COLLATE "C" NOT NULL
);
INSERT INTO exchange.posted_share (act, collection)
  SELECT DISTINCT act, collection FROM exchange.posted WHERE act IS NOT NULL;
DROP INDEX exchange.posted_act;
DROP INDEX exchange.posted_draft;
-- Most of what is posted waits for nobody.
CREATE INDEX posted_draft ON exchange.posted (draft) WHERE draft IS NOT NULL;
