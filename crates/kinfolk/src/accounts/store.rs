//! SQL of accounts.

db::statements! {
    /// A new account of this server; changes nothing when its name is taken.
    pub(super) INSERT: Point = "
        INSERT INTO accounts (id, bucket, username, name_folded, domain, display_name, display_folded, note,
            locked, bot, discoverable, indexable, hide_collections, created_at)
        VALUES ($1, $2, $3, $4, '', $5, $6, '', $7, $8, $9, $10, $11, $12)
        ON CONFLICT (name_folded, domain) DO NOTHING";

    /// Its counters.
    pub(super) INSERT_STATS: Point = "
        INSERT INTO account_stats (account_id, bucket, version, statuses, followers, following, friends, blocked,
            last_status_at, head)
        VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, 0)";

    /// Accounts of this server by folded name.
    pub(super) BY_NAMES: Point = "SELECT name_folded, id FROM accounts WHERE name_folded {in:1} AND domain = ''";

    /// What is shown of accounts, with their counters.
    pub(super) CARDS: Page = "
        SELECT a.id, a.username, a.display_name, a.note, a.locked, a.bot, a.discoverable, a.indexable,
            a.hide_collections, a.created_at, a.suspended_at, s.version, s.statuses, s.followers, s.following,
            s.friends, s.blocked, s.last_status_at, s.head
        FROM accounts a JOIN account_stats s ON s.bucket = a.bucket AND s.account_id = a.id
        WHERE {keys:a.id:1}";

    /// Upper bounds of the ids of newest statuses.
    pub(super) HEADS: Page = "SELECT account_id, head FROM account_stats WHERE {keys:account_id:1}";

    /// Adds to counters and returns them.
    pub(super) COUNT: Point = "
        UPDATE account_stats SET version = version + 1, statuses = statuses + $2, followers = followers + $3,
            following = following + $4, friends = friends + $5, blocked = blocked + $6,
            last_status_at = CASE WHEN last_status_at < $7 THEN $7 ELSE last_status_at END,
            head = CASE WHEN head < $8 THEN $8 ELSE head END
        WHERE {key:account_id:1}
        RETURNING version, statuses, followers, following, friends, blocked, last_status_at, head";
}
