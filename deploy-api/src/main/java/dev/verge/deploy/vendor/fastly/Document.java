package dev.verge.deploy.vendor.fastly;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What goes out as JSON in Fastly's spelling. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
interface Document {
  /** That something was done. */
  Document OK = new Status("ok");

  /**
   * How it went.
   *
   * @param status {@code ok}
   */
  record Status(String status) implements Document {}

  /** A time as Fastly writes it, to the second. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
