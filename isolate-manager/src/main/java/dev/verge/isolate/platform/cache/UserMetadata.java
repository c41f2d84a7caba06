package dev.verge.isolate.platform.cache;

/** Bytes that mean something to the guest that stored them. */
public final class UserMetadata implements Metadata {
  /** The most that is taken, in bytes. */
  public static final int MOST_BYTES = 1 << 20;

  /** No bytes. */
  public static final UserMetadata NONE = new UserMetadata(new byte[0]);

  private final byte[] bytes;

  /**
   * Of these bytes, which are copied.
   *
   * @throws CacheException {@link CacheException.Kind#TOO_LARGE} above {@link #MOST_BYTES}
   */
  public UserMetadata(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw CacheException.tooLarge(bytes.length, MOST_BYTES);
    }
    this.bytes = bytes.clone();
  }

  /** A copy of them. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public long weight() {
    return bytes.length;
  }
}
