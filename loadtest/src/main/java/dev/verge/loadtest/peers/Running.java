package dev.verge.loadtest.peers;

import dev.verge.loadtest.target.Target;
import java.util.Map;
import java.util.Optional;

/**
 * A platform that answers.
 *
 * @param process its process
 * @param targets by work, for load
 * @param starts by work, for cold and warm requests
 */
record Running(PeerProcess process, Map<String, Target> targets, Map<String, Target> starts)
    implements AutoCloseable {
  Running {
    targets = Map.copyOf(targets);
    starts = Map.copyOf(starts);
  }

  Optional<Target> target(String work) {
    return Optional.ofNullable(targets.get(work));
  }

  Optional<Target> start(String work) {
    return Optional.ofNullable(starts.get(work));
  }

  @Override
  public void close() {
    process.close();
  }
}
