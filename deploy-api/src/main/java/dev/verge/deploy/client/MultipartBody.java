package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A {@code multipart/form-data} body (RFC 7578) of known length, read from its files as sent. */
final class MultipartBody {
  private final String boundary = "verge-" + UUID.randomUUID();
  private final List<BodyPublisher> pieces = new ArrayList<>();

  /** Adds a part from memory. */
  MultipartBody part(String name, String type, byte[] content) {
    pieces.add(BodyPublishers.ofString(head(name, "", type)));
    pieces.add(BodyPublishers.ofByteArray(content));
    return this;
  }

  /**
   * Adds a part from a file, which must not change until the request is sent.
   *
   * @throws ClientException when it cannot be read
   */
  MultipartBody part(String name, String type, Path file) {
    try {
      Files.newInputStream(file).close();
      pieces.add(BodyPublishers.ofString(head(name, "; filename=\"%s\"".formatted(name), type)));
      pieces.add(BodyPublishers.ofFile(file));
      return this;
    } catch (FileNotFoundException e) {
      throw new ClientException("%s cannot be read.".formatted(file), e);
    } catch (IOException e) {
      throw new ClientException("%s cannot be read: %s".formatted(file, Reasons.of(e)), e);
    }
  }

  /** The value of the request's {@code Content-Type}. */
  String type() {
    return "multipart/form-data; boundary=" + boundary;
  }

  /** All parts so far, and the end. */
  BodyPublisher publisher() {
    List<BodyPublisher> all = new ArrayList<>(pieces);
    all.add(BodyPublishers.ofString("\r\n--" + boundary + "--\r\n", UTF_8));
    return BodyPublishers.concat(all.toArray(BodyPublisher[]::new));
  }

  private String head(String name, String file, String type) {
    return "%s--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\nContent-Type: %s\r\n\r\n"
        .formatted(pieces.isEmpty() ? "" : "\r\n", boundary, name, file, type);
  }
}
