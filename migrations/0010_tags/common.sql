-- Where hashtags are used: of public statuses by the tag, and of all statuses by who wrote them.

-- No owner has a tag, so no bucket stands in front; the name itself spreads the rows.
CREATE TABLE tagged (
    tag {text} NOT NULL,
    status_id {int} NOT NULL,
    account_id {int} NOT NULL,
    PRIMARY KEY (tag, status_id)
) {no_rowid};

CREATE TABLE account_tags (
    account_id {int} NOT NULL,
    tag {text} NOT NULL,
    status_id {int} NOT NULL,
    bucket {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, tag, status_id)
) {no_rowid};
