package dev.verge.deploy.routing;

import dev.verge.isolate.VersionId;
import dev.verge.isolate.template.Template;
import java.util.function.Supplier;

/** The version that a hostname serves now. Immutable. */
public sealed interface Deployment {
  /** Which version this is. */
  VersionId version();

  /**
   * A version that can be served.
   *
   * @param template what its isolates are made from
   */
  record Ready(Template template) implements Deployment {
    @Override
    public VersionId version() {
      return template.version();
    }
  }

  /**
   * A stored version whose template is made again since the platform started.
   *
   * @param version the version
   * @param outcome what it has become, ready or unavailable: waits for that, and makes it when
   *     nobody else does
   */
  record Preparing(VersionId version, Supplier<Deployment> outcome) implements Deployment {}

  /**
   * A stored version whose template could not be rebuilt when the platform started. Its hosts are
   * known, but answer that they are unavailable until a version is activated.
   *
   * @param version the version
   * @param reason why, for an operator; not fit for a client of the function
   */
  record Unavailable(VersionId version, String reason) implements Deployment {}
}
