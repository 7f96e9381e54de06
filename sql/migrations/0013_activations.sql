-- Why: who lets a version of the rules judge is not always who made it, and an editor who finds other
-- rules than she left wants to know whom to ask.

ALTER TABLE active_rule_set ADD COLUMN activated_by text NOT NULL DEFAULT '';
ALTER TABLE active_rule_set ADD COLUMN source text
  CHECK (source IN ('shipped', 'files', 'command', 'http', 'desk'));
COMMENT ON COLUMN active_rule_set.activated_by IS 'Personal data: the name of an account or token; empty where nobody signed in.';
COMMENT ON COLUMN active_rule_set.source IS 'By which way it came to judge; none where that was not noted.';

-- What judges since it was made was activated by its maker.
UPDATE active_rule_set a SET activated_by = r.made_by, source = r.source
  FROM rule_set r
 WHERE r.site_id = a.site_id AND r.number = a.number AND r.made_at = a.since;

-- An operator bans on the command line, where nobody has signed in.
ALTER TABLE ban ALTER COLUMN made_by DROP NOT NULL;
COMMENT ON COLUMN ban.made_by IS 'The number of an account or token, as in the audit; none: on the command line.';
