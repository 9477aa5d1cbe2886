-- What people say about themselves, and what holds of their statuses unless they say otherwise.

-- A JSON list of [name, value], as typed.
ALTER TABLE accounts ADD COLUMN fields {text} NOT NULL DEFAULT '[]';
-- NULL: everybody, or the followers of a locked account.
ALTER TABLE accounts ADD COLUMN default_visibility {int};
ALTER TABLE accounts ADD COLUMN default_sensitive {bool} NOT NULL DEFAULT false;
ALTER TABLE accounts ADD COLUMN default_language {text};
ALTER TABLE accounts ADD COLUMN default_quote_policy {text} NOT NULL DEFAULT 'public';
-- A JSON list of domains whose pages may name the account as their author.
ALTER TABLE accounts ADD COLUMN attribution_domains {text} NOT NULL DEFAULT '[]';
-- Which tabs the profile has.
ALTER TABLE accounts ADD COLUMN show_media {bool} NOT NULL DEFAULT true;
ALTER TABLE accounts ADD COLUMN show_media_replies {bool} NOT NULL DEFAULT true;
ALTER TABLE accounts ADD COLUMN show_featured {bool} NOT NULL DEFAULT true;
-- What the pictures show, for those who do not see them.
ALTER TABLE accounts ADD COLUMN avatar_description {text} NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN header_description {text} NOT NULL DEFAULT '';
