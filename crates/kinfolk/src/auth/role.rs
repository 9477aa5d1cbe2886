//! Roles: what a user may do beyond having an account. Roles answer questions; nobody compares them.
//!
//! Not here: who may see what (`policy`).

use std::fmt;

/// What a user is on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Has an account and no more.
    #[default]
    User,
    /// Looks after people and posts.
    Moderator,
    /// Also looks after the server.
    Admin,
    /// Also decides who is an admin.
    Owner,
}

impl Role {
    /// All roles, lowest first.
    pub const ALL: [Self; 4] = [Self::User, Self::Moderator, Self::Admin, Self::Owner];

    /// May act on reports, and suspend people with the role of a user.
    #[must_use]
    pub const fn can_moderate(self) -> bool {
        match self {
            Self::User => false,
            Self::Moderator | Self::Admin | Self::Owner => true,
        }
    }

    /// May change the settings of this server.
    #[must_use]
    pub const fn can_administer(self) -> bool {
        match self {
            Self::User | Self::Moderator => false,
            Self::Admin | Self::Owner => true,
        }
    }

    /// May give somebody the role `given`.
    #[must_use]
    pub const fn can_give(self, given: Self) -> bool {
        match (self, given) {
            (Self::Owner, _) | (Self::Admin, Self::User | Self::Moderator) => true,
            (Self::Admin, Self::Admin | Self::Owner) | (Self::User | Self::Moderator, _) => false,
        }
    }

    /// The number in the database.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::User => 0,
            Self::Moderator => 1,
            Self::Admin => 2,
            Self::Owner => 3,
        }
    }

    /// From the number in the database; an unknown one may do nothing special.
    #[must_use]
    pub const fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Moderator,
            2 => Self::Admin,
            3 => Self::Owner,
            _ => Self::User,
        }
    }

    /// The word on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// From the word on the command line.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_survives_the_database_and_the_command_line() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), role);
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!((Role::from_code(99), Role::parse("root")), (Role::User, None));
    }

    #[test]
    fn nobody_below_an_owner_makes_an_admin() {
        let givers: Vec<Role> = Role::ALL.into_iter().filter(|role| role.can_give(Role::Admin)).collect();
        assert_eq!(givers, [Role::Owner]);
        assert!(!Role::Moderator.can_give(Role::Moderator) && !Role::Moderator.can_administer());
    }
}
