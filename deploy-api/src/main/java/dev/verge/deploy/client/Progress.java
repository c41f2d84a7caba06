package dev.verge.deploy.client;

/** Watches an upload. Called on the HTTP client's threads, one at a time. */
public interface Progress {
  /** Nobody watches. */
  Progress NONE = (sent, total) -> {};

  /**
   * Some bytes went out.
   *
   * @param sent bytes so far
   * @param total bytes in all
   */
  void sent(long sent, long total);
}
