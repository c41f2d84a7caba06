package dev.verge.deploy.rollout;

/**
 * What a rule looks at.
 *
 * @param tally of the requests within its window
 * @param timed those of them whose duration matters: somebody waited for the answer. What a trigger
 *     runs may take as long as its work does
 */
record Recent(Tally tally, long timed) {
  /** Nothing yet. */
  static final Recent NONE = new Recent(Tally.NONE, 0);

  Recent plus(Recent other) {
    return new Recent(tally.plus(other.tally), timed + other.timed);
  }
}
