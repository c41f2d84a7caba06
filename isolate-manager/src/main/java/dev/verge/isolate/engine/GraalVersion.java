package dev.verge.isolate.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of GraalWasm that Verge was built with; the jars call themselves "Development". */
final class GraalVersion {
  private GraalVersion() {}

  static String read() {
    try (InputStream in = GraalVersion.class.getResourceAsStream("graal.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("The build left graal.properties unreadable", e);
    }
  }
}
