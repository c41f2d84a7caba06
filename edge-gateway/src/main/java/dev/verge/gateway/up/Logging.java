package dev.verge.gateway.up;

import java.util.Locale;

/** Hands the settings to {@code logback.xml}. */
final class Logging {
  private Logging() {}

  /** Works only before the process's first logger is made. */
  static void configure(Settings settings) {
    System.setProperty("verge.log.format", settings.logFormat().name().toLowerCase(Locale.ROOT));
    System.setProperty("verge.log.level", settings.logLevel().name().toLowerCase(Locale.ROOT));
  }
}
