//! What seeded people write: plain sentences, put together by chance, without mentions.

use super::chance::Chance;

const OPENINGS: &[&str] = &[
    "Walked along the river this morning.",
    "The bread turned out well today.",
    "Still reading the same book, and glad of it.",
    "Rain again, so the garden can wait.",
    "Found an old photo of the harbour.",
    "The train was on time for once.",
    "Made soup for six and ate it for three days.",
    "Learning to tune the piano by ear.",
    "Fixed the bicycle with a spoon.",
    "Somebody left tomatoes at my door.",
    "The cat has moved into the laundry basket.",
    "Finally saw the kingfisher by the bridge.",
    "New glasses, and the trees have leaves.",
    "The choir is looking for two more altos.",
    "Planted the beans too early, as every year.",
    "Coffee on the balcony before anyone was up.",
];

const MIDDLES: &[&str] = &[
    "Worth getting up for.",
    "I would do it again.",
    "My neighbour laughed, then helped.",
    "It took longer than I thought.",
    "Nobody believes me, but there were witnesses.",
    "Best part of the week so far.",
    "Not what I had planned, and better.",
    "There is more of it if anyone wants some.",
    "I have notes, should anybody ask.",
    "Next time with less salt.",
    "The children want to know why.",
    "It made the whole afternoon lighter.",
];

const ENDINGS: &[&str] = &[
    "",
    "",
    "",
    "What did you do today?",
    "More tomorrow.",
    "Recommendations welcome!",
    "Anyone around on Sunday?",
    "#smalljoys",
    "#weekend",
    "#garden",
];

/// The text of one status.
pub(super) fn status(chance: &mut Chance) -> String {
    let parts = [chance.pick(OPENINGS), chance.pick(MIDDLES), chance.pick(ENDINGS)];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_differ_and_none_is_empty_or_too_long() {
        let mut chance = Chance::new(1);
        let texts: std::collections::BTreeSet<String> = (0..500).map(|_| status(&mut chance)).collect();
        assert!(texts.len() > 300 && texts.iter().all(|text| (20..200).contains(&text.len())));
    }
}
