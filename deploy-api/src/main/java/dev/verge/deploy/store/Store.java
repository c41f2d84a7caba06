package dev.verge.deploy.store;

import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.audit.Outcome;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.assets.AssetsUnreadableException;
import dev.verge.isolate.warmup.SampleRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Functions, versions, deployments and claims, durable. Safe on any thread; methods block on the
 * disk.
 *
 * <p>All methods throw {@link StoreException} when the disk or the database fails; what was
 * promised before still stands then.
 */
public final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);
  private final Database database;
  private final Accounts accounts;
  private final Services services;
  private final Staging staging;
  private final Blobs blobs;

  private Store(Database database, Staging staging, Blobs blobs) {
    this.database = database;
    this.accounts = new Accounts(database);
    this.services = new Services(database);
    this.staging = staging;
    this.blobs = blobs;
  }

  /**
   * Opens the store of a home directory, which nobody else may use; makes it when it is new, and
   * removes what a crash has left half done.
   */
  public static Store open(Path home) {
    try {
      DurableFiles.makeDirectories(home);
      Staging staging = Staging.open(home.resolve("tmp"));
      Blobs blobs = Blobs.open(home, staging);
      Store store = new Store(Database.open(home.resolve("verge.db")), staging, blobs);
      blobs.collectAll(store::refers);
      return store;
    } catch (IOException e) {
      throw new StoreException(
          "The store in %s cannot be opened: %s".formatted(home, e.getMessage()), e);
    }
  }

  /** Where uploads are received. */
  public Staging staging() {
    return staging;
  }

  /** All functions, by tenant and name. */
  public List<StoredFunction> functions() {
    return database.read(Rows::functions);
  }

  /** One tenant's functions, by name. */
  public List<StoredFunction> functions(String tenant) {
    return database.read(handle -> Rows.functions(handle, tenant));
  }

  /** One function. */
  public Optional<StoredFunction> function(FunctionId function) {
    return database.read(handle -> Rows.function(handle, function));
  }

  /** How much there is. */
  public Count count() {
    return database.read(Rows::count);
  }

  /**
   * How much there is.
   *
   * @param functions of all tenants
   * @param versions of all functions
   */
  public record Count(int functions, int versions) {}

  /** The numbers of a function's versions that are or were deployed. */
  public Set<Integer> everDeployed(FunctionId function) {
    return database.read(handle -> Rows.everDeployed(handle, function));
  }

  /**
   * The number that a function's next version gets: one more than any that it, or a deleted
   * function of its name, ever had. So a number never means other bytes than it once did.
   */
  public VersionId next(FunctionId function) {
    return new VersionId(function, 1 + database.read(handle -> Rows.lastNumber(handle, function)));
  }

  /** Tenants, access tokens and the audit log. */
  public Accounts accounts() {
    return accounts;
  }

  /** Functions as vendors' tools know them. */
  public Services services() {
    return services;
  }

  /**
   * Checks that a version of these files can be added.
   *
   * @throws NoSuchTenantException when the tenant is not there, and is not to be made
   * @throws QuotaExceededException when the tenant would have more than it may
   * @throws HostnameTakenException when another function has a claim
   */
  public void check(FunctionId function, Blob module, Optional<Blob> assets, Admission admission) {
    database.read(
        handle -> {
          admission.check(handle, function, module, assets);
          return admission;
        });
  }

  /**
   * Checks that a version with these hostnames can be added.
   *
   * @throws HostnameTakenException when another function has a claim
   */
  public void check(FunctionId function, Claims claims) {
    database.read(
        handle -> {
          claims.check(handle, function);
          return claims;
        });
  }

  /**
   * Stores the files of a version to come.
   *
   * @return closed once the version is added, or given up
   */
  public Reservation put(StagedFile module, Optional<StagedFile> assets) {
    List<StagedFile> files = Stream.concat(Stream.of(module), assets.stream()).toList();
    Reservation reservation =
        new Reservation(files.stream().map(file -> file.blob().sha256()).toList());
    try {
      for (StagedFile file : files) {
        blobs.put(file);
      }
      return reservation;
    } catch (IOException e) {
      reservation.close();
      throw new StoreException("An upload cannot be stored: " + e.getMessage(), e);
    }
  }

  /**
   * Keeps the files of a version even when that is deleted. A version that is found after this was
   * called has its files.
   *
   * @return closed once they are not needed any more
   */
  public Reservation keep(StoredVersion version) {
    return new Reservation(files(version).toList());
  }

  /** Keeps files without a version. Closing ends that: those still without one are removed. */
  public final class Reservation implements AutoCloseable {
    private final List<String> hashes;
    private final List<Blobs.Pin> pins;

    private Reservation(List<String> hashes) {
      this.hashes = hashes;
      this.pins = hashes.stream().map(blobs::pin).toList();
    }

    @Override
    public void close() {
      pins.forEach(Blobs.Pin::close);
      collect(hashes.stream());
    }
  }

  /**
   * Adds a version whose files are stored, and deploys it if asked, in one transaction.
   *
   * @param version its number must be {@link #next}, so the caller lets one upload at a time at a
   *     function
   * @param admission what it needs to be let in
   * @param activate whether it is deployed
   * @param rollout what becomes of the one before when it is deployed; as it is when empty
   * @param change what the audit log is told
   * @throws NoSuchTenantException when the tenant is not there, and is not to be made
   * @throws QuotaExceededException when the tenant would have more than it may
   * @throws HostnameTakenException when another function has a claim
   */
  public void add(
      StoredVersion version,
      Admission admission,
      boolean activate,
      Optional<Rollout> rollout,
      Change change) {
    VersionId id = version.id();
    database.write(
        handle -> {
          if (id.number() != Rows.lastNumber(handle, id.function()) + 1) {
            throw new StoreException("%s is not its function's next version.".formatted(id));
          }
          admission.check(handle, id.function(), version.module(), version.assets());
          String tenant = id.function().tenant();
          if (TenantRows.make(handle, tenant, version.created())) {
            AuditRows.append(
                handle,
                Change.of(change.by(), AuditAction.TENANT_PUT)
                    .in(tenant)
                    .with("by its first upload"),
                Outcome.DONE);
          }
          Rows.insert(handle, version);
          if (activate) {
            deploy(handle, id, rollout);
          }
          AuditRows.append(handle, change, Outcome.DONE);
          return version;
        });
  }

  /**
   * Makes a stored version the deployed one.
   *
   * @param rollout in place of the one before; that stays as it is when empty
   * @param change what the audit log is told
   * @throws StoreException when it does not exist
   */
  public void activate(VersionId id, Optional<Rollout> rollout, Change change) {
    database.write(
        handle -> {
          deploy(handle, id, rollout);
          AuditRows.append(handle, change, Outcome.DONE);
          return id;
        });
  }

  /**
   * Makes a stored version the deployed one, in place of one that is not to be gone back to.
   *
   * @param back the version that is taken back
   * @param rollout in place of the one before; that stays as it is when empty
   * @param change what the audit log is told
   * @throws StoreException when the version does not exist
   */
  public void goBack(VersionId id, VersionId back, Optional<Rollout> rollout, Change change) {
    database.write(
        handle -> {
          Rows.takeBack(handle, back);
          deploy(handle, id, rollout);
          AuditRows.append(handle, change, Outcome.DONE);
          return id;
        });
  }

  /**
   * Keeps how far a rollout is. A canary that was aborted is not gone back to, even if it had been
   * deployed before.
   *
   * @param rollout in place of the one before
   * @param change what the audit log is told
   * @throws StoreException when it holds a version that does not exist
   */
  public void roll(FunctionId function, Rollout rollout, Change change) {
    database.write(
        handle -> {
          RolloutRows.put(handle, function, rollout);
          if (rollout.state() == Rollout.State.ABORTED) {
            Rows.takeBack(handle, new VersionId(function, rollout.version()));
          }
          Rows.revise(handle, function);
          AuditRows.append(handle, change, Outcome.DONE);
          return function;
        });
  }

  /**
   * Ends a function's deployment.
   *
   * @param rollout in place of the one before; that stays as it is when empty
   * @param change what the audit log is told
   */
  public void deactivate(FunctionId function, Optional<Rollout> rollout, Change change) {
    database.write(
        handle -> {
          Rows.undeploy(handle, function);
          rollout.ifPresent(it -> RolloutRows.put(handle, function, it));
          Rows.revise(handle, function);
          AuditRows.append(handle, change, Outcome.DONE);
          return function;
        });
  }

  /**
   * Removes a version that is not deployed, and its files.
   *
   * @param change what the audit log is told
   * @throws StoreException when it is deployed, or a rollout needs it
   */
  public void delete(StoredVersion version, Change change) {
    database.write(
        handle -> {
          Rows.delete(handle, version.id());
          AuditRows.append(handle, change, Outcome.DONE);
          return version;
        });
    collect(files(version));
  }

  /**
   * Removes a function with everything but the memory of its last number.
   *
   * @param change what the audit log is told
   */
  public void delete(StoredFunction function, Change change) {
    database.write(
        handle -> {
          Rows.undeploy(handle, function.id());
          RolloutRows.delete(handle, function.id());
          Rows.revise(handle, function.id());
          Rows.delete(handle, function.id());
          AuditRows.append(handle, change, Outcome.DONE);
          return function;
        });
    collect(function.versions().stream().flatMap(Store::files));
  }

  private static void deploy(Handle handle, VersionId id, Optional<Rollout> rollout) {
    Rows.deploy(handle, id);
    rollout.ifPresent(it -> RolloutRows.put(handle, id.function(), it));
    Rows.revise(handle, id.function());
  }

  /** Requests that a function has served, to warm it up with; none at first. */
  public List<SampleRequest> samples(FunctionId function) {
    return database.read(handle -> Rows.samples(handle, function));
  }

  /** Keeps requests that functions have served, in place of those before. */
  public void keepSamples(Map<FunctionId, List<SampleRequest>> samples) {
    database.write(
        handle -> {
          samples.forEach((function, requests) -> Rows.keepSamples(handle, function, requests));
          return samples;
        });
  }

  /** Keeps every file from now on, with a version or without, until the result is closed. */
  public FileHold holdFiles() {
    blobs.hold();
    return () -> {
      try {
        blobs.release(this::refers);
      } catch (IOException e) {
        LOG.warn("Unused files could not be removed; the next start tries again.", e);
      }
    };
  }

  /** Files that are kept. */
  @FunctionalInterface
  public interface FileHold extends AutoCloseable {
    @Override
    void close();
  }

  /** Where a blob's content is; not there any more when its last version was just deleted. */
  public Path file(Blob blob) {
    return blobs.file(blob.sha256());
  }

  /** A whole blob, checked against its hash. */
  public byte[] content(Blob blob) {
    try {
      byte[] content = Files.readAllBytes(file(blob));
      if (!Sha256.of(content).equals(blob.sha256())) {
        throw new StoreException(
            "The stored file %s is damaged; upload the version again.".formatted(file(blob)));
      }
      return content;
    } catch (IOException e) {
      throw new StoreException("A stored file cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * A stored archive's files, unpacked if they are not yet.
   *
   * @throws dev.verge.isolate.platform.assets.AssetsRefusedException when it is not an acceptable
   *     archive
   */
  public AssetTree assets(Blob archive) {
    try {
      return open(archive);
    } catch (IOException e) {
      throw new StoreException("An archive cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private AssetTree open(Blob archive) throws IOException {
    try {
      return AssetTree.open(blobs.tree(archive.sha256()));
    } catch (AssetsUnreadableException e) {
      LOG.warn("The unpacked archive {} is damaged and is unpacked again.", archive.sha256(), e);
      blobs.dropTree(archive.sha256());
      return AssetTree.open(blobs.tree(archive.sha256()));
    }
  }

  /** Waits for a change in progress. */
  @Override
  public void close() {
    database.close();
  }

  private void collect(Stream<String> hashes) {
    Set<String> each = hashes.collect(HashSet::new, Set::add, Set::addAll);
    each.forEach(sha256 -> blobs.collect(sha256, this::refers));
  }

  private boolean refers(String sha256) {
    return database.read(handle -> Rows.refer(handle, sha256));
  }

  private static Stream<String> files(StoredVersion version) {
    return Stream.concat(Stream.of(version.module()), version.assets().stream()).map(Blob::sha256);
  }
}
