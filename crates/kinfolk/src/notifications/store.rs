//! SQL of notifications.

db::statements! {
    /// Notes something once.
    pub(super) INSERT: Point = "
        INSERT INTO notifications (id, account_id, bucket, kind, from_id, status_id) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING";

    /// A request that was answered with yes is told as what came of it, in its place.
    pub(super) GRANT: Point = "
        UPDATE notifications SET kind = $3
        WHERE {key:account_id:1} AND kind = $2 AND from_id = $4 AND status_id = 0 AND NOT EXISTS (
            SELECT 1 FROM notifications WHERE {key:account_id:1} AND kind = $3 AND from_id = $4 AND status_id = 0
        )";

    /// Takes back what is no longer so.
    pub(super) RETRACT: Point = "
        DELETE FROM notifications WHERE {key:account_id:1} AND kind = $2 AND from_id = $3 AND status_id = $4";

    /// Some of those about a status.
    pub(super) ABOUT: Page = "
        SELECT id, account_id FROM notifications WHERE status_id = $1 AND status_id > 0 ORDER BY id LIMIT $2";

    /// One less.
    pub(super) DELETE: Point = "DELETE FROM notifications WHERE {key:id:1} AND account_id = $2";

    /// Some of an account's.
    pub(super) SOME: Page = "SELECT id FROM notifications WHERE {key:account_id:1} AND id <= $2 ORDER BY id LIMIT $3";

    /// One of an account's.
    pub(super) ONE: Point = "
        SELECT id, kind, from_id, status_id FROM notifications WHERE {key:id:1} AND account_id = $2";

    /// An account's, newest first.
    pub(super) DOWN: Page = "
        SELECT id, kind, from_id, status_id FROM notifications
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// An account's, oldest first.
    pub(super) UP: Page = "
        SELECT id, kind, from_id, status_id FROM notifications
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";
}
