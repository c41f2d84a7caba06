package dev.verge.gateway.up;

/** The least severe event that is logged. */
public enum LogLevel {
  /** Something failed. */
  ERROR,
  /** Something is wrong but goes on. */
  WARN,
  /** What an operator wants to know. */
  INFO,
  /** What a developer of Verge wants to know. */
  DEBUG,
  /** Everything. */
  TRACE
}
