package dev.verge.gateway.http;

import java.util.Locale;

/** What a version is to its function when a request gets it. */
enum Role {
  /** It is deployed. */
  ACTIVE,
  /** It is tried beside the deployed one. */
  CANARY,
  /** It is only looked at, which says nothing about its deployment. */
  PREVIEW;

  /** Its name in metrics. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
