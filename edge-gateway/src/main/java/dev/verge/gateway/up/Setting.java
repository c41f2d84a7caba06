package dev.verge.gateway.up;

import java.util.Locale;

/**
 * One thing that an operator may change.
 *
 * @param <T> what its text means
 * @param key its name in {@code verge.toml}
 * @param kind which texts it takes
 * @param defaultText what holds when nobody says anything
 * @param description for the help and the README, without a full stop
 */
record Setting<T>(String key, Kind<T> kind, String defaultText, String description) {

  /** Its name on the command line. */
  String flag() {
    return "--" + key.replace('_', '-');
  }

  /** Its name in the environment. */
  String variable() {
    return "VERGE_" + key.toUpperCase(Locale.ROOT);
  }
}
