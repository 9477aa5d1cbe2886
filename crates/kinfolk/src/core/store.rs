//! SQL of the outbox and of versions.

db::statements! {
    /// A new event, leased to the instance that writes it (0: to nobody).
    pub(super) OUTBOX_INSERT: Point = "
        INSERT INTO outbox (id, kind, subject, object, born_at, leased_by, leased_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO NOTHING";

    /// Marks dispatched events.
    pub(super) OUTBOX_DONE: Page = "UPDATE outbox SET done_at = $1 WHERE id {in:2}";

    /// Deletes old events of which everybody has been told, some at a time.
    pub(super) OUTBOX_PURGE: Page = "
        DELETE FROM outbox
        WHERE id IN (SELECT id FROM outbox WHERE id < $1 AND done_at IS NOT NULL ORDER BY id LIMIT $2)";

    /// Events that were written without a lease and that nobody has been told of yet.
    pub(super) OUTBOX_UNLEASED: Page = "
        SELECT id, kind, subject, object FROM outbox WHERE leased_until = 0 AND id > $1 ORDER BY id LIMIT $2";

    /// The last of the next events above an id.
    pub(super) OUTBOX_STRIDE: Page = "
        SELECT max(next.id) FROM (SELECT id FROM outbox WHERE id > $1 ORDER BY id LIMIT $2) AS next";

    /// Events between two ids that another process wrote, has not marked, and no longer has a lease on; in no order.
    pub(super) OUTBOX_LEFT: Page = "
        SELECT id, kind, subject, object FROM outbox
        WHERE id > $1 AND id <= $2 AND done_at IS NULL AND leased_by <> $3 AND leased_until < $4";

    /// Marks events that were adopted; they leave the index of those without a lease.
    pub(super) OUTBOX_ADOPTED: Page = "UPDATE outbox SET done_at = $1, leased_until = $1 WHERE id {in:2}";

    /// Raises versions, in the order of the list.
    pub(super) VERSIONS_RAISE: Page = "
        INSERT INTO versions (account_id, v) SELECT list.value, 1 FROM {list:1} WHERE true
        ON CONFLICT (account_id) DO UPDATE SET v = versions.v + 1";

    /// Versions of accounts that have any.
    pub(super) VERSIONS: Page = "SELECT account_id, v FROM versions WHERE account_id {in:1}";

    /// Events above an id that another process wrote, ascending.
    pub(super) OUTBOX_OF_OTHERS: Page = "
        SELECT id, kind, subject, object
        FROM outbox
        WHERE id > $1 AND leased_by <> $2
        ORDER BY id
        LIMIT $3";
}
