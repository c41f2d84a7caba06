package dev.verge.isolate.platform.devices;

import java.util.List;

/**
 * What a program runs on. Empty texts are not known.
 *
 * @param name its name
 * @param major first part of its version, the others following
 */
record OperatingSystem(String name, String major, String minor, String patch, String patchMinor) {
  static final OperatingSystem UNKNOWN = new OperatingSystem("", "", "", "", "");

  /** From a name and four parts. */
  static OperatingSystem of(List<String> parts) {
    return new OperatingSystem(
        parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4));
  }
}
