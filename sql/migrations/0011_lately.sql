-- Why: what became of an author's comments lately says more than what became of all she ever wrote.

ALTER TABLE author ADD COLUMN lately_approved real NOT NULL DEFAULT 0;
ALTER TABLE author ADD COLUMN lately_refused real NOT NULL DEFAULT 0;
ALTER TABLE author ADD COLUMN lately_at timestamptz;
COMMENT ON COLUMN author.lately_approved IS 'Approved comments, each of which fades by half in 15 days, as of lately_at.';
COMMENT ON COLUMN author.lately_refused IS 'Rejected comments and spam, faded alike.';

-- What is left at `now` of what was counted up to `at`. A clock that steps back makes nothing grow.
CREATE FUNCTION faded(counted real, at timestamptz, now timestamptz) RETURNS real
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN at IS NULL OR counted = 0 THEN 0
              ELSE counted * power(0.5, least(1000, greatest(0, extract(epoch FROM now - at)
                                                                / 1296000))) END;

-- In per cent, whole; 0 where fewer than two and a half are left of both, as one refusal is no habit.
CREATE FUNCTION refused_share(approved real, refused real) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN coalesce(approved + refused, 0) < 2.5 THEN 0
              ELSE round(100 * refused / (approved + refused)) END;
