package dev.verge.gateway.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.client.FunctionSource;
import dev.verge.deploy.client.Upload;
import dev.verge.deploy.fastly.FastlyProject;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.gateway.up.Foundation;
import dev.verge.isolate.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a program, each time as it is then. */
@FunctionalInterface
interface ProgramSource {
  /**
   * Of Compute projects, which declare none: test suites run for hours, so these only keep the
   * machine alive.
   */
  Limits LIMITS =
      new Limits(
          Limits.HIGHEST.memoryBytes(),
          Duration.ofDays(1),
          Duration.ofDays(1),
          1L << 40,
          1L << 40,
          Limits.HIGHEST.inFlight(),
          1L << 30);

  /**
   * Reads it. Blocks on files.
   *
   * @param scratch a directory that gets what is unpacked, and has to be there as long as the
   *     program is used
   * @throws RuntimeException whose message says what is wrong, when it cannot be understood
   */
  Program read(Path scratch);

  /**
   * A Compute project or a package of one, a folder with a {@code function.toml}, or a Wasm file.
   *
   * @param environment where a project's secrets may be
   */
  static ProgramSource at(Path path, Map<String, String> environment) {
    return scratch ->
        FunctionSource.isProject(path)
            ? project(path, scratch, environment)
            : of(path, FunctionSource.of(path).upload());
  }

  /**
   * A module, with a {@code fastly.toml} or without, as Viceroy takes them: files that are named
   * there are relative to the working directory.
   */
  static ProgramSource of(
      Path module, Optional<Path> description, Map<String, String> environment) {
    return _ ->
        description
            .map(file -> of(FastlyProject.of(file, module, Path.of(""), environment), module))
            .orElseGet(
                () ->
                    new Program(
                        Foundation.Kind.COMPUTE,
                        module,
                        Manifest.DEFAULT,
                        LIMITS,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Set.of(module),
                        List.of()));
  }

  private static Program project(Path path, Path scratch, Map<String, String> environment) {
    FastlyProject project = FastlyProject.find(path, scratch, environment);
    // What was unpacked changes with the package only.
    return of(project, project.module().startsWith(scratch) ? path : project.module());
  }

  private static Program of(FastlyProject project, Path program) {
    Set<Path> files = new HashSet<>(project.files());
    files.add(program);
    return new Program(
        Foundation.Kind.COMPUTE,
        project.module(),
        ManifestReader.read(project.manifest().toString().getBytes(UTF_8)),
        LIMITS,
        Optional.empty(),
        project.kvEntries(),
        project.secrets(),
        files,
        project.notes());
  }

  private static Program of(Path path, Upload upload) {
    Manifest manifest = ManifestReader.read(upload.manifest().toString().getBytes(UTF_8));
    Set<Path> files = new HashSet<>();
    files.add(upload.module());
    upload.assets().ifPresent(files::add);
    Path description = path.resolve(FunctionSource.DESCRIPTION);
    if (Files.exists(description)) {
      files.add(description);
    }
    return new Program(
        Foundation.Kind.ANY,
        upload.module(),
        manifest.withAssets(
            upload.assets().map(_ -> manifest.assets().orElse(Manifest.Assets.DEFAULT))),
        manifest.guestConfig().limits(),
        upload.assets(),
        List.of(),
        List.of(),
        files,
        List.of());
  }
}
