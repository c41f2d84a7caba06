package dev.verge.loadtest.peers;

import java.util.List;

/** A platform that can be started as a process. */
interface Peer {
  /** Such as {@code workerd}. */
  String name();

  /** The units that {@code loadtest/peers/build} makes for it. */
  List<String> units();

  /**
   * Starts it.
   *
   * @throws dev.verge.loadtest.BenchException when it does not answer
   */
  Running start();
}
