-- Why: an article's comments are counted from the index alone. With 100,000 of them that reads 720
-- pages instead of 34,000, and every thread and every front page asks for it.

DROP INDEX comment_thread;
CREATE INDEX comment_thread ON comment (site_id, article_id, created_at, id) INCLUDE (state)
  WHERE published_at IS NOT NULL;
