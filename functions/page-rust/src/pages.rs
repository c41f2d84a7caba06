//! One function per page; each fills a template of `templates/` and says how long the answer may
//! be kept. Askama escapes every `{{ value }}` for HTML.

use crate::cgi::{Request, Response, value};
use crate::moons::{MOONS, Moon, PLANETS};
use askama::Template;

const STYLESHEET: &[u8] = include_bytes!("../assets/style.css");

/// Changes with the stylesheet, so that browsers may keep one version of it for ever.
const STYLESHEET_VERSION: u64 = fnv1a(STYLESHEET);

const FORM_LIMIT: u64 = 16 * 1024;
const MESSAGE_CHARS: usize = 280;

/// What every page needs.
struct Frame {
    host: String,
    stylesheet: String,
}

impl Frame {
    fn of(request: &Request) -> Frame {
        Frame {
            host: request.header("host").unwrap_or("this function").to_owned(),
            stylesheet: format!("/style.css?v={STYLESHEET_VERSION:016x}"),
        }
    }
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    frame: Frame,
    moons: Vec<&'a Moon>,
    all: usize,
    largest: f64,
    planets: &'a [&'a str],
    planet: &'a str,
    search: &'a str,
    sort: Sort,
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Name,
    Radius,
    Period,
    Year,
}

impl Sort {
    /// As in the query; anything else sorts by radius.
    fn of(key: &str) -> Sort {
        match key {
            "name" => Sort::Name,
            "period" => Sort::Period,
            "year" => Sort::Year,
            _ => Sort::Radius,
        }
    }

    fn apply(self, moons: &mut [&Moon]) {
        match self {
            Sort::Name => moons.sort_by_key(|moon| moon.name),
            Sort::Radius => moons.sort_by(|a, b| b.radius.total_cmp(&a.radius)),
            Sort::Period => moons.sort_by(|a, b| a.period.total_cmp(&b.period)),
            Sort::Year => moons.sort_by_key(|moon| moon.year()),
        }
    }
}

pub fn list(request: &Request) -> Response {
    let query = request.query_pairs();
    let planet = value(&query, "planet");
    let search = value(&query, "q").trim();
    let sort = Sort::of(value(&query, "sort"));
    let needle = search.to_lowercase();
    let mut moons: Vec<&Moon> = MOONS
        .iter()
        .filter(|moon| planet.is_empty() || moon.planet.eq_ignore_ascii_case(planet))
        .filter(|moon| moon.name.to_lowercase().contains(&needle))
        .collect();
    sort.apply(&mut moons);
    let page = ListPage {
        frame: Frame::of(request),
        moons,
        all: MOONS.len(),
        largest: MOONS.iter().map(|moon| moon.radius).fold(0.0, f64::max),
        planets: PLANETS,
        planet,
        search,
        sort,
    };
    html("200 OK", &page).with("Cache-Control", "public, max-age=300")
}

#[derive(Template)]
#[template(path = "moon.html")]
struct MoonPage<'a> {
    frame: Frame,
    moon: &'a Moon,
    siblings: Vec<&'a Moon>,
}

pub fn moon(request: &Request, slug: &str) -> Response {
    let Some(moon) = MOONS.iter().find(|moon| moon.slug() == slug) else {
        return not_found(request);
    };
    let siblings = MOONS
        .iter()
        .filter(|other| other.planet == moon.planet && other.name != moon.name)
        .collect();
    let page = MoonPage { frame: Frame::of(request), moon, siblings };
    html("200 OK", &page).with("Cache-Control", "public, max-age=300")
}

#[derive(Template)]
#[template(path = "postcard.html")]
struct PostcardPage<'a> {
    frame: Frame,
    moons: &'a [Moon],
    chosen: &'a str,
    from: &'a str,
    message: &'a str,
    limit: usize,
    problem: Option<String>,
    sent: bool,
}

pub fn postcard(request: &Request) -> Response {
    let query = request.query_pairs();
    let page = PostcardPage {
        frame: Frame::of(request),
        moons: MOONS,
        chosen: value(&query, "moon"),
        from: "",
        message: "",
        limit: MESSAGE_CHARS,
        problem: None,
        sent: false,
    };
    html("200 OK", &page).with("Cache-Control", "public, max-age=300")
}

pub fn postcard_sent(request: &Request) -> Response {
    let fields = match request.form(FORM_LIMIT) {
        Ok(fields) => fields,
        Err(refusal) => return refusal,
    };
    let chosen = value(&fields, "moon");
    let from = value(&fields, "from").trim();
    let message = value(&fields, "message").trim();
    let problem = if !MOONS.iter().any(|moon| moon.name == chosen) {
        Some("Choose a moon from the list.".to_owned())
    } else if from.is_empty() || message.is_empty() {
        Some("A postcard needs a sender and a message.".to_owned())
    } else if message.chars().count() > MESSAGE_CHARS {
        Some(format!("The message is longer than {MESSAGE_CHARS} characters."))
    } else {
        None
    };
    let status = if problem.is_none() { "200 OK" } else { "422 Unprocessable Content" };
    eprintln!("postcard from {chosen:?}: {} bytes, {status}", message.len());
    let sent = problem.is_none();
    let page = PostcardPage {
        frame: Frame::of(request),
        moons: MOONS,
        chosen,
        from,
        message,
        limit: MESSAGE_CHARS,
        problem,
        sent,
    };
    html(status, &page).with("Cache-Control", "no-store")
}

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage<'a> {
    frame: Frame,
    request: &'a Request,
    query: Vec<(String, String)>,
}

pub fn request(request: &Request) -> Response {
    let page = RequestPage { frame: Frame::of(request), request, query: request.query_pairs() };
    html("200 OK", &page).with("Cache-Control", "no-store")
}

pub fn stylesheet(request: &Request) -> Response {
    let tag = format!("\"{STYLESHEET_VERSION:016x}\"");
    let known = request.header("if-none-match").unwrap_or("");
    let response = if known.split(',').any(|known| known.trim() == tag) {
        Response::not_modified()
    } else {
        Response::new("200 OK", "text/css; charset=utf-8", STYLESHEET.to_vec())
    };
    response.with("ETag", tag).with("Cache-Control", "public, max-age=31536000, immutable")
}

#[derive(Template)]
#[template(path = "not-found.html")]
struct NotFoundPage<'a> {
    frame: Frame,
    path: &'a str,
}

pub fn not_found(request: &Request) -> Response {
    let page = NotFoundPage { frame: Frame::of(request), path: &request.path };
    html("404 Not Found", &page).with("Cache-Control", "public, max-age=60")
}

pub fn method_not_allowed(allowed: &'static str) -> Response {
    Response::text("405 Method Not Allowed", &format!("This page knows {allowed}.\n"))
        .with("Allow", allowed)
        .with("Cache-Control", "no-store")
}

fn html(status: &'static str, page: &impl Template) -> Response {
    let body = page.render().expect("rendering into memory cannot fail");
    Response::new(status, "text/html; charset=utf-8", body.into_bytes())
        .with("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .with("Referrer-Policy", "no-referrer")
}

/// The pages have no scripts; even if escaping failed somewhere, none would run.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The FNV-1a hash, 64 bits wide; at compile time.
const fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}
