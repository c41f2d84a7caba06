package dev.verge.deploy.client;

import dev.verge.deploy.fastly.KvEntry;
import dev.verge.deploy.fastly.Secret;
import java.util.List;

/**
 * What a tenant's stores get when a function is deployed.
 *
 * @param kvEntries put where there is no entry of the key yet
 * @param secrets put in place of those that are there
 */
public record StoreData(List<KvEntry> kvEntries, List<Secret> secrets) {
  static final StoreData NONE = new StoreData(List.of(), List.of());

  public StoreData {
    kvEntries = List.copyOf(kvEntries);
    secrets = List.copyOf(secrets);
  }

  boolean isEmpty() {
    return kvEntries.isEmpty() && secrets.isEmpty();
  }
}
