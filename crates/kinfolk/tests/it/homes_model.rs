//! Homes against a model: a few people do random things, and after each stretch every home, walked
//! in small pages, is what a plain recomputation from all that was done says, with warm caches and
//! with none.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::Person;

pub const PEOPLE: usize = 6;
const STRETCHES: usize = 12;
const STEPS: usize = 30;

/// A reproducible generator (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

pub struct Post {
    author: usize,
    visibility: &'static str,
    answers: Option<(i64, usize)>,
    boosts: Option<i64>,
}

/// Everything that was done.
#[derive(Default)]
pub struct Model {
    follows: BTreeSet<(usize, usize)>,
    blocks: BTreeSet<(usize, usize)>,
    posts: BTreeMap<i64, Post>,
}

impl Model {
    fn parted(&self, a: usize, b: usize) -> bool {
        self.blocks.contains(&(a, b)) || self.blocks.contains(&(b, a))
    }

    fn may_see(&self, reader: usize, id: i64) -> bool {
        let Some(post) = self.posts.get(&id) else { return false };
        let open = matches!(post.visibility, "public" | "unlisted");
        let close = post.author == reader
            || (post.visibility == "private" && self.follows.contains(&(reader, post.author)));
        !self.parted(reader, post.author)
            && (open || close)
            && post.boosts.is_none_or(|inner| self.may_see(reader, inner))
    }

    fn belongs(&self, reader: usize, post: &Post) -> bool {
        let follows = |whom: usize| self.follows.contains(&(reader, whom));
        let source = post.author == reader || follows(post.author);
        let answer = post.answers.is_none_or(|(_, to)| to == post.author || to == reader || follows(to));
        source && (post.author == reader || answer)
    }

    fn home(&self, reader: usize) -> Vec<i64> {
        let passes = |(id, post): &(&i64, &Post)| self.belongs(reader, post) && self.may_see(reader, **id);
        let passing: Vec<(i64, Option<i64>)> =
            self.posts.iter().rev().filter(passes).map(|(id, post)| (*id, post.boosts)).collect();
        let near = |at: usize, original: i64| {
            passing[at + 1..].iter().take(40).any(|(id, boosts)| *id == original || *boosts == Some(original))
        };
        let kept = |at: &usize| passing[*at].1.is_none_or(|original| !near(*at, original));
        (0..passing.len()).filter(kept).map(|at| passing[at].0).collect()
    }
}

/// Somebody does something.
pub async fn act(model: &mut Model, people: &[Person], dice: &mut Dice) {
    let (a, b) = (dice.roll(PEOPLE), dice.roll(PEOPLE));
    let visibility = ["public", "public", "public", "unlisted", "private", "direct"][dice.roll(6)];
    let client = &people[a].client;
    let some_post = |model: &Model, dice: &mut Dice| {
        let seen: Vec<i64> = model.posts.keys().copied().filter(|id| model.may_see(a, *id)).collect();
        (!seen.is_empty()).then(|| seen[dice.roll(seen.len())])
    };
    let number = |json: &serde_json::Value| json["id"].as_str().unwrap().parse::<i64>().unwrap();
    match dice.roll(20) {
        0..=8 => {
            let post = client
                .post("/api/v1/statuses", &[("status", "hello"), ("visibility", visibility)])
                .await
                .assert(200);
            model
                .posts
                .insert(number(&post.json()), Post { author: a, visibility, answers: None, boosts: None });
        }
        9..=11 => {
            let Some(to) = some_post(model, dice) else { return };
            let (to, whom) = match &model.posts[&to] {
                Post { boosts: Some(inner), .. } => (*inner, model.posts[inner].author),
                post => (to, post.author),
            };
            let form =
                [("status", "answer"), ("visibility", visibility), ("in_reply_to_id", &to.to_string())];
            let post = client.post("/api/v1/statuses", &form).await.assert(200).json();
            model.posts.insert(
                number(&post),
                Post { author: a, visibility, answers: Some((to, whom)), boosts: None },
            );
        }
        12..=13 => {
            let Some(what) = some_post(model, dice) else { return };
            let what = model.posts[&what].boosts.unwrap_or(what);
            let answer = client.post(&format!("/api/v1/statuses/{what}/reblog"), &[]).await;
            if answer.status == 200 {
                let id = number(&answer.json());
                // A private status is boosted as private by its author, everything else as public.
                let visibility =
                    if model.posts[&what].visibility == "private" { "private" } else { "public" };
                model.posts.entry(id).or_insert(Post {
                    author: a,
                    visibility,
                    answers: None,
                    boosts: Some(what),
                });
            }
        }
        14 => {
            let own: Vec<i64> = model
                .posts
                .iter()
                .filter(|(_, post)| post.author == a && post.boosts.is_none())
                .map(|(id, _)| *id)
                .collect();
            if own.is_empty() {
                return;
            }
            let id = own[dice.roll(own.len())];
            client.delete(&format!("/api/v1/statuses/{id}")).await.assert(200);
            model.posts.remove(&id);
        }
        15..=17 if a != b => {
            let answer = client.post(&format!("/api/v1/accounts/{}/follow", people[b].id), &[]).await;
            assert_eq!(answer.status == 200, !model.parted(a, b), "{}", answer.text);
            if answer.status == 200 {
                model.follows.insert((a, b));
            }
        }
        18 if a != b => {
            client.post(&format!("/api/v1/accounts/{}/unfollow", people[b].id), &[]).await.assert(200);
            model.follows.remove(&(a, b));
        }
        19 if a != b => {
            let verb = if model.blocks.contains(&(a, b)) { "unblock" } else { "block" };
            client.post(&format!("/api/v1/accounts/{}/{verb}", people[b].id), &[]).await.assert(200);
            if verb == "block" {
                model.blocks.insert((a, b));
                model.follows.remove(&(a, b));
                model.follows.remove(&(b, a));
            } else {
                model.blocks.remove(&(a, b));
            }
        }
        _ => {}
    }
}

async fn walked(person: &Person, limit: usize) -> Vec<i64> {
    let mut seen = Vec::new();
    let mut path = format!("/api/v1/timelines/home?limit={limit}");
    loop {
        let page = person.client.get(&path).await.assert(200);
        let list = page.json();
        seen.extend(
            list.as_array()
                .unwrap()
                .iter()
                .map(|status| status["id"].as_str().unwrap().parse::<i64>().unwrap()),
        );
        match page.link("next") {
            Some(next) => path = next,
            None => return seen,
        }
    }
}

both_engines! {
    async fn homes_equal_a_plain_recomputation_whatever_is_done(app: TestApp) {
        let seed = std::env::var("KINFOLK_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_120);
        println!("KINFOLK_TEST_SEED={seed}");
        let mut dice = Dice(seed);
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(app.person(&format!("person{n}")).await);
        }
        let mut model = Model::default();
        for stretch in 0..STRETCHES {
            for _ in 0..STEPS {
                app.clock.advance(dice.roll(3) as i64);
                act(&mut model, &people, &mut dice).await;
            }
            if stretch % 4 == 3 {
                app.state.reset();
            }
            for (n, person) in people.iter().enumerate() {
                let limit = 1 + dice.roll(12);
                assert_eq!(walked(person, limit).await, model.home(n), "home of person{n}, stretch {stretch}, limit {limit}");
            }
        }
        assert!(model.posts.len() > 60, "little was written");
        assert!(model.posts.values().any(|post| post.boosts.is_some()), "nothing was boosted");
    }
}
