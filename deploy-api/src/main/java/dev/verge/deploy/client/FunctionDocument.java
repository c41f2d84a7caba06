package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A function as the control plane tells it.
 *
 * @param tenant its owner
 * @param function its name
 * @param active the version that serves now
 * @param unavailable why it cannot serve, though it should
 * @param urls where it answers
 * @param versions all that are stored
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FunctionDocument(
    String tenant,
    String function,
    OptionalInt active,
    Optional<String> unavailable,
    List<String> urls,
    List<VersionDocument> versions) {
  public FunctionDocument {
    urls = urls == null ? List.of() : List.copyOf(urls);
    versions = versions == null ? List.of() : List.copyOf(versions);
  }

  /** The version that serves now. */
  Optional<VersionDocument> serving() {
    return versions.stream()
        .filter(version -> active.isPresent() && version.version() == active.getAsInt())
        .findFirst();
  }
}
