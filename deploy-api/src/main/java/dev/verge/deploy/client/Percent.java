package dev.verge.deploy.client;

/** Percentages for people. */
final class Percent {
  private Percent() {}

  /** With a digit behind the point when there is one. */
  static String of(double percent) {
    return percent == Math.rint(percent) ? "%d %%".formatted((long) percent) : percent + " %";
  }
}
