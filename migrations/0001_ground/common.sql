-- The ground: accounts and users, sign-in, edges, statuses and the outbox.
--
-- Times are Unix milliseconds. Ids are described in base::id. `bucket` is the owner's bucket; on
-- PostgreSQL it stands first in primary keys, so that tables can be distributed by it.

-- accounts ------------------------------------------------------------------------------------

CREATE TABLE accounts (
    id {int} NOT NULL,
    bucket {int} NOT NULL,
    username {text} NOT NULL,
    name_folded {text} NOT NULL,
    domain {text} NOT NULL,
    display_name {text} NOT NULL,
    display_folded {text} NOT NULL,
    note {text} NOT NULL,
    locked {bool} NOT NULL,
    bot {bool} NOT NULL,
    discoverable {bool} NOT NULL,
    indexable {bool} NOT NULL,
    hide_collections {bool} NOT NULL,
    created_at {int} NOT NULL,
    suspended_at {int},
    PRIMARY KEY ({bucket}id)
);
CREATE UNIQUE INDEX accounts_by_name ON accounts (name_folded, domain);
CREATE INDEX accounts_by_display_name ON accounts (display_folded, id);

-- Counters, apart from the profile so that counting never rewrites a wide row.
CREATE TABLE account_stats (
    account_id {int} NOT NULL,
    bucket {int} NOT NULL,
    version {int} NOT NULL,
    statuses {int} NOT NULL,
    followers {int} NOT NULL,
    following {int} NOT NULL,
    friends {int} NOT NULL,
    blocked {int} NOT NULL,
    last_status_at {int} NOT NULL,
    head {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id)
);

-- auth ----------------------------------------------------------------------------------------

CREATE TABLE users (
    account_id {int} NOT NULL PRIMARY KEY,
    email {text} NOT NULL,
    email_folded {text} NOT NULL,
    password_hash {text},
    role {int} NOT NULL,
    locale {text} NOT NULL,
    created_at {int} NOT NULL,
    confirmed_at {int},
    approved {bool} NOT NULL,
    disabled_at {int}
);
CREATE UNIQUE INDEX users_by_email ON users (email_folded);
-- Few rows: people with a role above the ordinary one.
CREATE INDEX users_by_role ON users (role) WHERE role > 0;

CREATE TABLE applications (
    id {int} NOT NULL PRIMARY KEY,
    client_id {text} NOT NULL,
    secret_hash {bytes} NOT NULL,
    name {text} NOT NULL,
    website {text},
    redirect_uris {text} NOT NULL,
    scopes {text} NOT NULL,
    created_at {int} NOT NULL
);
CREATE UNIQUE INDEX applications_by_client_id ON applications (client_id);

-- One row for each signed-in browser and each access token. account_id 0: an application's own token.
CREATE TABLE sessions (
    id {int} NOT NULL PRIMARY KEY,
    account_id {int} NOT NULL,
    application_id {int} NOT NULL,
    token_hash {bytes} NOT NULL,
    scopes {text} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int},
    revoked_at {int},
    user_agent {text} NOT NULL
);
CREATE UNIQUE INDEX sessions_by_token ON sessions (token_hash);
CREATE INDEX sessions_by_account ON sessions (account_id, id);

CREATE TABLE authorization_codes (
    code_hash {bytes} NOT NULL PRIMARY KEY,
    application_id {int} NOT NULL,
    account_id {int} NOT NULL,
    redirect_uri {text} NOT NULL,
    scopes {text} NOT NULL,
    challenge {text} NOT NULL,
    expires_at {int} NOT NULL,
    session_id {int}
);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

-- Signing keys, the set-up code and their like: shared by all instances.
CREATE TABLE secrets (
    name {text} NOT NULL PRIMARY KEY,
    value {bytes} NOT NULL,
    created_at {int} NOT NULL
);

-- edges ---------------------------------------------------------------------------------------

-- Locks two accounts against each other while edges between them change.
CREATE TABLE pairs (
    lo {int} NOT NULL,
    hi {int} NOT NULL,
    uses {int} NOT NULL,
    PRIMARY KEY (lo, hi)
) {no_rowid};

