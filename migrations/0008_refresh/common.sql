-- Sessions that are renewed, and what people are told about their own.

-- Of a session with refresh tokens: the hash of the part that all of them share, how often they were exchanged, when
-- last, and the scopes that the person gave. What `scopes` says holds for the access token in force.
ALTER TABLE sessions ADD COLUMN refresh_hash {bytes};
ALTER TABLE sessions ADD COLUMN refresh_scopes {text};
ALTER TABLE sessions ADD COLUMN refreshes {int};
ALTER TABLE sessions ADD COLUMN refreshed_at {int};
-- When it was last used, within the hour; NULL: not since it began.
ALTER TABLE sessions ADD COLUMN used_at {int};
-- From where somebody logged in; NULL: not by a browser.
ALTER TABLE sessions ADD COLUMN address {text};
