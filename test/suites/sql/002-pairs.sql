CREATE FUNCTION suite.pairs(whole text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(whole, place, 2)), '{}') FROM generate_series(1, length(whole) - 1) place
$$;
