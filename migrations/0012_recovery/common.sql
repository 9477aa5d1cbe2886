-- Links by which people who forgot their password choose another, by the hash of what stands in the link.

CREATE TABLE password_resets (
    token_hash {bytes} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL,
    -- The job that asked for the mail. Of a later one, all earlier links are void.
    asked {int} NOT NULL,
    expires_at {int} NOT NULL
);
CREATE INDEX password_resets_by_account ON password_resets (account_id);
CREATE INDEX password_resets_by_expiry ON password_resets (expires_at);
