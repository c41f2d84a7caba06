package dev.verge.deploy.vendor.fastly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.verge.deploy.fastly.FastlyPackage;
import dev.verge.deploy.fastly.FastlyProjectException;
import dev.verge.deploy.fastly.PackageHash;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.FormData;
import dev.verge.deploy.http.UploadLimits;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StagedFile;
import dev.verge.deploy.store.StagedFolder;
import dev.verge.deploy.store.Staging;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A package that came with a request: its module, and what is known of it. What its {@code
 * fastly.toml} says for local servers does not matter here, as on Fastly.
 *
 * @param module not stored yet
 * @param about what is known of it
 */
record ReceivedPackage(StagedFile module, PackageInfo about) implements AutoCloseable {
  private static final String CALLED = "The package";
  private static final String PART = "package";

  /** What else than the module may be in a package once it is unpacked, such as sources. */
  private static final long MOST_OTHER_BYTES = 64L << 20;

  private static final int FRAMING_BYTES = 16 << 10;
  private static final int MOST_WORD_CHARS = 256;
  private static final int MOST_AUTHORS = 16;

  /**
   * Receives a form with the part {@code package}.
   *
   * @throws IOException when the body breaks off, or the disk fails
   */
  static ReceivedPackage receive(Call call, Staging staging, UploadLimits limits)
      throws IOException {
    call.accept(List.of("multipart/form-data"));
    try (StagedFolder scratch = staging.folder()) {
      Path archive = scratch.path().resolve("package.tar.gz");
      MessageDigest sha512 = PackageHash.sha512();
      FormData.read(
          call,
          limits.moduleBytes() + MOST_OTHER_BYTES + FRAMING_BYTES,
          (name, content) -> {
            if (!name.equals(PART) || Files.exists(archive)) {
              throw FormData.malformed("It has the part \"package\", once, and no other.");
            }
            try (OutputStream sink =
                new DigestOutputStream(Files.newOutputStream(archive), sha512)) {
              content.transferTo(sink);
            }
          });
      if (!Files.exists(archive)) {
        throw FormData.malformed("The part \"package\" is missing.");
      }
      return unpack(
          archive, HexFormat.of().formatHex(sha512.digest()), scratch.path(), staging, limits);
    } catch (FastlyProjectException e) {
      throw new ProblemException(ProblemType.PACKAGE_REFUSED, e.getMessage());
    }
  }

  private static ReceivedPackage unpack(
      Path archive, String hashsum, Path scratch, Staging staging, UploadLimits limits)
      throws IOException {
    FastlyPackage unpacked;
    try (InputStream content = Files.newInputStream(archive)) {
      unpacked = FastlyPackage.unpack(content, CALLED, scratch, limits.moduleBytes());
    }
    String filesHash =
        PackageHash.of(archive, CALLED, scratch, limits.moduleBytes() + MOST_OTHER_BYTES);
    JsonNode description = description(unpacked.description());
    try (InputStream content = Files.newInputStream(unpacked.module())) {
      StagedFile module = staging.receive(content, limits.moduleBytes());
      return new ReceivedPackage(
          module,
          new PackageInfo(
              word(description.path("name")),
              word(description.path("language")),
              word(description.path("description")),
              authors(description.path("authors")),
              module.blob().bytes(),
              hashsum,
              filesHash));
    }
  }

  private static JsonNode description(Path file) {
    try {
      return new TomlMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.PACKAGE_REFUSED, "%s has a fastly.toml that is not TOML.".formatted(CALLED));
    }
  }

  private static List<String> authors(JsonNode authors) {
    Stream<JsonNode> each = StreamSupport.stream(authors.spliterator(), false);
    return each.limit(MOST_AUTHORS).map(ReceivedPackage::word).toList();
  }

  private static String word(JsonNode value) {
    String text = value.asText("");
    return text.substring(0, Math.min(text.length(), MOST_WORD_CHARS));
  }

  @Override
  public void close() {
    module.close();
  }
}
