-- Why: what a site's decisions have taught is one thing for all instances, is kept with what it was
-- made of, and is taken back like a version of the rules.

CREATE TABLE model (
  site_id       integer NOT NULL REFERENCES site,
  number        bigint NOT NULL CHECK (number > 0),
  made_at       timestamptz NOT NULL,
  rules_version text NOT NULL,
  examples      bigint NOT NULL,
  decided_until timestamptz NOT NULL,
  comment_until bigint NOT NULL,
  bytes         bytea NOT NULL CHECK (octet_length(bytes) <= 4194304),
  PRIMARY KEY (site_id, number)
);
ALTER TABLE model ALTER COLUMN bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE model IS 'What was learned from a site''s decisions, as the last few versions.';
COMMENT ON COLUMN model.decided_until IS 'What was decided here later, it does not know.';
COMMENT ON COLUMN model.comment_until IS 'The newest decided comment that was there when it was made.';
COMMENT ON COLUMN model.bytes IS 'Weights of hashed pieces of words, figures, and words that three authors wrote at least.';

CREATE TABLE active_model (
  site_id integer PRIMARY KEY REFERENCES site,
  number  bigint NOT NULL,
  since   timestamptz NOT NULL,
  stays   boolean NOT NULL
);
COMMENT ON TABLE active_model IS 'The version that judges now; 0: none.';
COMMENT ON COLUMN active_model.stays IS 'Somebody chose it: no newer one takes its place by itself.';

CREATE TABLE model_turn (
  site_id integer PRIMARY KEY REFERENCES site,
  until   timestamptz NOT NULL
);
COMMENT ON TABLE model_turn IS 'Which site is being learned for, so that one instance does.';

-- What is learned from, wanted and not, however many others the rules alone have settled. A comment
-- that comes in is in neither: who submits does not pay for it.
CREATE INDEX comment_decided ON comment (site_id, ((state = 1)::int), id)
  WHERE decided_by IS NOT NULL AND state BETWEEN 1 AND 3;
CREATE INDEX comment_decided_here ON comment (site_id, decided_at)
  WHERE decided_by > 0 AND state BETWEEN 1 AND 3;
