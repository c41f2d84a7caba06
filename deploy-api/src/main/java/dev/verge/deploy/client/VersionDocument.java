package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * A version as the control plane tells it; what the commands do not show is left out.
 *
 * @param tenant whose function it is
 * @param function the function's name
 * @param version counted from 1
 * @param active whether it serves now
 * @param canary whether it serves a part of the requests beside the active one
 * @param warm how warm its code is, while it serves
 * @param created when it was stored, as in RFC 3339
 * @param createdBy who made it
 * @param note what its author says about it
 * @param module its binary
 * @param provenance what the binary is; told of one version at a time
 * @param urls where it answers once it is active
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VersionDocument(
    String tenant,
    String function,
    int version,
    boolean active,
    boolean canary,
    Optional<String> warm,
    String created,
    @JsonProperty("created_by") Optional<ActorDocument> createdBy,
    Optional<String> note,
    Blob module,
    Optional<Provenance> provenance,
    List<String> urls) {
  public VersionDocument {
    urls = urls == null ? List.of() : List.copyOf(urls);
  }

  /**
   * What a binary is.
   *
   * @param abi the guest ABI that it is built for
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Provenance(String abi) {}

  /**
   * A stored file.
   *
   * @param sha256 its content's hash, in hexadecimal
   * @param bytes its size
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Blob(String sha256, long bytes) {}
}
