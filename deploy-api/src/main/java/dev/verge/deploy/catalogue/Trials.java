package dev.verge.deploy.catalogue;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.assets.AssetsRefusedException;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.template.ModuleRefusedException;
import dev.verge.isolate.template.Template;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes templates of versions, only so many at a time: each holds a module and a processor. As many
 * of one tenant are let in or are next, so that others never wait for all that one has brought.
 */
final class Trials {
  private static final Logger LOG = LoggerFactory.getLogger(Trials.class);
  private final Store store;
  private final Isolates isolates;
  private final ClientKeys keys;
  private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();

  private final TenantPlaces tenants = new TenantPlaces(AT_ONCE);
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  Trials(Store store, Isolates isolates, ClientKeys keys) {
    this.store = store;
    this.isolates = isolates;
    this.keys = keys;
  }

  /**
   * Makes a version's template, which tries its module.
   *
   * @throws ProblemException when the module or the assets cannot be served
   */
  Template attempt(StoredVersion version) {
    try {
      return made(version);
    } catch (ModuleRefusedException e) {
      throw new ProblemException(ProblemType.of(e.reason()), e.getMessage());
    } catch (AssetsRefusedException e) {
      throw new ProblemException(ProblemType.ASSETS_REFUSED, e.getMessage());
    }
  }

  private Template made(StoredVersion version) {
    try (TenantPlaces.Place _ = tenants.take(version.id().function().tenant())) {
      return admitted(version);
    }
  }

  private Template admitted(StoredVersion version) {
    places.acquireUninterruptibly();
    // It may be deleted meanwhile.
    try (Store.Reservation _ = store.keep(version)) {
      AssetTree assets = version.assets().map(store::assets).orElse(AssetTree.EMPTY);
      return isolates.prepare(
          version.id(),
          store.content(version.module()),
          assets,
          keys.open(version.id(), version.manifest()).guestConfig());
    } finally {
      places.release();
    }
  }

  /** What becomes of a version that is deployed already, when it is asked for first. */
  Deployment.Preparing again(StoredVersion version) {
    return new Deployment.Preparing(version.id(), new Once(() -> deployed(version, false)));
  }

  /**
   * A version that is shown without being deployed.
   *
   * @param told whether it is known already that it could not be, so that this is not logged again
   */
  Deployment.Single aside(StoredVersion version, boolean told) {
    try {
      return new Deployment.Ready(made(version).unpooled());
    } catch (RuntimeException | Error e) {
      Deployment.Unavailable failed = failed(version, e);
      if (!failed.passing() || !told) {
        LOG.warn("{} cannot be shown{}.", version.id(), failed.passing() ? " for now" : "", e);
      }
      return failed;
    }
  }

  /**
   * A version that is deployed already.
   *
   * @param told as with {@link #aside}
   */
  Deployment.Single deployed(StoredVersion version, boolean told) {
    try {
      return new Deployment.Ready(made(version));
    } catch (RuntimeException | Error e) {
      Deployment.Unavailable failed = failed(version, e);
      if (!failed.passing()) {
        LOG.error(
            "{} is deployed but cannot be served; its hosts answer that they are unavailable until a version is activated.",
            version.id(),
            e);
      } else if (!told) {
        LOG.warn(
            "{} is deployed but cannot be served for now; its hosts answer that they are unavailable. It is tried again until it can be.",
            version.id(),
            e);
      }
      return failed;
    }
  }

  /**
   * What is wrong with the module or its archive stays so. Anything else, such as a disk or a
   * machine in trouble, may pass.
   */
  private static Deployment.Unavailable failed(StoredVersion version, Throwable e) {
    boolean passing =
        switch (e) {
          case ModuleRefusedException refused -> refused.passing();
          case AssetsRefusedException _ -> false;
          default -> true;
        };
    return new Deployment.Unavailable(version.id(), String.valueOf(e.getMessage()), passing);
  }
}
