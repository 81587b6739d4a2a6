CREATE TABLE alerts.reply (
  about text COLLATE "C" NOT NULL,
  author text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  part text COLLATE "C" NOT NULL,
  act text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL,
  desk text COLLATE "C",
  outcome text COLLATE "C" NOT NULL,
  note text COLLATE "C",
  at text COLLATE "C" NOT NULL,
  arrived_at text COLLATE "C" NOT NULL,
  PRIMARY KEY (about, author, level, category, part)
);

INSERT INTO alerts.reply
SELECT DISTINCT ON (about, author, level, category, outcome = 'seen')
  about, author, level, category, CASE outcome WHEN 'seen' THEN 'seen' ELSE 'first' END,
  act, arrival, desk, outcome, note, at, arrived_at
FROM alerts.answer
ORDER BY about, author, level, category, outcome = 'seen', arrival;

INSERT INTO alerts.reply
SELECT DISTINCT ON (about, author, level, category)
  about, author, level, category, 'last', act, arrival, desk, outcome, note, at, arrived_at
FROM alerts.answer
WHERE outcome <> 'seen'
ORDER BY about, author, level, category, arrival DESC;

DROP TABLE alerts.answer;
DROP INDEX alerts.following_about;
CREATE INDEX following_about ON alerts.following (about, author, level, category, type, sent, act);
