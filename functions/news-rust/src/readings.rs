//! How often articles were read, in a KV store. Two requests at once may count as one: the generation would tell, and a counter
//! that must be exact would try again.

use fastly::kv_store::{KVStore, KVStoreError};

const STORE: &str = "readings";

/// Counts one reading; tells how many there are, or nothing when the store cannot say.
pub fn count(name: &str) -> Option<u64> {
    let counted = counted(name);
    if let Err(error) = &counted {
        eprintln!("the reading of {name} is not counted: {error}");
    }
    counted.ok()
}

fn counted(name: &str) -> Result<u64, KVStoreError> {
    let store =
        KVStore::open(STORE)?.ok_or_else(|| KVStoreError::StoreNotFound(STORE.to_owned()))?;
    let before = match store.lookup(name) {
        Ok(mut found) => found.take_body().into_string().parse().unwrap_or(0),
        Err(KVStoreError::ItemNotFound) => 0,
        Err(error) => return Err(error),
    };
    let now = before + 1;
    store.insert(name, now.to_string()).map(|()| now)
}
