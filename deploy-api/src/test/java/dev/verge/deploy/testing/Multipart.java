package dev.verge.deploy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** A {@code multipart/form-data} body. */
public final class Multipart {
  public static final String TYPE = "multipart/form-data; boundary=a-boundary";
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public Multipart part(String name, String type, byte[] content) {
    text(
        "--a-boundary\r\nContent-Disposition: form-data; name=\"%s\"\r\nContent-Type: %s\r\n\r\n"
            .formatted(name, type));
    bytes.writeBytes(content);
    return text("\r\n");
  }

  public Multipart module(byte[] content) {
    return part("module", "application/wasm", content);
  }

  public Multipart manifest(String json) {
    return part("manifest", "application/json", json.getBytes(UTF_8));
  }

  public Multipart assets(byte[] zip) {
    return part("assets", "application/zip", zip);
  }

  public Multipart text(String text) {
    bytes.writeBytes(text.getBytes(UTF_8));
    return this;
  }

  public byte[] end() {
    return text("--a-boundary--\r\n").unfinished();
  }

  public byte[] unfinished() {
    return bytes.toByteArray();
  }
}
