package dev.verge.deploy.vendor.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.kv.KvException;
import dev.verge.isolate.platform.kv.KvInsert;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Optional;
import java.util.OptionalLong;

/** Many entries of a KV store in one request: a JSON document in each line. */
final class KvBatch {
  private static final int MAX_BYTES = 40 << 20;

  /** The largest value, in Base64, is longer than what Jackson takes otherwise. */
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(MAX_BYTES).build())
                  .build())
          .addModule(new Jdk8Module())
          .build();

  private final Taker taker;
  private int count;

  KvBatch(Taker taker) {
    this.taker = taker;
  }

  /**
   * One entry.
   *
   * @param key its key
   * @param value its value
   * @param how it is to be put
   */
  record Entry(String key, Source value, KvInsert how) {}

  /** Puts an entry. */
  interface Taker {
    /**
     * Puts one.
     *
     * @throws IOException when the control plane stops
     */
    void put(Entry entry) throws IOException;
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Line(
      Optional<String> key,
      Optional<String> value,
      Optional<String> metadata,
      @JsonProperty("time_to_live_sec") Optional<Integer> timeToLiveSec,
      Optional<Boolean> add,
      Optional<Boolean> append,
      Optional<Boolean> prepend) {
    Entry entry() {
      return new Entry(
          key.orElseThrow(() -> Form.refused("key", "there")),
          new ByteSource(StoreDocuments.bytes("value", value)),
          new KvInsert(
              mode(),
              OptionalLong.empty(),
              metadata.orElse(""),
              timeToLiveSec.map(String::valueOf).map(KvStoreEndpoints::timeToLive)));
    }

    private KvInsert.Mode mode() {
      if (add.orElse(false)) {
        return KvInsert.Mode.ADD;
      }
      if (append.orElse(false)) {
        return KvInsert.Mode.APPEND;
      }
      return prepend.orElse(false) ? KvInsert.Mode.PREPEND : KvInsert.Mode.OVERWRITE;
    }
  }

  /** How many entries are stored by now. */
  int count() {
    return count;
  }

  /**
   * Reads a request's body when all of it is there; entries before one that is refused stay.
   *
   * @throws IOException when the body breaks off; then none is stored
   */
  void read(Call call) throws IOException {
    call.document(MAX_BYTES, this::read);
  }

  private KvBatch read(InputStream body) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank()) {
        put(line);
        count++;
      }
    }
    return this;
  }

  private void put(String line) throws IOException {
    try {
      taker.put(
          Optional.ofNullable(JSON.readValue(line, Line.class))
              .orElseThrow(() -> Form.refused("key", "there"))
              .entry());
    } catch (JsonProcessingException e) {
      throw refused(
          ProblemType.INVALID_FIELD,
          "It is not a JSON document like {\"key\":\"a\",\"value\":\"Yg==\"}.");
    } catch (ProblemException e) {
      throw refused(e.type(), e.getMessage());
    } catch (KvException e) {
      ProblemException problem = KvStoreEndpoints.refused(e);
      throw refused(problem.type(), problem.getMessage());
    }
  }

  private ProblemException refused(ProblemType type, String why) {
    return new ProblemException(
        type, "Line %d: %s Those before it are stored.".formatted(count + 1, why));
  }
}
