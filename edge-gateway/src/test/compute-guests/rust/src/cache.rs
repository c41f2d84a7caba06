//! The core and the simple cache.

use crate::{Answer, parameter};
use fastly::Request;
use fastly::cache::core::{self, CacheKey, Found, PendingTransaction, Transaction};
use fastly::cache::simple;
use fastly::http::HeaderName;
use std::io::Write;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

pub fn answer(route: &str, request: Request) -> Option<Answer> {
    let key = CacheKey::from(parameter(&request, "key").into_bytes());
    Some(match route {
        // Inserts with everything that can be said about an object, and reads it all back.
        "insert" => {
            let mut body = core::insert(key.clone(), MINUTE)
                .initial_age(Duration::from_secs(10))
                .stale_while_revalidate(Duration::from_secs(30))
                .surrogate_keys(["group", "other"])
                .known_length(5)
                .user_metadata("about it".into())
                .execute()
                .expect("an insert");
            body.write_all(b"value").expect("an open body");
            body.finish().expect("an open body");
            let found = core::lookup(key).execute().expect("a lookup").expect("the object");
            about(&found).into()
        }
        "lookup" => match core::lookup(key).execute().expect("a lookup") {
            Some(found) => text(&found).into(),
            None => "miss".into(),
        },
        "range" => {
            fill(&key, b"0123456789");
            let found = core::lookup(key).execute().expect("a lookup").expect("the object");
            let from = found.to_stream_from_range(Some(3), Some(5)).expect("a range").into_string();
            let last = found.to_stream_from_range(None, Some(2)).expect("a range").into_string();
            let rest = found.to_stream_from_range(Some(7), None).expect("a range").into_string();
            format!("{from} {last} {rest}").into()
        }
        "hits" => {
            fill(&key, b"counted");
            let mut hits = Vec::new();
            for _ in 0..3 {
                let found =
                    core::lookup(key.clone()).execute().expect("a lookup").expect("the object");
                hits.push((found.hits(), text(&found)).0.to_string());
            }
            hits.join(",").into()
        }
        "vary" => {
            for language in ["en", "de"] {
                let mut body = core::insert(key.clone(), MINUTE)
                    .header("accept-language", language)
                    .vary_by([&HeaderName::from_static("accept-language")])
                    .execute()
                    .expect("an insert");
                body.write_all(language.as_bytes()).expect("an open body");
                body.finish().expect("an open body");
            }
            let got: Vec<String> = ["en", "de", "fr"]
                .iter()
                .map(|language| {
                    let found = core::lookup(key.clone())
                        .header("accept-language", *language)
                        .execute()
                        .expect("a lookup");
                    found.map_or("miss".to_owned(), |found| text(&found))
                })
                .collect();
            got.join(",").into()
        }
        "transaction" => {
            let first = Transaction::lookup(key.clone()).execute().expect("a lookup");
            let must =
                (first.must_insert(), first.must_insert_or_update(), first.found().is_some());
            let (mut writer, found) =
                first.insert(MINUTE).execute_and_stream_back().expect("an insert");
            writer.write_all(b"streamed").expect("an open body");
            writer.finish().expect("an open body");
            let back = text(&found);
            let second = Transaction::lookup(key).execute().expect("a lookup");
            format!(
                "{must:?} {back} {} {}",
                second.must_insert(),
                second.found().is_some_and(|found| found.is_usable())
            )
            .into()
        }
        // Two look the same key up: the second waits for the first, and has what the first inserts.
        "collapse" => {
            let first = Transaction::lookup(key.clone()).execute().expect("a lookup");
            let second: PendingTransaction =
                Transaction::lookup(key).execute_async().expect("a lookup");
            let waits = second.pending().expect("a state");
            let mut writer = first.insert(MINUTE).execute().expect("an insert");
            writer.write_all(b"once").expect("an open body");
            writer.finish().expect("an open body");
            let second = second.wait().expect("a transaction");
            format!(
                "{waits} {} {}",
                second.must_insert(),
                second.found().map_or("miss".into(), |found| text(&found))
            )
            .into()
        }
        // The first gives up: the second has to insert.
        "cancel" => {
            let first = Transaction::lookup(key.clone()).execute().expect("a lookup");
            let second = Transaction::lookup(key).execute_async().expect("a lookup");
            first.cancel_insert_or_update().expect("an obligation");
            let second = second.wait().expect("a transaction");
            format!("{}", second.must_insert()).into()
        }
        // Stale but usable: one refreshes while others take the stale object.
        "stale" => {
            let mut writer = core::insert(key.clone(), Duration::from_secs(1))
                .initial_age(Duration::from_secs(5))
                .stale_while_revalidate(MINUTE)
                .user_metadata("old".into())
                .execute()
                .expect("an insert");
            writer.write_all(b"kept").expect("an open body");
            writer.finish().expect("an open body");
            let first = Transaction::lookup(key.clone()).execute().expect("a lookup");
            let found = first.found().expect("the stale object");
            let state = (found.is_stale(), found.is_usable(), first.must_insert_or_update());
            let second = Transaction::lookup(key.clone()).execute().expect("a lookup");
            let other = (second.found().is_some(), second.must_insert_or_update());
            drop(second);
            drop(found);
            first.update(MINUTE).user_metadata("new".into()).execute().expect("an update");
            let fresh = core::lookup(key).execute().expect("a lookup").expect("the object");
            format!(
                "{state:?} {other:?} {} {} {}",
                fresh.is_stale(),
                String::from_utf8_lossy(&fresh.user_metadata()),
                text(&fresh)
            )
            .into()
        }
        "replace" => {
            fill(&key, b"old");
            let replace = core::replace(key.clone()).begin().expect("a replace");
            let existing = replace.existing_object().map(text);
            let mut writer = replace.execute(MINUTE).expect("a body");
            writer.write_all(b"new").expect("an open body");
            writer.finish().expect("an open body");
            let found = core::lookup(key).execute().expect("a lookup").expect("the object");
            format!("{existing:?} {}", text(&found)).into()
        }
        "abandoned" => {
            let mut writer = core::insert(key.clone(), MINUTE).execute().expect("an insert");
            writer.write_all(b"half").expect("an open body");
            writer.abandon().expect("an open body");
            match core::lookup(key).execute().expect("a lookup") {
                Some(found) => match found.to_stream() {
                    Ok(body) => {
                        let mut body = body;
                        let mut bytes = Vec::new();
                        let read = std::io::Read::read_to_end(&mut body, &mut bytes);
                        format!("found, read {}", if read.is_ok() { "all" } else { "failed" })
                            .into()
                    }
                    Err(error) => format!("{error:?}").into(),
                },
                None => "miss".into(),
            }
        }
        "simple" => {
            let name = parameter(&request, "key");
            let before = simple::get(name.clone()).expect("a get").is_some();
            let made =
                simple::get_or_set(name.clone(), "made", MINUTE).expect("a value").into_string();
            let kept = simple::get_or_set_with(name.clone(), || unreachable!("it is there"))
                .expect("a get")
                .expect("a value");
            let kept = kept.into_string();
            simple::purge(name.clone()).expect("a purge");
            format!("{before} {made} {kept} {}", simple::get(name).expect("a get").is_some()).into()
        }
        _ => return None,
    })
}

fn fill(key: &CacheKey, value: &[u8]) {
    let mut body = core::insert(key.clone(), MINUTE)
        .known_length(value.len() as u64)
        .execute()
        .expect("an insert");
    body.write_all(value).expect("an open body");
    body.finish().expect("an open body");
}

fn text(found: &Found) -> String {
    found.to_stream().expect("a body").into_string()
}

fn about(found: &Found) -> String {
    format!(
        "age={} max={} swr={} length={:?} metadata={} usable={} stale={} body={}",
        found.age().as_secs(),
        found.max_age().as_secs(),
        found.stale_while_revalidate().as_secs(),
        found.known_length(),
        String::from_utf8_lossy(&found.user_metadata()),
        found.is_usable(),
        found.is_stale(),
        text(found)
    )
}
