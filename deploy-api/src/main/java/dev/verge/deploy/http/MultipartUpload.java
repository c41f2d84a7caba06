package dev.verge.deploy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.catalogue.Activation;
import dev.verge.deploy.catalogue.Upload;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StagedFile;
import dev.verge.deploy.store.Staging;
import dev.verge.deploy.store.TooLargeException;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.ParameterParser;

/**
 * Reads {@code multipart/form-data} (RFC 7578) with the parts {@code module}, {@code manifest} and
 * {@code assets}, each at most once, in any order, each bounded while it is read.
 */
final class MultipartUpload {
  private static final int MAX_PART_HEADER_BYTES = 4 << 10;
  private static final int BUFFER_BYTES = 64 << 10;

  private final Staging staging;
  private final UploadLimits limits;
  private Optional<StagedFile> module = Optional.empty();
  private Optional<StagedFile> assets = Optional.empty();
  private Optional<Manifest> manifest = Optional.empty();

  MultipartUpload(Staging staging, UploadLimits limits) {
    this.staging = staging;
    this.limits = limits;
  }

  /**
   * @throws IOException when the body breaks off; nothing is left of it then
   */
  Upload receive(Call call, Activation activation) throws IOException {
    boolean received = false;
    try {
      read(call);
      Upload upload =
          new Upload(
              module.orElseThrow(() -> malformed("The part \"module\" is missing.")),
              assets,
              manifest.orElse(Manifest.DEFAULT),
              activation);
      received = true;
      return upload;
    } catch (FileUploadException e) {
      throw malformed("It does not end with its boundary, or a part has no proper headers.");
    } finally {
      if (!received) {
        module.ifPresent(StagedFile::close);
        assets.ifPresent(StagedFile::close);
      }
    }
  }

  private void read(Call call) throws IOException {
    MultipartInput input =
        MultipartInput.builder()
            .setInputStream(call.body(limits.multipartBytes()))
            .setBoundary(boundary(call))
            .setBufferSize(BUFFER_BYTES)
            .setMaxPartHeaderSize(MAX_PART_HEADER_BYTES)
            .get();
    boolean more = input.skipPreamble();
    while (more) {
      take(name(input.readHeaders()), input);
      more = input.readBoundary();
    }
  }

  private void take(String name, MultipartInput input) throws IOException {
    try (InputStream content = input.newInputStream()) {
      switch (name) {
        case "module" -> module = Optional.of(file(name, module, content, limits.moduleBytes()));
        case "assets" -> assets = Optional.of(file(name, assets, content, limits.assetsBytes()));
        case "manifest" -> {
          requireFirst(name, manifest);
          manifest = Optional.of(ManifestReader.read(manifestBytes(content)));
        }
        default ->
            throw malformed(
                "There is no part of the name \"%s\"; known are module, manifest and assets."
                    .formatted(name.replaceAll("\\p{Cntrl}", "?")));
      }
    }
  }

  private StagedFile file(String name, Optional<StagedFile> present, InputStream content, long most)
      throws IOException {
    requireFirst(name, present);
    try {
      return staging.receive(content, most);
    } catch (TooLargeException e) {
      throw new ProblemException(
          ProblemType.UPLOAD_TOO_LARGE,
          "The part \"%s\" has more than the %d bytes that are accepted."
              .formatted(name, e.most()));
    }
  }

  private static byte[] manifestBytes(InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(ManifestReader.MAX_BYTES + 1);
    if (bytes.length > ManifestReader.MAX_BYTES) {
      throw new ProblemException(
          ProblemType.UPLOAD_TOO_LARGE,
          "The manifest has more than the %d bytes that are accepted."
              .formatted(ManifestReader.MAX_BYTES));
    }
    return bytes;
  }

  private static void requireFirst(String name, Optional<?> present) {
    if (present.isPresent()) {
      throw malformed("The part \"%s\" comes twice.".formatted(name));
    }
  }

  private static byte[] boundary(Call call) {
    String type = call.header(HttpHeaders.CONTENT_TYPE).orElse("");
    String boundary = parameters(type).get("boundary");
    // RFC 2046, section 5.1.1
    if (boundary == null || boundary.isEmpty() || boundary.length() > 70) {
      throw malformed("Its content type has no boundary of 1 to 70 characters.");
    }
    return boundary.getBytes(UTF_8);
  }

  private static String name(String headers) {
    return headers
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-disposition:"))
        .map(line -> parameters(line).get("name"))
        .findFirst()
        .flatMap(Optional::ofNullable)
        .orElseThrow(() -> malformed("A part has no name in its Content-Disposition."));
  }

  private static Map<String, String> parameters(String header) {
    ParameterParser parser = new ParameterParser();
    parser.setLowerCaseNames(true);
    return parser.parse(header, ';');
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(
        ProblemType.MALFORMED_MULTIPART, "The multipart body is not acceptable. " + detail);
  }
}
