//! SQL of jobs and their timetable.

db::statements! {
    /// A new job; changes nothing when its id or its key is taken.
    pub(crate) INSERT: Point = "
        INSERT INTO jobs (id, queue, kind, unique_key, payload, due_at, attempt, failures, leased_by, again, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, false, $7) ON CONFLICT DO NOTHING";

    /// Asks once more for the job that has a key: one that runs runs again afterwards, a dead one lives. One that
    /// waits is touched all the same, so that nobody claims it before the asking transaction has ended.
    pub(crate) ASK_AGAIN: Point = "
        UPDATE jobs SET again = (leased_by > 0),
            due_at = CASE WHEN dead_at IS NULL THEN due_at ELSE $3 END,
            payload = CASE WHEN dead_at IS NULL THEN payload ELSE $4 END,
            failures = CASE WHEN dead_at IS NULL THEN failures ELSE 0 END,
            dead_at = NULL
        WHERE kind = $1 AND unique_key = $2";

    /// Whether a queue has a due job of these kinds.
    pub(crate) DUE: Point = "
        SELECT id FROM jobs WHERE queue = $1 AND due_at <= $2 AND dead_at IS NULL AND kind {in:3}
        ORDER BY due_at, id LIMIT 1";

    /// Takes due jobs of these kinds out of a queue, longest due first. A lease that ran out is a failure.
    pub(crate) CLAIM: Page = {
        sqlite: "
            UPDATE jobs SET due_at = $4, leased_by = $5, attempt = attempt + 1, again = false,
                failures = failures + CASE WHEN leased_by > 0 THEN 1 ELSE 0 END
            WHERE id IN (
                SELECT id FROM jobs WHERE queue = $1 AND due_at <= $2 AND dead_at IS NULL AND kind {in:3}
                ORDER BY due_at, id LIMIT $6)
            RETURNING id, kind, payload, attempt, failures",
        postgres: "
            UPDATE jobs SET due_at = $4, leased_by = $5, attempt = attempt + 1, again = false,
                failures = failures + CASE WHEN leased_by > 0 THEN 1 ELSE 0 END
            WHERE id = ANY(ARRAY(
                SELECT id FROM jobs WHERE queue = $1 AND due_at <= $2 AND dead_at IS NULL AND kind {in:3}
                ORDER BY due_at, id LIMIT $6 FOR UPDATE SKIP LOCKED))
            RETURNING id, kind, payload, attempt, failures",
    };

    /// Ends a run that nobody asked to repeat.
    pub(crate) FINISH: Point = "DELETE FROM jobs WHERE id = $1 AND attempt = $2 AND leased_by = $3 AND NOT again";

    /// Ends runs of one instance that nobody asked to repeat, and says of which claims they were.
    pub(crate) FINISH_SOME: Page = "
        DELETE FROM jobs WHERE id {in:1} AND leased_by = $2 AND NOT again RETURNING id, attempt";

    /// Ends a run that is to be repeated.
    pub(crate) REPEAT: Point = "
        UPDATE jobs SET due_at = $4, leased_by = 0, again = false, failures = 0, last_error = NULL
        WHERE id = $1 AND attempt = $2 AND leased_by = $3";

    /// Ends a run that failed; a job that was asked for again meanwhile does not die of it.
    pub(crate) FAIL: Point = "
        UPDATE jobs SET due_at = $4, leased_by = 0, again = false, failures = $5, last_error = $6,
            dead_at = CASE WHEN again THEN dead_at ELSE $7 END
        WHERE id = $1 AND attempt = $2 AND leased_by = $3";

    /// Prolongs leases. Rows that somebody is just changing are left out: they are being finished.
    pub(crate) RENEW: Page = {
        sqlite: "UPDATE jobs SET due_at = $1 WHERE id {in:2} AND leased_by = $3",
        postgres: "
            UPDATE jobs SET due_at = $1 WHERE id = ANY(ARRAY(
                SELECT id FROM jobs WHERE id {in:2} AND leased_by = $3 FOR UPDATE SKIP LOCKED))",
    };

    /// Gives leases back before their time; that is no failure.
    pub(crate) GIVE_BACK: Page = "UPDATE jobs SET due_at = $1, leased_by = 0 WHERE id {in:2} AND leased_by = $3";

    /// Ends every lease: whoever held one is known to be gone.
    pub(crate) VOID: Page = "UPDATE jobs SET due_at = $1 WHERE leased_by > 0 AND due_at > $1";

    /// A new entry of the timetable.
    pub(crate) CRON_INSERT: Point = "INSERT INTO crons (name, next_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    /// Brings an entry forward that was planned for a longer interval.
    pub(crate) CRON_ADVANCE: Point = "UPDATE crons SET next_at = $2 WHERE name = $1 AND next_at > $2";

    /// When an entry is next due.
    pub(crate) CRON_NEXT: Point = "SELECT next_at FROM crons WHERE name = $1";

    /// Moves an entry on; whoever changes the row is the one to do the work.
    pub(crate) CRON_MOVE: Point = "UPDATE crons SET next_at = $3 WHERE name = $1 AND next_at = $2";

    /// The first queue, by name, after one.
    pub(crate) NEXT_QUEUE: Point = "
        SELECT queue FROM jobs WHERE queue > $1 AND dead_at IS NULL ORDER BY queue, due_at, id LIMIT 1";

    /// How many jobs of a queue live, up to a bound.
    pub(crate) LIVING: Page = "
        SELECT count(*) FROM (SELECT 1 FROM jobs WHERE queue = $1 AND dead_at IS NULL LIMIT $2) AS counted";

    /// When the job that has been due for longest fell due.
    pub(crate) LONGEST_DUE: Point = "
        SELECT due_at FROM jobs WHERE queue = $1 AND due_at <= $2 AND dead_at IS NULL ORDER BY due_at, id LIMIT 1";

    /// The queues of jobs that run, a row for each job.
    pub(crate) RUNNING: Page = "
        SELECT queue FROM jobs WHERE leased_by > 0 AND due_at > $1 ORDER BY due_at LIMIT $2";

    /// Jobs that have failed, dead or not, by id.
    pub(crate) FAILED: Page = "
        SELECT id, queue, kind, failures, due_at, leased_by, last_error, dead_at FROM jobs
        WHERE failures > 0 AND id > $1 ORDER BY id LIMIT $2";

    /// Jobs that were given up, by id.
    pub(crate) DEAD: Page = "SELECT id, queue FROM jobs WHERE dead_at IS NOT NULL AND id > $1 ORDER BY id LIMIT $2";

    /// One job.
    pub(crate) BY_ID: Point = "
        SELECT id, queue, kind, failures, due_at, leased_by, last_error, dead_at FROM jobs WHERE id = $1";

    /// Makes a job that does not run due now, as if it had never failed.
    pub(crate) RETRY: Point = "
        UPDATE jobs SET due_at = $2, leased_by = 0, failures = 0, dead_at = NULL
        WHERE id = $1 AND (leased_by = 0 OR due_at <= $2)";
}
