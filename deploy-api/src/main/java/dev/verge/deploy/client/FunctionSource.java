package dev.verge.deploy.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.verge.deploy.fastly.FastlyPackage;
import dev.verge.deploy.fastly.FastlyProject;
import dev.verge.deploy.fastly.FastlyProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code deploy} was pointed at: a Wasm file, a folder with a {@code function.toml}, a folder
 * with one Wasm file, a Fastly Compute project, or a package of one.
 *
 * @param name the function's name, when the folder says one
 * @param tenant the tenant, when the folder says one
 * @param upload what to send
 * @param data what its stores get beside the version
 * @param notes what was left out and why, a sentence each
 */
public record FunctionSource(
    Optional<String> name,
    Optional<String> tenant,
    Upload upload,
    StoreData data,
    List<String> notes) {
  /** Describes a function's folder: the manifest's keys, and a few that only the sender needs. */
  public static final String DESCRIPTION = "function.toml";

  private static final String SUFFIX = ".wasm";

  /**
   * Reads a file or folder, of which none needs unpacking.
   *
   * @throws ClientException when there is nothing to deploy, or the description is wrong
   */
  public static FunctionSource of(Path path) {
    return of(path, Path.of(""), Map.of());
  }

  /**
   * Reads a file or folder.
   *
   * @param scratch a directory that gets what is unpacked, to be kept until it was sent
   * @param environment where a project's secrets may be
   * @throws ClientException when there is nothing to deploy, or the description is wrong
   */
  static FunctionSource of(Path path, Path scratch, Map<String, String> environment) {
    if (isProject(path)) {
      return project(path, scratch, environment);
    }
    if (Files.isDirectory(path)) {
      Path description = path.resolve(DESCRIPTION);
      return Files.exists(description) ? described(path, description) : bare(onlyModule(path));
    }
    if (!Files.exists(path)) {
      throw new ClientException(
          "%s does not exist. Give a %s file, or a folder with a %s or %s."
              .formatted(path, SUFFIX, DESCRIPTION, FastlyProject.DESCRIPTION));
    }
    return bare(path);
  }

  /**
   * Whether a file or folder is a package or project of Fastly Compute. A folder with both
   * descriptions is Verge's: whoever wrote {@code function.toml} meant it.
   */
  public static boolean isProject(Path path) {
    return Files.isDirectory(path)
        ? FastlyProject.isAt(path) && !Files.exists(path.resolve(DESCRIPTION))
        : Files.exists(path) && FastlyPackage.isNamed(path);
  }

  private static FunctionSource project(Path path, Path scratch, Map<String, String> environment) {
    try {
      FastlyProject project = FastlyProject.find(path, scratch, environment);
      return new FunctionSource(
          project.functionName(),
          Optional.empty(),
          new Upload(project.module(), project.manifest(), Optional.empty()),
          new StoreData(project.kvEntries(), project.secrets()),
          project.notes());
    } catch (FastlyProjectException e) {
      throw new ClientException(e.getMessage(), e);
    }
  }

  private static FunctionSource bare(Path module) {
    return new FunctionSource(
        Optional.empty(),
        Optional.empty(),
        new Upload(module, JsonNodeFactory.instance.objectNode(), Optional.empty()),
        StoreData.NONE,
        List.of());
  }

  private static FunctionSource described(Path folder, Path description) {
    ObjectNode keys = read(description);
    Optional<String> name = take(keys, "name", description);
    Optional<String> tenant = take(keys, "tenant", description);
    Path module =
        take(keys, "module", description).map(folder::resolve).orElseGet(() -> onlyModule(folder));
    if (!Files.isRegularFile(module)) {
      throw new ClientException(
          "%s names the module %s, which does not exist. Build it first."
              .formatted(description, module));
    }
    return new FunctionSource(
        name,
        tenant,
        new Upload(module, keys, assets(keys, folder, description)),
        StoreData.NONE,
        List.of());
  }

  private static Optional<Path> assets(ObjectNode keys, Path folder, Path description) {
    JsonNode assets = keys.get("assets");
    if (assets == null) {
      return Optional.empty();
    }
    if (!(assets instanceof ObjectNode table)) {
      throw new ClientException(
          "The key assets in %s must be a table such as { dir = \"public\", mount = \"/assets\" }."
              .formatted(description));
    }
    Path directory =
        take(table, "dir", description)
            .map(folder::resolve)
            .orElseThrow(
                () ->
                    new ClientException(
                        "The table assets in %s lacks dir, the folder of files to send."
                            .formatted(description)));
    if (!Files.isDirectory(directory)) {
      throw new ClientException(
          "%s names the assets folder %s, which is not a folder."
              .formatted(description, directory));
    }
    return Optional.of(directory);
  }

  private static ObjectNode read(Path description) {
    try {
      // A TOML document is a table, which the mapper makes an object.
      return (ObjectNode) new TomlMapper().readTree(description.toFile());
    } catch (JsonProcessingException e) {
      throw new ClientException(
          "%s is not TOML, line %d: %s"
              .formatted(
                  description,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new ClientException("%s cannot be read: %s".formatted(description, Reasons.of(e)), e);
    }
  }

  private static Optional<String> take(ObjectNode table, String key, Path description) {
    JsonNode value = table.remove(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new ClientException(
          "The key %s in %s must be a string that is not empty.".formatted(key, description));
    }
    return Optional.of(value.textValue());
  }

  private static Path onlyModule(Path folder) {
    List<Path> modules;
    try (Stream<Path> files = Files.list(folder)) {
      modules = files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new ClientException("%s cannot be read: %s".formatted(folder, Reasons.of(e)), e);
    }
    return switch (modules.size()) {
      case 1 -> modules.getFirst();
      case 0 ->
          throw new ClientException(
              "%s has no %s and no %s file. Build the function first, or point at its binary."
                  .formatted(folder, DESCRIPTION, SUFFIX));
      default ->
          throw new ClientException(
              "%s has %d %s files and says in no %s which is meant. Point at one of them."
                  .formatted(folder, modules.size(), SUFFIX, DESCRIPTION));
    };
  }
}
