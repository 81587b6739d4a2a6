-- Each batch has a row that says of which types its documents are: everything is indexed anew.
UPDATE search.waiting SET next = 0;
INSERT INTO search.waiting (act, author, source, arrival, at, level, category, next)
SELECT act, author, source, arrival, at, level, category, 0 FROM search.entry
ON CONFLICT (act, author) DO NOTHING;
