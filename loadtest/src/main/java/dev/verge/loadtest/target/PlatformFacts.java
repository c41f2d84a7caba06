package dev.verge.loadtest.target;

/**
 * What a platform says of itself.
 *
 * @param name in reports, such as {@code verge}
 * @param url of its control plane
 * @param engine that runs the guests, with its version
 * @param jit whether guests run compiled
 */
public record PlatformFacts(String name, String url, String engine, boolean jit) {}
