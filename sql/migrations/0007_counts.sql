-- Why: an article's comments are counted from the index alone. With 100,000 of them that reads 720
-- pages instead of 34,000, and every thread and every front page asks for it.

-- The old index goes when the new one is there: its lock keeps readers away, and building takes long.
CREATE INDEX comment_thread_new ON comment (site_id, article_id, created_at, id) INCLUDE (state)
  WHERE published_at IS NOT NULL;
DROP INDEX comment_thread;
ALTER INDEX comment_thread_new RENAME TO comment_thread;
