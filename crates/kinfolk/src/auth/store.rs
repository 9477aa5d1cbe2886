//! SQL of users, applications, sessions, authorization codes and secrets.
//!
//! Names and standing of accounts are read along with sessions and users, because a name is what
//! people log in with; only `accounts` writes them.

db::statements! {
    // users

    /// A new user, unless the address is in use.
    pub(super) USER_INSERT: Point = "
        INSERT INTO users (account_id, email, email_folded, password_hash, role, locale, created_at,
                           confirmed_at, approved, disabled_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)
        ON CONFLICT (email_folded) DO NOTHING";

    /// The user with this address.
    pub(super) USER_BY_EMAIL: Point = "
        SELECT u.account_id, a.username, u.email, u.password_hash, u.role, u.locale, u.confirmed_at,
               u.approved, u.disabled_at, a.suspended_at
        FROM users u
        JOIN accounts a ON a.id = u.account_id AND a.bucket = ((u.account_id >> 10) & 1023)
        WHERE u.email_folded = $1";

    /// The user whose account here has this name.
    pub(super) USER_BY_NAME: Point = "
        SELECT u.account_id, a.username, u.email, u.password_hash, u.role, u.locale, u.confirmed_at,
               u.approved, u.disabled_at, a.suspended_at
        FROM accounts a JOIN users u ON u.account_id = a.id
        WHERE a.name_folded = $1 AND a.domain = ''";

    /// The user of this account.
    pub(super) USER_BY_ACCOUNT: Point = "
        SELECT u.account_id, a.username, u.email, u.password_hash, u.role, u.locale, u.confirmed_at,
               u.approved, u.disabled_at, a.suspended_at
        FROM users u
        JOIN accounts a ON a.id = u.account_id AND a.bucket = ((u.account_id >> 10) & 1023)
        WHERE u.account_id = $1";

    /// Replaces a password's hash, unless it was replaced meanwhile.
    pub(super) USER_REHASH: Point = "
        UPDATE users SET password_hash = $2 WHERE account_id = $1 AND password_hash = $3";

    /// The user of an account if they still have this password; nobody changes it before the transaction ends.
    pub(super) USER_STILL: Point = {
        sqlite: "SELECT account_id FROM users WHERE account_id = $1 AND password_hash = $2",
        postgres: "SELECT account_id FROM users WHERE account_id = $1 AND password_hash = $2 FOR SHARE",
    };

    /// Somebody who owns the server.
    pub(super) OWNER: Point = "SELECT account_id FROM users WHERE role = 3 AND role > 0 LIMIT 1";

    /// Users above an account's id.
    pub(super) USERS_PAGE: Page = "
        SELECT account_id, email, role, confirmed_at, approved, disabled_at, created_at
        FROM users WHERE account_id > $1 ORDER BY account_id LIMIT $2";

    /// What accounts are called, and whether they are suspended.
    pub(super) NAMES: Page = "SELECT id, username, suspended_at FROM accounts WHERE {keys:id:1}";

    /// What a user may do.
    pub(super) USER_ROLE: Point = "SELECT role FROM users WHERE account_id = $1";

    /// Gives a user a role.
    pub(super) USER_SET_ROLE: Point = "UPDATE users SET role = $2 WHERE account_id = $1";

    /// How a user wants pages to look, and the language of their mail.
    pub(super) USER_SET_APPEARANCE: Point = "
        UPDATE users SET page_language = $2, color_scheme = $3, text_size = $4, less_motion = $5, locale = $6
        WHERE account_id = $1";
    /// Gives a user a password.
    pub(super) USER_SET_PASSWORD: Point = "UPDATE users SET password_hash = $2 WHERE account_id = $1";

    /// Gives a user an address if they still have this password.
    pub(super) USER_SET_EMAIL: Point = "
        UPDATE users SET email = $2, email_folded = $3 WHERE account_id = $1 AND password_hash = $4";

    /// Whoever else wants an address waits until the transaction ends. On SQLite everybody waits anyway.
    pub(super) ADDRESS_LOCK: Point = {
        sqlite: "SELECT CAST($1 AS text)",
        postgres: "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 0))",
    };

    /// Takes a user away.
    pub(super) USER_DELETE: Point = "DELETE FROM users WHERE account_id = $1";

    /// All owners; whoever else asks waits until the transaction ends.
    pub(super) OWNERS_LOCK: Point = {
        sqlite: "SELECT account_id FROM users WHERE role = 3 AND role > 0",
        postgres: "SELECT account_id FROM users WHERE role = 3 AND role > 0 FOR UPDATE",
    };

    /// Another owner who can sign in.
    pub(super) OTHER_OWNER: Point = "
        SELECT u.account_id
        FROM users u
        JOIN accounts a ON a.id = u.account_id AND a.bucket = ((u.account_id >> 10) & 1023)
        WHERE u.role = 3 AND u.role > 0 AND u.account_id <> $1
            AND u.disabled_at IS NULL AND a.suspended_at IS NULL
        LIMIT 1";

    // sessions

    /// A new session.
    pub(super) SESSION_INSERT: Point = "
        INSERT INTO sessions (id, account_id, application_id, token_hash, scopes, created_at, expires_at,
                              revoked_at, user_agent, address, refresh_hash, refresh_scopes, refreshes,
                              refreshed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9, $10, $11, $12, $13)";

    /// The session of a token, with its user's standing.
    pub(super) SESSION_BY_TOKEN: Point = "
        SELECT s.id, s.account_id, s.application_id, s.scopes, s.expires_at, u.role, u.confirmed_at,
               u.approved, u.disabled_at, a.username, a.display_name, a.suspended_at,
               a.avatar, coalesce(s.used_at, s.created_at), u.page_language, u.color_scheme, u.text_size,
               u.less_motion
        FROM sessions s
        LEFT JOIN users u ON u.account_id = s.account_id
        LEFT JOIN accounts a ON a.id = s.account_id AND a.bucket = ((s.account_id >> 10) & 1023)
        WHERE s.token_hash = $1 AND s.revoked_at IS NULL";

    /// Notes the last use of a session.
    pub(super) SESSION_USED: Point = "
        UPDATE sessions SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)";

    /// A session that can be renewed; whoever else wants to waits until the transaction ends.
    pub(super) SESSION_TO_REFRESH: Point = {
        sqlite: "
            SELECT account_id, application_id, refresh_hash, refresh_scopes, refreshes, refreshed_at, scopes, token_hash
            FROM sessions WHERE id = $1 AND revoked_at IS NULL AND refresh_hash IS NOT NULL",
        postgres: "
            SELECT account_id, application_id, refresh_hash, refresh_scopes, refreshes, refreshed_at, scopes, token_hash
            FROM sessions WHERE id = $1 AND revoked_at IS NULL AND refresh_hash IS NOT NULL FOR UPDATE",
    };

    /// Renews a session.
    pub(super) SESSION_REFRESH: Point = "
        UPDATE sessions
        SET token_hash = $2, scopes = $3, expires_at = $4, refreshes = $5, refreshed_at = $6, used_at = $6
        WHERE id = $1 AND revoked_at IS NULL";

    /// Ends a session.
    pub(super) SESSION_REVOKE: Point = "
        UPDATE sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

    /// Ends all sessions of an account.
    pub(super) SESSIONS_REVOKE: Page = "
        UPDATE sessions SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL";

    /// The sessions of an account in force, the newest first: not ended, and not expired before $2, or renewed
    /// since $3.
    pub(super) SESSIONS_LIVE: Page = "
        SELECT id, application_id, coalesce(refresh_scopes, scopes), created_at, coalesce(used_at, created_at),
               user_agent, address
        FROM sessions
        WHERE account_id = $1 AND revoked_at IS NULL AND (expires_at > $2 OR refreshed_at > $3)
        ORDER BY id DESC LIMIT $4";

    /// Ends a browser's session if it is the account's.
    pub(super) SESSION_REVOKE_BROWSER: Point = "
        UPDATE sessions SET revoked_at = $3
        WHERE id = $1 AND account_id = $2 AND scopes = '' AND revoked_at IS NULL AND expires_at > $3";

    /// Ends the sessions of an account's browsers but one.
    pub(super) SESSIONS_REVOKE_BROWSERS: Page = "
        UPDATE sessions SET revoked_at = $2
        WHERE account_id = $1 AND scopes = '' AND id <> $3 AND revoked_at IS NULL";

    /// Ends the sessions of an account by way of an application.
    pub(super) SESSIONS_REVOKE_APP: Page = "
        UPDATE sessions SET revoked_at = $3
        WHERE account_id = $1 AND application_id = $2 AND scopes <> '' AND revoked_at IS NULL";

    /// Deletes some sessions of an account.
    pub(super) SESSIONS_DELETE: Page = "
        DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions WHERE account_id = $1 ORDER BY id LIMIT $2)";

    /// Whose a session is.
    pub(super) SESSION_ACCOUNT: Point = "SELECT account_id FROM sessions WHERE id = $1";

    /// Deletes sessions that expired before a moment, some at a time.
    pub(super) SESSIONS_CLEAR_EXPIRED: Page = "
        DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";

    /// Deletes sessions that were ended before a moment, some at a time.
    pub(super) SESSIONS_CLEAR_REVOKED: Page = "
        DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions WHERE revoked_at < $1 ORDER BY revoked_at LIMIT $2)";

    // applications

    /// A new application.
    pub(super) APPLICATION_INSERT: Point = "
        INSERT INTO applications (id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

    /// The application with this client id.
    pub(super) APPLICATION_BY_CLIENT: Point = "
        SELECT id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at
        FROM applications WHERE client_id = $1";

    /// The applications with these ids.
    pub(super) APPLICATIONS: Point = "
        SELECT id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at
        FROM applications WHERE id {in:1}";

    // authorization codes

    /// A new code.
    pub(super) CODE_INSERT: Point = "
        INSERT INTO authorization_codes (code_hash, application_id, account_id, redirect_uri, scopes,
                                         challenge, expires_at, session_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";

    /// A code, used or not.
    pub(super) CODE: Point = "
        SELECT application_id, account_id, redirect_uri, scopes, challenge, expires_at, session_id
        FROM authorization_codes WHERE code_hash = $1";

    /// Uses a code up, if nobody has.
    pub(super) CODE_USE: Point = "
        UPDATE authorization_codes SET session_id = $2 WHERE code_hash = $1 AND session_id IS NULL";

    /// Deletes the codes of an account.
    pub(super) CODES_DELETE: Point = "DELETE FROM authorization_codes WHERE account_id = $1";

    /// Deletes the codes that an application has of an account.
    pub(super) CODES_OF_APP_DELETE: Point = "
        DELETE FROM authorization_codes WHERE account_id = $1 AND application_id = $2";

    /// Deletes codes that expired before a moment, some at a time.
    pub(super) CODES_CLEAR: Page = "
        DELETE FROM authorization_codes WHERE code_hash IN (
            SELECT code_hash FROM authorization_codes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";

    // links of people who forgot their password

    /// A new link.
    pub(super) RESET_INSERT: Point = "
        INSERT INTO password_resets (token_hash, account_id, asked, expires_at) VALUES ($1, $2, $3, $4)";

    /// Whose a link is that is still good.
    pub(super) RESET: Point = "SELECT account_id FROM password_resets WHERE token_hash = $1 AND expires_at > $2";

    /// Uses a link up that is still good.
    pub(super) RESET_TAKE: Point = "DELETE FROM password_resets WHERE token_hash = $1 AND expires_at > $2";

    /// A link of an account that was asked for later.
    pub(super) RESET_LATER: Point = "
        SELECT asked FROM password_resets WHERE account_id = $1 AND asked > $2 LIMIT 1";

    /// Deletes the links of an account that were asked for earlier.
    pub(super) RESETS_VOID_EARLIER: Point = "DELETE FROM password_resets WHERE account_id = $1 AND asked < $2";

    /// Deletes the links of an account.
    pub(super) RESETS_DELETE: Point = "DELETE FROM password_resets WHERE account_id = $1";

    /// Deletes links that expired before a moment, some at a time.
    pub(super) RESETS_CLEAR: Page = "
        DELETE FROM password_resets WHERE token_hash IN (
            SELECT token_hash FROM password_resets WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";

    // secrets

    /// A new secret, unless there is one of this name.
    pub(super) SECRET_INSERT: Point = "
        INSERT INTO secrets (name, value, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";

    /// The secrets whose names lie from the one up to, and without, the other, in no particular order.
    pub(super) SECRETS: Page = "SELECT name, value FROM secrets WHERE name >= $1 AND name < $2";

    /// The secret of this name.
    pub(super) SECRET: Point = "SELECT value FROM secrets WHERE name = $1";

    /// Deletes a secret if it still has this value.
    pub(super) SECRET_TAKE: Point = "DELETE FROM secrets WHERE name = $1 AND value = $2";
}
