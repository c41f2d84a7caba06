package dev.verge.loadtest.measure;

import dev.verge.loadtest.target.Target;
import java.util.List;
import java.util.Optional;

/**
 * All that was measured of one target.
 *
 * @param target which
 * @param starts cold against warm, when that was asked for
 * @param loads closed loops in the order of the plan, then the open loop
 */
public record TargetResult(Target target, Optional<StartResult> starts, List<LoadResult> loads) {
  public TargetResult {
    loads = List.copyOf(loads);
  }
}
