//! Stores: KV, config, dictionary, secrets, access control lists.

use crate::{Answer, number, optional, parameter};
use fastly::acl::Acl;
use fastly::config_store::ConfigStore;
use fastly::kv_store::{InsertMode, KVStore, ListMode};
use fastly::secret_store::{Secret, SecretStore};
use fastly::{Body, Request};
use std::time::Duration;

pub fn answer(route: &str, mut request: Request) -> Option<Answer> {
    let key = parameter(&request, "key");
    Some(match route {
        "kv-open" => match KVStore::open(&parameter(&request, "store")) {
            Ok(store) => format!("{}", store.is_some()).into(),
            Err(error) => format!("{error:?}").into(),
        },
        "kv-get" => match things().lookup(&key) {
            Ok(mut found) => format!(
                "{} metadata={:?} generation={}",
                found.take_body().into_string(),
                found.metadata().map(|data| String::from_utf8_lossy(&data).into_owned()),
                found.current_generation() > 0
            )
            .into(),
            Err(error) => format!("{error:?}").into(),
        },
        "kv-put" => {
            let body = request.take_body();
            let store = things();
            let mut insert =
                store.build_insert().mode(match parameter(&request, "mode").as_str() {
                    "add" => InsertMode::Add,
                    "append" => InsertMode::Append,
                    "prepend" => InsertMode::Prepend,
                    _ => InsertMode::Overwrite,
                });
            if let Some(data) = optional(&request, "metadata") {
                insert = insert.metadata(&data);
            }
            if let Some(seconds) = optional(&request, "ttl") {
                insert =
                    insert.time_to_live(Duration::from_secs(seconds.parse().expect("a number")));
            }
            format!("{:?}", insert.execute(&key, body)).into()
        }
        "kv-delete" => format!("{:?}", things().delete(&key)).into(),
        // Writes with the generation that was read, then with the same one again.
        "kv-generation" => {
            let store = things();
            store.insert(&key, "first").expect("an insert");
            let generation = store.lookup(&key).expect("a value").current_generation();
            let fits = store.build_insert().if_generation_match(generation).execute(&key, "second");
            let stale = store.build_insert().if_generation_match(generation).execute(&key, "third");
            let now = store.lookup(&key).expect("a value").take_body().into_string();
            format!("{fits:?} {stale:?} {now}").into()
        }
        "kv-list" => {
            let mut pages = Vec::new();
            let prefix = parameter(&request, "prefix");
            let mut cursor: Option<String> = None;
            let store = things();
            loop {
                let mut list =
                    store.build_list().prefix(&prefix).limit(number(&request, "limit", 2) as u32);
                if let Some(cursor) = &cursor {
                    list = list.cursor(cursor);
                }
                let page = list.execute().expect("a page");
                pages.push(page.keys().join(","));
                cursor = page.next_cursor();
                if cursor.is_none() {
                    break format!(
                        "{} mode={}",
                        pages.join(" | "),
                        matches!(page.mode(), ListMode::Strong)
                    )
                    .into();
                }
            }
        }
        "kv-async" => {
            let store = things();
            let one = store.build_insert().execute_async("async-one", "1").expect("an insert");
            let two = store.build_insert().execute_async("async-two", "2").expect("an insert");
            store.pending_insert_wait(two).expect("an insert");
            store.pending_insert_wait(one).expect("an insert");
            let one = store.build_lookup().execute_async("async-one").expect("a lookup");
            let two = store.build_lookup().execute_async("async-two").expect("a lookup");
            let two = store.pending_lookup_wait(two).expect("a value").take_body().into_string();
            let one = store.pending_lookup_wait(one).expect("a value").take_body().into_string();
            let gone = store.build_delete().execute_async("async-one").expect("a delete");
            store.pending_delete_wait(gone).expect("a delete");
            format!("{one}{two} {:?}", store.lookup("async-one").err()).into()
        }
        "kv-large" => {
            let size = number(&request, "bytes", 1 << 20) as usize;
            let store = things();
            let put = store.insert("large", Body::from(vec![b'v'; size]));
            let length = store.lookup("large").map(|mut found| found.take_body_bytes().len());
            format!("{put:?} {length:?}").into()
        }
        "config" => match ConfigStore::try_open(&parameter(&request, "store")) {
            Ok(store) => {
                format!("{:?} contains={}", store.try_get(&key), store.contains(&key)).into()
            }
            Err(error) => format!("{error:?}").into(),
        },
        #[allow(deprecated)]
        "dictionary" => match fastly::Dictionary::try_open(&parameter(&request, "store")) {
            Ok(store) => format!("{:?}", store.try_get(&key)).into(),
            Err(error) => format!("{error:?}").into(),
        },
        "secret" => match SecretStore::open(&parameter(&request, "store")) {
            Ok(store) => match store.try_get(&key) {
                Ok(found) => format!(
                    "{:?}",
                    found.map(|secret| String::from_utf8_lossy(&secret.plaintext()).into_owned())
                )
                .into(),
                Err(error) => format!("{error:?}").into(),
            },
            Err(error) => format!("{error:?}").into(),
        },
        "secret-made" => {
            let secret = Secret::from_bytes(b"made here".to_vec()).expect("a secret");
            String::from_utf8_lossy(&secret.plaintext()).into_owned().into()
        }
        "acl" => match Acl::open(&parameter(&request, "list")) {
            Ok(list) => {
                match list.try_lookup(parameter(&request, "ip").parse().expect("an address")) {
                    Ok(Some(found)) => format!(
                        "{} {}",
                        found.prefix(),
                        if found.is_block() { "BLOCK" } else { "ALLOW" }
                    )
                    .into(),
                    Ok(None) => "none".into(),
                    Err(error) => format!("{error:?}").into(),
                }
            }
            Err(error) => format!("{error:?}").into(),
        },
        _ => return None,
    })
}

fn things() -> KVStore {
    KVStore::open("things").expect("a name that can be").expect("a store named things")
}
