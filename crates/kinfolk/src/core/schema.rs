//! The schema's steps, in order. A test compares this list with the folders in `migrations/`.

use db::migrate::{Kind, Step};

macro_rules! step {
    ($number:literal, $name:literal, $folder:literal, $kind:ident) => {
        Step {
            number: $number,
            name: $name,
            kind: Kind::$kind,
            common: include_str!(concat!("../../../../migrations/", $folder, "/common.sql")),
            sqlite: include_str!(concat!("../../../../migrations/", $folder, "/sqlite.sql")),
            postgres: include_str!(concat!("../../../../migrations/", $folder, "/postgres.sql")),
        }
    };
}

/// Every step; append only.
pub static STEPS: &[Step] = &[
    step!(1, "ground", "0001_ground", Expand),
    step!(2, "durable", "0002_durable", Expand),
    step!(3, "graph", "0003_graph", Expand),
    step!(4, "profile", "0004_profile", Expand),
    step!(5, "lists", "0005_lists", Expand),
    step!(6, "notifications", "0006_notifications", Expand),
    step!(7, "pictures", "0007_pictures", Expand),
    step!(8, "refresh", "0008_refresh", Expand),
    step!(9, "bookmarks", "0009_bookmarks", Expand),
    step!(10, "tags", "0010_tags", Expand),
    step!(11, "appearance", "0011_appearance", Expand),
    step!(12, "recovery", "0012_recovery", Expand),
    step!(13, "covering", "0013_covering", Expand),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_is_a_step_and_every_step_a_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let steps: Vec<String> =
            STEPS.iter().map(|step| format!("{:04}_{}", step.number, step.name)).collect();
        assert_eq!(names, steps);
    }
}
