package dev.verge.gateway.up;

/** How log lines look on the console. */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** One JSON object a line. */
  JSON
}
