package dev.verge.isolate.platform.kv;

import java.nio.file.Path;

/** The KV stores of all tenants, durable. Safe on any thread. */
public final class KvStores implements AutoCloseable {
  private KvStores() {}

  /**
   * Opens what is kept in the platform's home directory.
   *
   * @param home exists
   */
  public static KvStores open(Path home) {
    return new KvStores();
  }

  @Override
  public void close() {}
}
