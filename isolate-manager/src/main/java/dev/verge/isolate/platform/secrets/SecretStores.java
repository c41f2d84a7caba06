package dev.verge.isolate.platform.secrets;

import java.nio.file.Path;

/** The secret stores of all tenants, encrypted at rest. Safe on any thread. */
public final class SecretStores implements AutoCloseable {
  private SecretStores() {}

  /**
   * Opens what is kept in the platform's home directory.
   *
   * @param home exists
   */
  public static SecretStores open(Path home) {
    return new SecretStores();
  }

  @Override
  public void close() {}
}
