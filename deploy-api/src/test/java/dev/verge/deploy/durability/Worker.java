package dev.verge.deploy.durability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/** Changes something of its own, one thing after the other, and knows what was acknowledged. */
abstract class Worker {
  /** How many changes of a kind were acknowledged, by the audit log's name. */
  private final Map<String, Integer> acknowledged = new TreeMap<>();

  /** What was asked for when a life ended; perhaps it was done. */
  private final Map<String, Integer> unknown = new TreeMap<>();

  /**
   * Makes changes until nobody answers.
   *
   * @param done gets a permit for each that was acknowledged
   * @param most how many permits are waited for at the most: they are all there at the end, so that
   *     a worker that failed is not waited for
   */
  final void work(Life life, Semaphore done, int most) {
    try {
      while (change(life)) {
        done.release();
      }
    } finally {
      done.release(most);
    }
  }

  /** Makes one change. Returns false when nobody answered. */
  abstract boolean change(Life life);

  /** Checks what this knows, and takes over what became of the last change. */
  abstract void check(Life life, String when);

  /** Asks for a change, which has to be accepted when it is answered at all. */
  final Optional<HttpResponse<byte[]>> ask(
      Life life, String action, String method, String path, String type, byte[] body) {
    Optional<HttpResponse<byte[]>> answer = life.ask(method, path, type, body);
    answer.ifPresentOrElse(
        response -> {
          assertThat(response.statusCode())
              .as(new String(response.body(), UTF_8))
              .isBetween(200, 299);
          acknowledged.merge(action, 1, Integer::sum);
        },
        () -> unknown.merge(action, 1, Integer::sum));
    return answer;
  }

  final Map<String, Integer> acknowledged() {
    return acknowledged;
  }

  final Map<String, Integer> unknown() {
    return unknown;
  }

  final void assertBusy() {
    assertThat(acknowledged)
        .isNotEmpty()
        .allSatisfy((action, count) -> assertThat(count).as(action).isPositive());
  }
}
