package dev.verge.isolate.platform.cache;

/**
 * An object that is being stored.
 *
 * @param writer takes its bytes
 * @param found reads them; to be closed
 */
public record Insertion(ObjectWriter writer, Found found) {}
