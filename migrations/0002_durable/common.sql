-- Durable ground: jobs and their timetable, versions for rechecking what policy needs, leaving.

-- jobs ----------------------------------------------------------------------------------------

-- Work that must not be lost. `due_at`: when it is next to be looked at: its time while it waits, the end of
-- its lease while it runs. `attempt` is raised by each claim and never goes back. `failures`: since it last
-- was new. `again`: asked for once more while it ran.
CREATE TABLE jobs (
    id {int} NOT NULL PRIMARY KEY,
    queue {text} NOT NULL,
    kind {text} NOT NULL,
    unique_key {text},
    payload {text} NOT NULL,
    due_at {int} NOT NULL,
    attempt {int} NOT NULL,
    failures {int} NOT NULL,
    leased_by {int} NOT NULL,
    again {bool} NOT NULL,
    last_error {text},
    created_at {int} NOT NULL,
    dead_at {int}
);
CREATE UNIQUE INDEX jobs_by_key ON jobs (kind, unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_due ON jobs (queue, due_at, id) WHERE dead_at IS NULL;
-- Few rows each: what runs, and what is to be shown to an admin.
CREATE INDEX jobs_leased ON jobs (due_at) WHERE leased_by > 0;
CREATE INDEX jobs_failed ON jobs (id) WHERE failures > 0;

-- What is to be done again and again, once whatever the number of instances.
CREATE TABLE crons (
    name {text} NOT NULL PRIMARY KEY,
    next_at {int} NOT NULL
);

-- core ----------------------------------------------------------------------------------------

-- Raised in each transaction that changes what policy needs to know of an account: edges that hide,
-- sessions, standing. Read only while instances may have missed each other's events.
CREATE TABLE versions (
    account_id {int} NOT NULL PRIMARY KEY,
    v {int} NOT NULL
);

-- What a command wrote is told by a server. Only its rows stand here, and leave with the telling: an index of all rows
-- that are not done would cost each post a tenth more.
CREATE INDEX outbox_unleased ON outbox (id) WHERE leased_until = 0;

-- auth ----------------------------------------------------------------------------------------

-- Few rows, and they live for minutes: a new password makes those of its account worthless.
CREATE INDEX authorization_codes_by_account ON authorization_codes (account_id);

-- accounts ------------------------------------------------------------------------------------

-- A deleted account stays as a name that nobody else gets; its content goes piece by piece.
ALTER TABLE accounts ADD COLUMN deleted_at {int};
-- Said together with deleted_at, where a write finds it without reading more: nothing is counted up
-- any more for who has left, so nothing can be added to them.
ALTER TABLE account_stats ADD COLUMN closed {bool} NOT NULL DEFAULT false;

-- clean-up ------------------------------------------------------------------------------------

CREATE INDEX sessions_by_end ON sessions (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX sessions_by_revocation ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
