//! The demo: a cast of people and a plain list of scenes, what each of them does, from first to last.
//!
//! Whatever the program learns gets a scene here. A status has a key, by which later scenes name it.
//!
//! Not here: how a scene is played (`demo`).

use Scene::{
    Ask, Avatar, Befriend, Block, Bookmark, Favourite, Fields, Follow, List, Lock, Mute, Note, Post, Reblog,
};

use crate::core::words::Visibility::{self, Direct, Private, Public, Unlisted};

/// Somebody of the cast.
pub(super) struct Player {
    pub name: &'static str,
    pub display_name: &'static str,
    pub note: &'static str,
}

/// What somebody does.
pub(super) enum Scene {
    /// Somebody shows a picture of their own: a ring in the second colour on the first.
    Avatar(&'static str, [[u8; 3]; 2]),
    /// The first follows each of the others.
    Follow(&'static str, &'static [&'static str]),
    /// The first blocks the second.
    Block(&'static str, &'static str),
    /// From now on whoever would follow somebody must ask.
    Lock(&'static str),
    /// The first asks to follow the second.
    Ask(&'static str, &'static str),
    /// The first asks the second to be friends.
    Befriend(&'static str, &'static str),
    /// The first mutes the second.
    Mute(&'static str, &'static str),
    /// The first notes for themselves something about the second.
    Note(&'static str, &'static str, &'static str),
    /// The first has a list of this title with the others in it.
    List(&'static str, &'static str, &'static [&'static str]),
    /// Somebody has fields on their profile, with names and values.
    Fields(&'static str, &'static [(&'static str, &'static str)]),
    /// Somebody writes.
    Post(Line),
    /// The first favourites the statuses with these keys.
    Favourite(&'static str, &'static [&'static str]),
    /// The first bookmarks the statuses with these keys.
    Bookmark(&'static str, &'static [&'static str]),
    /// The first reblogs the status with this key.
    Reblog(&'static str, &'static str),
}

/// A status.
pub(super) struct Line {
    pub key: &'static str,
    pub by: &'static str,
    pub text: &'static str,
    /// The content warning.
    pub warning: &'static str,
    pub visibility: Visibility,
    pub language: &'static str,
    /// The key of what it answers.
    pub answers: Option<&'static str>,
}

/// A public status in English.
const fn line(key: &'static str, by: &'static str, text: &'static str) -> Line {
    Line { key, by, text, warning: "", visibility: Public, language: "en", answers: None }
}

/// An answer in English; as public as one likes.
const fn answer(key: &'static str, by: &'static str, to: &'static str, text: &'static str) -> Line {
    Line { answers: Some(to), ..line(key, by, text) }
}

pub(super) const CAST: &[Player] = &[
    Player {
        name: "iris",
        display_name: "Iris Lindqvist",
        note: "Keeps the harbour museum's boats afloat. #boats #woodwork",
    },
    Player {
        name: "jonas",
        display_name: "Jonas Weber",
        note: "Bäckt Brot und schreibt darüber. Bakes bread and writes about it.",
    },
    Player {
        name: "leila",
        display_name: "Leila Haddad",
        note: "Maps, trains, and how to get there without a car.",
    },
    Player {
        name: "mateo",
        display_name: "Mateo Cruz",
        note: "Teaches physics. Collects bad puns.\n#teaching",
    },
    Player {
        name: "nadia",
        display_name: "Nadia Petrova",
        note: "Night-shift nurse, day-time gardener. \u{1f331}",
    },
    Player { name: "oskar", display_name: "", note: "" },
];

#[rustfmt::skip]
pub(super) const SCENES: &[Scene] = &[
    Avatar("iris", [[22, 60, 92], [240, 200, 90]]),
    Avatar("jonas", [[236, 222, 196], [150, 84, 36]]),
    Follow("iris", &["jonas", "leila", "mateo", "nadia"]),
    Follow("jonas", &["iris", "nadia"]),
    Follow("leila", &["iris", "mateo"]),
    Follow("mateo", &["iris", "leila", "nadia", "jonas"]),
    Follow("nadia", &["jonas", "mateo"]),
    Follow("oskar", &["iris", "jonas", "leila", "mateo", "nadia"]),

    Post(line("boat", "iris", "The old ferry floats again! Eleven months, four thousand rivets and one very patient crew. #boats #woodwork")),
    Post(answer("boat-when", "leila", "boat", "@iris Does she take passengers? I would draw a map for that.")),
    Post(answer("boat-may", "iris", "boat-when", "@leila From May on, Sundays only. Bring a coat.")),
    Post(answer("boat-pun", "mateo", "boat", "@iris So you could say the project never went under.")),
    Favourite("leila", &["boat", "boat-may"]),
    Favourite("mateo", &["boat"]),
    Favourite("jonas", &["boat"]),
    Favourite("iris", &["boat-pun"]),
    Reblog("jonas", "boat"),
    Reblog("leila", "boat"),

    Post(Line { language: "de", ..line("bread", "jonas", "Heute: Roggenbrot mit Kümmel. Das Rezept steht bald auf https://bread.example/rye #brot #bread") }),
    Post(answer("bread-night", "nadia", "bread", "@jonas Please keep one for me, I am off at seven.")),
    Post(answer("bread-kept", "jonas", "bread-night", "@nadia Kept, with your name on it.")),
    Favourite("nadia", &["bread", "bread-kept"]),
    Reblog("nadia", "bread"),

    Post(line("train", "leila", "New map: every place in the region that you reach by train before noon. https://maps.example/before-noon #trains #maps")),
    Post(Line { visibility: Unlisted, ..answer("train-more", "leila", "train", "Part two: and back again on the same day. #trains") }),
    Post(answer("train-class", "mateo", "train", "@leila May I use it in class? It is the best picture of a metric that I have seen. #teaching")),
    Favourite("mateo", &["train", "train-more"]),
    Favourite("iris", &["train"]),
    Reblog("mateo", "train"),
    Bookmark("iris", &["train", "bread", "boat-pun"]),
    Bookmark("mateo", &["train-more"]),

    Post(Line { warning: "hospital, a sad one", ..line("ward", "nadia", "We lost somebody on the ward tonight who had made all of us laugh. Be kind to each other today.") }),
    Favourite("mateo", &["ward"]),
    Favourite("jonas", &["ward"]),
    Post(Line { visibility: Private, ..line("garden", "nadia", "For those who follow me: the garden gate is open on Saturday, there is too much rhubarb. #garden") }),
    Post(Line { visibility: Direct, ..line("key", "nadia", "@jonas The key is under the blue pot, as always.") }),
    Post(Line { language: "es", ..line("pun", "mateo", "¿Qué le dice un fotón a otro? ¡Me voy, que no tengo masa! #fisica") }),

    Post(line("oskar", "oskar", "hello? is anybody here")),
    Post(answer("oskar-hi", "iris", "oskar", "@oskar Welcome! Start with #boats or #bread.")),
    Post(answer("oskar-rude", "oskar", "oskar-hi", "@iris boats are boring")),
    Block("iris", "oskar"),

    Fields("iris", &[("Pronouns", "she/her"), ("Workshop", "Harbour museum, second shed")]),
    Fields("leila", &[("Home station", "Dock Road")]),
    List("iris", "Crew", &["jonas", "leila"]),
    List("leila", "Teachers", &["mateo"]),
    Note("iris", "mateo", "Owes me a better pun."),
    Mute("mateo", "oskar"),
    Lock("nadia"),
    Ask("leila", "nadia"),
    Befriend("oskar", "jonas"),
];
