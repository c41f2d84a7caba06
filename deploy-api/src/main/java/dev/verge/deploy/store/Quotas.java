package dev.verge.deploy.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much a tenant may have; what is left out has no limit.
 *
 * @param functions how many functions
 * @param storedBytes modules and assets of all versions together, in bytes; equal files count once
 */
public record Quotas(
    OptionalInt functions, @JsonProperty("stored_bytes") OptionalLong storedBytes) {
  /** No limits. */
  public static final Quotas NONE = new Quotas(OptionalInt.empty(), OptionalLong.empty());

  public Quotas {
    functions = functions == null ? OptionalInt.empty() : functions;
    storedBytes = storedBytes == null ? OptionalLong.empty() : storedBytes;
  }
}
