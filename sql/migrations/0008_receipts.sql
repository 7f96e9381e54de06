-- Why: an author changes her comment for a while; what it said before is kept, so that a decision on
-- the old words can still be understood. Withdrawn comments are emptied in time like refused ones.

CREATE TABLE revision (
  site_id    integer NOT NULL,
  comment_id bigint NOT NULL,
  version    bigint NOT NULL,
  text       text NOT NULL,
  verdict    text NOT NULL,
  until      timestamptz NOT NULL,
  PRIMARY KEY (site_id, comment_id, version),
  FOREIGN KEY (site_id, comment_id) REFERENCES comment ON DELETE CASCADE
);
CREATE INDEX revision_until ON revision (until);
COMMENT ON TABLE revision IS 'What a comment said before its author changed it, under the version that said so; goes with its words, or after days of its own.';
COMMENT ON COLUMN revision.text IS 'May hold personal data: the text as published, addresses in it masked.';

-- Small: it holds the withdrawn that still have words.
CREATE INDEX comment_withdrawn ON comment (site_id, created_at)
  WHERE state = 4 AND published_at IS NOT NULL AND author_index <> '';
