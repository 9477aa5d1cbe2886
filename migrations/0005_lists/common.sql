-- Lists of people whom somebody follows, and how far they have read.

-- replies_policy: 0 answers to members, 1 to whom the owner follows, 2 none.
CREATE TABLE lists (
    id {int} NOT NULL,
    account_id {int} NOT NULL,
    bucket {int} NOT NULL,
    title {text} NOT NULL,
    replies_policy {int} NOT NULL,
    exclusive {bool} NOT NULL,
    PRIMARY KEY ({bucket}id)
);
CREATE INDEX lists_by_account ON lists ({bucket}account_id, id);

-- A list's id carries its owner's bucket. `id` is the membership's own.
CREATE TABLE list_members (
    list_id {int} NOT NULL,
    member_id {int} NOT NULL,
    bucket {int} NOT NULL,
    owner_id {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}list_id, member_id)
) {no_rowid};
CREATE INDEX list_members_page ON list_members ({bucket}list_id, id);
CREATE INDEX list_members_by_owner ON list_members ({bucket}owner_id, member_id);

-- timeline: 'home' or 'notifications'.
CREATE TABLE markers (
    account_id {int} NOT NULL,
    timeline {text} NOT NULL,
    bucket {int} NOT NULL,
    last_read_id {int} NOT NULL,
    version {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, timeline)
) {no_rowid};
