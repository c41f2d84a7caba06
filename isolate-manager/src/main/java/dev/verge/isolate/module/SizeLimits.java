package dev.verge.isolate.module;

import java.util.OptionalLong;

/**
 * A memory's size in pages of 64 KiB, or a table's in elements.
 *
 * @param minimum at the start
 * @param maximum that growth may reach, when the module says one
 */
public record SizeLimits(long minimum, OptionalLong maximum) {}
