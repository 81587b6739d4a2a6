-- JSON as it was given, at full speed: compressing what is longer than 2 kB would take as long as all other work on the row.
ALTER TABLE exchange.object ALTER COLUMN raw SET STORAGE EXTERNAL;
