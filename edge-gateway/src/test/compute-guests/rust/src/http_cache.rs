//! The cache of `send`, and the crate's hooks around it.

use crate::{Answer, number, optional, parameter};
use fastly::Request;
use fastly::http::HeaderValue;
use fastly::http::request::SendError;
use std::io::Write;
use std::time::Duration;

pub fn answer(route: &str, request: Request) -> Option<Answer> {
    let path = optional(&request, "path").unwrap_or_else(|| "/counted".to_owned());
    let backend = optional(&request, "backend").unwrap_or_else(|| "origin".to_owned());
    let mut ours = Request::get(format!("http://guest.example{path}"));
    if let Some(language) = request.get_header_str("accept-language") {
        ours.set_header("accept-language", language);
    }
    Some(match route {
        "get" => told(ours.send(backend)).into(),
        "pass" => told(ours.with_pass(true).send(backend)).into(),
        "override" => {
            ours.set_ttl(number(&request, "ttl", 60) as u32);
            if optional(&request, "swr").is_some() {
                ours.set_stale_while_revalidate(number(&request, "swr", 0) as u32);
            }
            if let Some(key) = optional(&request, "surrogate") {
                ours.set_surrogate_key(HeaderValue::from_str(&key).expect("a value"));
            }
            told(ours.send(backend)).into()
        }
        "key" => {
            ours.set_cache_key(parameter(&request, "key"));
            told(ours.send(backend)).into()
        }
        "before" => {
            ours.set_before_send(|request| {
                request.set_header("x-before", "hook");
                Ok(())
            });
            told(ours.send(backend)).into()
        }
        "after" => {
            let ttl = number(&request, "ttl", 60);
            ours.set_after_send(move |candidate| {
                candidate.set_ttl(Duration::from_secs(ttl));
                candidate.set_header("x-after", "hook");
                candidate.set_surrogate_keys(["hooked"]);
                Ok(())
            });
            let result = ours.send(backend);
            let header = result
                .as_ref()
                .ok()
                .and_then(|response| response.get_header_str("x-after").map(str::to_owned));
            format!("{} {header:?}", told(result)).into()
        }
        "uncacheable" => {
            ours.set_after_send(|candidate| {
                candidate.set_uncacheable(true);
                Ok(())
            });
            told(ours.send(backend)).into()
        }
        "transform" => {
            ours.set_after_send(|candidate| {
                candidate.set_ttl(Duration::from_secs(60));
                candidate.set_body_transform(|body, out| {
                    let upper = body.into_string().to_uppercase();
                    out.write_all(upper.as_bytes())?;
                    Ok(())
                });
                Ok(())
            });
            told(ours.send(backend)).into()
        }
        "stale-if-error" => {
            ours.set_after_send(|candidate| {
                candidate.set_stale_if_error(Duration::from_secs(60));
                Ok(())
            });
            told(ours.send(backend)).into()
        }
        "cacheable" => ours.is_cacheable().to_string().into(),
        _ => return None,
    })
}

/// Status, body and what the cache did, in one line.
fn told(result: Result<fastly::Response, SendError>) -> String {
    match result {
        Ok(response) => {
            let status = response.get_status().as_u16();
            let cache = response.get_header_str("x-cache").map_or("-".to_owned(), str::to_owned);
            format!("{status} {} cache={cache}", response.into_body_str())
        }
        Err(error) => format!("error {:?}", error.root_cause()),
    }
}
