package dev.verge.deploy.fastly;

/**
 * A secret of the project.
 *
 * @param store the secret store's name
 * @param name the secret's name
 * @param value what is secret; not in {@link #toString}
 */
public record Secret(String store, String name, Content value) {}
