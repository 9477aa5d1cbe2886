-- How somebody wants pages to look.

-- A language tag. NULL: what the browser prefers.
ALTER TABLE users ADD COLUMN page_language {text};
-- 0 as the browser prefers, 1 light, 2 dark.
ALTER TABLE users ADD COLUMN color_scheme {int} NOT NULL DEFAULT 0;
-- 0 as the browser is set, 1 large, 2 larger.
ALTER TABLE users ADD COLUMN text_size {int} NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN less_motion {bool} NOT NULL DEFAULT false;
