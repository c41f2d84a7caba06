package dev.verge.loadtest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.verge.loadtest.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A report as files: {@code bench.json} and {@code bench.html} in a directory.
 *
 * @param json the document
 * @param page for people; needs nothing but itself
 */
public record ReportFiles(Path json, Path page) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  /**
   * Writes both, and makes the directory when it is missing.
   *
   * @throws BenchException when that fails
   */
  public static ReportFiles write(BenchReport report, Path directory) {
    var files = new ReportFiles(directory.resolve("bench.json"), directory.resolve("bench.html"));
    try {
      Files.createDirectories(directory);
      String document = json(report);
      Files.writeString(files.json, document + "\n");
      Files.writeString(files.page, ReportPage.of(document));
      return files;
    } catch (IOException e) {
      throw new BenchException("The report could not be written to " + directory + ": " + e, e);
    }
  }

  static String json(BenchReport report) {
    try {
      return MAPPER.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A report is always JSON", e);
    }
  }
}
