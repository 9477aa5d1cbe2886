//! How pages write times and large numbers, in the page's language.
//!
//! *Not here*: the JSON API's times, which are RFC 3339 whoever reads them; a person's own time zone, which the server
//! does not know (pages say UTC).

use std::fmt;

use askama::filters::HtmlSafe;
use jiff::{Timestamp, tz::TimeZone};

use super::Language;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
const WEEK_MS: i64 = 7 * DAY_MS;

/// A moment as a page shows it: a short text, with the full time on hover and for machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// RFC 3339 in UTC, for the `datetime` attribute.
    pub iso: String,
    /// How long ago, as short as it can be: `now`, `5m`, `3h`, `2d`, then the date.
    pub short: String,
    /// Day, month, year and time of day.
    pub full: String,
    /// Month and year, as for "Joined".
    pub month: String,
}

impl When {
    /// The moment `at_ms` as seen at `now_ms`, both in milliseconds since 1970. A moment in the future, which a clock
    /// set back can produce, reads as now. A time outside of the calendar's range gives empty texts.
    pub fn new(language: Language, now_ms: i64, at_ms: i64) -> Self {
        let (Ok(at), Ok(now)) = (Timestamp::from_millisecond(at_ms), Timestamp::from_millisecond(now_ms))
        else {
            return Self::default();
        };
        let local = at.to_zoned(TimeZone::UTC);
        let month = language.text(&format!("month-{}", local.month()));
        let year = local.year().to_string();
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        let (iso, day) = (local.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), local.day());
        let this_year = now.to_zoned(TimeZone::UTC).year() == local.year();
        Self {
            iso,
            short: ago(language, now_ms.saturating_sub(at_ms)).unwrap_or_else(|| {
                let short_month = language.text(&format!("month-short-{}", local.month()));
                let key = if this_year { "date-short" } else { "date-short-year" };
                language.text_with(
                    key,
                    [("day", day.into()), ("month", short_month.into()), ("year", year.as_str().into())],
                )
            }),
            full: language.text_with(
                "date-full",
                [
                    ("day", day.into()),
                    ("month", month.as_str().into()),
                    ("year", year.as_str().into()),
                    ("time", clock.into()),
                ],
            ),
            month: language.text_with("date-month", [("month", month.into()), ("year", year.into())]),
        }
    }
}

/// A day without its time, in UTC: `Nov 21, 2026`. Empty for what is no RFC 3339 time.
pub fn day(language: Language, time: &str) -> String {
    let Ok(at) = time.parse::<Timestamp>() else { return String::new() };
    let day = at.to_zoned(TimeZone::UTC);
    let month = language.text(&format!("month-short-{}", day.month()));
    let year = day.year().to_string();
    let parts = [("day", day.day().into()), ("month", month.into()), ("year", year.into())];
    language.text_with("date-short-year", parts)
}

/// A distance of less than a week in one unit; older moments are shown by date.
fn ago(language: Language, elapsed_ms: i64) -> Option<String> {
    let (key, count) = match elapsed_ms {
        ..MINUTE_MS => return Some(language.text("ago-now")),
        MINUTE_MS..HOUR_MS => ("ago-minutes", elapsed_ms / MINUTE_MS),
        HOUR_MS..DAY_MS => ("ago-hours", elapsed_ms / HOUR_MS),
        DAY_MS..WEEK_MS => ("ago-days", elapsed_ms / DAY_MS),
        WEEK_MS.. => return None,
    };
    Some(language.text_with(key, [("count", count.into())]))
}

/// A count in at most four characters and a suffix: `999`, `1.2K`, `12K`, `3.4M`. Rounded down, so that nobody is
/// shown a round number before it is reached.
pub fn compact_count(language: Language, count: u64) -> String {
    let (unit, key) = match count {
        ..1_000 => return count.to_string(),
        1_000..1_000_000 => (1_000, "count-thousands"),
        1_000_000..1_000_000_000 => (1_000_000, "count-millions"),
        1_000_000_000.. => (1_000_000_000, "count-billions"),
    };
    let (whole, tenth) = (count / unit, count % unit / (unit / 10));
    let number = match (whole, tenth) {
        (10.., _) | (_, 0) => whole.to_string(),
        _ => format!("{whole}{}{tenth}", language.text("decimal-separator")),
    };
    language.text_with(key, [("number", number.into())])
}

