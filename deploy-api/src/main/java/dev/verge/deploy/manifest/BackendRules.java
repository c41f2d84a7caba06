package dev.verge.deploy.manifest;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Bounds of what a backend may say. */
final class BackendRules {
  static final int MAX_COUNT = 1_000_000;
  private static final long MAX_MILLISECONDS = Duration.ofHours(24).toMillis();
  private static final Pattern HOST_TEXT = Pattern.compile("[!-~]{1,255}");

  private BackendRules() {}

  static void milliseconds(Optional<Long> value, String member) {
    value
        .filter(number -> number < 0 || number > MAX_MILLISECONDS)
        .ifPresent(number -> refuse(number, MAX_MILLISECONDS, member));
  }

  static void number(Optional<Integer> value, int most, String member) {
    value
        .filter(number -> number < 0 || number > most)
        .ifPresent(number -> refuse(number, most, member));
  }

  static void hostText(String text, String member) {
    if (!HOST_TEXT.matcher(text).matches()) {
      throw Refusals.refused(
          "%s is %s; it must be a host of 1 to 255 visible characters."
              .formatted(member, Refusals.quoted(text)));
    }
  }

  private static void refuse(long number, long most, String member) {
    throw Refusals.refused("%s is %d; it must be from 0 to %d.".formatted(member, number, most));
  }
}
