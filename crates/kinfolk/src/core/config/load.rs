//! Where settings come from: the environment, then `kinfolk.toml`. What neither knows is an error
//! that names it.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::Config;
use super::draft::{Draft, Names};
use super::settings::{self, SETTINGS, Setting};

/// The file that is read when none is named, if it is there.
const USUAL_FILE: &str = "kinfolk.toml";
const PREFIX: &str = "KINFOLK_";

/// Everything that settings are read from.
#[derive(Debug, Default)]
pub struct Sources {
    /// Environment variables; those that are not ours are passed over.
    pub environment: Vec<(OsString, OsString)>,
    /// The settings file: its name for sentences, and its text.
    pub file: Option<(PathBuf, String)>,
}

/// What is wrong with the settings: one sentence each, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<String>);

/// One sentence a line.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for Faults {}

impl Sources {
    /// This process's environment, and the file that was named or is in the current folder.
    ///
    /// # Errors
    /// When a named file cannot be read, or the usual one is there but cannot be read.
    pub fn of_process(file: Option<&Path>) -> Result<Self, Faults> {
        let path = file.unwrap_or(Path::new(USUAL_FILE));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Some((path.to_owned(), text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => None,
            Err(error) => {
                return Err(Faults(vec![format!(
                    "the settings file {} cannot be read: {error}",
                    path.display()
                )]));
            }
        };
        Ok(Self { environment: std::env::vars_os().collect(), file: text })
    }
}

impl Config {
    /// Reads settings and checks them as a whole.
    ///
    /// # Errors
    /// Everything that is wrong, told together.
    pub fn load(sources: &Sources) -> Result<Self, Faults> {
        let mut reading = Reading::default();
        reading.environment(&sources.environment);
        if let Some((path, text)) = &sources.file {
            reading.file(path, text);
        }
        let port = reading.port(&sources.environment);
        reading.faults.extend(reading.draft.faults(&reading.names));
        if reading.faults.is_empty() {
            Ok(reading.draft.finish(port, reading.names))
        } else {
            Err(Faults(reading.faults))
        }
    }
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    draft: Draft,
    names: Names,
    faults: Vec<String>,
}

impl Reading {
    fn environment(&mut self, variables: &[(OsString, OsString)]) {
        let mut ours: Vec<(String, Option<&str>)> = variables
            .iter()
            .filter_map(|(name, value)| Some((name.to_str()?.to_owned(), value.to_str())))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        // In the order of names, so that the same mistakes are always told alike.
        ours.sort();
        for (name, value) in ours {
            let Some(value) = value else {
                self.faults.push(format!("{name} is not valid UTF-8"));
                continue;
            };
            self.take(&name, name.strip_prefix(PREFIX).unwrap_or(&name), value, |known| {
                format!("{PREFIX}{known}")
            });
        }
        // The name that hosting platforms use, where ours is not given.
        if !self.names.contains_key("DATABASE_URL")
            && let Some((_, value)) = variables.iter().find(|(name, _)| name == "DATABASE_URL")
        {
            match value.to_str() {
                Some(value) => self.take("DATABASE_URL", "DATABASE_URL", value, ToOwned::to_owned),
                None => self.faults.push("DATABASE_URL is not valid UTF-8".to_owned()),
            }
        }
    }

    fn file(&mut self, path: &Path, text: &str) {
        let file = path.display();
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
                let line = before.matches('\n').count() + 1;
                let what = error.message().lines().collect::<Vec<_>>().join(" ");
                self.faults.push(format!("{file} is not valid TOML in line {line}: {what}"));
                return;
            }
        };
        let by_environment: Vec<&str> = self.names.keys().copied().collect();
        for (key, value) in &table {
            self.key(&format!("{key} in {file}"), key, value, &by_environment);
        }
    }

    /// One key of the settings file; what the environment gives already is passed over.
    fn key(&mut self, given: &str, key: &str, value: &toml::Value, by_environment: &[&str]) {
        if key != key.to_ascii_lowercase() {
            self.faults.push(format!("{given} is not a setting: names are written in lower case there"));
            return;
        }
        let capitals = key.to_ascii_uppercase();
        let setting = capitals.strip_suffix("_FILE").unwrap_or(&capitals);
        if by_environment.contains(&setting) {
            return;
        }
        if let Some(text) = text_of(value) {
            self.take(given, &capitals, &text, str::to_ascii_lowercase);
        } else if settings::find(setting).is_some() {
            self.faults.push(format!("{given} must be a text, a number or a list of texts"));
        } else {
            self.faults.push(unknown(given, &capitals, str::to_ascii_lowercase));
        }
    }

    /// Takes one value. `given` is how the person wrote the name, `name` its form in the table.
    fn take(&mut self, given: &str, name: &str, value: &str, spell: impl Fn(&str) -> String) {
        let from_file = name.strip_suffix("_FILE").and_then(settings::find).filter(|setting| setting.secret);
        let Some(setting) = settings::find(name).or(from_file) else {
            self.faults.push(unknown(given, name, spell));
            return;
        };
        let value = value.trim();
        // Compose files pass variables on that nobody filled in.
        if value.is_empty() {
            return;
        }
        if let Some(other) = self.names.insert(setting.name, given.to_owned()) {
            self.faults.push(format!("{other} and {given} are both set; one of them is enough"));
            return;
        }
        match from_file {
            Some(_) => match std::fs::read_to_string(value) {
                Ok(text) => self.put(setting, given, text.trim()),
                Err(error) => {
                    self.faults
                        .push(format!("{given} names the file {value}, which cannot be read: {error}"));
                }
            },
            None => self.put(setting, given, value),
        }
    }

    fn put(&mut self, setting: &Setting, given: &str, value: &str) {
        if let Err(must) = (setting.put)(&mut self.draft, value) {
            let shown = if setting.secret { String::new() } else { format!(", not `{value}`") };
            self.faults.push(format!("{given} {must}{shown}"));
        }
    }

    /// The environment's `PORT`, which counts only where no address is given.
    fn port(&mut self, variables: &[(OsString, OsString)]) -> Option<u16> {
        if self.names.contains_key("BIND") {
            return None;
        }
        let (_, value) = variables.iter().find(|(name, value)| name == "PORT" && !value.is_empty())?;
        let port = value.to_str().and_then(|text| text.parse().ok());
        if port.is_none() {
            self.faults.push(format!("PORT must be a port number, not `{}`", value.to_string_lossy()));
        }
        self.names.insert("BIND", "PORT".to_owned());
        port
    }
}

/// A value of the settings file as the environment would give it.
fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(if *flag { "on" } else { "off" }.to_owned()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

/// `KINFOLK_BIMD is not a setting; did you mean KINFOLK_BIND?`
fn unknown(given: &str, name: &str, spell: impl Fn(&str) -> String) -> String {
    let nearest = SETTINGS.iter().map(|setting| (distance(name, setting.name), setting.name)).min();
    match nearest {
        Some((far, known)) if far <= 2 + known.len() / 5 => {
            format!("{given} is not a setting; did you mean {}?", spell(known))
        }
        _ => format!("{given} is not a setting"),
    }
}

/// How many letters must be inserted, removed or replaced to come from one word to the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_of_words_counts_single_letters() {
        assert_eq!(distance("BIND", "BIND"), 0);
        assert_eq!(distance("BIMD", "BIND"), 1);
        assert_eq!(distance("", "LOG"), 3);
        assert_eq!(distance("DATA", "DATA_DIR"), 4);
    }
}
