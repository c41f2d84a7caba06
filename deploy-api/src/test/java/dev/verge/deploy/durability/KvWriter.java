package dev.verge.deploy.durability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts and deletes the entries of a KV store; some are so large that they come in pieces. */
final class KvWriter extends Worker {
  private static final int KEYS = 12;
  private static final int LARGE_BYTES = 300_000;
  private static final int NO_SUCH = 404;
  private final String store;
  private final Map<String, Optional<byte[]>> known = new TreeMap<>();
  private int count;
  private Optional<String> open = Optional.empty();
  private Optional<byte[]> wanted = Optional.empty();

  KvWriter(String store) {
    this.store = store;
  }

  @Override
  boolean change(Life life) {
    count++;
    String key = "key-" + count % KEYS;
    boolean deletes = count % 7 == 0 && known.getOrDefault(key, Optional.empty()).isPresent();
    open = Optional.of(key);
    wanted = deletes ? Optional.empty() : Optional.of(value());
    boolean answered =
        ask(
                life,
                deletes ? "kv-entry-delete" : "kv-entry-put",
                deletes ? "DELETE" : "PUT",
                path(key),
                "application/octet-stream",
                wanted.orElse(new byte[0]))
            .isPresent();
    if (answered) {
      known.put(key, wanted);
      open = Optional.empty();
    }
    return answered;
  }

  @Override
  void check(Life life, String when) {
    open.ifPresent(
        key -> {
          Optional<byte[]> found = find(life, key);
          assertThat(same(found, wanted) || same(found, known.getOrDefault(key, Optional.empty())))
              .as("%s: %s/%s is as it was, or as it was to be", when, store, key)
              .isTrue();
          known.put(key, found);
        });
    open = Optional.empty();
    known.forEach(
        (key, value) ->
            assertThat(same(find(life, key), value)).as("%s: %s/%s", when, store, key).isTrue());
  }

  private byte[] value() {
    byte[] text = (store + " " + count).getBytes(UTF_8);
    return count % 5 == 0 ? Arrays.copyOf(text, LARGE_BYTES) : text;
  }

  private Optional<byte[]> find(Life life, String key) {
    HttpResponse<byte[]> answer =
        life.ask("GET", path(key), "text/plain", new byte[0]).orElseThrow();
    return answer.statusCode() == NO_SUCH ? Optional.empty() : Optional.of(answer.body());
  }

  private static boolean same(Optional<byte[]> one, Optional<byte[]> other) {
    return one.isPresent() == other.isPresent()
        && (one.isEmpty() || Arrays.equals(one.get(), other.get()));
  }

  private String path(String key) {
    return "/v1/tenants/demo/kv-stores/%s/keys/%s".formatted(store, key);
  }
}
