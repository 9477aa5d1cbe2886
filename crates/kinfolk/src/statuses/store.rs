//! SQL of statuses, their counters and their marks, and how rows are read.

use base::{Error, Result};
use db::Row;

use super::model::Entry;
use crate::core::events::{StatusCounts, StatusFacts};
use crate::core::words::{AccountId, ApplicationId, StatusId, TagName, Visibility};

db::statements! {
    /// Those of the statuses that are there.
    pub(super) ARE_THERE: Page = "SELECT id FROM statuses WHERE {keys:id:1}";

    /// Whether somebody favourites a status.
    pub(super) IS_FAVOURITED: Point = "SELECT 1 FROM favourites WHERE {key:account_id:1} AND status_id = $2";

    /// Statuses with their counters, which may be missing.
    pub(super) BY_IDS: Page = "
        SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id,
            s.reblog_of_account_id, s.mentions, s.language, s.tags,
            s.content, s.spoiler_text, s.sensitive, s.application_id,
            t.version, t.replies, t.reblogs, t.favourites
        FROM statuses s
        LEFT JOIN status_stats t ON t.bucket = s.bucket AND t.status_id = s.id
        WHERE {keys:s.id:1}";

    /// What timelines and policy need to know of statuses; the first columns of [`TARGET`].
    pub(super) FACTS: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id,
            reblog_of_account_id, mentions, language, tags
        FROM statuses WHERE {keys:id:1}";

    /// Counters as they are, of statuses that have any.
    pub(super) COUNTS: Page = "
        SELECT status_id, version, replies, reblogs, favourites FROM status_stats WHERE {keys:status_id:1}";

    /// A status that the writing transaction builds on, and whether its author is there; it stays until the
    /// transaction ends.
    pub(super) TARGET: Point = {
        sqlite: "
            SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id,
                s.reblog_of_account_id, s.mentions, s.language, s.tags, s.thread_id, a.suspended_at, a.deleted_at
            FROM statuses s JOIN accounts a ON a.bucket = s.bucket AND a.id = s.account_id
            WHERE {key:s.id:1}",
        postgres: "
            SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id,
                s.reblog_of_account_id, s.mentions, s.language, s.tags, s.thread_id, a.suspended_at, a.deleted_at
            FROM statuses s JOIN accounts a ON a.bucket = s.bucket AND a.id = s.account_id
            WHERE {key:s.id:1} FOR KEY SHARE OF s",
    };

    /// What the author typed.
    pub(super) SOURCE: Point = "SELECT text, spoiler_text FROM statuses WHERE {key:id:1}";

    /// A new status; changes nothing when the id is taken.
    pub(super) INSERT: Point = "
        INSERT INTO statuses (id, bucket, account_id, visibility, listed, text, content, spoiler_text, sensitive,
            language, in_reply_to_id, in_reply_to_account_id, thread_id, reblog_of_id, reblog_of_account_id,
            mentions, tags, application_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        ON CONFLICT DO NOTHING";

    /// Deletes somebody's status and says what goes with it.
    pub(super) DELETE: Point = "
        DELETE FROM statuses WHERE {key:id:1} AND account_id = $2
        RETURNING visibility, in_reply_to_id, reblog_of_id, text, tags";

    /// Deletes the counters of a status.
    pub(super) DELETE_COUNTS: Point = "DELETE FROM status_stats WHERE {key:status_id:1}";

    /// Adds to the counters of a status, making them if need be.
    pub(super) COUNT_UP: Point = {
        sqlite: "
            INSERT INTO status_stats (status_id, bucket, version, replies, reblogs, favourites)
            VALUES ($1, $2, 1, $3, $4, $5)
            ON CONFLICT (status_id) DO UPDATE SET version = status_stats.version + 1,
                replies = status_stats.replies + excluded.replies,
                reblogs = status_stats.reblogs + excluded.reblogs,
                favourites = status_stats.favourites + excluded.favourites
            RETURNING version, replies, reblogs, favourites",
        postgres: "
            INSERT INTO status_stats (status_id, bucket, version, replies, reblogs, favourites)
            VALUES ($1, $2, 1, $3, $4, $5)
            ON CONFLICT (bucket, status_id) DO UPDATE SET version = status_stats.version + 1,
                replies = status_stats.replies + excluded.replies,
                reblogs = status_stats.reblogs + excluded.reblogs,
                favourites = status_stats.favourites + excluded.favourites
            RETURNING version, replies, reblogs, favourites",
    };

    /// Takes from the counters of a status, never below 0.
    pub(super) COUNT_DOWN: Point = "
        UPDATE status_stats SET version = version + 1,
            replies = CASE WHEN replies < $2 THEN 0 ELSE replies - $2 END,
            reblogs = CASE WHEN reblogs < $3 THEN 0 ELSE reblogs - $3 END,
            favourites = CASE WHEN favourites < $4 THEN 0 ELSE favourites - $4 END
        WHERE {key:status_id:1}
        RETURNING version, replies, reblogs, favourites";

    /// The status that a key made, if that was after a moment.
    pub(super) KEY: Point = "
        SELECT status_id FROM idempotency_keys WHERE {key:account_id:1} AND key = $2 AND created_at > $3";

    /// Claims a key; changes nothing when it is taken, after waiting for whoever is just taking it.
    pub(super) KEY_CLAIM: Point = "
        INSERT INTO idempotency_keys (account_id, key, bucket, status_id, created_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

    /// Claims a key that was used too long ago.
    pub(super) KEY_RENEW: Point = "
        UPDATE idempotency_keys SET created_at = $3 WHERE {key:account_id:1} AND key = $2";

    /// Says what a claimed key made.
    pub(super) KEY_SET: Point = "
        UPDATE idempotency_keys SET status_id = $3 WHERE {key:account_id:1} AND key = $2";

    /// Forgets keys that were used before a moment, about so many at a time: all of one millisecond go together.
    pub(super) KEYS_CLEAR: Page = "
        DELETE FROM idempotency_keys WHERE created_at <= (
            SELECT max(old.created_at) FROM (
                SELECT created_at FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2) AS old)";

    /// A favourite, by who gave it; changes nothing when it was given before.
    pub(super) FAVOURITE: Point = "
        INSERT INTO favourites (account_id, status_id, bucket, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// A favourite, by what it was given to.
    pub(super) FAVOURITED_BY: Point = "
        INSERT INTO favourited_by (status_id, account_id, bucket, id) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";

    /// Takes a favourite back, by who gave it.
    pub(super) UNFAVOURITE: Point = "DELETE FROM favourites WHERE {key:account_id:1} AND status_id = $2";

    /// Takes a favourite back, by what it was given to.
    pub(super) UNFAVOURITED_BY: Point = "DELETE FROM favourited_by WHERE {key:status_id:1} AND account_id = $2";

    /// A reblog, by who made it; changes nothing when it was made before, after waiting for whoever
    /// is just making it. The id comes later, see `REBLOG_SET`.
    pub(super) REBLOG: Point = "
        INSERT INTO reblogs (account_id, status_id, bucket, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// The status that a reblog is.
    pub(super) REBLOG_SET: Point = "UPDATE reblogs SET id = $3 WHERE {key:account_id:1} AND status_id = $2";

    /// Finds a reblog.
    pub(super) REBLOG_ID: Point = "SELECT id FROM reblogs WHERE {key:account_id:1} AND status_id = $2";

    /// A reblog, by what it reblogs.
    pub(super) REBLOGGED_BY: Point = "
        INSERT INTO reblogged_by (status_id, account_id, bucket, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// Takes a reblog back, by who made it.
    pub(super) UNREBLOG: Point = "DELETE FROM reblogs WHERE {key:account_id:1} AND status_id = $2";

    /// Takes a reblog back, by what it reblogs.
    pub(super) UNREBLOGGED_BY: Point = "DELETE FROM reblogged_by WHERE {key:status_id:1} AND account_id = $2";

    /// A bookmark, by who made it; changes nothing when it was made before.
    pub(super) BOOKMARK: Point = "
        INSERT INTO bookmarks (account_id, status_id, bucket, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// A bookmark, by what it is of.
    pub(super) BOOKMARKED_BY: Point = "
        INSERT INTO bookmarked_by (status_id, account_id, bucket) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    /// Takes a bookmark back, by who made it.
    pub(super) UNBOOKMARK: Point = "DELETE FROM bookmarks WHERE {key:account_id:1} AND status_id = $2";

    /// Takes a bookmark back, by what it is of.
    pub(super) UNBOOKMARKED_BY: Point = "DELETE FROM bookmarked_by WHERE {key:status_id:1} AND account_id = $2";

    /// Some of those who bookmarked a status.
    pub(super) BOOKMARKERS: Page = "
        SELECT account_id FROM bookmarked_by WHERE {key:status_id:1} ORDER BY account_id LIMIT $2";

    /// What somebody favourited, newest favourite first.
    pub(super) FAVOURITES_DOWN: Page = "
        SELECT id, status_id FROM favourites
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// What somebody favourited, oldest favourite first.
    pub(super) FAVOURITES_UP: Page = "
        SELECT id, status_id FROM favourites
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// What somebody bookmarked, newest bookmark first.
    pub(super) BOOKMARKS_DOWN: Page = "
        SELECT id, status_id FROM bookmarks
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// What somebody bookmarked, oldest bookmark first.
    pub(super) BOOKMARKS_UP: Page = "
        SELECT id, status_id FROM bookmarks
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// The newest statuses that somebody favourited, newest status first.
    pub(super) FAVOURITES_NEWEST: Page = "
        SELECT status_id FROM favourites WHERE {key:account_id:1} ORDER BY status_id DESC LIMIT $2";

    /// The newest statuses that somebody bookmarked, newest status first.
    pub(super) BOOKMARKS_NEWEST: Page = "
        SELECT status_id FROM bookmarks WHERE {key:account_id:1} ORDER BY status_id DESC LIMIT $2";

    /// The newest statuses that somebody favourited (0), reblogged (1) and bookmarked (2), so many of each.
    pub(super) MARKS_NEWEST: Page = "
        WITH f AS (SELECT status_id FROM favourites WHERE {key:account_id:1} ORDER BY status_id DESC LIMIT $2),
             r AS (SELECT status_id FROM reblogs WHERE {key:account_id:1} ORDER BY status_id DESC LIMIT $2),
             b AS (SELECT status_id FROM bookmarks WHERE {key:account_id:1} ORDER BY status_id DESC LIMIT $2)
        SELECT 0 AS what, status_id FROM f
        UNION ALL SELECT 1, status_id FROM r
        UNION ALL SELECT 2, status_id FROM b";

    /// Which of the first list somebody favourited (0), which of the second they reblogged (1), and which of the
    /// third they bookmarked (2).
    pub(super) MARKS_AMONG: Page = "
        SELECT 0 AS what, status_id FROM favourites WHERE {key:account_id:1} AND status_id {in:2}
        UNION ALL SELECT 1, status_id FROM reblogs WHERE {key:account_id:1} AND status_id {in:3}
        UNION ALL SELECT 2, status_id FROM bookmarks WHERE {key:account_id:1} AND status_id {in:4}";

    /// Who favourited a status, newest favourite first.
    pub(super) FAVOURITERS_DOWN: Page = "
        SELECT id, account_id FROM favourited_by
        WHERE {key:status_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Who favourited a status, oldest favourite first.
    pub(super) FAVOURITERS_UP: Page = "
        SELECT id, account_id FROM favourited_by
        WHERE {key:status_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Who reblogged a status, newest reblog first.
    pub(super) REBLOGGERS_DOWN: Page = "
        SELECT id, account_id FROM reblogged_by
        WHERE {key:status_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Who reblogged a status, oldest reblog first.
    pub(super) REBLOGGERS_UP: Page = "
        SELECT id, account_id FROM reblogged_by
        WHERE {key:status_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// What a status answers, what that answers and so on, each with its distance.
    pub(super) ANCESTORS: Page = "
        WITH RECURSIVE up (id, parent, distance) AS (
            SELECT id, in_reply_to_id, 0 FROM statuses WHERE {key:id:1}
            UNION ALL
            SELECT s.id, s.in_reply_to_id, up.distance + 1
            FROM up JOIN statuses s ON s.bucket = ((up.parent >> 10) & 1023) AND s.id = up.parent
            WHERE up.distance < $2)
        SELECT id, distance FROM up WHERE distance > 0";

    /// The thread that a status stands in.
    pub(super) THREAD: Point = "SELECT thread_id FROM statuses WHERE {key:id:1}";

    /// What was said in a thread after a status: each with what it answers, its author and whom it
    /// answers, oldest first.
    pub(super) LATER_IN_THREAD: Page = "
        SELECT id, in_reply_to_id, account_id, in_reply_to_account_id FROM statuses
        WHERE thread_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    /// Somebody's statuses between two ids, newest first.
    pub(super) OF_ACCOUNT_DOWN: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
        FROM statuses WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Somebody's statuses between two ids, oldest first.
    pub(super) OF_ACCOUNT_UP: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
        FROM statuses WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Somebody's statuses between two ids that others than followers might see, newest first.
    pub(super) TOLD_BY_ACCOUNT_DOWN: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
        FROM statuses WHERE {key:account_id:1} AND (visibility <= 1 OR mentions <> '[]') AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Somebody's statuses between two ids that others than followers might see, oldest first.
    pub(super) TOLD_BY_ACCOUNT_UP: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
        FROM statuses WHERE {key:account_id:1} AND (visibility <= 1 OR mentions <> '[]') AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// The newest statuses of each of many accounts.
    pub(super) OF_ACCOUNTS: Page = {
        sqlite: "
            SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id
            FROM json_each(?1) AS list CROSS JOIN statuses s INDEXED BY statuses_by_account
            ON s.account_id = list.value AND s.id IN (
                SELECT newest.id FROM statuses newest
                WHERE newest.account_id = list.value AND newest.id < ?2 ORDER BY newest.id DESC LIMIT ?3)",
        postgres: "
            SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id
            FROM unnest($1::bigint[]) AS list(value) CROSS JOIN LATERAL (
                SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
                FROM statuses
                WHERE bucket = ((list.value >> 10) & 1023) AND account_id = list.value AND id < $2
                ORDER BY id DESC LIMIT $3) s",
    };

    /// The oldest statuses above an id of each of many accounts.
    pub(super) OF_ACCOUNTS_UP: Page = {
        sqlite: "
            SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id
            FROM json_each(?1) AS list CROSS JOIN statuses s INDEXED BY statuses_by_account
            ON s.account_id = list.value AND s.id IN (
                SELECT oldest.id FROM statuses oldest
                WHERE oldest.account_id = list.value AND oldest.id > ?2 ORDER BY oldest.id LIMIT ?3)",
        postgres: "
            SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id
            FROM unnest($1::bigint[]) AS list(value) CROSS JOIN LATERAL (
                SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
                FROM statuses
                WHERE bucket = ((list.value >> 10) & 1023) AND account_id = list.value AND id > $2
                ORDER BY id LIMIT $3) s",
    };

    /// The newest status below an id of each of many accounts; of SQLite null where there is none.
    pub(super) NEWEST_OF_ACCOUNTS: Long = {
        sqlite: "
            SELECT list.value, (SELECT s.id FROM statuses s
                WHERE s.account_id = list.value AND s.id < ?2 ORDER BY s.id DESC LIMIT 1)
            FROM json_each(?1) AS list",
        postgres: "
            SELECT list.value, s.id
            FROM unnest($1::bigint[]) AS list(value) CROSS JOIN LATERAL (
                SELECT id FROM statuses
                WHERE bucket = ((list.value >> 10) & 1023) AND account_id = list.value AND id < $2
                ORDER BY id DESC LIMIT 1) s",
    };

    /// The oldest status above an id of each of many accounts; of SQLite null where there is none.
    pub(super) OLDEST_OF_ACCOUNTS: Long = {
        sqlite: "
            SELECT list.value, (SELECT s.id FROM statuses s
                WHERE s.account_id = list.value AND s.id > ?2 ORDER BY s.id LIMIT 1)
            FROM json_each(?1) AS list",
        postgres: "
            SELECT list.value, s.id
            FROM unnest($1::bigint[]) AS list(value) CROSS JOIN LATERAL (
                SELECT id FROM statuses
                WHERE bucket = ((list.value >> 10) & 1023) AND account_id = list.value AND id > $2
                ORDER BY id LIMIT 1) s",
    };

    /// All statuses below an id, newest first.
    pub(super) WALK_DOWN: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
        FROM statuses WHERE id < $1 ORDER BY id DESC LIMIT $2";

    /// All statuses above an id, oldest first.
    pub(super) WALK_UP: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
        FROM statuses WHERE id > $1 ORDER BY id LIMIT $2";

    /// Statuses of public timelines between two ids, newest first.
    pub(super) LISTED_DOWN: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
        FROM statuses WHERE listed AND id < $1 AND id > $2 ORDER BY id DESC LIMIT $3";

    /// Statuses of public timelines between two ids, oldest first.
    pub(super) LISTED_UP: Page = "
        SELECT id, account_id, visibility, in_reply_to_id, in_reply_to_account_id, reblog_of_id
        FROM statuses WHERE listed AND id < $1 AND id > $2 ORDER BY id LIMIT $3";

    /// The tags of a public status, for their timelines.
    pub(super) TAGGED: Page = {
        sqlite: "
            INSERT INTO tagged (tag, status_id, account_id)
            SELECT list.value, $1, $2 FROM json_each($3) AS list WHERE true ON CONFLICT DO NOTHING",
        postgres: "
            INSERT INTO tagged (tag, status_id, account_id)
            SELECT list.value, $1, $2 FROM jsonb_array_elements_text($3::text::jsonb) AS list(value)
            ON CONFLICT DO NOTHING",
    };

    /// The tags of a status, for its author's profile.
    pub(super) ACCOUNT_TAGS: Page = {
        sqlite: "
            INSERT INTO account_tags (tag, status_id, account_id, bucket)
            SELECT list.value, $1, $2, $4 FROM json_each($3) AS list WHERE true ON CONFLICT DO NOTHING",
        postgres: "
            INSERT INTO account_tags (tag, status_id, account_id, bucket)
            SELECT list.value, $1, $2, $4 FROM jsonb_array_elements_text($3::text::jsonb) AS list(value)
            ON CONFLICT DO NOTHING",
    };

    /// Takes a status out of the timelines of its tags.
    pub(super) UNTAG: Page = {
        sqlite: "DELETE FROM tagged WHERE status_id = $1 AND tag IN (SELECT value FROM json_each($2))",
        postgres: "
            DELETE FROM tagged WHERE status_id = $1
                AND tag = ANY (ARRAY(SELECT value FROM jsonb_array_elements_text($2::text::jsonb) AS list(value)))",
    };

    /// Takes a status out of what its author tagged.
    pub(super) ACCOUNT_UNTAG: Page = {
        sqlite: "
            DELETE FROM account_tags WHERE account_id = $1 AND status_id = $2
                AND tag IN (SELECT value FROM json_each($3))",
        postgres: "
            DELETE FROM account_tags WHERE {key:account_id:1} AND status_id = $2
                AND tag = ANY (ARRAY(SELECT value FROM jsonb_array_elements_text($3::text::jsonb) AS list(value)))",
    };

    /// Public statuses with two tags and without a third between two ids, newest first.
    pub(super) OF_TAG_DOWN: Page = "
        SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id
        FROM tagged t JOIN statuses s ON s.bucket = ((t.status_id >> 10) & 1023) AND s.id = t.status_id
        WHERE t.tag = $1 AND t.status_id < $2 AND t.status_id > $3
            AND EXISTS (SELECT 1 FROM tagged other WHERE other.tag = $5 AND other.status_id = t.status_id)
            AND NOT EXISTS (SELECT 1 FROM tagged other WHERE other.tag = $6 AND other.status_id = t.status_id)
        ORDER BY t.status_id DESC LIMIT $4";

    /// Public statuses with two tags and without a third between two ids, oldest first.
    pub(super) OF_TAG_UP: Page = "
        SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id
        FROM tagged t JOIN statuses s ON s.bucket = ((t.status_id >> 10) & 1023) AND s.id = t.status_id
        WHERE t.tag = $1 AND t.status_id < $2 AND t.status_id > $3
            AND EXISTS (SELECT 1 FROM tagged other WHERE other.tag = $5 AND other.status_id = t.status_id)
            AND NOT EXISTS (SELECT 1 FROM tagged other WHERE other.tag = $6 AND other.status_id = t.status_id)
        ORDER BY t.status_id LIMIT $4";

    /// Somebody's statuses with a tag between two ids, newest first.
    pub(super) OF_ACCOUNT_TAG_DOWN: Page = "
        SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id
        FROM account_tags t JOIN statuses s ON s.bucket = ((t.status_id >> 10) & 1023) AND s.id = t.status_id
        WHERE {key:t.account_id:1} AND t.tag = $2 AND t.status_id < $3 AND t.status_id > $4
        ORDER BY t.status_id DESC LIMIT $5";

    /// Somebody's statuses with a tag between two ids, oldest first.
    pub(super) OF_ACCOUNT_TAG_UP: Page = "
        SELECT s.id, s.account_id, s.visibility, s.in_reply_to_id, s.in_reply_to_account_id, s.reblog_of_id
        FROM account_tags t JOIN statuses s ON s.bucket = ((t.status_id >> 10) & 1023) AND s.id = t.status_id
        WHERE {key:t.account_id:1} AND t.tag = $2 AND t.status_id < $3 AND t.status_id > $4
        ORDER BY t.status_id LIMIT $5";

    /// The newest uses of each of many tags since an id; in no particular order.
    pub(super) TAG_USES: Page = {
        sqlite: "
            SELECT t.tag, t.status_id, t.account_id
            FROM json_each(?1) AS list CROSS JOIN tagged t ON t.tag = list.value AND t.status_id IN (
                SELECT newest.status_id FROM tagged newest
                WHERE newest.tag = list.value AND newest.status_id > ?2 ORDER BY newest.status_id DESC LIMIT ?3)",
        postgres: "
            SELECT t.tag, t.status_id, t.account_id
            FROM jsonb_array_elements_text($1::text::jsonb) AS list(value) CROSS JOIN LATERAL (
                SELECT tag, status_id, account_id FROM tagged
                WHERE tag = list.value AND status_id > $2 ORDER BY status_id DESC LIMIT $3) t",
    };

    /// Tags in use between two names, in their order, from the first name on.
    pub(super) TAGS_BETWEEN: Page = "
        WITH RECURSIVE found (tag, nth) AS (
            SELECT (SELECT min(t.tag) FROM tagged t WHERE t.tag >= $1 AND t.tag < $2), 1
            UNION ALL
            SELECT (SELECT min(t.tag) FROM tagged t WHERE t.tag > found.tag AND t.tag < $2), found.nth + 1
            FROM found WHERE found.tag IS NOT NULL AND found.nth < $3)
        SELECT tag FROM found WHERE tag IS NOT NULL";

    /// The newest id of all: of a status or of an account. One seek per bucket where ids are not
    /// in one order.
    pub(super) NEWEST_ID: Point = {
        sqlite: "
            SELECT max(newest) FROM (
                SELECT max(id) AS newest FROM statuses UNION ALL SELECT max(id) FROM accounts)",
        postgres: "
            SELECT max(newest) FROM generate_series(0, 1023) AS every(bucket) CROSS JOIN LATERAL (
                (SELECT id AS newest FROM statuses s WHERE s.bucket = every.bucket ORDER BY s.id DESC LIMIT 1)
                UNION ALL
                (SELECT id FROM accounts a WHERE a.bucket = every.bucket ORDER BY a.id DESC LIMIT 1)) AS found",
    };
}

/// The accounts that a status mentions, by id, as a row keeps them: `[[id,"name"],…]`.
pub(super) type Mentions = Vec<(AccountId, String)>;

/// Facts from the first ten columns of [`BY_IDS`], [`FACTS`] and [`TARGET`], with the names of those mentioned.
pub(super) fn facts(row: &Row<'_>) -> Result<(StatusFacts, Mentions)> {
    let mentions: Mentions = json(&row.get::<String>(7)?)?;
    let reblog_of = row.get::<Option<StatusId>>(5)?.zip(row.get(6)?);
    let facts = StatusFacts {
        id: row.get(0)?,
        author: row.get(1)?,
        visibility: Visibility::from_code(row.get(2)?),
        in_reply_to: row.get(3)?,
        in_reply_to_account: row.get(4)?,
        reblog_of,
        mentions: mentions.iter().map(|(id, _)| *id).collect(),
        language: row.get::<Option<String>>(8)?.map(String::into_boxed_str),
        tags: tags(&row.get::<String>(9)?)?,
    };
    Ok((facts, mentions))
}

/// A status as it is loaded.
#[derive(Debug)]
pub(super) struct StatusRow {
    pub facts: StatusFacts,
    pub mentions: Mentions,
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    /// The app that it was written with.
    pub application: Option<ApplicationId>,
    pub counts: StatusCounts,
}

/// A status from the columns of [`BY_IDS`].
pub(super) fn status(row: &Row<'_>) -> Result<StatusRow> {
    let (facts, mentions) = facts(row)?;
    let application: ApplicationId = row.get(13)?;
    let counted = row.get::<Option<i64>>(14)?.is_some();
    Ok(StatusRow {
        facts,
        mentions,
        content: row.get(10)?,
        spoiler_text: row.get(11)?,
        sensitive: row.get(12)?,
        application: (application != ApplicationId::ZERO).then_some(application),
        counts: if counted { counts(row, 14)? } else { StatusCounts::default() },
    })
}

/// An entry from the six columns of the statements that timelines read.
pub(super) fn entry(row: &Row<'_>) -> Result<Entry> {
    let answered: Option<AccountId> = row.get(4)?;
    Ok(Entry {
        id: row.get(0)?,
        author: row.get(1)?,
        answered: answered.unwrap_or(AccountId::ZERO),
        visibility: Visibility::from_code(row.get(2)?),
        is_reply: row.get::<Option<i64>>(3)?.is_some(),
        is_reblog: row.get::<Option<i64>>(5)?.is_some(),
    })
}

/// Counters from four columns.
pub(super) fn counts(row: &Row<'_>, at: usize) -> Result<StatusCounts> {
    Ok(StatusCounts {
        version: row.get(at)?,
        replies: row.get(at + 1)?,
        reblogs: row.get(at + 2)?,
        favourites: row.get(at + 3)?,
    })
}

/// Tags as a row keeps them: `[["folded","As typed"],…]`.
pub(super) fn tags(text: &str) -> Result<Box<[TagName]>> {
    if text == "[]" {
        return Ok(Box::default());
    }
    let tags: Vec<(String, String)> = json(text)?;
    Ok(tags.iter().filter_map(|(folded, _)| TagName::from_folded(folded)).collect())
}

/// A list that a row keeps as JSON.
pub(super) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}
