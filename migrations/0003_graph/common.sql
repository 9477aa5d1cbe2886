-- The whole graph: requests to follow and to be friends, mutes, notes, endorsements, blocked domains.
--
-- Requests stand twice, as follows do: by who asks and by who is asked.

CREATE TABLE follow_requests (
    account_id {int} NOT NULL,
    target_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    reblogs {bool} NOT NULL,
    notify {bool} NOT NULL,
    languages {text},
    PRIMARY KEY ({bucket}account_id, target_id)
) {no_rowid};
CREATE INDEX follow_requests_page ON follow_requests ({bucket}account_id, id);

CREATE TABLE follow_requested_by (
    account_id {int} NOT NULL,
    requester_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, requester_id)
) {no_rowid};
CREATE INDEX follow_requested_by_page ON follow_requested_by ({bucket}account_id, id);

-- Only while the two are not friends; who asks follows, or asks to. `followed`: they did so before they
-- asked, so taking the request back leaves the follow.
CREATE TABLE friend_requests (
    account_id {int} NOT NULL,
    target_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    followed {bool} NOT NULL,
    PRIMARY KEY ({bucket}account_id, target_id)
) {no_rowid};
CREATE INDEX friend_requests_page ON friend_requests ({bucket}account_id, id);

CREATE TABLE friend_requested_by (
    account_id {int} NOT NULL,
    requester_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, requester_id)
) {no_rowid};
CREATE INDEX friend_requested_by_page ON friend_requested_by ({bucket}account_id, id);

-- Whoever is muted never learns of it, so a mute stands once. `until`: Unix milliseconds, NULL for no end.
CREATE TABLE mutes (
    account_id {int} NOT NULL,
    target_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    notifications {bool} NOT NULL,
    until {int},
    PRIMARY KEY ({bucket}account_id, target_id)
) {no_rowid};
CREATE INDEX mutes_page ON mutes ({bucket}account_id, id);
CREATE INDEX mutes_by_end ON mutes (until) WHERE until IS NOT NULL;

-- What somebody noted about somebody, for themselves.
CREATE TABLE account_notes (
    account_id {int} NOT NULL,
    target_id {int} NOT NULL,
    bucket {int} NOT NULL,
    note {text} NOT NULL,
    PRIMARY KEY ({bucket}account_id, target_id)
) {no_rowid};

-- Whom somebody shows on their profile; only whom they follow.
CREATE TABLE endorsements (
    account_id {int} NOT NULL,
    target_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, target_id)
) {no_rowid};
CREATE INDEX endorsements_page ON endorsements ({bucket}account_id, id);

-- Servers of which somebody wants to see nothing.
CREATE TABLE domain_blocks (
    account_id {int} NOT NULL,
    domain {text} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, domain)
) {no_rowid};
CREATE INDEX domain_blocks_page ON domain_blocks ({bucket}account_id, id);

-- How many ask to follow.
ALTER TABLE account_stats ADD COLUMN requests {int} NOT NULL DEFAULT 0;
