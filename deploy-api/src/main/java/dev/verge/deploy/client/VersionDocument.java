package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;

/**
 * A version as the control plane tells it; what the commands do not show is left out.
 *
 * @param tenant whose function it is
 * @param function the function's name
 * @param version counted from 1
 * @param active whether it serves now
 * @param warm how warm its code is, while it serves
 * @param created when it was stored, as in RFC 3339
 * @param module its binary
 * @param urls where it answers once it is active
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VersionDocument(
    String tenant,
    String function,
    int version,
    boolean active,
    Optional<String> warm,
    String created,
    Blob module,
    List<String> urls) {
  public VersionDocument {
    urls = urls == null ? List.of() : List.copyOf(urls);
  }

  /**
   * A stored file.
   *
   * @param sha256 its content's hash, in hexadecimal
   * @param bytes its size
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Blob(String sha256, long bytes) {}
}
