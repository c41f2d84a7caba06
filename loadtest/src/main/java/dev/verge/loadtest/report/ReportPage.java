package dev.verge.loadtest.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * A report as one HTML page: the JSON document, a script that draws it with D3, and a style, all in
 * one file. Drawn as SVG in the reader's colours, so that it also prints.
 */
final class ReportPage {
  private static final String D3_PROPERTIES = "/META-INF/maven/org.webjars.npm/d3/pom.properties";

  private ReportPage() {}

  /**
   * The page for a report's JSON document.
   *
   * @param json as in the file
   */
  static String of(String json) {
    return resource("report.html")
        .replace("/*STYLE*/", resource("report.css"))
        .replace(
            "/*D3*/", resource("/META-INF/resources/webjars/d3/" + d3Version() + "/dist/d3.min.js"))
        .replace("/*SCRIPT*/", resource("report.js"))
        // No value in it can then end the script element (HTML, 4.12.1.3).
        .replace("/*REPORT*/", json.replace("<", "\\u003c"));
  }

  private static String d3Version() {
    try (InputStream in = ReportPage.class.getResourceAsStream(D3_PROPERTIES)) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
