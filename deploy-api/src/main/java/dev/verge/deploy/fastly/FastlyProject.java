package dev.verge.deploy.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Compute project as its {@code fastly.toml} describes it.
 *
 * @param name the project's own name, when it says one
 * @param module the Wasm binary
 * @param manifest the version's manifest, in the control plane's words, already checked. Each
 *     project has its own, which may be changed
 * @param kvEntries what the project's KV stores begin with
 * @param secrets what the project's secret stores hold
 * @param scripts how the project is built
 * @param files every file that the project was read from, apart from the module: when one changes,
 *     the project has changed
 * @param notes what was left out and why, a sentence each, for the developer
 */
public record FastlyProject(
    Optional<String> name,
    Path module,
    ObjectNode manifest,
    List<KvEntry> kvEntries,
    List<Secret> secrets,
    Scripts scripts,
    Set<Path> files,
    List<String> notes) {

  /** The file that makes a directory a Compute project. */
  public static final String DESCRIPTION = "fastly.toml";

  /** Where a Compute project's build puts its program. */
  public static final Path MODULE = Path.of("bin", "main.wasm");

  private static final Path PACKAGES = Path.of("pkg");
  private static final long MAX_MANIFEST_VERSION = 3;

  /** Far above what a control plane takes; it refuses what is too large for it. */
  private static final long MAX_MODULE_BYTES = 1L << 30;

  /** DNS labels have 63 characters at the most. */
  private static final int MAX_NAME_CHARS = 63;

  public FastlyProject {
    kvEntries = List.copyOf(kvEntries);
    secrets = List.copyOf(secrets);
    files = Set.copyOf(files);
    notes = List.copyOf(notes);
  }

  /** Whether a directory is a Compute project. */
  public static boolean isAt(Path directory) {
    return Files.isRegularFile(directory.resolve(DESCRIPTION));
  }

  /** The project's name as the name of a function: in lower case, with hyphens. */
  public Optional<String> functionName() {
    return name.flatMap(FastlyProject::functionName);
  }

  /** A name as the name of a function: in lower case, with hyphens; empty when nothing is left. */
  public static Optional<String> functionName(String text) {
    String label = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String trimmed = label.replaceFirst("^-", "");
    return Optional.of(
            trimmed.substring(0, Math.min(trimmed.length(), MAX_NAME_CHARS)).replaceFirst("-$", ""))
        .filter(left -> !left.isEmpty());
  }

  /**
   * Reads a project or a package.
   *
   * @param path a directory as for {@link #in}, or one whose program is in the newest {@code
   *     pkg/*.tar.gz}; or a package
   * @param scratch a directory that gets what is unpacked, and has to be there as long as the
   *     project is used
   * @param environment where secrets may be
   * @throws FastlyProjectException when a file is missing or wrong
   */
  public static FastlyProject find(Path path, Path scratch, Map<String, String> environment) {
    if (!Files.isDirectory(path)) {
      return unpacked(path, scratch, environment);
    }
    Optional<Path> newest =
        Files.isRegularFile(path.resolve(MODULE)) ? Optional.empty() : newestPackage(path);
    if (newest.isEmpty()) {
      return in(path, environment);
    }
    return of(path.resolve(DESCRIPTION), unpack(newest.get(), scratch).module(), path, environment);
  }

  private static FastlyProject unpacked(Path file, Path scratch, Map<String, String> environment) {
    FastlyPackage unpacked = unpack(file, scratch);
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path project = folder.getParent();
    boolean ofProject = folder.endsWith(PACKAGES) && project != null && FastlyProject.isAt(project);
    return read(
        new ProjectFiles(ofProject ? project : folder, true),
        unpacked.description(),
        unpacked.module(),
        file.toString(),
        environment);
  }

  /**
   * Reads an unpacked package, where there is nothing else to read.
   *
   * @param name what the package is called in messages
   * @throws FastlyProjectException when its description is wrong, or names files
   */
  public static FastlyProject of(FastlyPackage unpacked, String name) {
    return read(ProjectFiles.none(), unpacked.description(), unpacked.module(), name, Map.of());
  }

  private static FastlyPackage unpack(Path file, Path scratch) {
    try (InputStream archive = new BufferedInputStream(Files.newInputStream(file))) {
      return FastlyPackage.unpack(archive, file.toString(), scratch, MAX_MODULE_BYTES);
    } catch (IOException e) {
      throw new FastlyProjectException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static Optional<Path> newestPackage(Path project) {
    Path folder = project.resolve(PACKAGES);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> FastlyPackage.isNamed(file) && Files.isRegularFile(file))
          .max(Comparator.comparingLong((Path file) -> file.toFile().lastModified()));
    } catch (IOException e) {
      throw new FastlyProjectException("%s cannot be read: %s".formatted(folder, e), e);
    }
  }

  /**
   * Reads a project that is built.
   *
   * @param directory has a {@code fastly.toml} and {@code bin/main.wasm}
   * @param environment where secrets may be
   * @throws FastlyProjectException when a file is missing or wrong
   */
  public static FastlyProject in(Path directory, Map<String, String> environment) {
    Path module = directory.resolve(MODULE);
    if (!Files.isRegularFile(module)) {
      throw new FastlyProjectException(
          "%s does not exist. Build the project first, for example with fastly compute build."
              .formatted(module));
    }
    return of(directory.resolve(DESCRIPTION), module, directory, environment);
  }

  /**
   * Reads a description.
   *
   * @param description a {@code fastly.toml}, whatever its name
   * @param module the program; not looked at
   * @param base what relative names of files in the description are relative to
   * @param environment where secrets may be
   * @throws FastlyProjectException when a file is missing or wrong
   */
  public static FastlyProject of(
      Path description, Path module, Path base, Map<String, String> environment) {
    return read(
        new ProjectFiles(base, false), description, module, description.toString(), environment);
  }

  private static FastlyProject read(
      ProjectFiles files,
      Path description,
      Path module,
      String called,
      Map<String, String> environment) {
    Section project = files.toml(description, called);
    checkVersion(project);
    List<String> notes = new ArrayList<>();
    Scripts scripts =
        project
            .section("scripts")
            .map(table -> ScriptsTable.read(table, notes))
            .orElse(Scripts.NONE);
    Map<String, String> variables = new HashMap<>(scripts.env());
    variables.putAll(environment);
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    LocalServer local = new LocalServer(variables, manifest, notes);
    project.section("local_server").ifPresent(local::read);
    check(called, manifest);
    return new FastlyProject(
        project.string("name").filter(name -> !name.isBlank()),
        module,
        manifest,
        local.kvEntries(),
        local.secrets(),
        scripts,
        files.named(),
        notes);
  }

  private static void checkVersion(Section project) {
    if (project.wholeNumber("manifest_version").orElse(1L) > MAX_MANIFEST_VERSION) {
      throw project.refused(
          "manifest_version",
          "is newer than %d, the newest that is understood".formatted(MAX_MANIFEST_VERSION));
    }
  }

  private static void check(String called, ObjectNode manifest) {
    byte[] json = manifest.toString().getBytes(UTF_8);
    if (json.length > ManifestReader.MAX_BYTES) {
      throw new FastlyProjectException(
          "%s: local_server has %d bytes of settings; at most %d fit. Large values belong into a KV store."
              .formatted(called, json.length, ManifestReader.MAX_BYTES));
    }
    try {
      var _ = ManifestReader.read(json);
    } catch (ProblemException e) {
      throw new FastlyProjectException(
          "%s: under local_server, %s".formatted(called, e.getMessage()), e);
    }
  }
}
