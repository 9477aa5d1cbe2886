//! SQL about the whole server.

db::statements! {
    /// Users in the order of their accounts' ids, some at a time.
    pub(super) USERS_AFTER: Page = "
        SELECT account_id FROM users WHERE account_id > $1 ORDER BY account_id LIMIT $2";

    /// What these accounts add up to: how many there are, their statuses, those who wrote after either moment.
    pub(super) SIZE_OF: Page = "
        SELECT count(*),
               coalesce(CAST(sum(statuses) AS bigint), 0),
               coalesce(CAST(sum(CASE WHEN last_status_at > $2 THEN 1 ELSE 0 END) AS bigint), 0),
               coalesce(CAST(sum(CASE WHEN last_status_at > $3 THEN 1 ELSE 0 END) AS bigint), 0)
        FROM account_stats
        WHERE {keys:account_id:1}";
}
