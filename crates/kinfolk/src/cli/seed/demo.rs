//! `kinfolk seed demo`: plays the scenes of a small cast, by the same functions that requests come to.
//!
//! It is played once: where one of the cast has an account, nothing is written. Everything is the same each
//! time but ids, moments and the password, which nobody should know who did not read it here.
//!
//! Not here: who does what (`scenes`).

use std::collections::HashMap;
use std::io::Cursor;
use std::time::Duration;

use base::{Error, Result, Secret};
use image::{ImageFormat, Rgb, RgbImage};
use media::Part;

use super::scenes::{CAST, Line, Player, SCENES, Scene};
use crate::accounts::profile::{self, ProfileChange};
use crate::accounts::{self, NewAccount, Slot, Username};
use crate::auth::Role;
use crate::auth::passwords::{self, NewPassword};
use crate::auth::users::{self, Email, NewUser};
use crate::core::State;
use crate::core::words::{AccountId, StatusId};
use crate::graph::lists::{self, ListChange};
use crate::graph::{self, FollowChange};
use crate::statuses::{self, NewStatus};

/// How many of each were made. A block then takes follows away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub people: usize,
    pub follows: usize,
    pub blocks: usize,
    pub statuses: usize,
    pub favourites: usize,
    pub reblogs: usize,
}

/// Plays it all; everybody of the cast can log in with this password.
pub(super) async fn play(state: &State, password: &Secret) -> Result<Counts> {
    check_new(state).await?;
    let mut stage = Stage {
        state,
        people: make_cast(state, password).await?,
        statuses: HashMap::new(),
        counts: Counts { people: CAST.len(), ..Counts::default() },
    };
    for scene in SCENES {
        stage.play(scene).await?;
        // Of two statuses of one millisecond either could stand above the other.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(stage.counts)
}

async fn check_new(state: &State) -> Result<()> {
    let names: Vec<String> = CAST.iter().map(|player| player.name.to_owned()).collect();
    match accounts::find_many(state, &names).await?.into_keys().min() {
        None => Ok(()),
        Some(taken) => Err(Error::unprocessable(format!(
            "the account {taken} exists already: the demo is seeded once, and nothing was changed"
        ))),
    }
}

/// All of the cast or none of it.
async fn make_cast(state: &State, password: &Secret) -> Result<HashMap<&'static str, AccountId>> {
    let hash = passwords::hash(state, &NewPassword::parse(password.clone(), &[])?).await?;
    let within = state.clone();
    let block = async move |tx: &mut db::Tx| {
        let mut people = HashMap::new();
        for player in CAST {
            people.insert(player.name, make_player(tx, &within, player, &hash).await?);
        }
        Ok(people)
    };
    state.db().write(block).await
}

async fn make_player(tx: &mut db::Tx, state: &State, player: &Player, hash: &str) -> Result<AccountId> {
    let new = NewAccount {
        display_name: player.display_name.to_owned(),
        note: player.note.to_owned(),
        ..NewAccount::named(Username::parse(player.name)?, state.now_ms())
    };
    let account = accounts::create(tx, state, &new).await?;
    let user = NewUser {
        account,
        email: Email::parse(&format!("{}@demo.example", player.name))?,
        password_hash: Some(hash.to_owned()),
        role: Role::User,
        locale: "en".to_owned(),
    };
    users::insert(tx, state, &user).await?;
    Ok(account)
}

/// Where the scenes are played.
struct Stage<'a> {
    state: &'a State,
    people: HashMap<&'static str, AccountId>,
    statuses: HashMap<&'static str, StatusId>,
    counts: Counts,
}

