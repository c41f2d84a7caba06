package dev.verge.isolate.template;

import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;

/** What is prepared once per version. Immutable; safe on any thread. (Skeleton.) */
public final class Template {
  private final VersionId version;
  private final GuestConfig config;

  Template(VersionId version, GuestConfig config) {
    this.version = version;
    this.config = config;
  }

  /** The version that this serves. */
  public VersionId version() {
    return version;
  }

  /** How its guest is run. */
  public GuestConfig config() {
    return config;
  }
}
