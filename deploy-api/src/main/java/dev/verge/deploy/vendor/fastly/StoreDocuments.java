package dev.verge.deploy.vendor.fastly;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Documents that stores of several kinds have in common. */
final class StoreDocuments {
  private static final int MAX_BYTES = 16 << 10;

  private StoreDocuments() {}

  /**
   * A store.
   *
   * @param id its identifier
   * @param name its name
   * @param createdAt when it came to be, where that is known
   * @param updatedAt when it was changed last, where that is known
   */
  record StoreDocument(
      String id, String name, Optional<String> createdAt, Optional<String> updatedAt)
      implements Document {
    static StoreDocument of(TenantStore store) {
      return new StoreDocument(store.id(), store.name(), Optional.empty(), Optional.empty());
    }

    static StoreDocument of(TenantStore store, Instant created, Instant updated) {
      return new StoreDocument(
          store.id(),
          store.name(),
          Optional.of(Document.time(created)),
          Optional.of(Document.time(updated)));
    }
  }

  /**
   * All there is: one page.
   *
   * @param data the stores
   * @param meta how many are listed at the most
   */
  record Page<T>(List<T> data, Meta meta) implements Document {
    static <T> Page<T> of(List<T> data) {
      return new Page<>(data, new Meta(data.size(), data.size()));
    }
  }

  record Meta(int limit, int total) implements Document {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Named(Optional<String> name) {}

  /** The name that a store to be made is to have. */
  static String name(Call call) throws IOException {
    return call.json(MAX_BYTES, Named.class, "{\"name\":\"my-store\"}")
        .name()
        .filter(name -> !name.isEmpty())
        .orElseThrow(() -> Form.refused("name", "there"));
  }

  /** The bytes of a field in Base64 that there has to be. */
  static byte[] bytes(String field, Optional<String> base64) {
    try {
      return Base64.getDecoder()
          .decode(base64.orElseThrow(() -> Form.refused(field, "there, in Base64")));
    } catch (IllegalArgumentException e) {
      throw Form.refused(field, "in Base64");
    }
  }

  /** Bytes as a field has them. */
  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The problem of a store that is to be made and there already. */
  static ProblemException taken(String name) {
    return new ProblemException(
        ProblemType.NAME_TAKEN,
        "A store of the name %s exists already.".formatted(FastlyServices.shown(name)));
  }
}
