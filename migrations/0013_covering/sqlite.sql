DROP INDEX statuses_by_account;
CREATE INDEX statuses_by_account ON statuses
    (account_id, id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id);

-- What others than followers might see of an account: what is open, and what mentions anybody.
DROP INDEX statuses_open_by_account;
CREATE INDEX statuses_told_by_account ON statuses (account_id, id) WHERE visibility <= 1 OR mentions <> '[]';
