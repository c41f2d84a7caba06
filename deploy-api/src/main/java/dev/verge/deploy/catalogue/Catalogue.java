package dev.verge.deploy.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.audit.Change;
import dev.verge.deploy.catalogue.Routes.Route;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.routing.RoutingTable;
import dev.verge.deploy.store.Admission;
import dev.verge.deploy.store.Claims;
import dev.verge.deploy.store.HostnameTakenException;
import dev.verge.deploy.store.NoSuchTenantException;
import dev.verge.deploy.store.QuotaExceededException;
import dev.verge.deploy.store.Quotas;
import dev.verge.deploy.store.StagedFile;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.deploy.store.StoredTenant;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.secrets.SecretStores;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.pool.Quota;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.warmup.WarmUp;
import dev.verge.isolate.warmup.WarmUpState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Functions and their versions: what may be done to them, and what that does to the routes. Safe on
 * any thread; every method may block on the disk, and some for as long as a module takes to be
 * tried.
 *
 * <p>All methods throw {@link ProblemException} when what is asked cannot be granted.
 */
public final class Catalogue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);
  private final Store store;
  private final Isolates isolates;
  private final FunctionLogs logs;
  private final RequestRecords requests;
  private final HostnameRules rules;
  private final Routes routes;
  private final ClientKeys keys;
  private final Trials trials;
  private final Warmth warmth;
  private final Turns turns = new Turns();
  private final Preparations preparations;

  /**
   * What an operator may set.
   *
   * @param hostnames which hostnames a version may claim
   * @param warmUps whether what is deployed is warmed up unasked
   */
  public record Settings(HostnameRules hostnames, boolean warmUps) {}

  private Catalogue(
      Store store,
      Isolates isolates,
      FunctionLogs logs,
      RequestRecords requests,
      ClientKeys keys,
      Settings settings,
      Routes routes) {
    this.store = store;
    this.isolates = isolates;
    this.logs = logs;
    this.requests = requests;
    this.rules = settings.hostnames();
    this.routes = routes;
    this.keys = keys;
    this.trials = new Trials(store, isolates, keys);
    this.warmth = new Warmth(store, isolates, rules, settings.warmUps());
    this.preparations = new Preparations(routes, takenOver(), this::settled);
  }

  /**
   * Takes over what is stored: all deployed versions are routed at once, and the template of each
   * is made again when it is asked for, or by {@link #prepare}. One that cannot be made does not
   * stop the others.
   *
   * @param secrets encrypts the private keys of manifests
   */
  public static Catalogue open(
      Store store,
      Isolates isolates,
      FunctionLogs logs,
      RequestRecords requests,
      SecretStores secrets,
      Settings settings,
      RoutingTable table) {
    return new Catalogue(
        store,
        isolates,
        logs,
        requests,
        new ClientKeys(secrets),
        settings,
        new Routes(settings.hostnames(), table));
  }

  /**
   * Begins to make the templates of what was taken over, some at a time, and to warm up each that
   * is made. To be called once.
   */
  public void prepare() {
    preparations.begin();
  }

  /** Makes no more of them, waits for those that are being made, and keeps what is to be kept. */
  @Override
  public void close() {
    preparations.end();
    warmth.close();
  }

  /** All functions, by tenant and name. */
  public List<StoredFunction> functions() {
    return store.functions();
  }

  /** A tenant's functions, by name; none for a tenant that nobody knows. */
  public List<StoredFunction> functions(String tenant) {
    return store.functions(tenant);
  }

  /** One function. */
  public StoredFunction function(FunctionId function) {
    return store
        .function(function)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NO_SUCH_FUNCTION,
                    "The tenant %s has no function %s."
                        .formatted(function.tenant(), function.name())));
  }

  /** One version. */
  public StoredVersion version(VersionId version) {
    return version(function(version.function()), version.number());
  }

  /** What answers for a function now. */
  public Optional<Deployment> deployment(FunctionId function) {
    return routes.deployment(function);
  }

  /** How warm a version's code is; empty when it is not deployed, or wants no warm-up. */
  public Optional<WarmUpState> warmth(VersionId version) {
    return warmth.of(version);
  }

  /** What answers for all functions that are deployed. */
  public List<Deployment> deployments() {
    return routes.deployments();
  }

  /**
   * Tries an upload, and stores it as the function's next version. When it is to be activated, it
   * answers its hosts by the time this returns; when it is to be warm before, that takes as long as
   * its manifest allows, and it is not stored until then.
   *
   * @param makesTenant whether the function's tenant comes to be with it
   * @param change who does this
   */
  public StoredVersion add(FunctionId function, Upload upload, boolean makesTenant, Change change) {
    Manifest manifest = manifest(function, upload);
    Admission admission =
        new Admission(
            new Claims(rules, manifest.hostnames()),
            ManifestReader.write(manifest).getBytes(UTF_8).length,
            makesTenant);
    try (Turns.Turn _ = turns.take(function)) {
      store.check(
          function, upload.module().blob(), upload.assets().map(StagedFile::blob), admission);
      try (Store.Reservation _ = store.put(upload.module(), upload.assets())) {
        VersionId id = store.next(function);
        StoredVersion version =
            new StoredVersion(
                id,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                upload.module().blob(),
                upload.assets().map(StagedFile::blob),
                keys.seal(id, manifest));
        Template template = trials.attempt(version);
        requireMemory(function.tenant(), template);
        Optional<WarmUp> warmUp = warmUp(version, template, upload.activation());
        boolean activates = upload.activation().activates();
        store.add(version, admission, activates, change.with(uploaded(version, activates)));
        LOG.info("{} is stored.", version.id());
        if (activates) {
          route(version, template, warmUp);
        }
        return version;
      }
    } catch (HostnameTakenException e) {
      throw taken(function, e);
    } catch (QuotaExceededException e) {
      isolates.tenants().refused(function.tenant(), e.quota());
      throw new ProblemException(ProblemType.QUOTA_EXCEEDED, e.getMessage());
    } catch (NoSuchTenantException e) {
      throw new ProblemException(ProblemType.NO_SUCH_TENANT, e.getMessage());
    }
  }

  private static String uploaded(StoredVersion version, boolean activates) {
    return "version %d, module %s%s%s"
        .formatted(
            version.id().number(),
            version.module().sha256(),
            version.assets().map(assets -> ", assets " + assets.sha256()).orElse(""),
            activates ? ", activated" : "");
  }

  /** A version that not even one request could be served with is not worth storing. */
  private void requireMemory(String tenant, Template template) {
    OptionalLong most =
        store.accounts().tenant(tenant).map(StoredTenant::quotas).orElse(Quotas.NONE).memoryBytes();
    if (most.isPresent() && template.initialMemoryBytes() > most.getAsLong()) {
      isolates.tenants().refused(tenant, Quota.MEMORY_BYTES.label());
      throw new ProblemException(
          ProblemType.QUOTA_EXCEEDED,
          "The quota memory_bytes of the tenant %s is %d; this module starts with %d. Build it with less, or have the quota raised."
              .formatted(tenant, most.getAsLong(), template.initialMemoryBytes()));
    }
  }

  /**
   * Makes a stored version the deployed one. Does nothing when it already serves.
   *
   * @param when {@link Activation#AT_ONCE} or {@link Activation#WHEN_WARM}
   * @param change who does this
   */
  public void activate(VersionId id, Activation when, Change change) {
    try (Turns.Turn _ = turns.take(id.function())) {
      StoredVersion version = version(id);
      if (routes
          .deployment(id.function())
          .filter(Deployment.Ready.class::isInstance)
          .filter(deployment -> deployment.version().equals(id))
          .isPresent()) {
        return;
      }
      Template template = trials.attempt(version);
      Optional<WarmUp> warmUp = warmUp(version, template, when);
      store.activate(id, change.with("version %d".formatted(id.number())));
      route(version, template, warmUp);
    }
  }

  /**
   * Ends a function's deployment: its hosts are unknown from then on.
   *
   * @param change who does this
   */
  public void deactivate(FunctionId function, Change change) {
    try (Turns.Turn _ = turns.take(function)) {
      StoredVersion active =
          function(function).activeVersion().orElseThrow(() -> noDeployment(function));
      store.deactivate(function, change.with("version %d".formatted(active.id().number())));
      unroute(function);
    }
  }

  /**
   * Removes a version that is not deployed. Its hostnames are free when no other claims them.
   *
   * @param change who does this
   */
  public void delete(VersionId id, Change change) {
    try (Turns.Turn _ = turns.take(id.function())) {
      StoredFunction function = function(id.function());
      StoredVersion version = version(function, id.number());
      if (function.activeVersion().filter(version::equals).isPresent()) {
        throw new ProblemException(
            ProblemType.VERSION_ACTIVE,
            "Version %d is the one that serves. Activate another version, or end the deployment, before deleting it."
                .formatted(id.number()));
      }
      store.delete(
          version,
          change.with("version %d, module %s".formatted(id.number(), version.module().sha256())));
      LOG.info("{} is deleted.", id);
    }
  }

  /**
   * Removes a function with its versions, its deployment, its log and what is known of its
   * requests.
   *
   * @param change who does this
   */
  public void delete(FunctionId id, Change change) {
    try (Turns.Turn _ = turns.take(id)) {
      StoredFunction function = function(id);
      store.delete(function, change.with("%d versions".formatted(function.versions().size())));
      unroute(id);
      logs.delete(id);
      requests.delete(id);
      LOG.info("{} is deleted.", id);
    }
  }

  /**
   * Closes a function's idle isolates.
   *
   * @return how many
   */
  public int evict(FunctionId function) {
    return isolates.evict(function(function).id());
  }

  /**
   * Closes a function's idle isolates, and has one ready soon that no request has used.
   *
   * @return how many were closed
   */
  public int renew(FunctionId function) {
    try (Turns.Turn _ = turns.take(function)) {
      int closed = evict(function);
      switch (routes.deployment(function).orElseThrow(() -> noDeployment(function))) {
        case Deployment.Ready(Template template) -> isolates.activate(template);
        // It will have one as soon as it can serve.
        case Deployment.Preparing _, Deployment.Unavailable _ -> {}
      }
      return closed;
    }
  }

  /** The problem of a function that is not deployed. */
  public static ProblemException noDeployment(FunctionId function) {
    return new ProblemException(
        ProblemType.NO_DEPLOYMENT,
        "No version of %s is deployed. Activate one.".formatted(function));
  }

  private Map<FunctionId, Deployment.Preparing> takenOver() {
    Map<FunctionId, Deployment.Preparing> deployments = new HashMap<>();
    Map<FunctionId, Route> taken = new HashMap<>();
    for (StoredFunction function : store.functions()) {
      function
          .activeVersion()
          .ifPresent(
              version -> {
                Deployment.Preparing deployment = trials.again(version);
                deployments.put(function.id(), deployment);
                taken.put(function.id(), new Route(version.manifest().hostnames(), deployment));
              });
    }
    routes.putAll(taken);
    return deployments;
  }

  private Manifest manifest(FunctionId function, Upload upload) {
    Manifest manifest = upload.manifest();
    if (upload.assets().isEmpty() && manifest.assets().isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID_MANIFEST,
          "The manifest mounts assets, but the upload has none. Add a part \"assets\" with a ZIP archive, or leave the member out.");
    }
    return manifest
        .withHostnames(rules.claims(function, manifest.hostnames()))
        .withAssets(upload.assets().map(file -> manifest.assets().orElse(Manifest.Assets.DEFAULT)));
  }

  /** Idle isolates of the version before go; requests that they serve now end as they began. */
  private void route(StoredVersion version, Template template, Optional<WarmUp> warmUp) {
    FunctionId function = version.id().function();
    routes.put(function, new Route(version.manifest().hostnames(), new Deployment.Ready(template)));
    isolates.activate(template);
    if (warmUp.isPresent()) {
      warmth.keep(version, warmUp);
    } else {
      warmth.begin(version, template);
    }
    LOG.info("{} is deployed.", version.id());
  }

  /** Warms up what is to be warm before it is deployed. */
  private Optional<WarmUp> warmUp(StoredVersion version, Template template, Activation when) {
    return when == Activation.WHEN_WARM ? warmth.complete(version, template) : Optional.empty();
  }

  /** What was taken over is ready: from now on it is treated as what has just been deployed. */
  private void settled(FunctionId function) {
    try (Turns.Turn _ = turns.take(function)) {
      store.function(function).flatMap(StoredFunction::activeVersion).ifPresent(this::settled);
    }
  }

  private void settled(StoredVersion deployed) {
    routes
        .deployment(deployed.id().function())
        .filter(Deployment.Ready.class::isInstance)
        .map(Deployment.Ready.class::cast)
        .filter(ready -> ready.version().equals(deployed.id()))
        .ifPresent(
            ready -> {
              isolates.activate(ready.template());
              warmth.begin(deployed, ready.template());
            });
  }

  private void unroute(FunctionId function) {
    routes.remove(function);
    warmth.end(function);
    isolates.evict(function);
    LOG.info("{} is no longer deployed.", function);
  }

  private static StoredVersion version(StoredFunction function, int number) {
    return function
        .version(number)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NO_SUCH_VERSION,
                    "%s has no version %d.".formatted(function.id(), number)));
  }

  private static ProblemException taken(FunctionId function, HostnameTakenException e) {
    boolean own = e.owner().tenant().equals(function.tenant());
    return new ProblemException(
        ProblemType.HOSTNAME_TAKEN,
        own
            ? "%s belongs to the function %s. Delete the versions there that claim it, or choose another name."
                .formatted(e.hostname(), e.owner().name())
            : "%s is claimed by somebody else. Choose another name.".formatted(e.hostname()));
  }
}
