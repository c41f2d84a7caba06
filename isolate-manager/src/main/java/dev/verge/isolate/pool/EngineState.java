package dev.verge.isolate.pool;

/**
 * The engine, as told at start-up and in metrics.
 *
 * @param name such as {@code GraalVM CE 25.0.2 …}
 * @param compiled false when guests are only interpreted, 50 to 70 times slower
 */
public record EngineState(String name, boolean compiled) {}
