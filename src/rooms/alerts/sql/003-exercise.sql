ALTER TABLE alerts.alert ADD COLUMN exercise text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE alerts.alert ALTER COLUMN exercise DROP DEFAULT;

ALTER TABLE alerts.following ADD COLUMN exercise text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE alerts.following ALTER COLUMN exercise DROP DEFAULT;
DROP INDEX alerts.following_about;
CREATE INDEX following_about ON alerts.following (about, author, level, category, exercise, type, sent, act);

ALTER TABLE alerts.reply ADD COLUMN exercise text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE alerts.reply ALTER COLUMN exercise DROP DEFAULT;
ALTER TABLE alerts.reply DROP CONSTRAINT reply_pkey;
ALTER TABLE alerts.reply ADD PRIMARY KEY (about, author, level, category, exercise, part);
