-- A share of another is listed with the act of this house that acknowledged it: which of the two comes first, after a restore nobody can say,
-- and what acknowledged may be set aside.
ALTER TABLE exchange.awaiting DROP CONSTRAINT awaiting_pkey;
ALTER TABLE exchange.awaiting ADD PRIMARY KEY (act);
ALTER TABLE exchange.awaiting ALTER COLUMN author DROP NOT NULL;
ALTER TABLE exchange.awaiting ADD COLUMN answered_by text COLLATE "C";
DROP INDEX exchange.awaiting_arrival;
DELETE FROM exchange.awaiting;
INSERT INTO exchange.awaiting (act, author, arrival, level, category)
SELECT item.act, item.author, item.arrival, item.level, item.category
FROM record.item
JOIN record.act ON act.act = item.act AND NOT act.own AND act.standing = 'admitted'
WHERE item.kind = 'exchange.share/1';
INSERT INTO exchange.awaiting (act, author, arrival, level, category, answered_by)
SELECT reply.about, NULL, 0, '', '', min(reply.act)
FROM exchange.reply
JOIN record.act ON act.act = reply.act AND act.own
WHERE reply.verb = 'acknowledge'
GROUP BY reply.about
ON CONFLICT (act) DO UPDATE SET answered_by = excluded.answered_by;
CREATE INDEX awaiting_arrival ON exchange.awaiting (arrival) WHERE answered_by IS NULL;
CREATE INDEX awaiting_answered_by ON exchange.awaiting (answered_by) WHERE answered_by IS NOT NULL;
