//! What each scenario sends: who asks for what, in which order. Everything is chosen by fixed seeds, so that every
//! run and every build is sent the same.

use std::sync::Arc;

use super::load::Write;
use super::subject::Subject;
use super::targets;
use crate::failure::{Failure, Result};
use crate::http::{form, request};
use crate::random::Random;

/// The page of home that is measured.
pub const HOME: &str = "/api/v1/timelines/home?limit=20";
/// Where statuses are posted.
pub const POST: &str = "/api/v1/statuses";
/// Profiles that each account reads in turn.
const PROFILES: usize = 4;
/// What a post of the mix says: 256 characters, as in DeathStarBench, whose are random.
const TEXT: &str = "All+happy+families+are+alike";
const LENGTH: usize = 256;

/// Something that people do, often and many at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scenario {
    /// Reading one's home.
    Home,
    /// Reading what somebody wrote.
    Profile,
    /// Posting.
    Post,
    /// Following and unfollowing in turn.
    Follow,
    /// Favouriting and taking it back in turn.
    Favourite,
    /// DeathStarBench's mix.
    Mixed,
}

/// One request of the mix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Home,
    Profile,
    Post,
}

/// What is sent by how many connections.
pub struct Load {
    /// Writes each request.
    pub write: Write,
    /// Connections that are busy at the same time, unless the person at the terminal says otherwise.
    pub connections: usize,
    /// Requests that belong together.
    pub step: u64,
}

impl Scenario {
    /// All, in the order of the tables.
    pub const ALL: [Self; 6] =
        [Self::Home, Self::Profile, Self::Post, Self::Follow, Self::Favourite, Self::Mixed];

    /// Its word on the command line and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Profile => "profile",
            Self::Post => "post",
            Self::Follow => "follow",
            Self::Favourite => "favourite",
            Self::Mixed => "mixed",
        }
    }

    /// What is asked, for people to read.
    pub fn asks(self) -> &'static str {
        match self {
            Self::Home => "GET /api/v1/timelines/home?limit=20, while others write",
            Self::Profile => "GET /api/v1/accounts/:id/statuses?limit=20, while others write",
            Self::Post => "POST /api/v1/statuses",
            Self::Follow => "POST /api/v1/accounts/:id/follow and /unfollow in turn",
            Self::Favourite => "POST /api/v1/statuses/:id/favourite and /unfavourite in turn",
            Self::Mixed => "60 % home, 30 % profiles, 10 % posts",
        }
    }

    /// Whether it only reads: then others write meanwhile.
    pub fn only_reads(self) -> bool {
        matches!(self, Self::Home | Self::Profile)
    }

    /// Whether it is compared with the limit server; else with raw writes.
    pub fn has_limit(self) -> bool {
        matches!(self, Self::Home | Self::Profile | Self::Mixed)
    }

    /// What it sends to this server. `connections` as the person at the terminal wishes.
    pub fn load(self, subject: &Subject, connections: Option<usize>) -> Result<Load> {
        let usual = if self.has_limit() { 32 } else { 64 };
        let connections = connections.unwrap_or(usual);
        let (write, step) = match self {
            Self::Home => (walk(homes(subject), connections), 1),
            Self::Profile => (walk(profiles(subject), connections), 1),
            Self::Post => (posts(subject, connections), 1),
            Self::Follow => (undone(follows(subject)?, connections)?, 2),
            Self::Favourite => (undone(favourites(subject)?, connections)?, 2),
            Self::Mixed => (mix(subject), 1),
        };
        Ok(Load { write, connections, step })
    }
}

/// The home of each account.
pub fn homes(subject: &Subject) -> Vec<Vec<u8>> {
    subject.members.iter().map(|member| request("GET", HOME, subject.address, &member.token)).collect()
}

/// Some profiles for each account, anybody's.
pub fn profiles(subject: &Subject) -> Vec<Vec<u8>> {
    let mut random = Random::new(1);
    let members = &subject.members;
    let read = |member: usize| {
        let author = &members[random.below(members.len())].id;
        request("GET", &profile_path(author), subject.address, &members[member].token)
    };
    (0..members.len() * PROFILES).map(|at| at % members.len()).map(read).collect()
}

/// The page of somebody's profile that is measured.
pub fn profile_path(author: &str) -> String {
    format!("/api/v1/accounts/{author}/statuses?limit=20")
}

/// Each connection walks through all requests, from a place of its own.
fn walk(requests: Vec<Vec<u8>>, connections: usize) -> Write {
    let count = requests.len();
    Arc::new(move |connection, turn, out| {
        let at = (connection * count / connections + turn as usize) % count;
        out.extend_from_slice(&requests[at]);
    })
}

/// Each connection goes through pairs of its own: one request does something, the next undoes it.
fn undone(pairs: Vec<[Vec<u8>; 2]>, connections: usize) -> Result<Write> {
    let own = pairs.len() / connections;
    if own == 0 {
        let text = format!("{} targets are too few for {connections} connections", pairs.len());
        return Err(Failure::new(text));
    }
    Ok(Arc::new(move |connection, turn, out| {
        let turn = turn as usize;
        let pair = connection * own + (turn / 2) % own;
        out.extend_from_slice(&pairs[pair][turn % 2]);
    }))
}

