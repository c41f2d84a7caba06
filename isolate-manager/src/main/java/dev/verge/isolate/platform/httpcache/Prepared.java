package dev.verge.isolate.platform.httpcache;

/**
 * A response as it would be stored.
 *
 * @param action what to do with it
 */
public record Prepared(StorageAction action, HttpHead head) {}
