package dev.verge.isolate.module;

/**
 * Bytes that an instance's memory has at first.
 *
 * @param offset where they go, in bytes from the memory's start
 * @param position where they stand in the binary
 * @param length how many
 */
public record DataSegment(long offset, int position, int length) {}
