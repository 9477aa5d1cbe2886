//! SQL of the outbox.

db::statements! {
    /// A new event, leased to the instance that writes it (0: to nobody).
    pub(super) OUTBOX_INSERT: Point = "
        INSERT INTO outbox (id, kind, subject, object, born_at, leased_by, leased_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO NOTHING";

    /// Marks dispatched events.
    pub(super) OUTBOX_DONE: Page = "UPDATE outbox SET done_at = $1 WHERE id {in:2}";

    /// Deletes old events, some at a time.
    pub(super) OUTBOX_PURGE: Page = "
        DELETE FROM outbox
        WHERE id IN (SELECT id FROM outbox WHERE id < $1 ORDER BY id LIMIT $2)";

    /// Events above an id that another process wrote, ascending.
    pub(super) OUTBOX_OF_OTHERS: Page = "
        SELECT id, kind, subject, object
        FROM outbox
        WHERE id > $1 AND leased_by <> $2
        ORDER BY id
        LIMIT $3";
}
