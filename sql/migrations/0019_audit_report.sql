-- Why: who reports how much was published, held and refused in a year must count refused comments as
-- well, which are deleted after some weeks: what goes is counted first, by the day that it came in.

CREATE TABLE purged_count (
  site_id  integer NOT NULL REFERENCES site,
  day      date NOT NULL,
  state    smallint NOT NULL,
  arrived  text NOT NULL CHECK (arrived IN
             ('published', 'held', 'held_by_model', 'rejected', 'spam', 'unknown')),
  comments bigint NOT NULL,
  PRIMARY KEY (site_id, day, state, arrived)
);
COMMENT ON TABLE purged_count IS 'How many comments that came in on a day (UTC) were purged since, in which state, and what was made of them on arrival.';
