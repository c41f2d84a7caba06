package dev.verge.loadtest.peers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * Verge beside its peers.
 *
 * @param rounds of each comparison
 * @param legSeconds how long load lasted on one side of a round
 * @param pairs of a cold and a warm request on one side of a round
 * @param contenders who took part or should have, Verge first
 * @param rows what was compared, in the order of the report
 * @param missing what was not, and why
 * @param unsettled programs whose throughput still grew when their rounds began
 * @param errors responses with a status from 500 and broken requests, on either side
 */
public record PeersReport(
    int rounds,
    double legSeconds,
    int pairs,
    List<Contender> contenders,
    List<Row> rows,
    List<String> missing,
    List<String> unsettled,
    long errors) {
  public PeersReport {
    contenders = List.copyOf(contenders);
    rows = List.copyOf(rows);
    missing = List.copyOf(missing);
    unsettled = List.copyOf(unsettled);
  }

  /**
   * A platform.
   *
   * @param version where it is known
   * @param problem why it could not be built or started; absent when it took part
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Contender(String name, Optional<String> version, Optional<String> problem) {}
}