impl Stage<'_> {
    async fn play(&mut self, scene: &Scene) -> Result<()> {
        let state = self.state;
        match scene {
            Scene::Avatar(who, colours) => {
                // Without a folder for files everybody has the drawn ones.
                if state.config().media_folder().is_some() {
                    let picture =
                        accounts::picture_of(state, Slot::Avatar, ring(*colours)?.into(), Part::default())
                            .await?;
                    let change = ProfileChange { avatar: Some(picture), ..ProfileChange::default() };
                    profile::change_profile(state, self.person(who)?, change).await?;
                }
            }
            Scene::Follow(who, whom) => {
                for whom in *whom {
                    let (who, whom) = (self.person(who)?, self.person(whom)?);
                    graph::follow(state, who, whom, FollowChange::default()).await?;
                    self.counts.follows += 1;
                }
            }
            Scene::Block(who, whom) => {
                graph::block(state, self.person(who)?, self.person(whom)?).await?;
                self.counts.blocks += 1;
            }
            Scene::Post(line) => {
                let id = statuses::create(state, self.written(line)?).await?;
                self.statuses.insert(line.key, id);
                self.counts.statuses += 1;
            }
            Scene::Favourite(who, what) => {
                for what in *what {
                    statuses::favourite(state, self.person(who)?, self.status(what)?).await?;
                    self.counts.favourites += 1;
                }
            }
            Scene::Reblog(who, what) => {
                statuses::reblog(state, self.person(who)?, self.status(what)?, None).await?;
                self.counts.reblogs += 1;
            }
            other => self.play_quietly(other).await?,
        }
        Ok(())
    }

    /// What is not counted when all is told.
    async fn play_quietly(&self, scene: &Scene) -> Result<()> {
        let state = self.state;
        match scene {
            Scene::Ask(who, whom) => {
                graph::follow(state, self.person(who)?, self.person(whom)?, FollowChange::default()).await
            }
            Scene::Befriend(who, whom) => graph::befriend(state, self.person(who)?, self.person(whom)?).await,
            Scene::Mute(who, whom) => {
                graph::mute(state, self.person(who)?, self.person(whom)?, true, 0).await
            }
            Scene::Note(who, whom, text) => {
                graph::note(state, self.person(who)?, self.person(whom)?, text).await
            }
            Scene::Bookmark(who, what) => {
                for what in *what {
                    statuses::bookmark(state, self.person(who)?, self.status(what)?).await?;
                }
                Ok(())
            }
            Scene::Lock(who) => {
                let change = ProfileChange { locked: Some(true), ..ProfileChange::default() };
                profile::change_profile(state, self.person(who)?, change).await
            }
            Scene::Fields(who, fields) => {
                let typed = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
                let fields = Some(fields.iter().map(typed).collect());
                let change = ProfileChange { fields, ..ProfileChange::default() };
                profile::change_profile(state, self.person(who)?, change).await
            }
            Scene::List(who, title, members) => {
                let owner = self.person(who)?;
                let change = ListChange { title: Some((*title).to_owned()), ..ListChange::default() };
                let list = lists::create(state, owner, change).await?;
                let members: Result<Vec<AccountId>> =
                    members.iter().map(|member| self.person(member)).collect();
                lists::add(state, owner, list.id, members?).await
            }
            _ => Err(Error::internal("a scene is played by nobody")),
        }
    }

    fn written(&self, line: &Line) -> Result<NewStatus> {
        Ok(NewStatus {
            spoiler_text: line.warning.to_owned(),
            visibility: Some(line.visibility),
            language: Some(line.language.to_owned()),
            in_reply_to: line.answers.map(|key| self.status(key)).transpose()?,
            ..NewStatus::new(self.person(line.by)?, line.text)
        })
    }

    fn person(&self, name: &str) -> Result<AccountId> {
        let missing = || Error::internal(format!("a scene names {name}, who is not of the cast"));
        self.people.get(name).copied().ok_or_else(missing)
    }

    fn status(&self, key: &str) -> Result<StatusId> {
        let missing = || Error::internal(format!("a scene names {key} before it is written"));
        self.statuses.get(key).copied().ok_or_else(missing)
    }
}

/// A ring in the second colour on the first, as PNG.
fn ring([ground, ink]: [[u8; 3]; 2]) -> Result<Vec<u8>> {
    let picture = RgbImage::from_fn(400, 400, |x, y| {
        let square = (i64::from(x) - 200).pow(2) + (i64::from(y) - 200).pow(2);
        Rgb(if (90 * 90..140 * 140).contains(&square) { ink } else { ground })
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(Error::internal)?;
    Ok(bytes.into_inner())
}
