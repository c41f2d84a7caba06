package dev.verge.deploy.client;

import java.util.Locale;

/** Bytes for people. */
final class Sizes {
  private static final double KIB = 1024;

  private Sizes() {}

  static String of(long bytes) {
    if (bytes < KIB) {
      return bytes + " bytes";
    }
    return bytes < KIB * KIB
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / KIB)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (KIB * KIB));
  }
}
