//! The first page of home, of who follows many and of who follows some of the same: what it costs to follow more.
//!
//! Two pairs of cases, each by one connection, one request after the other. In the first pair nothing changes, and a page may
//! be sent again as it was. In the second somebody whom both follow posts before each page, over another connection, so that each
//! has to be found anew. A post's time is not in that of pages; its processor time and statements are measured alone and
//! taken off. Both readers have read before: pages are warm.
//!
//! Compared are the middle times. Processor time is counted in ticks of 10 ms, too coarse for 300 pages.

use std::net::SocketAddr;

use super::network::{FEW, MANY, Network};
use super::{Ask, COMPARED, Found, REQUESTS, measure_one};
use crate::bench::crowd::{self, Member, Page, judge};
use crate::bench::histogram::Histogram;
use crate::bench::load::in_turn;
use crate::bench::plain::home_between;
use crate::bench::report::Bars;
use crate::bench::scenario::{HOME, POST};
use crate::bench::subject::Subject;
use crate::clock::now;
use crate::failure::{Context as _, Result};
use crate::http::{Connection, form, request};

/// The middle time of who follows many over that of who follows few.
const COST_BAR: f64 = 4.0;
/// Pages that each reader reads before nothing is new.
const WARM_UP: usize = 20;
const NOTHING_NEW: &str = "nothing new";
const AFTER_A_POST: &str = "after a post";

/// Whoever reads, and how many they follow; who follows few first.
type Readers<'a> = [(u32, &'a Member); 2];

/// Measures both pairs, and holds them to the bars. Afterwards the homes of most readers are others.
pub fn measure(subject: &Subject, network: &Network, bars: &mut Bars) -> Result<Vec<Found>> {
    let (names, tokens) = network.few.clone();
    let people = crowd::members(subject.address, names, tokens)?;
    let (few, authors) = people.split_first().context("nobody follows few")?;
    let readers = [(FEW, few), (MANY, &subject.members[0])];
    let mut found = nothing_new(subject, readers)?;
    check(NOTHING_NEW, &found, bars);
    let after = after_posts(subject, readers, authors)?;
    check(AFTER_A_POST, &after, bars);
    found.extend(after);
    Ok(found)
}

/// Holds a pair to its bars.
fn check(when: &str, pair: &[Found], bars: &mut Bars) {
    pair.iter().for_each(|found| found.check(bars));
    let [few, many] = pair else { return };
    let [few, many] = [few, many].map(|found| found.latency.millis(0.5));
    let ratio = many / few;
    let of = format!("p50 of the first page of home, {when}, of {MANY} followed over that of {FEW}");
    let text = format!("{of}: {ratio:.2}, {many:.3} ms over {few:.3} ms (bar {COST_BAR})");
    bars.check(&text, ratio <= COST_BAR);
}

/// The pair between whose pages nothing changes.
fn nothing_new(subject: &Subject, readers: Readers<'_>) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for (follows, reader) in readers {
        let ask = || Ask {
            path: HOME.to_owned(),
            bytes: request("GET", HOME, subject.address, &reader.token),
            query: home_between(&reader.id, None),
        };
        let asks: Vec<Ask> = std::iter::repeat_with(ask).take(REQUESTS).collect();
        in_turn(subject.address, asks.iter().take(WARM_UP).map(|ask| ask.bytes.as_slice()))?;
        found.push(measure_one(subject, name(follows, NOTHING_NEW), &asks)?);
    }
    Ok(found)
}

/// The pair in which each page has a new post on it.
fn after_posts(subject: &Subject, readers: Readers<'_>, authors: &[Member]) -> Result<Vec<Found>> {
    let mut turns = Turns { address: subject.address, authors, posted: 0 };
    // Each author once: what is read from the database for the first of their posts is then in memory.
    turns.take(authors.len(), &readers.map(|(_, reader)| reader))?;
    let before = subject.spent()?;
    turns.take(REQUESTS, &[])?;
    let after = subject.spent()?;
    let posts = (after.0 - before.0, after.1.without(&before.1, 1.0));
    let mut found = Vec::new();
    for (follows, reader) in readers {
        let before = subject.spent()?;
        let (latency, pages) = turns.take(REQUESTS, &[reader])?;
        let after = subject.spent()?;
        // Nothing is deleted, so what a page had to show then is what there is now up to the post before it.
        for (post, page) in &pages {
            let query = home_between(&reader.id, Some((false, post + 1)));
            subject.plain.compare(&format!("{HOME} after the post {post}"), &query, page)?;
        }
        // Ticks may make a page's share less than none.
        let cpu = (after.0 - before.0 - posts.0).max(0.0);
        let statements = after.1.without(&before.1, 1.0).beyond(&posts.1, 1.0);
        found.push(Found { name: name(follows, AFTER_A_POST), latency, spent: (cpu, statements) });
    }
    Ok(found)
}

/// Posts by authors in turn, and pages between them.
struct Turns<'a> {
    address: SocketAddr,
    authors: &'a [Member],
    /// Posts so far.
    posted: usize,
}

