package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Caller;
import dev.verge.deploy.http.Call;

/** Whose things a request is about, since Fastly's paths do not say. */
final class Tenancy {
  /** The one that {@code verge deploy} takes, too, unless it is told. */
  private static final String DEFAULT = "demo";

  private Tenancy() {}

  /** The tenant of the token, or the default one for a token of all tenants. */
  static String of(Call call) {
    return of(call.caller());
  }

  /** As the other. */
  static String of(Caller caller) {
    return caller.tenant().orElse(DEFAULT);
  }
}
