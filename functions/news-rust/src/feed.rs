//! The articles: from the cache while they are fresh, from the backend otherwise, and from the cache again when the backend
//! fails. One request fetches for all that wait, and while one does, the others take what is stale.

use fastly::cache::core::{CacheError, CacheKey, Found, Transaction};
use fastly::http::StatusCode;
use fastly::{Body, Request};
use serde::Deserialize;
use std::fmt;
use std::io::Write;
use std::time::Duration;

const BACKEND: &str = "feed";
const FRESH: Duration = Duration::from_secs(30);
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Deserialize)]
pub struct Feed {
    pub title: String,
    pub items: Vec<Article>,
}

#[derive(Deserialize)]
pub struct Article {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub published: String,
    pub text: String,
}

/// A feed, and where it came from.
pub struct Kept {
    pub feed: Feed,
    fetched: bool,
    stale: bool,
    pub age: Duration,
}

impl Kept {
    pub fn article(&self, name: &str) -> Option<&Article> {
        self.feed.items.iter().find(|article| article.id == name)
    }

    pub fn is_stale(&self) -> bool {
        self.stale
    }

    pub fn state(&self) -> &'static str {
        match (self.fetched, self.stale) {
            (true, _) => "fetched",
            (false, false) => "kept",
            (false, true) => "stale",
        }
    }
}

pub fn read() -> Result<Kept, Problem> {
    let lookup = Transaction::lookup(CacheKey::from_static(b"feed")).execute()?;
    let found = lookup.found();
    if !lookup.must_insert_or_update() {
        return kept(found.ok_or(Problem::Nothing)?);
    }
    match fetch() {
        Ok(text) => {
            let (mut writer, _) = lookup
                .insert(FRESH)
                .stale_while_revalidate(STALE)
                .surrogate_keys(["feed"])
                .known_length(text.len() as u64)
                .execute_and_stream_back()?;
            writer.write_all(text.as_bytes())?;
            writer.finish()?;
            Ok(Kept { feed: parse(&text)?, fetched: true, stale: false, age: Duration::ZERO })
        }
        Err(problem) => {
            lookup.cancel_insert_or_update()?;
            eprintln!("{problem}");
            found.map_or(Err(problem), kept)
        }
    }
}

fn kept(found: Found) -> Result<Kept, Problem> {
    let text = found.to_stream().map(Body::into_string)?;
    Ok(Kept { feed: parse(&text)?, fetched: false, stale: found.is_stale(), age: found.age() })
}

fn fetch() -> Result<String, Problem> {
    // The cache here keeps what it keeps; none is wanted between.
    let response = Request::get("http://feed/")
        .with_pass(true)
        .send(BACKEND)
        .map_err(|error| Problem::Unreachable(error.to_string()))?;
    match response.get_status() {
        StatusCode::OK => {
            let text = response.into_body_str();
            parse(&text).map(|_| text)
        }
        status => Err(Problem::Refused(status)),
    }
}

fn parse(text: &str) -> Result<Feed, Problem> {
    serde_json::from_str(text).map_err(|error| Problem::NoFeed(error.to_string()))
}

/// Why there are no articles.
pub enum Problem {
    Unreachable(String),
    Refused(StatusCode),
    NoFeed(String),
    Cache(CacheError),
    Broken(std::io::Error),
    Nothing,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let hint =
            "It is the sample feed-go: functions/build feed-go && ./verge deploy functions/feed-go";
        match self {
            Problem::Unreachable(cause) => {
                write!(out, "The backend {BACKEND} did not answer ({cause}). {hint}")
            }
            Problem::Refused(status) => {
                write!(out, "The backend {BACKEND} answered {status}. {hint}")
            }
            Problem::NoFeed(reason) => write!(out, "The backend {BACKEND} sent no feed: {reason}"),
            Problem::Cache(error) => write!(out, "The cache failed: {error}"),
            Problem::Broken(error) => write!(out, "The cached feed broke off: {error}"),
            Problem::Nothing => write!(out, "Another request was to fetch the feed and did not."),
        }
    }
}

impl From<CacheError> for Problem {
    fn from(error: CacheError) -> Self {
        Problem::Cache(error)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Problem::Broken(error)
    }
}