impl Turns<'_> {
    /// So many posts, each text different, and after each a page of each reader. Returns how long the pages took, and some of
    /// them with the id of the post before.
    fn take(&mut self, posts: usize, readers: &[&Member]) -> Result<(Histogram, Vec<(i64, Page)>)> {
        let ask = |reader: &&Member| request("GET", HOME, self.address, &reader.token);
        let asks: Vec<Vec<u8>> = readers.iter().map(ask).collect();
        let (mut latency, mut pages) = (Histogram::default(), Vec::new());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut posting = Connection::open(self.address).await?;
            let mut reading = Connection::open(self.address).await?;
            for turn in 0..posts {
                let post = self.post(&mut posting).await?;
                for ask in &asks {
                    let began = now();
                    let answer = reading.call(ask).await?;
                    latency.record(began.elapsed());
                    judge(ask, answer.status)?;
                    if turn % COMPARED == 0 {
                        let page = Page { head: answer.head.to_vec(), body: answer.body.to_vec() };
                        pages.push((post, page));
                    }
                }
            }
            Ok((latency, pages))
        })
    }

    /// The next author posts; returns the id.
    async fn post(&mut self, connection: &mut Connection) -> Result<i64> {
        let author = &self.authors[self.posted % self.authors.len()];
        let mut bytes = Vec::new();
        let text = format!("status=Post+{}+of+those+that+are+news+to+both", self.posted);
        form(&mut bytes, POST, self.address, &author.token, &text);
        self.posted += 1;
        let answer = connection.call(&bytes).await?;
        judge(&bytes, answer.status)?;
        let status: serde_json::Value = serde_json::from_slice(answer.body)?;
        let id = status["id"].as_str().context("a status without an id")?;
        id.parse().context("an id that is no number")
    }
}

/// What a case is called in tables.
fn name(follows: u32, when: &str) -> String {
    format!("home of {follows} followed, first page, {when}")
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use super::*;
    use crate::bench::meter::Statements;

    fn found(name: &str, millis: u64) -> Found {
        let mut latency = Histogram::default();
        (0..REQUESTS).for_each(|_| latency.record(Duration::from_millis(millis)));
        Found { name: name.to_owned(), latency, spent: (0.0, Statements::default()) }
    }

    #[test]
    fn a_page_of_many_may_take_four_times_as_long_and_no_more() {
        for (millis, kept) in
            [([1, 3], true), ([2, 6], true), ([1, 5], false), ([3, 1], true), ([1, 11], false)]
        {
            let mut bars = Bars::default();
            check(NOTHING_NEW, &millis.map(|millis| found("some", millis)), &mut bars);
            assert_eq!(bars.finish(true).is_ok(), kept, "{millis:?}");
        }
    }

    /// Answers posts with ids that grow, pages with the last of these, and notes whose token asked for what.
    fn serve(stream: TcpStream, seen: &Mutex<Vec<String>>) {
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        loop {
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                if lines.read_line(&mut line).unwrap() == 0 {
                    return;
                }
                match line.trim_end() {
                    "" => break,
                    line => head.push(line.to_owned()),
                }
            }
            let value = |name: &str| head.iter().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
            let mut body = vec![0; value("Content-Length: ").parse().unwrap()];
            lines.read_exact(&mut body).unwrap();
            let mut seen = seen.lock().unwrap();
            let method = head[0].split(' ').next().unwrap();
            seen.push(format!("{method} {}", value("Authorization: Bearer ")));
            let posts = seen.iter().filter(|line| line.starts_with("POST")).count();
            drop(seen);
            let status = format!(r#"{{"id":"{posts}"}}"#);
            let body = if method == "POST" { status } else { format!("[{status}]") };
            let mut stream = &stream;
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        }
    }

    #[test]
    fn somebody_else_posts_before_each_turn_of_pages() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let noted = Arc::clone(&noted);
                std::thread::spawn(move || serve(stream.unwrap(), &noted));
            }
        });
        let [a, b, x, y] = ["a", "b", "x", "y"].map(|name| Member {
            name: name.into(),
            token: name.into(),
            id: name.into(),
        });
        let authors = [a, b];
        let mut turns = Turns { address, authors: &authors, posted: 0 };
        assert_eq!(turns.take(1, &[]).unwrap().0.total(), 0, "a post is no page");
        let (latency, pages) = turns.take(COMPARED + 1, &[&x, &y]).unwrap();
        assert_eq!(latency.total(), 2 * (COMPARED as u64 + 1));
        let of = |(post, page): &(i64, Page)| (*post, page.ids().unwrap().concat());
        let last = COMPARED as i64 + 2;
        let wanted = [2, 2, last, last].map(|post: i64| (post, post.to_string()));
        assert_eq!(pages.iter().map(of).collect::<Vec<_>>(), wanted, "each page is of after its post");
        let seen = seen.lock().unwrap();
        assert_eq!(seen[..7], ["POST a", "POST b", "GET x", "GET y", "POST a", "GET x", "GET y"]);
    }

    #[test]
    fn no_case_here_is_called_like_another() {
        let here =
            [FEW, MANY].into_iter().flat_map(|of| [NOTHING_NEW, AFTER_A_POST].map(|when| name(of, when)));
        let all: Vec<String> = super::super::CASES.into_iter().map(super::super::name).chain(here).collect();
        let names: std::collections::HashSet<&String> = all.iter().collect();
        assert_eq!(names.len(), all.len());
    }
}
