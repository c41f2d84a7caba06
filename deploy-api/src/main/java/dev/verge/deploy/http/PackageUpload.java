package dev.verge.deploy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.access.Caller;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.audit.Outcome;
import dev.verge.deploy.catalogue.Activation;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.catalogue.Upload;
import dev.verge.deploy.fastly.FastlyPackage;
import dev.verge.deploy.fastly.FastlyProject;
import dev.verge.deploy.fastly.FastlyProjectException;
import dev.verge.deploy.fastly.KvEntry;
import dev.verge.deploy.fastly.Secret;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StagedFolder;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.kv.KvException;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.secrets.SecretRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a package as {@code fastly compute pack} makes it. What its {@code fastly.toml} binds
 * becomes the version's manifest and the data of the tenant's stores.
 *
 * @param catalogue gets the version
 * @param store where the package is unpacked
 * @param limits of the module; all that is in a package may be as large as module and assets
 * @param services whose stores get data
 * @param tenants keeps the tenant from being deleted meanwhile
 */
record PackageUpload(
    Catalogue catalogue,
    Store store,
    UploadLimits limits,
    PlatformServices services,
    Tenants tenants) {
  private static final Logger LOG = LoggerFactory.getLogger(PackageUpload.class);
  private static final String CALLED = "The package";

  /**
   * @throws IOException when the body breaks off, or the disk fails
   */
  StoredVersion receive(Call call, FunctionId function, Activation activation) throws IOException {
    try (StagedFolder scratch = store.staging().folder();
        InputStream body = call.body(limits.moduleBytes() + limits.assetsBytes())) {
      FastlyProject project =
          FastlyProject.of(
              FastlyPackage.unpack(body, CALLED, scratch.path(), limits.moduleBytes()), CALLED);
      project.notes().forEach(note -> LOG.info("In a package for {}: {}", function, note));
      if (!project.secrets().isEmpty()) {
        call.caller().require(Scope.ADMIN);
      }
      return add(call, function, project, activation);
    } catch (FastlyProjectException e) {
      if (e.getCause() instanceof BodyStream.BrokenException broken) {
        throw broken;
      }
      throw new ProblemException(ProblemType.PACKAGE_REFUSED, e.getMessage());
    }
  }

  /** A version that needs data serves only once the data is there. */
  private StoredVersion add(
      Call call, FunctionId function, FastlyProject project, Activation activation)
      throws IOException {
    Change change = call.change();
    boolean needsData =
        activation.activates() && !(project.kvEntries().isEmpty() && project.secrets().isEmpty());
    try (InputStream module = Files.newInputStream(project.module());
        Upload upload =
            new Upload(
                store.staging().receive(module, limits.moduleBytes()),
                Optional.empty(),
                ManifestReader.read(project.manifest().toString().getBytes(UTF_8)),
                needsData ? Activation.NONE : activation,
                UploadEndpoint.note(call))) {
      StoredVersion version = catalogue.add(function, upload, call.caller().makesTenants(), change);
      if (needsData) {
        fill(call.caller(), version.id(), project, change);
        catalogue.activate(version.id(), activation, change.as(AuditAction.DEPLOYMENT_ACTIVATE));
      }
      return version;
    }
  }

  private void fill(Caller caller, VersionId version, FastlyProject project, Change change)
      throws IOException {
    try {
      String tenant = version.function().tenant();
      for (Secret secret : project.secrets()) {
        byte[] plaintext = secret.value().bytes();
        tenants.enter(
            caller,
            tenant,
            () -> {
              services.secretStores().put(tenant, secret.store(), secret.name(), plaintext);
              return tenant;
            });
        tell(change.as(AuditAction.SECRET_PUT), secret.store(), secret.name());
      }
      for (KvEntry entry : project.kvEntries()) {
        if (make(caller, tenant, entry.store())) {
          store
              .accounts()
              .append(change.as(AuditAction.KV_STORE_CREATE).with(entry.store()), Outcome.DONE);
        }
        if (add(tenant, entry)) {
          tell(change.as(AuditAction.KV_ENTRY_PUT), entry.store(), entry.key());
        }
      }
    } catch (KvException | SecretRefusedException e) {
      catalogue.delete(version, change.as(AuditAction.VERSION_DELETE));
      throw new ProblemException(
          ProblemType.PACKAGE_REFUSED,
          "The package has data that its stores do not take: " + e.getMessage());
    }
  }

  private void tell(Change change, String store, String name) {
    store().accounts().append(change.with("%s/%s".formatted(store, name)), Outcome.DONE);
  }

  /** Returns whether there was no such store; it stays when what is for it is refused. */
  private boolean make(Caller caller, String tenant, String name) {
    return tenants.enter(
        caller,
        tenant,
        () ->
            services.kvStores().find(tenant, name).isEmpty()
                && services.kvStores().create(tenant, name));
  }

  /** Entries that are there stay; returns whether this one was not. */
  private boolean add(String tenant, KvEntry entry) throws IOException {
    KvInsert how =
        new KvInsert(
            KvInsert.Mode.ADD, OptionalLong.empty(), entry.metadata().orElse(""), Optional.empty());
    try {
      services
          .kvStores()
          .open(tenant, entry.store())
          .insert(entry.key(), new ByteSource(entry.value().bytes()), how);
      return true;
    } catch (KvException e) {
      if (e.reason() != KvException.Reason.PRECONDITION_FAILED) {
        throw e;
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The control plane is stopping.").initCause(e);
    }
  }
}
