package dev.verge.docker;

import org.opentest4j.TestAbortedException;

/** What a machine cannot have: its tests are skipped where everybody sees the reason. */
final class NotHere {
  private NotHere() {}

  /** To be thrown. Surefire keeps the reason in its report alone, so it is printed too. */
  static TestAbortedException because(String reason) {
    System.err.println("SKIPPED: " + reason);
    return new TestAbortedException(reason);
  }
}
