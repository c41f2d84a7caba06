package dev.verge.deploy.catalogue;

import static java.util.stream.Collectors.toMap;

import dev.verge.deploy.catalogue.Routes.Route;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.assets.AssetsRefusedException;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.template.ModuleRefusedException;
import dev.verge.isolate.template.Template;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes templates of versions, only so many at a time: each holds a module and a processor. */
final class Trials {
  private static final Logger LOG = LoggerFactory.getLogger(Trials.class);
  private final Store store;
  private final Isolates isolates;
  private final ClientKeys keys;
  private final Semaphore places = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

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
    places.acquireUninterruptibly();
    try {
      AssetTree assets = version.assets().map(store::assets).orElse(AssetTree.EMPTY);
      return isolates.prepare(
          version.id(),
          store.content(version.module()),
          assets,
          keys.open(version.id(), version.manifest()).guestConfig());
    } catch (ModuleRefusedException e) {
      throw new ProblemException(ProblemType.of(e.reason()), e.getMessage());
    } catch (AssetsRefusedException e) {
      throw new ProblemException(ProblemType.ASSETS_REFUSED, e.getMessage());
    } finally {
      places.release();
    }
  }

  /** Makes the templates of versions that are deployed already; those that fail are unavailable. */
  Map<FunctionId, Route> rebuild(List<StoredVersion> versions) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<StoredVersion, Future<Template>> attempts =
          versions.stream()
              .collect(
                  toMap(version -> version, version -> threads.submit(() -> attempt(version))));
      return attempts.entrySet().stream()
          .collect(
              toMap(
                  entry -> entry.getKey().id().function(),
                  entry ->
                      new Route(
                          entry.getKey().manifest().hostnames(),
                          deployment(entry.getKey(), entry.getValue()))));
    }
  }

  private static Deployment deployment(StoredVersion version, Future<Template> attempt) {
    try {
      return new Deployment.Ready(attempt.get());
    } catch (ExecutionException e) {
      LOG.error(
          "{} is deployed but cannot be served; its hosts answer that they are unavailable until a version is activated.",
          version.id(),
          e.getCause());
      return new Deployment.Unavailable(version.id(), String.valueOf(e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the stored versions were loaded.", e);
    }
  }
}
