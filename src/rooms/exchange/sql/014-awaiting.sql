-- Shares of others that nobody of this house has acknowledged: few among many, and the first thing a desk asks for.
CREATE TABLE exchange.awaiting (
  act text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  PRIMARY KEY (act, author)
);
CREATE INDEX awaiting_arrival ON exchange.awaiting (arrival);
INSERT INTO exchange.awaiting
SELECT item.act, item.author, item.arrival, item.level, item.category
FROM record.item
JOIN record.act ON act.act = item.act AND NOT act.own
WHERE item.kind = 'exchange.share/1' AND item.state = 'live' AND NOT EXISTS (
  SELECT FROM exchange.reply JOIN record.act own ON own.act = reply.act AND own.own
  WHERE reply.about = item.act AND reply.verb = 'acknowledge'
);
