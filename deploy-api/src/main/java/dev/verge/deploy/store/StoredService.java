package dev.verge.deploy.store;

import dev.verge.isolate.FunctionId;
import java.time.Instant;

/**
 * A function as a vendor's tools know it.
 *
 * @param id opaque, never another's
 * @param function what it stands for, which may have no version yet
 * @param name what its owner calls it
 * @param comment what its owner says of it
 * @param created when it came to be
 * @param updated when it or one of its versions was changed last
 */
public record StoredService(
    String id, FunctionId function, String name, String comment, Instant created, Instant updated) {
  /** The same under another name, with another comment, changed now. */
  public StoredService with(String otherName, String otherComment, Instant now) {
    return new StoredService(id, function, otherName, otherComment, created, now);
  }
}
