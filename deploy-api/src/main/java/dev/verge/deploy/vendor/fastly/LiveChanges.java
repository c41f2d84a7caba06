package dev.verge.deploy.vendor.fastly;

import dev.verge.isolate.platform.live.LiveChange;
import java.util.Optional;
import java.util.OptionalLong;

/** Changes of a live store as they come in a batch. */
final class LiveChanges {
  private LiveChanges() {}

  /**
   * One of them.
   *
   * @param op what is done
   * @param field what the key is called in it
   * @param key of which item
   * @param value needed unless it is removed
   */
  static LiveChange of(
      Optional<String> op, String field, Optional<String> key, Optional<String> value) {
    LiveChange.Kind kind =
        switch (op.orElse("")) {
          case "create" -> LiveChange.Kind.CREATE;
          case "update" -> LiveChange.Kind.UPDATE;
          case "upsert" -> LiveChange.Kind.UPSERT;
          case "delete" -> LiveChange.Kind.DELETE;
          default -> throw Form.refused("op", "create, update, upsert or delete");
        };
    return new LiveChange(
        kind,
        key.orElseThrow(() -> Form.refused(field, "there")),
        value.orElse(""),
        OptionalLong.empty());
  }
}
