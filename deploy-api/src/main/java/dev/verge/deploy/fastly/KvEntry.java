package dev.verge.deploy.fastly;

import java.util.Optional;

/**
 * What a KV store of the project begins with.
 *
 * @param store the store's name
 * @param key the entry's key
 * @param value the entry's value
 * @param metadata what is kept beside the value
 */
public record KvEntry(String store, String key, Content value, Optional<String> metadata) {}
