package dev.verge.isolate.platform.kv;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a value is to be stored.
 *
 * @param mode what happens to the value that is there
 * @param ifGeneration when present, only over an entry of this generation
 * @param metadata a text beside the value, at most {@link #MOST_METADATA_BYTES} in UTF-8; replaces
 *     that of the entry, in every mode
 * @param timeToLive after which the entry is gone; replaces that of the entry, in every mode; when
 *     empty it stays
 */
public record KvInsert(
    Mode mode, OptionalLong ifGeneration, String metadata, Optional<Duration> timeToLive) {
  /** As Fastly documents it. */
  public static final int MOST_METADATA_BYTES = 2000;

  /** Over whatever is there; no metadata, no end. */
  public static final KvInsert OVERWRITE =
      new KvInsert(Mode.OVERWRITE, OptionalLong.empty(), "", Optional.empty());

  /** What happens to the value that is there; without one, all store the new value. */
  public enum Mode {
    /** The new value replaces it. */
    OVERWRITE,
    /** It stays, and the insert fails. */
    ADD,
    /** The new value is put behind it. */
    APPEND,
    /** The new value is put before it. */
    PREPEND
  }

  /**
   * @throws KvException when the metadata is too long
   */
  public KvInsert {
    int length = metadata.getBytes(StandardCharsets.UTF_8).length;
    if (length > MOST_METADATA_BYTES) {
      throw new KvException(
          KvException.Reason.BAD_REQUEST,
          "Metadata of %d bytes; the most is %d.".formatted(length, MOST_METADATA_BYTES));
    }
  }
}
