package dev.verge.deploy.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.deploy.routing.RoutingTable;
import dev.verge.deploy.store.Admission;
import dev.verge.deploy.store.Blob;
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
import dev.verge.isolate.template.ModuleDescription;
import dev.verge.isolate.template.ModuleRefusedException;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.warmup.WarmUp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Functions and their versions: what there is, how it comes to be and how it goes. What serves is
 * {@link Deployments}' business. Safe on any thread; every method may block on the disk, and some
 * for as long as a module takes to be tried.
 *
 * <p>All methods throw {@link ProblemException} when what is asked cannot be granted.
 */
public final class Catalogue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

  /** Descriptions of modules that are remembered, by the module's hash; each a few KB. */
  private static final int MOST_DESCRIBED = 1024;

  /** Modules that are read at once to be described; each is in memory as a whole. */
  private static final int MOST_DESCRIBING = 2;

  private final Store store;
  private final Isolates isolates;
  private final FunctionLogs logs;
  private final RequestRecords requests;
  private final HostnameRules rules;
  private final ClientKeys keys;
  private final Trials trials;
  private final Finder finder;

  /**
   * One upload at a time at each function, with its trial and warm-up, so that versions are
   * numbered in the order in which they come. Taken before {@link #turns}, never within.
   */
  private final Turns uploads = new Turns();

  /** One change at a time at what each function has and serves; none waits for a guest. */
  private final Turns turns = new Turns();

  private final Deployments deployments;
  private final Previews previews;
  private final Semaphore describing = new Semaphore(MOST_DESCRIBING, true);
  private final Cache<String, Optional<ModuleDescription>> descriptions =
      Caffeine.newBuilder().maximumSize(MOST_DESCRIBED).build();

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
      RoutingTable table) {
    this.store = store;
    this.isolates = isolates;
    this.logs = logs;
    this.requests = requests;
    this.rules = settings.hostnames();
    this.keys = keys;
    this.trials = new Trials(store, isolates, keys);
    this.finder = new Finder(store);
    this.deployments =
        new Deployments(
            store,
            isolates,
            requests,
            new Routes(rules, table),
            trials,
            new Warmth(store, isolates, rules, settings.warmUps()),
            turns);
    this.previews = new Previews(rules, table, store, trials);
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
    return new Catalogue(store, isolates, logs, requests, new ClientKeys(secrets), settings, table);
  }

  /**
   * Begins to make the templates of what was taken over, some at a time, and to warm up each that
   * is made. To be called once.
   */
  public void prepare() {
    deployments.prepare();
  }

  /** Makes no more of them, waits for those that are being made, and keeps what is to be kept. */
  @Override
  public void close() {
    deployments.close();
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
    return finder.function(function);
  }

  /** One version. */
  public StoredVersion version(VersionId version) {
    return Finder.version(function(version.function()), version.number());
  }

  /** A version's manifest with its private keys, which are not to be told. */
  public Manifest manifest(VersionId version) {
    return keys.open(version, version(version).manifest());
  }

  /** What serves, and how that changes. */
  public Deployments deployments() {
    return deployments;
  }

  /** What a version's module is; empty when this Verge would not take it any more. */
  public Optional<ModuleDescription> description(StoredVersion version) {
    return descriptions.get(version.module().sha256(), _ -> described(version));
  }

  private Optional<ModuleDescription> described(StoredVersion version) {
    describing.acquireUninterruptibly();
    try {
      return Optional.of(isolates.describe(store.content(version.module())));
    } catch (ModuleRefusedException e) {
      LOG.info("The module of {} cannot be described.", version.id(), e);
      return Optional.empty();
    } finally {
      describing.release();
    }
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
    if (store.function(function).isEmpty()) {
      rules.requireNoPreview(function);
    }
    Manifest manifest = manifest(function, upload.manifest(), upload.assets().isPresent());
    Admission admission = admission(manifest, makesTenant);
    Blob module = upload.module().blob();
    Optional<Blob> assets = upload.assets().map(StagedFile::blob);
    try (Turns.Turn _ = uploads.take(function)) {
      store.check(function, module, assets, admission);
      try (Store.Reservation _ = store.put(upload.module(), upload.assets())) {
        Draft draft =
            new Draft(
                module, assets, manifest, upload.activation(), upload.note(), Precondition.NONE);
        return add(function, draft, admission, change);
      }
    } catch (HostnameTakenException e) {
      throw taken(function, e);
    } catch (QuotaExceededException e) {
      throw overQuota(function, e);
    } catch (NoSuchTenantException e) {
      throw new ProblemException(ProblemType.NO_SUCH_TENANT, e.getMessage());
    }
  }

  /**
   * Stores a new version of the files of another, as {@link #add} does.
   *
   * @param from the other version, which stays as it is
   * @param edit makes the new version's manifest of the other's, whose private keys are readable
   * @param activation whether and when the new version is deployed
   * @param note what its author says about it; may be empty
   * @param condition what the deployment must be for the new version to be made
   * @param change who does this
   */
  public StoredVersion edit(
      VersionId from,
      UnaryOperator<Manifest> edit,
      Activation activation,
      String note,
      Precondition condition,
      Change change) {
    FunctionId function = from.function();
    try (Turns.Turn _ = uploads.take(function);
        Store.Reservation _ = store.keep(version(from))) {
      // If it is still there, its files stay even when it is deleted meanwhile.
      StoredVersion other = version(from);
      condition.check(function(function));
      Manifest manifest =
          manifest(
              function, edit.apply(keys.open(from, other.manifest())), other.assets().isPresent());
      Admission admission = admission(manifest, false);
      Draft draft =
          new Draft(other.module(), other.assets(), manifest, activation, note, condition);
      return add(function, draft, admission, change);
    } catch (HostnameTakenException e) {
      throw taken(function, e);
    } catch (QuotaExceededException e) {
      throw overQuota(function, e);
    }
  }

  private Admission admission(Manifest manifest, boolean makesTenant) {
    return new Admission(
        new Claims(rules, manifest.hostnames()),
        ManifestReader.write(manifest).getBytes(UTF_8).length,
        makesTenant);
  }

  private ProblemException overQuota(FunctionId function, QuotaExceededException e) {
    isolates.tenants().refused(function.tenant(), e.quota());
    return new ProblemException(ProblemType.QUOTA_EXCEEDED, e.getMessage());
  }

  /**
   * A version to be, whose files are stored.
   *
   * @param condition what the deployment must be when it is added
   */
  private record Draft(
      Blob module,
      Optional<Blob> assets,
      Manifest manifest,
      Activation activation,
      String note,
      Precondition condition) {}

  /** At the function's turn for uploads. */
  private StoredVersion add(FunctionId function, Draft draft, Admission admission, Change change) {
    VersionId id = store.next(function);
    StoredVersion version =
        new StoredVersion(
            id,
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            draft.module,
            draft.assets,
            keys.seal(id, draft.manifest),
            draft.note,
            Optional.of(change.by()));
    Template template = trials.attempt(version);
    requireMemory(function.tenant(), template);
    Optional<WarmUp> warmUp = deployments.warmUp(version, template, draft.activation);
    boolean activates = draft.activation.activates();
    try (Turns.Turn _ = turns.take(function)) {
      Optional<StoredFunction> before = store.function(function);
      before.ifPresent(draft.condition::check);
      Optional<Rollout> rollout =
          activates ? before.flatMap(deployments::replaced) : Optional.empty();
      store.add(version, admission, activates, rollout, change.with(uploaded(version, activates)));
      LOG.info("{} is stored.", version.id());
      previews.add(version);
      if (activates) {
        deployments.serve(version, template, warmUp);
      }
    }
    return version;
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

  private static String uploaded(StoredVersion version, boolean activates) {
    return "version %d, module %s%s%s"
        .formatted(
            version.id().number(),
            version.module().sha256(),
            version.assets().map(assets -> ", assets " + assets.sha256()).orElse(""),
            activates ? ", activated" : "");
  }

  /**
   * Makes a stored version the deployed one: {@link Deployments#activate} without a condition or a
   * rule.
   */
  public void activate(VersionId id, Activation when, Change change) {
    deployments.activate(id, when, Optional.empty(), Precondition.NONE, change);
  }

  /**
   * Removes a version that is not deployed. Its hostnames are free when no other claims them.
   *
   * @param change who does this
   */
  public void delete(VersionId id, Change change) {
    try (Turns.Turn _ = turns.take(id.function())) {
      StoredFunction function = function(id.function());
      StoredVersion version = Finder.version(function, id.number());
      requireIdle(function, version);
      store.delete(
          version,
          change.with("version %d, module %s".formatted(id.number(), version.module().sha256())));
      deployments.forget(id);
      previews.remove(id);
      LOG.info("{} is deleted.", id);
    }
  }

  private static void requireIdle(StoredFunction function, StoredVersion version) {
    int number = version.id().number();
    if (function.activeVersion().filter(version::equals).isPresent()) {
      throw new ProblemException(
          ProblemType.VERSION_ACTIVE,
          "Version %d is the one that serves. Activate another version, or end the deployment, before deleting it."
              .formatted(number));
    }
    if (function
        .rollout()
        .filter(rollout -> rollout.running() && rollout.held() == number)
        .isPresent()) {
      throw new ProblemException(
          ProblemType.VERSION_ACTIVE,
          "Version %d is part of a rollout: it is the canary, or what is gone back to. End that before deleting it."
              .formatted(number));
    }
  }

  /**
   * Removes a function with its versions, its deployment, its log and what is known of its
   * requests. Waits for an upload in progress, which would bring the function back.
   *
   * @param change who does this
   */
  public void delete(FunctionId id, Change change) {
    try (Turns.Turn _ = uploads.take(id);
        Turns.Turn _ = turns.take(id)) {
      StoredFunction function = function(id);
      store.delete(function, change.with("%d versions".formatted(function.versions().size())));
      deployments.remove(id);
      previews.remove(function);
      logs.delete(id);
      requests.delete(id);
      LOG.info("{} is deleted.", id);
    }
  }

  private Manifest manifest(FunctionId function, Manifest manifest, boolean hasAssets) {
    if (!hasAssets && manifest.assets().isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID_MANIFEST,
          "The manifest mounts assets, but the upload has none. Add a part \"assets\" with a ZIP archive, or leave the member out.");
    }
    return manifest
        .withHostnames(rules.claims(function, manifest.hostnames()))
        .withAssets(
            hasAssets
                ? manifest.assets().or(() -> Optional.of(Manifest.Assets.DEFAULT))
                : Optional.empty());
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
