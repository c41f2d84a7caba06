package dev.verge.loadtest.peers;

import java.util.Locale;

/**
 * Something that is measured of Verge and of a peer alike.
 *
 * @param scope from where it is seen
 * @param name such as {@code requests/s, 16 connections}
 * @param unit of the values
 * @param higherIsBetter true for a throughput, false for a duration
 */
record Figure(Scope scope, String name, String unit, boolean higherIsBetter) {

  /** From where a figure is seen; the sections of the report. */
  enum Scope {
    /** A client's view, over HTTP. */
    HTTP,
    /** What the platforms say themselves, of the part of a request that makes an instance. */
    PROCESS,
    /** From spawning the process to its first answer. */
    START;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Figure micros(Scope scope, String name) {
    return new Figure(scope, name, "µs", false);
  }

  /**
   * How many times better Verge did.
   *
   * @return above 1 where Verge is ahead, whichever way the figure goes
   */
  double ratio(double verge, double peer) {
    return higherIsBetter ? verge / peer : peer / verge;
  }
}
