-- Pictures of one's own: the names of their files. NULL: the drawn one.
ALTER TABLE accounts ADD COLUMN avatar {text};
ALTER TABLE accounts ADD COLUMN header {text};
-- Whether a file is in use.
CREATE INDEX accounts_by_avatar ON accounts (avatar) WHERE avatar IS NOT NULL;
CREATE INDEX accounts_by_header ON accounts (header) WHERE header IS NOT NULL;
