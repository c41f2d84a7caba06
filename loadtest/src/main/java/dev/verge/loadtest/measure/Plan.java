package dev.verge.loadtest.measure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do with each target.
 *
 * @param method of every request
 * @param path of every request, with its query
 * @param body of every request; empty for none
 * @param warmup closed loop before anything is measured; zero for none
 * @param coldStarts pairs of a cold and a warm request; 0 for none
 * @param gap pause before each request of a pair
 * @param connections a closed loop for each of these numbers
 * @param duration of each closed loop, and of the open one
 * @param rate of the open loop, in requests per second; no open loop when empty
 * @param timeout a response that is not whole after this is an error
 */
public record Plan(
    String method,
    String path,
    String body,
    Duration warmup,
    int coldStarts,
    Duration gap,
    List<Integer> connections,
    Duration duration,
    Optional<Double> rate,
    Duration timeout) {
  public Plan {
    connections = List.copyOf(connections);
  }

  /** How many connections load is made with where one number is needed. */
  public int mostConnections() {
    return connections.stream().mapToInt(Integer::intValue).max().orElse(1);
  }
}