-- Each edge stands twice: by its source and by its target.
CREATE TABLE follows (
    account_id {int} NOT NULL,
    target_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    reblogs {bool} NOT NULL,
    notify {bool} NOT NULL,
    languages {text},
    PRIMARY KEY ({bucket}account_id, target_id)
) {no_rowid};
CREATE INDEX follows_page ON follows ({bucket}account_id, id);

CREATE TABLE followers (
    account_id {int} NOT NULL,
    follower_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, follower_id)
) {no_rowid};
CREATE INDEX followers_page ON followers ({bucket}account_id, id);

-- A block remembers which follows it removed.
CREATE TABLE blocks (
    account_id {int} NOT NULL,
    target_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    followed {bool} NOT NULL,
    was_followed {bool} NOT NULL,
    PRIMARY KEY ({bucket}account_id, target_id)
) {no_rowid};
CREATE INDEX blocks_page ON blocks ({bucket}account_id, id);

CREATE TABLE blocked_by (
    account_id {int} NOT NULL,
    blocker_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, blocker_id)
) {no_rowid};

-- statuses ------------------------------------------------------------------------------------

-- `mentions` is a JSON list of [id, username]; `tags` a JSON list of [folded, as typed]. `listed`
-- says that the status belongs in public timelines. `thread_id` is the first status of the
-- conversation, its own id if it starts one.
CREATE TABLE statuses (
    id {int} NOT NULL,
    bucket {int} NOT NULL,
    account_id {int} NOT NULL,
    visibility {int} NOT NULL,
    listed {bool} NOT NULL,
    text {text} NOT NULL,
    content {text} NOT NULL,
    spoiler_text {text} NOT NULL,
    sensitive {bool} NOT NULL,
    language {text},
    in_reply_to_id {int},
    in_reply_to_account_id {int},
    thread_id {int} NOT NULL,
    reblog_of_id {int},
    reblog_of_account_id {int},
    mentions {text} NOT NULL,
    tags {text} NOT NULL,
    application_id {int} NOT NULL,
    PRIMARY KEY ({bucket}id)
);
CREATE INDEX statuses_by_account ON statuses ({bucket}account_id, id);
CREATE INDEX statuses_open_by_account ON statuses ({bucket}account_id, id) WHERE visibility <= 1;
CREATE INDEX statuses_listed ON statuses (id) WHERE listed;
CREATE INDEX statuses_by_thread ON statuses (thread_id, id);

-- Only for statuses that have been answered, reblogged or favourited.
CREATE TABLE status_stats (
    status_id {int} NOT NULL,
    bucket {int} NOT NULL,
    version {int} NOT NULL,
    replies {int} NOT NULL,
    reblogs {int} NOT NULL,
    favourites {int} NOT NULL,
    PRIMARY KEY ({bucket}status_id)
);

CREATE TABLE favourites (
    account_id {int} NOT NULL,
    status_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, status_id)
) {no_rowid};

CREATE TABLE favourited_by (
    status_id {int} NOT NULL,
    account_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}status_id, account_id)
) {no_rowid};
CREATE INDEX favourited_by_page ON favourited_by ({bucket}status_id, id);

-- `id` is the reblogging status.
CREATE TABLE reblogs (
    account_id {int} NOT NULL,
    status_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, status_id)
) {no_rowid};

CREATE TABLE reblogged_by (
    status_id {int} NOT NULL,
    account_id {int} NOT NULL,
    bucket {int} NOT NULL,
    id {int} NOT NULL,
    PRIMARY KEY ({bucket}status_id, account_id)
) {no_rowid};
CREATE INDEX reblogged_by_page ON reblogged_by ({bucket}status_id, id);

CREATE TABLE idempotency_keys (
    account_id {int} NOT NULL,
    key {text} NOT NULL,
    bucket {int} NOT NULL,
    status_id {int} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY ({bucket}account_id, key)
) {no_rowid};

-- core ----------------------------------------------------------------------------------------

-- leased_by 0: born unleased, by a command.
CREATE TABLE outbox (
    id {int} NOT NULL PRIMARY KEY,
    kind {int} NOT NULL,
    subject {int} NOT NULL,
    object {int} NOT NULL,
    born_at {int} NOT NULL,
    leased_by {int} NOT NULL,
    leased_until {int} NOT NULL,
    done_at {int}
);
