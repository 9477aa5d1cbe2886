//! SQL of edges.

db::statements! {
    /// Locks two accounts against each other until the transaction ends.
    pub(super) PAIR_LOCK: Point = "
        INSERT INTO pairs (lo, hi, uses) VALUES ($1, $2, 1)
        ON CONFLICT (lo, hi) DO UPDATE SET uses = pairs.uses + 1";

    /// The edges between two accounts: 1 the first follows, 2 the second follows, 3 the first
    /// blocks, 4 the second blocks.
    pub(super) BETWEEN: Point = "
        SELECT 1 AS what FROM follows WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 2 FROM follows WHERE {key:account_id:2} AND target_id = $1
        UNION ALL SELECT 3 FROM blocks WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 4 FROM blocks WHERE {key:account_id:2} AND target_id = $1";

    /// A follow, by its source.
    pub(super) FOLLOW_INSERT: Point = "
        INSERT INTO follows (account_id, target_id, bucket, id, reblogs, notify, languages)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";

    /// A follow, by its target.
    pub(super) FOLLOWER_INSERT: Point = "
        INSERT INTO followers (account_id, follower_id, bucket, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// How somebody follows.
    pub(super) FOLLOW_SETTINGS: Point = "
        SELECT reblogs, notify, languages FROM follows WHERE {key:account_id:1} AND target_id = $2";

    /// Changes how somebody follows.
    pub(super) FOLLOW_UPDATE: Point = "
        UPDATE follows SET reblogs = $3, notify = $4, languages = $5 WHERE {key:account_id:1} AND target_id = $2";

    /// Ends a follow, by its source.
    pub(super) FOLLOW_DELETE: Point = "DELETE FROM follows WHERE {key:account_id:1} AND target_id = $2";

    /// Ends a follow, by its target.
    pub(super) FOLLOWER_DELETE: Point = "DELETE FROM followers WHERE {key:account_id:1} AND follower_id = $2";

    /// A block, by its source, with the follows that it removed.
    pub(super) BLOCK_INSERT: Point = "
        INSERT INTO blocks (account_id, target_id, bucket, id, followed, was_followed)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";

    /// A block, by its target.
    pub(super) BLOCKED_BY_INSERT: Point = "
        INSERT INTO blocked_by (account_id, blocker_id, bucket, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// Ends a block, by its source.
    pub(super) BLOCK_DELETE: Point = "DELETE FROM blocks WHERE {key:account_id:1} AND target_id = $2";

    /// Ends a block, by its target.
    pub(super) BLOCKED_BY_DELETE: Point = "DELETE FROM blocked_by WHERE {key:account_id:1} AND blocker_id = $2";

    /// Whom an account follows, and whether with reblogs.
    pub(super) FOLLOWING: Page = "
        SELECT target_id, reblogs FROM follows WHERE {key:account_id:1} ORDER BY target_id";

    /// Whom an account blocks.
    pub(super) BLOCKING: Page = "SELECT target_id FROM blocks WHERE {key:account_id:1} ORDER BY target_id";

    /// Which of these block the account.
    pub(super) BLOCKED_BY: Page = "
        SELECT blocker_id FROM blocked_by WHERE {key:account_id:1} AND blocker_id {in:2}";

    /// How the account follows these.
    pub(super) FOLLOWS_AMONG: Page = "
        SELECT target_id, reblogs, notify, languages FROM follows WHERE {key:account_id:1} AND target_id {in:2}";

    /// Which of these follow the account.
    pub(super) FOLLOWERS_AMONG: Page = "
        SELECT follower_id FROM followers WHERE {key:account_id:1} AND follower_id {in:2}";

    /// Which of these the account blocks.
    pub(super) BLOCKS_AMONG: Page = "
        SELECT target_id FROM blocks WHERE {key:account_id:1} AND target_id {in:2}";

    /// Some who block an account.
    pub(super) BLOCKERS: Page = "
        SELECT id, blocker_id FROM blocked_by WHERE {key:account_id:1} ORDER BY blocker_id LIMIT $2";

    /// Whom an account follows, newest edge first.
    pub(super) FOLLOWS_DOWN: Page = "
        SELECT id, target_id FROM follows
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Whom an account follows, oldest edge first.
    pub(super) FOLLOWS_UP: Page = "
        SELECT id, target_id FROM follows
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Who follows an account, newest edge first.
    pub(super) FOLLOWERS_DOWN: Page = "
        SELECT id, follower_id FROM followers
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Who follows an account, oldest edge first.
    pub(super) FOLLOWERS_UP: Page = "
        SELECT id, follower_id FROM followers
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Whom an account blocks, newest edge first.
    pub(super) BLOCKS_DOWN: Page = "
        SELECT id, target_id FROM blocks
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Whom an account blocks, oldest edge first.
    pub(super) BLOCKS_UP: Page = "
        SELECT id, target_id FROM blocks
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Whom an account blocks and who followed it until then, newest edge first.
    pub(super) LOST_FOLLOWERS_DOWN: Page = "
        SELECT id, target_id FROM blocks
        WHERE {key:account_id:1} AND id < $2 AND id > $3 AND was_followed ORDER BY id DESC LIMIT $4";

    /// Whom an account blocks and who followed it until then, oldest edge first.
    pub(super) LOST_FOLLOWERS_UP: Page = "
        SELECT id, target_id FROM blocks
        WHERE {key:account_id:1} AND id < $2 AND id > $3 AND was_followed ORDER BY id LIMIT $4";
}
