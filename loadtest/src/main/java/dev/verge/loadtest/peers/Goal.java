package dev.verge.loadtest.peers;

/**
 * What is aimed at, and whether it was reached.
 *
 * @param text such as {@code ratio ≥ 40} or {@code ≤ 50 µs}
 * @param met as the median says
 */
public record Goal(String text, boolean met) {}
