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
COMMENT ON COLUMN import_source.keeps_ids IS 'The site was empty when its first import began: our own exports keep their numbers.';

-- Without a foreign key, which would be looked at for every comment: a source is never taken away.
CREATE TABLE imported (
  source     integer NOT NULL,
  source_id  text COLLATE "C" NOT NULL,
  comment_id bigint NOT NULL,
  PRIMARY KEY (source, source_id)
);
COMMENT ON TABLE imported IS 'What was brought in: kept for good, so that what was erased since does not come back with the same file.';
COMMENT ON COLUMN imported.source_id IS 'No personal data: the number that the comment had there.';

COMMENT ON COLUMN comment.decided_by IS 'The number of an account or token; 0: somebody at the place that it was brought in from.';
