package dev.verge.deploy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.ParameterParser;

/** Reads {@code multipart/form-data} (RFC 7578), part by part as it comes. */
public final class FormData {
  private static final int MAX_PART_HEADER_BYTES = 4 << 10;
  private static final int BUFFER_BYTES = 64 << 10;

  private FormData() {}

  /** Takes a part. */
  public interface Taker {
    /**
     * Takes one.
     *
     * @param name the part's
     * @param content to be read before this returns, and bounded by who reads it
     * @throws IOException when the body breaks off, or the disk fails
     */
    void take(String name, InputStream content) throws IOException;
  }

  /**
   * Reads a request's body to its end.
   *
   * @param most bytes of the body as a whole
   * @throws IOException when the body breaks off, or as the taker throws
   */
  public static void read(Call call, long most, Taker taker) throws IOException {
    try {
      MultipartInput input =
          MultipartInput.builder()
              .setInputStream(call.body(most))
              .setBoundary(boundary(call))
              .setBufferSize(BUFFER_BYTES)
              .setMaxPartHeaderSize(MAX_PART_HEADER_BYTES)
              .get();
      boolean more = input.skipPreamble();
      while (more) {
        String name = name(input.readHeaders());
        try (InputStream content = input.newInputStream()) {
          taker.take(name, content);
        }
        more = input.readBoundary();
      }
    } catch (FileUploadException e) {
      throw malformed("It does not end with its boundary, or a part has no proper headers.");
    }
  }

  /** The problem of a body that is not as it should be. */
  public static ProblemException malformed(String detail) {
    return new ProblemException(
        ProblemType.MALFORMED_MULTIPART, "The multipart body is not acceptable. " + detail);
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
    try {
      return parser.parse(header, ';');
    } catch (IllegalArgumentException e) {
      // What looks encoded (RFC 2047) but is not.
      throw malformed("A parameter of its headers is not encoded as it should be.");
    }
  }
}
