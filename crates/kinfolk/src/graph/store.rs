//! SQL of lists. Their members are edges (`edges`).

db::statements! {
    /// A new list.
    pub(super) INSERT: Point = "
        INSERT INTO lists (id, account_id, bucket, title, replies_policy, exclusive) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING";

    /// A list of its owner.
    pub(super) ONE: Point = "
        SELECT id, title, replies_policy, exclusive FROM lists WHERE {key:id:1} AND account_id = $2";

    /// Some lists of their owner.
    pub(super) SOME: Page = "
        SELECT id, title, replies_policy, exclusive FROM lists WHERE {keys:id:1} AND account_id = $2";

    /// The lists of an account, oldest first.
    pub(super) ALL: Page = "
        SELECT id, title, replies_policy, exclusive FROM lists WHERE {key:account_id:1} ORDER BY id LIMIT $2";

    /// Changes a list.
    pub(super) UPDATE: Point = "
        UPDATE lists SET title = $3, replies_policy = $4, exclusive = $5 WHERE {key:id:1} AND account_id = $2";

    /// Deletes a list.
    pub(super) DELETE: Point = "DELETE FROM lists WHERE {key:id:1} AND account_id = $2";
}