/// A count with all of its digits, in groups of three where the language has such: `1,234`, `1.234`, `1 234`.
fn grouped_count(language: Language, count: u64) -> String {
    let digits = count.to_string();
    // Spanish groups from five digits on.
    let fewest = language.text("group-from").parse().unwrap_or(4);
    if digits.len() < fewest {
        return digits;
    }
    let separator = language.text("group-separator");
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            grouped.push_str(&separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A count in bold, short, with all of its digits on hover.
pub struct Tally {
    short: String,
    exact: Option<String>,
}

impl Tally {
    pub(super) fn new(language: Language, count: u64) -> Self {
        let exact = (count >= 1_000).then(|| grouped_count(language, count));
        Self { short: compact_count(language, count), exact }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither holds more than digits and what a language puts between and behind them.
        match &self.exact {
            Some(exact) => write!(f, "<strong title=\"{exact}\">{}</strong>", self.short),
            None => write!(f, "<strong>{}</strong>", self.short),
        }
    }
}

impl HtmlSafe for Tally {}

/// The beginning of a text: at most `limit` characters, and a sign that there are more.
pub fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T14:05:00Z.
    const NOW: i64 = 1_795_183_500_000;

    fn short(elapsed_ms: i64) -> String {
        When::new(Language::default(), NOW, NOW - elapsed_ms).short
    }

    #[test]
    fn recent_times_are_a_distance_and_older_ones_a_date() {
        assert_eq!(short(-DAY_MS), "now");
        assert_eq!(short(MINUTE_MS - 1), "now");
        assert_eq!(short(MINUTE_MS), "1m");
        assert_eq!(short(HOUR_MS - 1), "59m");
        assert_eq!(short(23 * HOUR_MS), "23h");
        assert_eq!(short(6 * DAY_MS), "6d");
        assert_eq!(short(7 * DAY_MS), "Nov 13");
        assert_eq!(short(366 * DAY_MS), "Nov 19, 2025");
    }

    #[test]
    fn the_full_time_names_day_year_and_clock() {
        let when = When::new(Language::default(), NOW, NOW);
        assert_eq!(when.iso, "2026-11-20T14:05:00Z");
        assert_eq!(when.full, "November 20, 2026 at 14:05 UTC");
        assert_eq!(when.month, "November 2026");
    }

    #[test]
    fn every_language_writes_times_and_counts_in_its_own_way() {
        let expected = [
            ("de", "1,2 Tsd.", "5 Std.", "13. Nov.", "20. November 2026 um 14:05 UTC"),
            ("en", "1.2K", "5h", "Nov 13", "November 20, 2026 at 14:05 UTC"),
            ("es", "1,2 mil", "5 h", "13 nov", "20 de noviembre de 2026, 14:05 UTC"),
            ("fr", "1,2 k", "5 h", "13 nov.", "20 novembre 2026 à 14:05 UTC"),
            ("pt", "1,2 mil", "5 h", "13 de nov.", "20 de novembro de 2026 às 14:05 UTC"),
        ];
        for (tag, count, hours, day, full) in expected {
            let language = Language::from_tag(tag).unwrap();
            // Some blanks do not break, which is for browsers to see.
            let plain = |text: String| text.replace(['\u{a0}', '\u{202f}'], " ");
            let at = |elapsed_ms: i64| When::new(language, NOW, NOW - elapsed_ms);
            assert_eq!(plain(compact_count(language, 1_234)), count);
            assert_eq!(plain(at(5 * HOUR_MS).short), hours);
            assert_eq!(plain(at(7 * DAY_MS).short), day);
            assert_eq!(plain(at(0).full), full);
        }
        assert_eq!(expected.len(), Language::all().count());
    }

    #[test]
    fn a_shortened_count_has_its_digits_on_hover() {
        let tally = |count| Tally::new(Language::default(), count).to_string();
        assert_eq!(tally(999), "<strong>999</strong>");
        assert_eq!(tally(1_234), "<strong title=\"1,234\">1.2K</strong>");
    }

    #[test]
    fn every_language_groups_digits_in_its_own_way() {
        let expected = [
            ("de", ["999", "1.234", "1.234.567"]),
            ("en", ["999", "1,234", "1,234,567"]),
            ("es", ["999", "1234", "1.234.567"]),
            ("fr", ["999", "1\u{202f}234", "1\u{202f}234\u{202f}567"]),
            ("pt", ["999", "1.234", "1.234.567"]),
        ];
        for (tag, texts) in expected {
            let language = Language::from_tag(tag).unwrap();
            assert_eq!([999, 1_234, 1_234_567].map(|count| grouped_count(language, count)), texts, "{tag}");
        }
        assert_eq!(expected.len(), Language::all().count());
    }

    #[test]
    fn a_day_is_written_as_the_language_does() {
        assert_eq!(day(Language::default(), "2026-11-21T00:00:00.000Z"), "Nov 21, 2026");
        assert_eq!(day(Language::default(), "one day"), "");
    }

    #[test]
    fn a_time_outside_of_the_calendar_is_empty_and_no_panic() {
        assert_eq!(When::new(Language::default(), NOW, i64::MAX), When::default());
        assert_eq!(When::new(Language::default(), i64::MIN, NOW), When::default());
    }

    #[test]
    fn counts_are_never_rounded_up() {
        let shown = [0, 999, 1_000, 1_999, 12_999, 999_999, 1_000_000, 3_450_000, 2_000_000_000];
        let expected = ["0", "999", "1K", "1.9K", "12K", "999K", "1M", "3.4M", "2B"];
        assert_eq!(shown.map(|count| compact_count(Language::default(), count)), expected);
    }
}
