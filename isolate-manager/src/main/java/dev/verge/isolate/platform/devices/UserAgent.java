package dev.verge.isolate.platform.devices;

/**
 * The program that a {@code User-Agent} names.
 *
 * @param family its name; {@code Other} when it is not known
 * @param major first part of its version; this and the others are empty when not known
 * @param minor second part
 * @param patch third part
 */
public record UserAgent(String family, String major, String minor, String patch) {
  static final String OTHER = "Other";

  boolean known() {
    return !family.equals(OTHER);
  }
}
