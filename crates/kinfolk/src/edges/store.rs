//! SQL of edges.

db::statements! {
    /// Locks two accounts against each other until the transaction ends.
    pub(super) PAIR_LOCK: Point = "
        INSERT INTO pairs (lo, hi, uses) VALUES ($1, $2, 1)
        ON CONFLICT (lo, hi) DO UPDATE SET uses = pairs.uses + 1";

    /// The edges between two accounts: 1 the first follows, 2 blocks, 3 has asked to follow, 4 has asked to be
    /// friends, 5 did so after having followed; and the same of the second, higher by 10.
    pub(super) BETWEEN: Point = "
        SELECT 1 AS what FROM follows WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 2 FROM blocks WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 3 FROM follow_requests WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT CASE WHEN followed THEN 5 ELSE 4 END FROM friend_requests
            WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 11 FROM follows WHERE {key:account_id:2} AND target_id = $1
        UNION ALL SELECT 12 FROM blocks WHERE {key:account_id:2} AND target_id = $1
        UNION ALL SELECT 13 FROM follow_requests WHERE {key:account_id:2} AND target_id = $1
        UNION ALL SELECT CASE WHEN followed THEN 15 ELSE 14 END FROM friend_requests
            WHERE {key:account_id:2} AND target_id = $1";

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

    /// A request to follow, by who asks, with how they will follow.
    pub(super) REQUEST_INSERT: Point = "
        INSERT INTO follow_requests (account_id, target_id, bucket, id, reblogs, notify, languages)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";

    /// A request to follow, by who is asked.
    pub(super) REQUESTED_BY_INSERT: Point = "
        INSERT INTO follow_requested_by (account_id, requester_id, bucket, id)
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// How somebody asks to follow.
    pub(super) REQUEST_SETTINGS: Point = "
        SELECT reblogs, notify, languages FROM follow_requests WHERE {key:account_id:1} AND target_id = $2";

    /// Changes how somebody asks to follow.
    pub(super) REQUEST_UPDATE: Point = "
        UPDATE follow_requests SET reblogs = $3, notify = $4, languages = $5
        WHERE {key:account_id:1} AND target_id = $2";

    /// Ends a request to follow, by who asked.
    pub(super) REQUEST_DELETE: Point = "
        DELETE FROM follow_requests WHERE {key:account_id:1} AND target_id = $2";

    /// Ends a request to follow, by who was asked.
    pub(super) REQUESTED_BY_DELETE: Point = "
        DELETE FROM follow_requested_by WHERE {key:account_id:1} AND requester_id = $2";

    /// A request to be friends, by who asks.
    pub(super) FRIEND_REQUEST_INSERT: Point = "
        INSERT INTO friend_requests (account_id, target_id, bucket, id, followed)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

    /// A request to be friends, by who is asked.
    pub(super) FRIEND_REQUESTED_BY_INSERT: Point = "
        INSERT INTO friend_requested_by (account_id, requester_id, bucket, id)
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// Ends a request to be friends, by who asked.
    pub(super) FRIEND_REQUEST_DELETE: Point = "
        DELETE FROM friend_requests WHERE {key:account_id:1} AND target_id = $2";

    /// Ends a request to be friends, by who was asked.
    pub(super) FRIEND_REQUESTED_BY_DELETE: Point = "
        DELETE FROM friend_requested_by WHERE {key:account_id:1} AND requester_id = $2";

    /// Mutes somebody.
    pub(super) MUTE_INSERT: Point = "
        INSERT INTO mutes (account_id, target_id, bucket, id, notifications, until)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";

    /// Changes how somebody is muted.
    pub(super) MUTE_UPDATE: Point = "
        UPDATE mutes SET notifications = $3, until = $4 WHERE {key:account_id:1} AND target_id = $2";

    /// Ends a mute.
    pub(super) UNMUTE: Point = "DELETE FROM mutes WHERE {key:account_id:1} AND target_id = $2";

    /// Mutes whose time is over.
    pub(super) MUTES_OVER: Page = "
        SELECT account_id, target_id FROM mutes WHERE until IS NOT NULL AND until <= $1 ORDER BY until LIMIT $2";

    /// Ends a mute whose time is over.
    pub(super) UNMUTE_OVER: Point = "
        DELETE FROM mutes WHERE {key:account_id:1} AND target_id = $2 AND until IS NOT NULL AND until <= $3";

    /// Notes something about somebody.
    pub(super) NOTE_INSERT: Point = "
        INSERT INTO account_notes (account_id, target_id, bucket, note) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// Changes a note.
    pub(super) NOTE_UPDATE: Point = "UPDATE account_notes SET note = $3 WHERE {key:account_id:1} AND target_id = $2";

    /// Forgets a note.
    pub(super) NOTE_DELETE: Point = "DELETE FROM account_notes WHERE {key:account_id:1} AND target_id = $2";

    /// Shows somebody on one's profile.
    pub(super) ENDORSE: Point = "
        INSERT INTO endorsements (account_id, target_id, bucket, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// Shows somebody on one's profile no more.
    pub(super) UNENDORSE: Point = "DELETE FROM endorsements WHERE {key:account_id:1} AND target_id = $2";

    /// Blocks a domain for somebody.
    pub(super) DOMAIN_BLOCK: Point = "
        INSERT INTO domain_blocks (account_id, domain, bucket, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    /// Ends that.
    pub(super) DOMAIN_UNBLOCK: Point = "DELETE FROM domain_blocks WHERE {key:account_id:1} AND domain = $2";

    /// Domains that somebody blocks, newest first.
    pub(super) DOMAIN_BLOCKS_DOWN: Page = "
        SELECT id, domain FROM domain_blocks
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Domains that somebody blocks, oldest first.
    pub(super) DOMAIN_BLOCKS_UP: Page = "
        SELECT id, domain FROM domain_blocks
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Whom an account follows, whether with reblogs, and in which languages.
    pub(super) FOLLOWING: Page = "
        SELECT target_id, reblogs, languages FROM follows WHERE {key:account_id:1} ORDER BY target_id";

    /// Whom an account mutes, and how.
    pub(super) MUTING: Page = "
        SELECT target_id, notifications, until FROM mutes WHERE {key:account_id:1} ORDER BY target_id";

    /// Whom an account blocks.
    pub(super) BLOCKING: Page = "SELECT target_id FROM blocks WHERE {key:account_id:1} ORDER BY target_id";

    /// Which of these block the account.
    pub(super) BLOCKED_BY: Page = "
        SELECT blocker_id FROM blocked_by WHERE {key:account_id:1} AND blocker_id {in:2}";

    /// What the account is to another: 1 that follows it, 2 it blocks that, 3 that blocks it, 4 it has asked to follow
    /// that, 5 that has asked to follow it, 6 it has asked to be friends, 7 that has, 8 it shows that on its profile, 9
    /// it follows that, with the settings, 10 it mutes that, and how, 11 it has noted something.
    pub(super) RELATED_TO: Point = "
        SELECT 1 AS what, follower_id AS other, false AS yes, false AS also, CAST(NULL AS text) AS words,
            CAST(NULL AS bigint) AS until FROM followers
            WHERE {key:account_id:1} AND follower_id = $2
        UNION ALL SELECT 2, target_id, false, false, NULL, NULL FROM blocks
            WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 3, blocker_id, false, false, NULL, NULL FROM blocked_by
            WHERE {key:account_id:1} AND blocker_id = $2
        UNION ALL SELECT 4, target_id, false, false, NULL, NULL FROM follow_requests
            WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 5, requester_id, false, false, NULL, NULL FROM follow_requested_by
            WHERE {key:account_id:1} AND requester_id = $2
        UNION ALL SELECT 6, target_id, false, false, NULL, NULL FROM friend_requests
            WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 7, requester_id, false, false, NULL, NULL FROM friend_requested_by
            WHERE {key:account_id:1} AND requester_id = $2
        UNION ALL SELECT 8, target_id, false, false, NULL, NULL FROM endorsements
            WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 9, target_id, reblogs, notify, languages, NULL FROM follows
            WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 10, target_id, notifications, false, NULL, until FROM mutes
            WHERE {key:account_id:1} AND target_id = $2
        UNION ALL SELECT 11, target_id, false, false, note, NULL FROM account_notes
            WHERE {key:account_id:1} AND target_id = $2";

    /// The same of several others.
    pub(super) RELATED_AMONG: Page = "
        SELECT 1 AS what, follower_id AS other, false AS yes, false AS also, CAST(NULL AS text) AS words,
            CAST(NULL AS bigint) AS until FROM followers
            WHERE {key:account_id:1} AND follower_id {in:2}
        UNION ALL SELECT 2, target_id, false, false, NULL, NULL FROM blocks
            WHERE {key:account_id:1} AND target_id {in:2}
        UNION ALL SELECT 3, blocker_id, false, false, NULL, NULL FROM blocked_by
            WHERE {key:account_id:1} AND blocker_id {in:2}
        UNION ALL SELECT 4, target_id, false, false, NULL, NULL FROM follow_requests
            WHERE {key:account_id:1} AND target_id {in:2}
        UNION ALL SELECT 5, requester_id, false, false, NULL, NULL FROM follow_requested_by
            WHERE {key:account_id:1} AND requester_id {in:2}
        UNION ALL SELECT 6, target_id, false, false, NULL, NULL FROM friend_requests
            WHERE {key:account_id:1} AND target_id {in:2}
        UNION ALL SELECT 7, requester_id, false, false, NULL, NULL FROM friend_requested_by
            WHERE {key:account_id:1} AND requester_id {in:2}
        UNION ALL SELECT 8, target_id, false, false, NULL, NULL FROM endorsements
            WHERE {key:account_id:1} AND target_id {in:2}
        UNION ALL SELECT 9, target_id, reblogs, notify, languages, NULL FROM follows
            WHERE {key:account_id:1} AND target_id {in:2}
        UNION ALL SELECT 10, target_id, notifications, false, NULL, until FROM mutes
            WHERE {key:account_id:1} AND target_id {in:2}
        UNION ALL SELECT 11, target_id, false, false, note, NULL FROM account_notes
            WHERE {key:account_id:1} AND target_id {in:2}";

    /// Some whom the account mutes.
    pub(super) MUTES_OF: Page = "
        SELECT id, target_id FROM mutes WHERE {key:account_id:1} ORDER BY target_id LIMIT $2";

    /// Forgets mutes of an account.
    pub(super) MUTES_FORGET: Page = "DELETE FROM mutes WHERE {key:account_id:1} AND target_id {in:2}";

    /// Forgets notes of an account.
    pub(super) NOTES_FORGET: Page = "DELETE FROM account_notes WHERE {key:account_id:1} AND target_id {in:2}";

    /// Forgets endorsements by an account.
    pub(super) ENDORSEMENTS_FORGET: Page = "DELETE FROM endorsements WHERE {key:account_id:1} AND target_id {in:2}";

    /// Forgets the domains that an account blocks.
    pub(super) DOMAIN_BLOCKS_FORGET: Page = "DELETE FROM domain_blocks WHERE {key:account_id:1}";

    /// Some about whom the account has noted something.
    pub(super) NOTES_OF: Page = "
        SELECT 0, target_id FROM account_notes WHERE {key:account_id:1} ORDER BY target_id LIMIT $2";

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

    /// Whom an account has asked to follow, newest edge first.
    pub(super) REQUESTS_DOWN: Page = "
        SELECT id, target_id FROM follow_requests
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Whom an account has asked to follow, oldest edge first.
    pub(super) REQUESTS_UP: Page = "
        SELECT id, target_id FROM follow_requests
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Who has asked to follow an account, newest edge first.
    pub(super) REQUESTED_BY_DOWN: Page = "
        SELECT id, requester_id FROM follow_requested_by
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Who has asked to follow an account, oldest edge first.
    pub(super) REQUESTED_BY_UP: Page = "
        SELECT id, requester_id FROM follow_requested_by
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Whom an account has asked to be friends, newest edge first.
    pub(super) FRIEND_REQUESTS_DOWN: Page = "
        SELECT id, target_id FROM friend_requests
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Whom an account has asked to be friends, oldest edge first.
    pub(super) FRIEND_REQUESTS_UP: Page = "
        SELECT id, target_id FROM friend_requests
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Who has asked an account to be friends, newest edge first.
    pub(super) FRIEND_REQUESTED_BY_DOWN: Page = "
        SELECT id, requester_id FROM friend_requested_by
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Who has asked an account to be friends, oldest edge first.
    pub(super) FRIEND_REQUESTED_BY_UP: Page = "
        SELECT id, requester_id FROM friend_requested_by
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Whom an account mutes at a moment, newest edge first.
    pub(super) MUTES_DOWN: Page = "
        SELECT id, target_id FROM mutes
        WHERE {key:account_id:1} AND id < $2 AND id > $3 AND (until IS NULL OR until > $5) ORDER BY id DESC LIMIT $4";

    /// Whom an account mutes at a moment, oldest edge first.
    pub(super) MUTES_UP: Page = "
        SELECT id, target_id FROM mutes
        WHERE {key:account_id:1} AND id < $2 AND id > $3 AND (until IS NULL OR until > $5) ORDER BY id LIMIT $4";

    /// Whom an account shows on its profile, newest edge first.
    pub(super) ENDORSEMENTS_DOWN: Page = "
        SELECT id, target_id FROM endorsements
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Whom an account shows on its profile, oldest edge first.
    pub(super) ENDORSEMENTS_UP: Page = "
        SELECT id, target_id FROM endorsements
        WHERE {key:account_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// Friends of an account, newest follow first.
    pub(super) FRIENDS_DOWN: Page = "
        SELECT f.id, f.target_id FROM follows f
        JOIN followers g ON g.bucket = f.bucket AND g.account_id = f.account_id AND g.follower_id = f.target_id
        WHERE {key:f.account_id:1} AND f.id < $2 AND f.id > $3 ORDER BY f.id DESC LIMIT $4";

    /// Friends of an account, oldest follow first.
    pub(super) FRIENDS_UP: Page = "
        SELECT f.id, f.target_id FROM follows f
        JOIN followers g ON g.bucket = f.bucket AND g.account_id = f.account_id AND g.follower_id = f.target_id
        WHERE {key:f.account_id:1} AND f.id < $2 AND f.id > $3 ORDER BY f.id LIMIT $4";

    /// Of those whom an account follows, who follows each of these.
    pub(super) FAMILIAR: Page = "
        SELECT g.account_id, g.follower_id FROM follows f JOIN followers g ON g.follower_id = f.target_id
        WHERE {key:f.account_id:1} AND {keys:g.account_id:2} LIMIT $3";

    /// Puts somebody into a list of the owner.
    pub(super) MEMBER_INSERT: Point = "
        INSERT INTO list_members (list_id, member_id, bucket, owner_id, id)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

    /// Takes somebody out of a list.
    pub(super) MEMBER_DELETE: Point = "DELETE FROM list_members WHERE {key:list_id:1} AND member_id = $2";

    /// Takes somebody out of all lists of an owner.
    pub(super) MEMBER_FORGET: Point = "DELETE FROM list_members WHERE {key:owner_id:1} AND member_id = $2";

    /// Some members of a list.
    pub(super) MEMBERS_SOME: Page = "
        SELECT id, member_id FROM list_members WHERE {key:list_id:1} ORDER BY member_id LIMIT $2";

    /// Members of a list.
    pub(super) MEMBERS: Page = "SELECT member_id FROM list_members WHERE {key:list_id:1} ORDER BY member_id";

    /// Members of a list, newest first.
    pub(super) MEMBERS_DOWN: Page = "
        SELECT id, member_id FROM list_members
        WHERE {key:list_id:1} AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// Members of a list, oldest first.
    pub(super) MEMBERS_UP: Page = "
        SELECT id, member_id FROM list_members
        WHERE {key:list_id:1} AND id < $2 AND id > $3 ORDER BY id LIMIT $4";

    /// The lists of an owner in which somebody is.
    pub(super) LISTS_WITH: Page = "
        SELECT list_id FROM list_members WHERE {key:owner_id:1} AND member_id = $2 ORDER BY list_id";

    /// Members of an owner's lists that keep them out of home.
    pub(super) EXCLUSIVE: Page = "
        SELECT m.member_id FROM list_members m JOIN lists l ON l.bucket = m.bucket AND l.id = m.list_id
        WHERE {key:m.owner_id:1} AND l.exclusive";
}
