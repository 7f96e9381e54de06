-- Why: a batch of decisions can be taken back, and the desk says what was decided in the last day.

CREATE INDEX audit_batch ON audit_entry (site_id, batch);
-- Entries lie in the order of their time, so a few pages' summaries find the last day's.
CREATE INDEX audit_at ON audit_entry USING brin (at) WITH (pages_per_range = 16, autosummarize = on);