fn follows(subject: &Subject) -> Result<Vec<[Vec<u8>; 2]>> {
    let both = |(source, target): (usize, usize)| {
        let (token, id) = (&subject.members[source].token, &subject.members[target].id);
        ["follow", "unfollow"]
            .map(|act| request("POST", &format!("/api/v1/accounts/{id}/{act}"), subject.address, token))
    };
    Ok(targets::strangers(subject)?.into_iter().map(both).collect())
}

fn favourites(subject: &Subject) -> Result<Vec<[Vec<u8>; 2]>> {
    let both = |(member, status): (usize, String)| {
        let token = &subject.members[member].token;
        ["favourite", "unfavourite"]
            .map(|act| request("POST", &format!("/api/v1/statuses/{status}/{act}"), subject.address, token))
    };
    Ok(targets::unmarked(subject)?.into_iter().map(both).collect())
}

/// All accounts in turn, each text different.
fn posts(subject: &Subject, connections: usize) -> Write {
    let (members, address) = (Arc::clone(&subject.members), subject.address);
    Arc::new(move |connection, turn, out| {
        let member = &members[(connection + turn as usize * connections) % members.len()];
        let text =
            format!("status=Post+{turn}+of+connection+{connection},+written+to+see+how+many+there+can+be");
        form(out, POST, address, &member.token, &text);
    })
}

/// Accounts at random, one of the three at random.
fn mix(subject: &Subject) -> Write {
    let (homes, profiles) = (homes(subject), profiles(subject));
    let (members, address) = (Arc::clone(&subject.members), subject.address);
    Arc::new(move |connection, turn, out| {
        let mut random = Random::new((connection as u64) << 40 | turn);
        match part(&mut random) {
            Part::Home => out.extend_from_slice(&homes[random.below(homes.len())]),
            Part::Profile => out.extend_from_slice(&profiles[random.below(profiles.len())]),
            Part::Post => {
                let member = &members[random.below(members.len())];
                form(out, POST, address, &member.token, &long_post(connection, turn));
            }
        }
    })
}

/// The next request of the mix: 60 % home, 30 % profiles, 10 % posts.
pub fn part(random: &mut Random) -> Part {
    match random.below(10) {
        0..6 => Part::Home,
        6..9 => Part::Profile,
        _ => Part::Post,
    }
}

/// The form of a post of the mix.
pub fn long_post(connection: usize, turn: u64) -> String {
    let mut text = format!("{connection}+{turn}+{TEXT}");
    while text.len() < LENGTH {
        text.push('+');
        text.push_str(TEXT);
    }
    text.truncate(LENGTH);
    format!("status={text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_has_its_shares_for_every_connection() {
        for connection in 0..32_u64 {
            let mut counts = [0_u32; 3];
            for turn in 0..10_000 {
                counts[part(&mut Random::new(connection << 40 | turn)) as usize] += 1;
            }
            for (count, share) in counts.into_iter().zip([0.6, 0.3, 0.1]) {
                let found = f64::from(count) / 10_000.0;
                assert!((found - share).abs() < 0.02, "connection {connection}: {found} of {share}");
            }
        }
    }

    #[test]
    fn a_post_of_the_mix_has_256_characters() {
        for (connection, turn) in [(0, 0), (31, 1_000_000)] {
            assert_eq!(long_post(connection, turn).len(), "status=".len() + 256);
        }
        assert_ne!(long_post(1, 2), long_post(2, 1));
    }

    #[test]
    fn what_is_done_is_undone_by_the_same_connection_and_by_nobody_else() {
        let pairs: Vec<_> = (0..7_u8).map(|n| [vec![n], vec![n + 100]]).collect();
        let write = undone(pairs.clone(), 3).unwrap();
        let sent = |connection, turn| {
            let mut out = Vec::new();
            write(connection, turn, &mut out);
            out[0]
        };
        for connection in 0..3 {
            for turn in (0..10).step_by(2) {
                assert_eq!(sent(connection, turn) + 100, sent(connection, turn + 1));
                let others = (0..3).filter(|other| *other != connection);
                assert!(
                    others
                        .flat_map(|other| (0..10).map(move |turn| (other, turn)))
                        .all(|(other, other_turn)| sent(other, other_turn) % 100 != sent(connection, turn))
                );
            }
        }
        let error = undone(pairs, 8).err().unwrap().to_string();
        assert!(error.contains("too few for 8"), "{error}");
    }

    #[test]
    fn connections_walk_through_everything_from_places_of_their_own() {
        let write = walk((0..10_u8).map(|n| vec![n]).collect(), 2);
        let sent = |connection, turn| {
            let mut out = Vec::new();
            write(connection, turn, &mut out);
            out[0]
        };
        assert_eq!((0..10).map(|turn| sent(0, turn)).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
        assert_eq!([sent(1, 0), sent(1, 4), sent(1, 5)], [5, 9, 0]);
    }
}
