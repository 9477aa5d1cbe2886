-- What people bookmarked, for themselves alone, and what they favourited in the order in which they did.

CREATE TABLE bookmarks (
    account_id {int} NOT NULL,
    status_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, status_id)
) {no_rowid};
CREATE INDEX bookmarks_page ON bookmarks ({bucket}account_id, id);

-- So that bookmarks go with their status.
CREATE TABLE bookmarked_by (
    status_id {int} NOT NULL,
    account_id {int} NOT NULL,
    bucket {int} NOT NULL,
    PRIMARY KEY ({bucket}status_id, account_id)
) {no_rowid};

CREATE INDEX favourites_page ON favourites ({bucket}account_id, id);
