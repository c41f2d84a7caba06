package dev.verge.deploy.store;

import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.testing.Zip;
import dev.verge.isolate.FunctionId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Changes a store without end, in a JVM of its own that {@link StoreCrashTest} kills. */
final class StoreUnderChange {
  private static final HostnameRules RULES = new HostnameRules("localhost", 20);

  /** What the audit log is told is not what this is about. */
  private static final Change CHANGE = Change.of(Actor.ROOT, AuditAction.VERSION_UPLOAD);

  /** Few contents, so that versions share files. */
  private static final int CONTENTS = 6;

  private static final int MAX_BYTES = 200_000;
  private final Store store;
  private final Random random;

  private StoreUnderChange(Store store, Random random) {
    this.store = store;
    this.random = random;
  }

  /**
   * Runs until it is killed.
   *
   * @param args the home directory, and a seed
   */
  public static void main(String[] args) throws IOException {
    StoreUnderChange changes =
        new StoreUnderChange(Store.open(Path.of(args[0])), new Random(Long.parseLong(args[1])));
    System.out.println("open");
    while (true) {
      changes.change();
    }
  }

  private void change() throws IOException {
    FunctionId function =
        new FunctionId("tenant-" + random.nextInt(2), "function-" + random.nextInt(3));
    Optional<StoredFunction> present = store.function(function);
    int choice = random.nextInt(10);
    if (choice < 5 || present.isEmpty()) {
      upload(function);
    } else if (choice < 7) {
      any(present.get()).ifPresent(version -> store.activate(version.id(), Optional.empty(), CHANGE));
    } else if (choice < 9) {
      any(present.get())
          .filter(version -> !present.get().activeVersion().equals(Optional.of(version)))
          .ifPresent(version -> store.delete(version, CHANGE));
    } else {
      store.delete(present.get(), CHANGE);
    }
  }

  private Optional<StoredVersion> any(StoredFunction function) {
    List<StoredVersion> versions = function.versions();
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(versions.get(random.nextInt(versions.size())));
  }

  private void upload(FunctionId function) throws IOException {
    boolean withAssets = random.nextBoolean();
    try (StagedFile module = receive(module());
        StagedFile archive = receive(archive())) {
      Optional<StagedFile> assets = withAssets ? Optional.of(archive) : Optional.empty();
      try (Store.Reservation _ = store.put(module, assets)) {
        assets.ifPresent(file -> store.assets(file.blob()));
        Manifest manifest =
            Manifest.DEFAULT.withHostnames(List.of(function.name() + ".example.com"));
        store.add(
            new StoredVersion(
                store.next(function),
                Instant.now(),
                module.blob(),
                assets.map(StagedFile::blob),
                manifest,
                "",
                Optional.empty()),
            new Admission(new Claims(RULES, manifest.hostnames()), 0, true),
            random.nextBoolean(),
            Optional.empty(),
            CHANGE);
      } catch (HostnameTakenException e) {
        // As it may be: both tenants claim the same names.
      }
    }
  }

  private byte[] module() {
    byte[] module = new byte[MAX_BYTES];
    new Random(random.nextInt(CONTENTS)).nextBytes(module);
    return module;
  }

  private byte[] archive() {
    return Zip.of("a.txt", "content " + random.nextInt(CONTENTS));
  }

  private StagedFile receive(byte[] content) throws IOException {
    return store.staging().receive(new ByteArrayInputStream(content), MAX_BYTES);
  }
}
