-- Why: a site moves in with its history, and an import that was cut off goes on without telling
-- anything twice.

CREATE TABLE import_source (
  id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id   integer NOT NULL REFERENCES site,
  name      text NOT NULL,
  keeps_ids boolean NOT NULL,
  began_at  timestamptz NOT NULL,
  UNIQUE (site_id, name)
);
COMMENT ON TABLE import_source IS 'Where comments were brought in from.';
COMMENT ON COLUMN import_source.keeps_ids IS 'The site never had anything when its first import began: our own exports keep their numbers.';

-- A row that is renewed, and no lock of a session: it works through pgbouncer.
CREATE TABLE import_turn (
  site_id integer PRIMARY KEY REFERENCES site,
  holder  uuid NOT NULL,
  at      timestamptz NOT NULL
);
COMMENT ON TABLE import_turn IS 'Which import is under way, so that one is at a time; over where it is not renewed.';

-- Without a foreign key, which would be looked at for every comment: a source is never taken away.
CREATE TABLE imported (
  source     integer NOT NULL,
  source_id  text COLLATE "C" NOT NULL,
  comment_id bigint NOT NULL,
  PRIMARY KEY (source, source_id)
);
COMMENT ON TABLE imported IS 'What was brought in: kept for good, so that what was erased since does not come back with the same file.';
COMMENT ON COLUMN imported.source_id IS 'The number that the comment had there; a keyed hash where it is more than a number.';

-- Small: nearly every parent comes.
CREATE TABLE import_place (
  source     integer NOT NULL,
  source_id  text COLLATE "C" NOT NULL,
  comment_id bigint NOT NULL,
  PRIMARY KEY (source, source_id)
);
COMMENT ON TABLE import_place IS 'Places without words that replies stand below, until what they answer comes.';

-- The sequence's own lock lets nobody have a number meanwhile, so it can never go back. Returns what
-- was given out last before. Numbers stay far below what a JSON number holds.
CREATE FUNCTION pass_numbers(past bigint) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
DECLARE
  given bigint;
BEGIN
  IF past < 1 OR past >= 1099511627776 THEN RAISE 'not a number of ours'; END IF;
  ALTER SEQUENCE public.comment_id_seq NO CYCLE;
  SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO given FROM public.comment_id_seq;
  IF given < past THEN PERFORM setval('public.comment_id_seq', past); END IF;
  RETURN given;
END
$$;
REVOKE EXECUTE ON FUNCTION pass_numbers FROM PUBLIC;

COMMENT ON COLUMN comment.decided_by IS 'The number of an account or token; 0: somebody at the place that it was brought in from.';
