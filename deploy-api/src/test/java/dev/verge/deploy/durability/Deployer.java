package dev.verge.deploy.durability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.deploy.testing.Modules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.TreeMap;

/** Uploads versions that serve at once, goes back to earlier ones, and deletes old ones. */
final class Deployer extends Worker {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String FUNCTION = "/v1/tenants/demo/functions/f";
  private static final int KEPT = 4;

  /** The modules of versions, by number. */
  private final TreeMap<Integer, byte[]> versions = new TreeMap<>();

  private int active;

  /** The last number that was given. */
  private int highest;

  private int count;

  /** What the last request would have made of it, when it was not answered. */
  private Optional<Runnable> open = Optional.empty();

  /** The number of the version that the last request was about. */
  private int number;

  @Override
  boolean change(Life life) {
    count++;
    if (versions.size() > KEPT && versions.firstKey() != active) {
      number = versions.firstKey();
      return done(
          () -> versions.remove(number),
          ask(life, "version-delete", "DELETE", version(number), "text/plain", new byte[0])
              .isPresent());
    }
    // To activate what serves already is no change, so the audit log does not tell of it.
    if (count % 3 == 0 && versions.size() > 1) {
      number = versions.lastKey() == active ? versions.firstKey() : versions.lastKey();
      byte[] body = "{\"version\":%d}".formatted(number).getBytes(UTF_8);
      return done(
          () -> active = number,
          ask(
                  life,
                  "deployment-activate",
                  "PUT",
                  FUNCTION + "/deployment",
                  "application/json",
                  body)
              .isPresent());
    }
    byte[] module = Modules.command("version " + count);
    number = highest + 1;
    return done(
        () -> {
          versions.put(number, module);
          highest = number;
          active = number;
        },
        ask(life, "version-upload", "PUT", FUNCTION, "application/wasm", module).isPresent());
  }

  private boolean done(Runnable effect, boolean answered) {
    if (answered) {
      effect.run();
    }
    open = answered ? Optional.empty() : Optional.of(effect);
    return answered;
  }

  @Override
  void check(Life life, String when) {
    if (open.isPresent() && !agrees(life)) {
      open.get().run();
    }
    open = Optional.empty();
    if (highest > 0) {
      assertThat(agrees(life)).as("%s: %s", when, versions.keySet()).isTrue();
      versions.forEach(
          (version, module) ->
              assertThat(life.get(version(version) + "/module")).as(when).isEqualTo(module));
    }
  }

  private boolean agrees(Life life) {
    if (highest == 0) {
      return life.ask("GET", FUNCTION, "text/plain", new byte[0]).orElseThrow().statusCode() == 404;
    }
    try {
      JsonNode function = JSON.readTree(life.get(FUNCTION));
      return function.path("active").asInt() == active
          && function.path("versions").findValues("version").stream()
              .map(JsonNode::asInt)
              .sorted()
              .toList()
              .equals(versions.keySet().stream().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version(int number) {
    return FUNCTION + "/versions/" + number;
  }
}
