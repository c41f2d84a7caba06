package dev.verge.deploy.requests;

import java.util.Locale;

/** What is counted of requests by how long it took. */
public enum Series {
  /** From "request routed" to the response's end. */
  LATENCY(0),
  /** From "request routed" to "guest entered", where no isolate was ready. */
  COLD(1),
  /** The same, where an isolate that was never used took the request. */
  PREPARED(2),
  /** The same, where a used isolate took it. */
  WARM(3),
  /** The part of a start that made the instance callable. */
  INSTANTIATION(4);

  private final int place;

  Series(int place) {
    this.place = place;
  }

  /** Its place among all, from 0. */
  int place() {
    return place;
  }

  /** The constant's name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
