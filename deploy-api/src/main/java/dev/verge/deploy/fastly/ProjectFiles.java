package dev.verge.deploy.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Reads the files that a project consists of, and remembers which they were. */
final class ProjectFiles {
  /** Of one file of configuration, in bytes. */
  private static final int MAX_BYTES = 16 << 20;

  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final TomlMapper TOML = new TomlMapper();

  private final Optional<Path> base;
  private final boolean confined;
  private final Set<Path> read = new LinkedHashSet<>();

  /**
   * @param base what relative names in the configuration are relative to
   * @param confined whether names that lead out of the base are refused, since whoever wrote them
   *     may be somebody else
   */
  ProjectFiles(Path base, boolean confined) {
    this(Optional.of(base.toAbsolutePath().normalize()), confined);
  }

  private ProjectFiles(Optional<Path> base, boolean confined) {
    this.base = base;
    this.confined = confined;
  }

  /** For a configuration that may name no files at all. */
  static ProjectFiles none() {
    return new ProjectFiles(Optional.empty(), true);
  }

  /** All that were named so far. */
  Set<Path> named() {
    return Set.copyOf(read);
  }

  /**
   * The whole file as a table.
   *
   * @param called what it is called in messages
   */
  Section toml(Path file, String called) {
    try {
      return new Section(this, called, "", (ObjectNode) TOML.readTree(text(file)));
    } catch (JsonProcessingException e) {
      throw new FastlyProjectException(
          "%s is not TOML, line %d: %s"
              .formatted(
                  called,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()),
          e);
    }
  }

  /** A file of one JSON object, named by a key. */
  ObjectNode jsonObject(Section section, String key) {
    Path file = file(section, key);
    try {
      if (JSON.readTree(text(file)) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw section.refused(
          key,
          "names %s, which is not JSON: line %d, %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()));
    }
    throw section.refused(key, "names %s, which does not hold a JSON object".formatted(file));
  }

  /** A text file, named by a key. */
  String text(Section section, String key) {
    return text(file(section, key));
  }

  /** A file that is named by a key, and exists. */
  Path file(Section section, String key) {
    String name =
        section.text(key).orElseThrow(() -> section.refused(key, "must be the name of a file"));
    return existing(section, key, name);
  }

  private Path existing(Section section, String key, String name) {
    Path root =
        base.orElseThrow(
            () ->
                section.refused(
                    key,
                    "names a file, and a package alone brings none; deploy the project's directory with ./verge deploy"));
    Path file;
    try {
      file = root.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw section.refused(key, "is not the name of a file");
    }
    if (confined && !file.startsWith(root)) {
      throw section.refused(key, "leads out of %s, where a package may not read".formatted(root));
    }
    read.add(file);
    if (!Files.isRegularFile(file)) {
      throw section.refused(key, "names the file %s, which does not exist".formatted(file));
    }
    return file;
  }

  private String text(Path file) {
    read.add(file);
    try (InputStream input = Files.newInputStream(file)) {
      byte[] bytes = input.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new FastlyProjectException(
            "%s has more than %d MiB, too much for a file of configuration."
                .formatted(file, MAX_BYTES >> 20));
      }
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new FastlyProjectException("%s is not a text in UTF-8.".formatted(file), e);
    } catch (NoSuchFileException e) {
      throw new FastlyProjectException("%s does not exist.".formatted(file), e);
    } catch (AccessDeniedException e) {
      throw new FastlyProjectException("%s may not be read.".formatted(file), e);
    } catch (IOException e) {
      throw new FastlyProjectException("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
