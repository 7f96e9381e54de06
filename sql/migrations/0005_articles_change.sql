-- Why: instances also tell each other that an article has changed, which is about no comment.

ALTER TABLE change ALTER COLUMN comment_id DROP NOT NULL;
ALTER TABLE change ALTER COLUMN state DROP NOT NULL;
ALTER TABLE change ALTER COLUMN version DROP NOT NULL;
