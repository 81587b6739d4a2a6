-- Finds are counted by markings and techniques too, which a row of each batch says: everything is indexed anew.
UPDATE search.waiting SET next = 0;
INSERT INTO search.waiting (act, author, source, arrival, at, level, category, next, arrived_at)
SELECT act, author, source, arrival, at, level, category, 0, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM search.entry
ON CONFLICT (act, author) DO NOTHING;
