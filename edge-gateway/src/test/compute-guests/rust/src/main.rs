//! One behaviour of the Compute ABI per route, through Fastly's own crate. ../README.md lists them.

mod answer;
mod backend;
mod cache;
mod downstream;
mod edge;
mod http_cache;
mod raw;
mod send;
mod stores;

use fastly::{Request, Response};

/// What a route gives: text that `main` sends, a response that `main` sends, or nothing when it has sent one itself.
pub enum Answer {
    Text(String),
    Response(Response),
    Sent,
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Answer::Text(text)
    }
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        Answer::Text(text.to_owned())
    }
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Answer::Response(response)
    }
}

/// A query parameter as text; empty when it is not there.
pub fn parameter(request: &Request, name: &str) -> String {
    optional(request, name).unwrap_or_default()
}

/// A query parameter, percent-decoded.
pub fn optional(request: &Request, name: &str) -> Option<String> {
    request
        .get_url()
        .query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// A query parameter as a number.
pub fn number(request: &Request, name: &str, otherwise: u64) -> u64 {
    optional(request, name).map_or(otherwise, |text| text.parse().expect("a number"))
}

fn main() {
    fastly::init();
    let request = Request::from_client();
    let path = request.get_path().to_owned();
    let (room, route) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    let answer = match room {
        "downstream" => downstream::answer(route, request),
        "answer" => answer::answer(route, request),
        "send" => send::answer(route, request),
        "backend" => backend::answer(route, request),
        "stores" => stores::answer(route, request),
        "edge" => edge::answer(route, request),
        "cache" => cache::answer(route, request),
        "http-cache" => http_cache::answer(route, request),
        "raw" => raw::answer(route, request),
        _ => None,
    };
    match answer {
        Some(Answer::Text(text)) => Response::from_body(text)
            .with_content_type(fastly::mime::TEXT_PLAIN_UTF_8)
            .send_to_client(),
        Some(Answer::Response(response)) => response.send_to_client(),
        Some(Answer::Sent) => {}
        None => Response::from_status(404).with_body(format!("no route {path}")).send_to_client(),
    }
}
