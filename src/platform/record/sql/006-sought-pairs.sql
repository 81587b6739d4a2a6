-- Every two characters that stand next to each other in a text, in any script.
CREATE FUNCTION record.pairs(whole text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(whole, place, 2)), '{}') FROM generate_series(1, length(whole) - 1) place
$$;
-- What has come lately waits to be put in order, at most so many kilobytes: whoever asks looks through it.
CREATE INDEX item_pairs ON record.item USING gin (record.pairs(sought)) WITH (gin_pending_list_limit = 256);
