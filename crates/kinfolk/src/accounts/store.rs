//! SQL of accounts.

db::statements! {
    /// A new account of this server; changes nothing when its name is taken.
    pub(super) INSERT: Point = "
        INSERT INTO accounts (id, bucket, username, name_folded, domain, display_name, display_folded, note,
            locked, bot, discoverable, indexable, hide_collections, created_at)
        VALUES ($1, $2, $3, $4, '', $5, $6, $13, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (name_folded, domain) DO NOTHING";

    /// Its counters.
    pub(super) INSERT_STATS: Point = "
        INSERT INTO account_stats (account_id, bucket, version, statuses, followers, following, friends, blocked,
            last_status_at, head)
        VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, 0)";

    /// Accounts of this server by folded name.
    pub(super) BY_NAMES: Point = "SELECT name_folded, id FROM accounts WHERE name_folded {in:1} AND domain = ''";

    /// Accounts of this server by the beginning of the folded username.
    pub(super) BY_NAME_PREFIX: Page = "
        SELECT id FROM accounts
        WHERE name_folded >= $1 AND name_folded < $2 AND domain = ''
            AND suspended_at IS NULL AND deleted_at IS NULL
        ORDER BY name_folded LIMIT $3";

    /// Accounts by the beginning of the folded display name.
    pub(super) BY_DISPLAY_PREFIX: Page = "
        SELECT id FROM accounts
        WHERE display_folded >= $1 AND display_folded < $2 ORDER BY display_folded, id LIMIT $3";

    /// Some accounts, by the beginning of either name.
    pub(super) AMONG_BY_PREFIX: Long = "
        SELECT name_folded, id FROM accounts
        WHERE {keys:id:1}
            AND ((name_folded >= $2 AND name_folded < $3) OR (display_folded >= $4 AND display_folded < $5))";

    /// What is shown of accounts, with their counters.
    pub(super) CARDS: Page = "
        SELECT a.id, a.username, a.display_name, a.note, a.locked, a.bot, a.discoverable, a.indexable,
            a.hide_collections, a.created_at, a.suspended_at, a.deleted_at, s.version, s.statuses, s.followers, s.following,
            s.friends, s.blocked, s.requests, s.last_status_at, s.head,
            a.fields, a.default_visibility, a.default_sensitive, a.default_language, a.default_quote_policy,
            a.attribution_domains, a.avatar, a.header
        FROM accounts a JOIN account_stats s ON s.bucket = a.bucket AND s.account_id = a.id
        WHERE {keys:a.id:1}";

    /// What somebody who is here can change of their profile. On PostgreSQL others who would change it wait at once:
    /// two that both read it for sharing first would wait for each other.
    pub(super) PROFILE: Point = {
        sqlite: "SELECT display_name, note, locked, bot, discoverable, indexable, hide_collections, fields,
                default_visibility, default_sensitive, default_language, default_quote_policy, attribution_domains,
                show_media, show_media_replies, show_featured, avatar_description, header_description, avatar, header
            FROM accounts WHERE {key:id:1} AND suspended_at IS NULL AND deleted_at IS NULL",
        postgres: "SELECT display_name, note, locked, bot, discoverable, indexable, hide_collections, fields,
                default_visibility, default_sensitive, default_language, default_quote_policy, attribution_domains,
                show_media, show_media_replies, show_featured, avatar_description, header_description, avatar, header
            FROM accounts WHERE {key:id:1} AND suspended_at IS NULL AND deleted_at IS NULL FOR NO KEY UPDATE",
    };

    /// The same, to be shown to its owner.
    pub(super) EDITED: Point = "
        SELECT display_name, note, locked, bot, discoverable, indexable, hide_collections, fields,
            default_visibility, default_sensitive, default_language, default_quote_policy, attribution_domains,
            show_media, show_media_replies, show_featured, avatar_description, header_description, avatar, header
        FROM accounts WHERE {key:id:1} AND suspended_at IS NULL AND deleted_at IS NULL";

    /// The pictures of somebody who has not left. On PostgreSQL others who would change them wait.
    pub(super) PICTURES: Point = {
        sqlite: "SELECT avatar, header FROM accounts WHERE {key:id:1} AND deleted_at IS NULL",
        postgres: "SELECT avatar, header FROM accounts WHERE {key:id:1} AND deleted_at IS NULL FOR NO KEY UPDATE",
    };

    /// Which of some files are somebody's avatar.
    pub(super) AVATARS_IN_USE: Page = "SELECT avatar FROM accounts WHERE avatar {in:1}";

    /// Which of some files are somebody's header.
    pub(super) HEADERS_IN_USE: Page = "SELECT header FROM accounts WHERE header {in:1}";

    /// Changes a profile.
    pub(super) SET_PROFILE: Point = "
        UPDATE accounts SET display_name = $2, display_folded = $3, note = $4, locked = $5, bot = $6,
            discoverable = $7, indexable = $8, hide_collections = $9, fields = $10, default_visibility = $11,
            default_sensitive = $12, default_language = $13, default_quote_policy = $14, attribution_domains = $15,
            show_media = $16, show_media_replies = $17, show_featured = $18, avatar_description = $19,
            header_description = $20, avatar = $21, header = $22
        WHERE {key:id:1}";

    /// Changes the fields of a profile.
    pub(super) SET_FIELDS: Point = "UPDATE accounts SET fields = $2 WHERE {key:id:1}";

    /// Upper bounds of the ids of newest statuses.
    pub(super) HEADS: Page = "SELECT account_id, head FROM account_stats WHERE {keys:account_id:1}";

    /// The same of all accounts, in the order of the primary key; goes on after an account.
    pub(super) HEADS_AFTER: Page = {
        sqlite: "
            SELECT account_id, head FROM account_stats WHERE account_id > $1 ORDER BY account_id LIMIT $2",
        postgres: "
            SELECT account_id, head FROM account_stats
            WHERE (bucket, account_id) > (($1::bigint >> 10) & 1023, $1::bigint) ORDER BY bucket, account_id LIMIT $2",
    };

    /// Counters as they are.
    pub(super) COUNTS: Page = "
        SELECT account_id, version, statuses, followers, following, friends, blocked, requests,
            last_status_at, head
        FROM account_stats WHERE {keys:account_id:1}";

    /// Adds to counters and returns them; finds nobody who has left.
    pub(super) COUNT: Point = "
        UPDATE account_stats SET version = version + 1, statuses = statuses + $2, followers = followers + $3,
            following = following + $4, friends = friends + $5, blocked = blocked + $6, requests = requests + $7,
            last_status_at = CASE WHEN last_status_at < $8 THEN $8 ELSE last_status_at END,
            head = CASE WHEN head < $9 THEN $9 ELSE head END
        WHERE {key:account_id:1} AND NOT closed
        RETURNING version, statuses, followers, following, friends, blocked, requests, last_status_at, head";

    /// Takes from counters and returns them, also of somebody who has left.
    pub(super) COUNT_LESS: Point = "
        UPDATE account_stats SET version = version + 1, statuses = statuses + $2, followers = followers + $3,
            following = following + $4, friends = friends + $5, blocked = blocked + $6, requests = requests + $7
        WHERE {key:account_id:1}
        RETURNING version, statuses, followers, following, friends, blocked, requests, last_status_at, head";

    /// An account's standing, which stays as it is until the transaction ends, and whether its followers need its consent.
    pub(super) HOLD: Point = {
        sqlite: "SELECT id, suspended_at, deleted_at, locked FROM accounts WHERE {key:id:1}",
        postgres: "SELECT id, suspended_at, deleted_at, locked FROM accounts WHERE {key:id:1} FOR SHARE",
    };

    /// The same of several accounts.
    pub(super) HOLD_SOME: Point = {
        sqlite: "SELECT id, suspended_at, deleted_at, locked FROM accounts WHERE {keys:id:1}",
        postgres: "SELECT id, suspended_at, deleted_at, locked FROM accounts WHERE {keys:id:1} FOR SHARE",
    };

    /// Suspends an account that is here.
    pub(super) SUSPEND: Point = "
        UPDATE accounts SET suspended_at = $2
        WHERE {key:id:1} AND suspended_at IS NULL AND deleted_at IS NULL";

    /// Ends a suspension.
    pub(super) UNSUSPEND: Point = "
        UPDATE accounts SET suspended_at = NULL
        WHERE {key:id:1} AND suspended_at IS NOT NULL AND deleted_at IS NULL";

    /// Leaves nothing of an account but its name.
    pub(super) LEAVE: Point = "
        UPDATE accounts SET deleted_at = $2, display_name = '', display_folded = '', note = '', fields = '[]',
            attribution_domains = '[]', avatar_description = '', header_description = '', avatar = NULL, header = NULL
        WHERE {key:id:1} AND deleted_at IS NULL";

    /// Lets nothing be counted up any more.
    pub(super) CLOSE: Point = "
        UPDATE account_stats SET version = version + 1, closed = true WHERE {key:account_id:1}";
}
