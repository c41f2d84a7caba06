package dev.verge.loadtest;

import dev.verge.loadtest.peers.PeersRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** What {@code --peers} needs beside the options of every run. */
final class PeersOptions {
  @Option(
      names = "--peers",
      description =
          "compare Verge with workerd, Node.js, Wasmtime and Viceroy instead: all of them are"
              + " started for it, Verge too; --function chooses among the work items"
              + " (hello, page, page-js, compute)")
  private boolean wanted;

  @Option(
      names = "--peer",
      paramLabel = "NAME",
      description = "only this peer; may be repeated (default: all)")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "of Verge and a peer in turn, for each comparison")
  private int rounds;

  @Option(
      names = "--leg",
      paramLabel = "S",
      defaultValue = "2",
      description = "load on one side of a round, in seconds")
  private double legSeconds;

  @Option(
      names = "--settle",
      paramLabel = "S",
      defaultValue = "180",
      description =
          "the longest that each program is warmed up; it ends when throughput grows no more")
  private double settleSeconds;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "25",
      description = "cold and warm requests on one side of a round, two of each for each pair")
  private int pairs;

  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "5",
      description = "how often each process is started")
  private int starts;

  @Option(
      names = "--peers-build",
      paramLabel = "DIR",
      defaultValue = "${env:VERGE_PEERS_BUILD}",
      description =
          "where peers are built, kept from run to run (default: VERGE_PEERS_BUILD, else"
              + " loadtest/target/peers)")
  private Optional<Path> built = Optional.empty();

  boolean wanted() {
    return wanted;
  }

  Set<String> peers() {
    return new HashSet<>(peers);
  }

  int rounds() {
    return rounds;
  }

  double legSeconds() {
    return legSeconds;
  }

  double settleSeconds() {
    return settleSeconds;
  }

  int pairs() {
    return pairs;
  }

  int starts() {
    return starts;
  }

  Path built(Path root) {
    return built.orElse(root.resolve("loadtest/target/peers"));
  }

  /**
   * Checks the ranges.
   *
   * @param require gets what must hold, and what to say where it does not
   */
  void check(BiConsumer<Boolean, String> require) {
    require.accept(rounds >= 1 && rounds <= 1000, "--rounds must be from 1 to 1000");
    require.accept(legSeconds > 0 && legSeconds <= 600, "--leg must be from above 0 to 600");
    require.accept(settleSeconds >= 0 && settleSeconds <= 3600, "--settle must be from 0 to 3600");
    require.accept(pairs >= 3 && pairs <= 100_000, "--pairs must be from 3 to 100000");
    require.accept(starts >= 0 && starts <= 1000, "--starts must be from 0 to 1000");
    for (String peer : peers) {
      require.accept(
          PeersRun.peers().contains(peer),
          "There is no peer %s; there are: %s"
              .formatted(peer, String.join(", ", PeersRun.peers())));
    }
  }
}
