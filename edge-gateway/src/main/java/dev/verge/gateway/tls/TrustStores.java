package dev.verge.gateway.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The stores of trusted certificates on this machine: the system's, and those of the user's
 * browsers. What changes them are the system's own programs.
 *
 * @param certificate the authority's
 * @param name under which browsers list it
 * @param variables the environment
 * @param system whether the system's store is meant
 * @param browsers whether the browsers' stores are meant
 * @param root of the file system that the system's store is in
 */
record TrustStores(
    Path certificate,
    String name,
    Map<String, String> variables,
    boolean system,
    boolean browsers,
    Path root) {
  private static final String FILE = "verge-local-authority.crt";
  private static final long PATIENCE_SECONDS = 60;
  private static final int MOST_PROFILES = 32;

  /** Where the system's programs are; not in every user's {@code PATH}. */
  private static final List<String> SYSTEM_PROGRAMS = List.of("usr/local/sbin", "usr/sbin", "sbin");

  /**
   * Where a kind of Linux looks for certificates, and what makes it look: Debian, Ubuntu and
   * Alpine, Fedora, Arch, openSUSE. Unless {@code update-ca-certificates} begins afresh, it keeps
   * links to a file that is gone, and makes none to another certificate in a file of the same name.
   */
  private static final List<Linux> LINUXES =
      List.of(
          new Linux(
              "usr/local/share/ca-certificates", List.of("update-ca-certificates", "--fresh")),
          new Linux("etc/pki/ca-trust/source/anchors", List.of("update-ca-trust")),
          new Linux("etc/ca-certificates/trust-source/anchors", List.of("update-ca-trust")),
          new Linux("etc/pki/trust/anchors", List.of("update-ca-certificates", "--fresh")));

  private record Linux(String folder, List<String> update) {}

  /**
   * What became of a store.
   *
   * @param done whether it is as it should be now
   * @param text which store, and why not
   */
  record Result(boolean done, String text) {}

  /** Adds the authority. */
  List<Result> trust() {
    return change(true);
  }

  /** Takes the authority out. */
  List<Result> untrust() {
    return change(false);
  }

  private List<Result> change(boolean trust) {
    List<Result> results = new ArrayList<>();
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
    if (system) {
      results.add(mac ? keychain(trust) : linux(trust));
    }
    if (browsers && mac) {
      results.add(new Result(false, "Firefox: import it by hand; other browsers ask the system"));
    } else if (browsers) {
      results.addAll(databases(trust));
    }
    return results;
  }

  private Result keychain(boolean trust) {
    String store = "the login keychain";
    return trust
        ? run(
            store,
            "security",
            "add-trusted-cert",
            "-r",
            "trustRoot",
            "-k",
            userHome().resolve("Library/Keychains/login.keychain-db").toString(),
            certificate.toString())
        : run(store, "security", "remove-trusted-cert", certificate.toString());
  }

  private Result linux(boolean trust) {
    Optional<Linux> found =
        LINUXES.stream()
            .filter(linux -> Files.isDirectory(root.resolve(linux.folder())))
            .filter(linux -> program(linux.update().getFirst()).isPresent())
            .findFirst();
    if (found.isEmpty()) {
      return new Result(
          false,
          "the system's store: this system has none that Verge knows (on Debian and Fedora the package is ca-certificates)");
    }
    Path folder = root.resolve(found.get().folder());
    String store = "the system's store, " + folder;
    try {
      change(folder.resolve(FILE), trust);
    } catch (IOException e) {
      return new Result(false, store + ": it takes root to change it (" + e + ")");
    }
    return run(store, found.get().update().toArray(String[]::new));
  }

  private void change(Path file, boolean trust) throws IOException {
    Files.deleteIfExists(file);
    if (trust) {
      Files.copy(certificate, file);
      // Every program is to read it, whatever root's umask is.
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  /** Those of NSS, which Chromium and Firefox have on Linux. */
  private List<Result> databases(boolean trust) {
    if (program("certutil").isEmpty()) {
      return List.of(
          new Result(
              false,
              "the browsers' stores: there is no certutil (packages: libnss3-tools, nss-tools or nss)"));
    }
    List<Result> results = new ArrayList<>();
    for (Path folder : folders()) {
      String database = "sql:" + folder;
      String store = "the browsers' store " + folder;
      if (!trust) {
        results.add(run(store, "certutil", "-d", database, "-D", "-n", name));
        continue;
      }
      Result made = made(folder, database, store);
      results.add(
          made.done()
              ? run(
                  store,
                  "certutil",
                  "-d",
                  database,
                  "-A",
                  "-t",
                  "C,,",
                  "-n",
                  name,
                  "-i",
                  certificate.toString())
              : made);
    }
    return results;
  }

  private Result made(Path folder, String database, String store) {
    if (Files.exists(folder.resolve("cert9.db"))) {
      return new Result(true, store);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      return new Result(false, store + ": " + e);
    }
    return run(store, "certutil", "-d", database, "-N", "--empty-password");
  }

  /** Chromium's folder, and those of Firefox's profiles. */
  private List<Path> folders() {
    List<Path> folders = new ArrayList<>(List.of(userHome().resolve(".pki/nssdb")));
    Path profiles = userHome().resolve(".mozilla/firefox");
    if (Files.isDirectory(profiles)) {
      try (Stream<Path> all = Files.list(profiles)) {
        all.filter(profile -> Files.exists(profile.resolve("cert9.db")))
            .limit(MOST_PROFILES)
            .forEach(folders::add);
      } catch (IOException e) {
        // Not this user's to see: then there are none to change.
      }
    }
    return folders;
  }

  private Path userHome() {
    return Path.of(variables.getOrDefault("HOME", System.getProperty("user.home")));
  }

  private Optional<Path> program(String called) {
    Stream<Path> path =
        Arrays.stream(variables.getOrDefault("PATH", "").split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of);
    return Stream.concat(path, SYSTEM_PROGRAMS.stream().map(root::resolve))
        .map(folder -> folder.resolve(called))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Result run(String store, String... command) {
    Optional<Path> program = program(command[0]);
    if (program.isEmpty()) {
      return new Result(false, "%s: there is no %s".formatted(store, command[0]));
    }
    List<String> words = new ArrayList<>(Arrays.asList(command));
    words.set(0, program.get().toString());
    try {
      Path said = Files.createTempFile("verge-ca", ".log");
      try {
        Process process =
            new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroy();
          return new Result(false, "%s: %s does not come to an end".formatted(store, command[0]));
        }
        return process.exitValue() == 0
            ? new Result(true, store)
            : new Result(
                false,
                "%s: %s says %s"
                    .formatted(
                        store, command[0], Files.readString(said, StandardCharsets.UTF_8).strip()));
      } finally {
        Files.deleteIfExists(said);
      }
    } catch (IOException e) {
      return new Result(false, "%s: %s".formatted(store, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(false, store + ": interrupted");
    }
  }
}
