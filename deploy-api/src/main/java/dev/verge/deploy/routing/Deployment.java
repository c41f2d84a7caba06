package dev.verge.deploy.routing;

import dev.verge.deploy.rollout.Share;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.template.Template;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a hostname serves now. Immutable. */
public sealed interface Deployment {
  /** The deployed version; of a preview, the one that is shown. */
  Single main();

  /** Which version that is. */
  default VersionId version() {
    return main().version();
  }

  /** All versions that requests may get, the deployed one first. */
  default Stream<Single> each() {
    return Stream.of(main());
  }

  /** One version. */
  sealed interface Single extends Deployment {
    @Override
    VersionId version();

    @Override
    default Single main() {
      return this;
    }
  }

  /**
   * A version that can be served.
   *
   * @param template what its isolates are made from
   */
  record Ready(Template template) implements Single {
    @Override
    public VersionId version() {
      return template.version();
    }
  }

  /**
   * A stored version whose template is made again since the platform started, or for a preview.
   *
   * @param version the version
   * @param outcome what it has become, ready or unavailable: waits for that, and makes it when
   *     nobody else does; throws {@link PreviewsBusyException} when that has to wait for others
   */
  record Preparing(VersionId version, Supplier<Single> outcome) implements Single {}

  /**
   * A stored version whose template could not be made. Its hosts are known, but answer that they
   * are unavailable until it can be, or a version is activated.
   *
   * @param version the version
   * @param reason why, for an operator; not fit for a client of the function
   * @param passing whether that may pass, so that it is tried again
   */
  record Unavailable(VersionId version, String reason, boolean passing) implements Single {}

  /**
   * Two versions of a function that share its requests; each request gets one of them.
   *
   * @param main the deployed one
   * @param canary the one that is tried
   * @param splitter decides
   */
  record Split(Single main, Single canary, Splitter splitter) implements Deployment {
    /** Two versions that share as is said. */
    public static Split of(Single main, Single canary, Share share) {
      return new Split(main, canary, new Splitter(share, canary.version().toString()));
    }

    @Override
    public Stream<Single> each() {
      return Stream.of(main, canary);
    }
  }

  /**
   * A version under its preview hostname.
   *
   * @param main the version
   */
  record Preview(Single main) implements Deployment {}
}
