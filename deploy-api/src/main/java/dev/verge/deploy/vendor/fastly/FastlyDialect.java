package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.http.Dialect;

/** Where Fastly's API is, and how it is let in and refuses. */
final class FastlyDialect implements Dialect {
  static final String ROOT = "/fastly";

  private record Refusal(String msg, String detail) implements Document {}

  @Override
  public String prefix() {
    return ROOT + "/";
  }

  @Override
  public String tokenField() {
    return "Fastly-Key";
  }

  @Override
  public Object error(String title, String detail) {
    return new Refusal(title, detail);
  }
}
